import { PLACES_EACH } from "./assignment.rules.ts";
import { bench, type OnBench } from "./bench.rules.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import { completeProfiles } from "./complete-profiles.ts";
import { cover } from "./coverage.rules.ts";
import { findEligible } from "./eligibility.rules.ts";
import { onlyProfiles } from "./only-profiles.rules.ts";
import { askedFor, type Seat } from "./seat.rules.ts";
import { solveMatching } from "./solve-matching.rules.ts";

/** Who is offered an open seat. */
export type SeatPlan = { seat: Seat; reviewerId: string };

/**
 * Readers for open seats, everybody who was told left where they are: the best answer of all six stages for what is open.
 * Where nobody is first on two benches, the benches say it; where they compete, the solver decides for all together, so
 * that a reader whom only one Profile can have is not given to another.
 * @param seats all seats of the Profiles concerned
 */
export async function planSeats(input: MatchingInput, seats: readonly Seat[]): Promise<SeatPlan[]> {
  const ofProfile = Map.groupBy(seats, ({ profileId }) => profileId);
  const wanted = [...ofProfile].flatMap(([profileId, own]) => {
    const open = own.filter(({ state }) => state === "open").toSorted((a, b) => a.place - b.place);
    const asked = askedFor(own);
    const ranked = open.length > 0 ? bench(input, profileId, asked) : [];
    return ranked.length > 0 ? [{ profileId, open, asked, ranked }] : [];
  });
  if (wanted.length === 0) return [];
  const firsts = wanted.map(({ ranked, open }) => firstOf(ranked, open.length, input.settings.isOnePerSchool));
  const all = firsts.flat();
  const isFree = new Set(all).size === all.length && firsts.every((one, i) => one.length === wanted[i]?.open.length);
  const chosen = isFree ? firsts : await solve(input, wanted);
  return wanted.flatMap(({ open }, i) =>
    open.flatMap((seat, k) => {
      const reviewerId = chosen[i]?.[k];
      return reviewerId === undefined ? [] : [{ seat, reviewerId }];
    }),
  );
}

/** The best so many of one bench, at most one a school where that is the rule. */
function firstOf(ranked: readonly OnBench[], count: number, isOnePerSchool: boolean): string[] {
  const schools = new Set<string>();
  const chosen: string[] = [];
  for (const { reviewerId, schoolId } of ranked) {
    if (chosen.length === count) break;
    if (isOnePerSchool && schoolId !== null && schools.has(schoolId)) continue;
    if (schoolId !== null) schools.add(schoolId);
    chosen.push(reviewerId);
  }
  return chosen;
}

type Wanted = { profileId: string; open: readonly Seat[]; asked: ReadonlySet<string> };

/** All six stages on the open places alone; what others hold counts as load that may not move. */
async function solve(input: MatchingInput, wanted: readonly Wanted[]): Promise<string[][]> {
  const only = onlyProfiles(
    input,
    wanted.map(({ profileId }) => profileId),
  );
  const asked = wanted.flatMap((each) =>
    [...each.asked].map((reviewerId) => ({ profileId: each.profileId, reviewerId })),
  );
  const places = Math.max(...only.profiles.map(({ startedWith }) => startedWith.length)) + PLACES_EACH;
  const { instance: all } = findEligible({
    ...only,
    locks: [],
    asked,
    settings: { ...input.settings, reviewsEach: places },
  });
  const demand = Int32Array.from(wanted, ({ open }) => Math.min(PLACES_EACH, open.length));
  const instance = { ...all, demand };
  const coverage = await completeProfiles(instance, cover(instance));
  const { assignment } = solveMatching(instance, { coverage });
  return wanted.map((_, p) =>
    [...assignment.subarray(PLACES_EACH * p, PLACES_EACH * (p + 1))]
      .filter((j) => j >= 0)
      .map((j) => (input.reviewers[j] as { id: string }).id),
  );
}
