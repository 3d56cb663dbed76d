import { z } from "zod";
import {
  followCases,
  followList,
  prepareLetters,
  sendAnswer,
  tellCommittee,
  tellRelease,
  unsealCases,
} from "../server/decisions/index.ts";
import { defineJob, type Job } from "./define-job.ts";

const OfCohort = z.object({ cohortId: z.string() });

/** What follows from the recommendation list, and what the list follows. Each can run again at any time. */
export const LIST_JOBS: readonly Job[] = [
  defineJob({
    name: "follow-cases-on-list",
    on: ["profile.withdrawn", "profile.voided", "profile.reopened", "profile.recommended", "profile.interview-forgone"],
    data: OfCohort,
    run: (deps, { cohortId }) => followCases(deps, cohortId),
  }),
  defineJob({
    name: "unseal-cases",
    on: ["list.changed", "list.returned"],
    data: OfCohort,
    run: (deps, { cohortId }) => unsealCases(deps, cohortId),
  }),
  defineJob({
    name: "approve-cases",
    on: ["list.approved", "list.changed"],
    data: OfCohort,
    run: (deps, { cohortId }) => followList(deps, cohortId),
  }),
  defineJob({
    name: "prepare-letters",
    on: ["list.release-planned", "list.changed", "profile.withdrawn", "profile.voided"],
    data: OfCohort,
    async run(deps, { cohortId }) {
      // A withdrawal reaches the list first, in whatever order the jobs come.
      await followCases(deps, cohortId);
      if (await deps.lists.findOne({ id: cohortId })) await prepareLetters(deps, cohortId);
    },
  }),
  defineJob({
    name: "prepare-wished-letter",
    on: "letter-wish.changed",
    data: z.object({ personId: z.string() }),
    async run(deps, { personId }) {
      const held = await deps.decisions.find({ applicantId: personId, releasedAt: null });
      for (const { cohortId } of held) await prepareLetters(deps, cohortId);
    },
  }),
  defineJob({
    name: "prepare-letters-of-payroll",
    on: "payroll.recorded",
    data: z.object({}),
    async run(deps) {
      for (const { cohortId } of await deps.lists.inStates("approved")) await prepareLetters(deps, cohortId);
    },
  }),
  defineJob({
    name: "email-committee",
    on: "list.sent",
    data: OfCohort.extend({ step: z.int() }),
    run: (deps, { cohortId, step }) => tellCommittee(deps, cohortId, step),
  }),
  defineJob({
    name: "email-release",
    on: "results.released",
    data: OfCohort,
    run: (deps, { cohortId }) => tellRelease(deps, cohortId),
  }),
  defineJob({
    name: "email-follow-up-answer",
    on: "follow-up.answered",
    data: z.object({ followUpId: z.string(), step: z.int() }),
    run: (deps, { followUpId, step }) => sendAnswer(deps, followUpId, step),
  }),
];
