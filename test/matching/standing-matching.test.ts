import { type Xoshiro, xoshiro } from "../../bench/matching/xoshiro.ts";
import { objectiveOf, pairAt } from "../../server/matching/assignment.rules.ts";
import { completeProfiles } from "../../server/matching/complete-profiles.ts";
import { cover } from "../../server/matching/coverage.rules.ts";
import {
  whereStands,
  withLock,
  withoutPair,
  withoutReviewer,
  withProfile,
  withReviewer,
} from "../../server/matching/grow-instance.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { solveMatching } from "../../server/matching/solve-matching.rules.ts";
import type { ObjectiveByStage } from "../../server/matching/stages.rules.ts";
import { type Followed, StandingMatching } from "../../server/matching/standing-matching.ts";
import { objectiveByTrying } from "./objective-by-trying.ts";
import { smallInstance } from "./small-instances.ts";

const TEN_MINUTES = 600_000;

/** One thing that happens: what it does to the facts, and how the standing matching is told. */
type Happening = { kind: string; facts: (instance: Instance) => Instance; tell: () => Promise<Followed> };

function randomHappening(standing: StandingMatching, random: Xoshiro, cost: number): Happening | null {
  const { instance, assignment } = standing;
  const used = [...assignment.keys()].filter((k) => (assignment[k] as number) >= 0);
  const pick = used[random.below(Math.max(1, used.length))];
  const profile = Math.floor((pick ?? 0) / 3);
  const reviewer = assignment[pick ?? 0] as number;
  const school = random.below(4) - 1;
  const kind = random.below(10);
  if (kind < 4 && pick !== undefined)
    return {
      kind: "decline",
      facts: (now) => withoutPair(now, profile, reviewer),
      tell: () => standing.decline(profile, reviewer),
    };
  if (kind < 5 && pick !== undefined)
    return {
      kind: "release",
      facts: (now) => withoutReviewer(now, reviewer),
      tell: () => standing.release(reviewer),
    };
  if (kind < 7) {
    const pairs = Array.from({ length: instance.profileCount }, (_, p) => p)
      .filter(() => random.below(100) < 60)
      .map((p) => ({ profile: p, cost: random.below(cost) }));
    const someone = { capacity: random.below(4), held: 0, school, pairs };
    return {
      kind: "reviewer",
      facts: (now) => withReviewer(now, someone),
      tell: () => standing.addReviewer(someone),
    };
  }
  if (kind < 9) {
    const pairs = Array.from({ length: instance.reviewerCount }, (_, j) => j)
      .filter(() => random.below(100) < 60)
      .map((j) => ({ reviewer: j, cost: random.below(cost) }));
    const another = { demand: 1 + random.below(3), pairs };
    return {
      kind: "profile",
      facts: (now) => withProfile(now, another),
      tell: () => standing.addProfile(another),
    };
  }
  if (pick === undefined || pairAt(instance, profile, reviewer) < 0) return null;
  return {
    kind: "lock",
    facts: (now) => withLock(now, profile, reviewer),
    tell: () => standing.lock(profile, reviewer),
  };
}

async function fromScratch(instance: Instance): Promise<ObjectiveByStage> {
  const coverage = await completeProfiles(instance, cover(instance));
  return solveMatching(instance, { coverage }).objective;
}

type Count = Record<string, number>;

async function followSequence(start: Instance, seed: number, length: number, best: typeof fromScratch) {
  const random = xoshiro(seed);
  const standing = await StandingMatching.begin(start);
  const count: Count = {};
  for (let step = 0; step < length; step++) {
    const happening = randomHappening(standing, random, 4);
    if (!happening) continue;
    const facts = happening.facts(whereStands(standing.instance, standing.assignment));
    const { objective, by } = await happening.tell();
    for (const what of [happening.kind, by]) count[what] = (count[what] ?? 0) + 1;
    expect({ seed, step, ...objective }).toEqual({ seed, step, ...(await best(facts)) });
    expect(objectiveOf(facts, standing.assignment)).toEqual(objective);
  }
  return count;
}

async function follow(
  seeds: number,
  limits: Parameters<typeof smallInstance>[1],
  length: number,
  best: typeof fromScratch,
): Promise<Count> {
  const total: Count = {};
  for (let seed = 1; seed <= seeds; seed++) {
    const drawn = smallInstance(seed, limits);
    drawn.pairStands.fill(0);
    // Every second one has room to spare: there a decline is repaired on the spot.
    const start = seed % 2 === 0 ? drawn : { ...drawn, capacity: drawn.capacity.map((places) => 3 * places + 1) };
    for (const [what, times] of Object.entries(await followSequence(start, seed, length, best)))
      total[what] = (total[what] ?? 0) + times;
  }
  return total;
}

test(
  "after every decline, release, arrival, new Profile and lock the matching equals one from scratch: 500 sequences",
  async () => {
    const total = await follow(500, { profiles: 7, reviewers: 8, capacity: 5, cost: 4 }, 8, fromScratch);
    for (const kind of ["decline", "release", "reviewer", "profile", "lock"])
      expect([kind, (total[kind] ?? 0) > 150]).toEqual([kind, true]);
    expect(total["repair"]).toBeGreaterThan(200);
  },
  TEN_MINUTES,
);

test(
  "and equals what trying every assignment finds: 500 tiny sequences",
  async () => {
    const byTrying = (instance: Instance) => Promise.resolve(objectiveByTrying(instance));
    const total = await follow(500, { profiles: 2, reviewers: 4, capacity: 3, cost: 4 }, 3, byTrying);
    expect(total["repair"]).toBeGreaterThan(15);
  },
  TEN_MINUTES,
);

test("a middle-sized matching with room to spare is repaired on the spot, and equals one from scratch", async () => {
  const total = await follow(12, { profiles: 40, reviewers: 60, capacity: 9, cost: 12 }, 12, fromScratch);
  expect(total["repair"]).toBeGreaterThan(10);
});

test("a pair that cannot be fixed is refused", async () => {
  const standing = await StandingMatching.begin(smallInstance(3));
  await expect((async () => standing.lock(0, 99))()).rejects.toThrow(RangeError);
});
