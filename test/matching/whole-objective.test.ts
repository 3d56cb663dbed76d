import { completeProfiles } from "../../server/matching/complete-profiles.ts";
import { cover } from "../../server/matching/coverage.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { solveMatching } from "../../server/matching/solve-matching.rules.ts";
import type { ObjectiveByStage } from "../../server/matching/stages.rules.ts";
import { objectiveByHighs } from "./objective-by-highs.ts";
import { objectiveByTrying } from "./objective-by-trying.ts";
import { smallInstance } from "./small-instances.ts";

const TEN_MINUTES = 600_000;
const MIDDLE_LIMITS = { profiles: 14, reviewers: 12, capacity: 7, cost: 4 };

async function solved(instance: Instance): Promise<ObjectiveByStage> {
  const coverage = await completeProfiles(instance, cover(instance));
  return solveMatching(instance, { coverage }).objective;
}

test(
  "the whole objective equals what trying everything finds, stage by stage, on 10,000 small instances",
  async () => {
    for (let seed = 1; seed <= 10_000; seed++) {
      const instance = smallInstance(seed);
      expect({ seed, ...(await solved(instance)) }).toEqual({ seed, ...objectiveByTrying(instance) });
    }
  },
  TEN_MINUTES,
);

test(
  "the whole objective equals what HiGHS finds, stage by stage, on 200 middle instances",
  async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const instance = smallInstance(seed, MIDDLE_LIMITS);
      expect({ seed, ...(await solved(instance)) }).toEqual({ seed, ...(await objectiveByHighs(instance)) });
    }
  },
  TEN_MINUTES,
);

test("trying everything and HiGHS agree with each other on 100 tiny instances", async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const instance = smallInstance(seed);
    expect({ seed, ...(await objectiveByHighs(instance)) }).toEqual({ seed, ...objectiveByTrying(instance) });
  }
});
