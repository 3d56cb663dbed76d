import { z } from "zod";
import { endLeaves } from "../server/people/index.ts";
import { findLostSeats } from "../server/matching/index.ts";
import { endConflictedReviews, loseReview, remindReaders } from "../server/reviews/index.ts";
import type { Deps } from "../server/deps.ts";
import { defineJob, defineSweep } from "./define-job.ts";

async function loseSeats(deps: Deps, whose: Parameters<typeof findLostSeats>[1]): Promise<void> {
  for (const lost of await findLostSeats(deps, whose)) await loseReview(deps, lost);
}

/** A reader paused, left, moved school or named somebody: what they may no longer read goes to the next at once. */
export const recheckReader = defineJob({
  name: "recheck-reader",
  on: ["reviewer.paused", "reviewer.released", "reviewer.fields-set"],
  data: z.object({ reviewerId: z.string() }),
  run: (deps, { reviewerId }) => loseSeats(deps, { reviewerId }),
});

/** A reader named somebody: a sheet of that person's work that slipped in meanwhile is set aside too. */
export const endConflicted = defineJob({
  name: "end-conflicted-reviews",
  on: "reviewer.conflict-declared",
  data: z.object({ reviewerId: z.string(), personId: z.string() }),
  run: (deps, { reviewerId, personId }) => endConflictedReviews(deps, reviewerId, personId),
});

/** The same for whoever moved to another school, as a reader and as an applicant. */
export const recheckPerson = defineJob({
  name: "recheck-person",
  on: "person.school-changed",
  data: z.object({ personId: z.string() }),
  async run(deps, { personId }) {
    await loseSeats(deps, { reviewerId: personId });
    for (const { id } of await deps.applications.find({ applicantId: personId }))
      await loseSeats(deps, { profileId: id });
  },
});

/** Whoever applies in a cohort reads nothing in it. */
export const recheckApplicant = defineJob({
  name: "recheck-applicant",
  on: "profile.registered",
  data: z.object({ applicantId: z.string() }),
  run: (deps, { applicantId }) => loseSeats(deps, { reviewerId: applicantId }),
});

/** A Profile's subject or band was corrected: readers whom it no longer fits are replaced. */
export const recheckProfile = defineJob({
  name: "recheck-profile",
  on: "profile.declaration-corrected",
  data: z.object({ profileId: z.string() }),
  run: (deps, { profileId }) => loseSeats(deps, { profileId }),
});

/** Leaves end by the clock. */
export const endLeavesSweep = defineSweep({ name: "end-leaves", everySec: 20, run: (deps) => endLeaves(deps) });

/** The ladder of reminders, by the clock. */
export const remindReadersSweep = defineSweep({
  name: "remind-readers",
  everySec: 20,
  run: (deps) => remindReaders(deps),
});
