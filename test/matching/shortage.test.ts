import { districtOf } from "../../bench/matching/generator.ts";
import { peopleOf } from "../../bench/matching/people.ts";
import { FALLBACK_STEPS, type MatchingInput } from "../../server/matching/candidates.rules.ts";
import { cover } from "../../server/matching/coverage.rules.ts";
import { findEligible } from "../../server/matching/eligibility.rules.ts";
import { explainShortages, type ShortageReport } from "../../server/matching/shortage.rules.ts";
import type { Change } from "../../server/matching/what-if.rules.ts";
import { matchingInput, profile, reviewer, smallDistrict } from "./people.ts";

function report(input: MatchingInput): ShortageReport {
  const eligibility = findEligible(input);
  return explainShortages(input, eligibility, cover(eligibility.instance));
}

/** Really makes the change that the what-if only tried. */
function make(input: MatchingInput, change: Change): MatchingInput {
  if (change.kind === "fallback")
    return { ...input, fallbacks: [...input.fallbacks, { ...change, reason: "Tried in a what-if" }] };
  if (change.kind === "raise-cap") {
    const raised = input.reviewers.map((each, j) =>
      change.reviewers.includes(j) ? { ...each, capacity: Math.max(each.capacity ?? 0, change.to) } : each,
    );
    return { ...input, reviewers: raised };
  }
  const { subject, band, count, reviewsEach } = change;
  const recruits = Array.from({ length: count }, (_, k) =>
    reviewer(`new-${k}`, { subjects: [subject], bands: [{ band, preference: 0 }], capacity: reviewsEach }),
  );
  return { ...input, reviewers: [...input.reviewers, ...recruits] };
}

/** A recruit is tried for one cell; where K-12 Profiles or fallbacks let them read elsewhere too, they may add more. */
const isComparable = ({ kind }: Change, { profiles, fallbacks }: MatchingInput) =>
  kind !== "recruit" || (fallbacks.length === 0 && profiles.every(({ band }) => band !== "k12"));

test("a scarce cell is explained in one sentence, with what would help", () => {
  const music = ["1", "2", "3", "4"].map((k) => profile({ id: `p${k}`, personId: `t${k}`, schoolId: "oak" }));
  const high = [{ band: "high", preference: 0 }] as const;
  const input = matchingInput({
    profiles: music,
    reviewers: [
      reviewer("0", { capacity: 3 }),
      reviewer("1", { capacity: 2 }),
      reviewer("2", { capacity: 2 }),
      reviewer("3", { schoolId: "oak" }),
      reviewer("4", { bands: high, capacity: 2 }),
      reviewer("5", { bands: high, capacity: 2 }),
    ],
  });
  expect(report(input).shortages.map(({ sentence }) => sentence)).toEqual([
    "Music, middle: 4 Profiles need 12 reviews; 3 reviewers can give 7; 1 is excluded by conflict: same school now or in the" +
      " last five years. Allow Music reviewers of elementary or high (adds 4), or recruit 3 who can give 2 reviews each" +
      " (adds 5), or raise the cap of 3 reviewers to 4 (adds 5).",
  ]);
});

test("a cell that nobody reads says so, once for all its Profiles", () => {
  const input = matchingInput({
    profiles: [profile(), profile({ id: "p2", personId: "bob" })],
    reviewers: [reviewer("0", { subjects: ["Science"], capacity: 4 })],
  });
  expect(report(input).shortages.map(({ sentence }) => sentence)).toEqual([
    "Music, middle: 2 Profiles need 6 reviews; nobody can read them. Recruit 3 who can give 4 reviews each (adds 6).",
  ]);
});

test("a Profile with missing details is no shortage of readers", () => {
  const input = matchingInput({ profiles: [profile({ band: null }), profile({ id: "p2" })] });
  const { incompleteProfiles, shortages } = report(input);
  expect([incompleteProfiles, shortages.map(({ profiles }) => profiles)]).toEqual([[0], [[1]]]);
});

test("every remedy adds exactly what the same change really adds, on 2,000 small districts", () => {
  let tried = 0;
  for (let seed = 1; seed <= 2_000; seed++) {
    const input = smallDistrict(seed);
    const { shortages, placed } = report(input);
    for (const { change, gain } of shortages.flatMap(({ remedies }) => remedies)) {
      if (!isComparable(change, input)) continue;
      tried++;
      const really = cover(findEligible(make(input, change)).instance).placed - placed;
      expect({ seed, change, gain }).toEqual({ seed, change, gain: really });
    }
  }
  expect(tried).toBeGreaterThan(2_000);
});

test.each([
  ["ordinary", {}],
  ["with scarce cells", { scarceCells: 6 }],
  ["short everywhere", { capacityPct: 95 }],
])("every what-if adds exactly what the same change really adds in a district of 341 Profiles, %s", (_, changes) => {
  for (const seed of [1, 2, 3]) {
    const input = peopleOf(districtOf("s341", changes, seed));
    const { shortages, placed, whatIf } = report(input);
    for (const change of shortages.flatMap(possibleChanges).filter((each) => isComparable(each, input))) {
      const really = cover(findEligible(make(input, change)).instance).placed - placed;
      expect({ seed, change, gain: whatIf.gainOf(change) }).toEqual({ seed, change, gain: really });
    }
  }
});

/** The remedies of a shortage, and every fallback of its cells, those that add nothing too. */
function possibleChanges({ cells, remedies }: ShortageReport["shortages"][number]): Change[] {
  const fallbacks = cells.flatMap(({ subject, band }) =>
    FALLBACK_STEPS.map((step): Change => ({ kind: "fallback", subject, band, step })),
  );
  return [...remedies.map(({ change }) => change), ...fallbacks];
}

test("trying changes leaves everything as it was", () => {
  const input = peopleOf(districtOf("s1000", { capacityPct: 95 }));
  const { shortages, whatIf } = report(input);
  const remedies = shortages.flatMap((shortage) => shortage.remedies);
  expect(remedies.map(({ change }) => whatIf.gainOf(change))).toEqual(remedies.map(({ gain }) => gain));
  expect(remedies.length).toBeGreaterThan(3);
});
