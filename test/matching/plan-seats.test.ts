import { type Xoshiro, xoshiro } from "../../bench/matching/xoshiro.ts";
import { objectiveOf } from "../../server/matching/assignment.rules.ts";
import type { MatchingInput, ProfileToMatch } from "../../server/matching/candidates.rules.ts";
import { completeProfiles } from "../../server/matching/complete-profiles.ts";
import { cover } from "../../server/matching/coverage.rules.ts";
import { findEligible } from "../../server/matching/eligibility.rules.ts";
import { planSeats } from "../../server/matching/plan-seats.ts";
import { openSeat, type Seat } from "../../server/matching/seat.rules.ts";
import { solveMatching } from "../../server/matching/solve-matching.rules.ts";
import { profile, reviewer, smallDistrict } from "./people.ts";

/** A published cohort: what its facts are, and its seats. */
type Cohort = { input: MatchingInput; seats: Seat[] };

const seatOf = (profileId: string, place: number, reviewerId: string | null): Seat => ({
  ...openSeat("c1", profileId, place),
  version: 1,
  ...(reviewerId !== null && { state: "offered" as const, reviewerId, offerId: `${profileId}.${place}.${reviewerId}` }),
});
const seatsOf = ({ id, startedWith }: ProfileToMatch): Seat[] =>
  [1, 2, 3].map((place) => seatOf(id, place, startedWith[place - 1] ?? null));

/** Who holds what, as the solver's locks. */
function withHeld({ input, seats }: Cohort): MatchingInput {
  const held = Map.groupBy(
    seats.filter(({ reviewerId }) => reviewerId !== null),
    ({ profileId }) => profileId,
  );
  const startedWith = (id: string) => (held.get(id) ?? []).map((seat) => seat.reviewerId ?? "");
  return { ...input, profiles: input.profiles.map((each) => ({ ...each, startedWith: startedWith(each.id) })) };
}

/** A decline, a release, a new reviewer or a new Profile. */
function happen({ input, seats }: Cohort, random: Xoshiro, step: number): Cohort {
  const held = seats.filter(({ reviewerId }) => reviewerId !== null);
  const seat = held[random.below(Math.max(1, held.length))];
  const leave = (one: Seat, why: "declined" | "released"): Seat => ({
    ...seatOf(one.profileId, one.place, null),
    past: [...one.past, { reviewerId: one.reviewerId ?? "", offerId: one.offerId ?? "", why, at: new Date(0) }],
  });
  const kind = random.below(6);
  if (kind < 3 && seat) return { input, seats: seats.map((one) => (one === seat ? leave(one, "declined") : one)) };
  if (kind === 3 && seat) {
    const gone = seat.reviewerId ?? "";
    const reviewers = input.reviewers.map((one) => (one.id === gone ? { ...one, state: "released" } : one));
    const without = seats.map((one) => (one.reviewerId === gone ? leave(one, "released") : one));
    return { input: { ...input, reviewers }, seats: without };
  }
  const like = input.profiles[random.below(input.profiles.length)] as ProfileToMatch;
  if (kind === 4) {
    const id = `new-${step}`;
    const bands = [{ band: like.band ?? ("k12" as const), preference: random.below(3) as 0 | 1 | 2 }];
    const someone = reviewer(id, { subjects: [like.subject ?? ""], bands, capacity: 1 + random.below(3) });
    return { input: { ...input, reviewers: [...input.reviewers, someone] }, seats };
  }
  const another = profile({
    ...like,
    id: `late-${step}`,
    personId: `late-${step}`,
    schoolId: `late-${step}`,
    startedWith: [],
  });
  return {
    input: { ...input, profiles: [...input.profiles, another] },
    seats: [...seats, ...seatsOf(another)],
  };
}

/** What the six stages make of the open places when everybody who holds one is locked and nobody is asked twice. */
async function openPlaces({ input, seats }: Cohort) {
  const forbids = seats.flatMap(({ profileId, past }) =>
    past.map(({ reviewerId }) => ({ profileId, reviewerId, reason: "asked" })),
  );
  const held = withHeld({ input, seats });
  const { instance } = findEligible({ ...held, forbids: [...input.forbids, ...forbids] });
  return { held, instance };
}

test("open places are filled as the six stages say with everybody told as a lock: 500 random sequences", async () => {
  let filled = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const random = xoshiro(seed);
    const drawn = smallDistrict(seed);
    let cohort: Cohort = { input: drawn, seats: drawn.profiles.flatMap(seatsOf) };
    for (let step = 0; step < 6; step++) {
      const { held, instance } = await openPlaces(cohort);
      const coverage = await completeProfiles(instance, cover(instance));
      const best = solveMatching(instance, { coverage }).objective;
      const plans = await planSeats(held, cohort.seats);
      const assignment = new Int32Array(3 * held.profiles.length).fill(-1);
      const used = new Map<number, number>();
      for (const { seat, reviewerId } of plans) {
        const p = held.profiles.findIndex(({ id }) => id === seat.profileId);
        const k = used.get(p) ?? 0;
        assignment[3 * p + k] = held.reviewers.findIndex(({ id }) => id === reviewerId);
        used.set(p, k + 1);
      }
      expect({ seed, step, ...objectiveOf(instance, assignment) }).toEqual({ seed, step, ...best });
      filled += plans.length;
      const offered = new Map(plans.map(({ seat, reviewerId }) => [seat.id, reviewerId]));
      const seats = cohort.seats.map((one) => {
        const to = offered.get(one.id);
        return to === undefined ? one : { ...seatOf(one.profileId, one.place, to), past: one.past };
      });
      cohort = happen({ input: cohort.input, seats }, random, step);
    }
  }
  expect(filled).toBeGreaterThan(1200);
});
