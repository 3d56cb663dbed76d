import type { Deps } from "../deps.ts";
import { dayText, endOf, personalDeadline } from "../cohorts/index.ts";
import { queueMessage } from "../letters/index.ts";
import type { Application } from "./application-record.rules.ts";
import type { ConsentKind } from "./consent.rules.ts";
import { receiptCode, receiptLines } from "./receipt.rules.ts";

export type LetterNeeds = Pick<
  Deps,
  | "applications"
  | "cohorts"
  | "people"
  | "mediaItems"
  | "messages"
  | "mailTemplates"
  | "clock"
  | "newId"
  | "config"
  | "faults"
>;

/** Why every one of these can be run twice: its message has a key that says which step it tells of. */
async function frameOf({ applications, cohorts, people, config }: LetterNeeds, profileId: string) {
  const application = await applications.get({ id: profileId });
  const cohort = await cohorts.get({ id: application.cohortId });
  const person = await people.get({ id: application.applicantId });
  const common = { name: person.name, cohortName: cohort.name, link: `${config.baseUrl}/profiles/${profileId}` };
  return { application, cohort, common };
}

const OF_A_PROFILE = "You get this because you submitted a Profile.";

async function receiptModel(deps: LetterNeeds, profileId: string, manifestVersion: number) {
  const { application, cohort, common } = await frameOf(deps, profileId);
  const manifest = manifestOf(application, manifestVersion);
  const known = await deps.mediaItems.find({ shelfId: profileId });
  const checkedBy = dayText(cohort.calendar.intakeDueOn);
  return {
    applicantId: application.applicantId,
    model: {
      ...common,
      submittedAt: new Date(manifest.frozenAt),
      receiptCode: receiptCode(application.code, manifest),
      nextText: `we check by ${checkedBy} that everything can be opened, and tell you if something needs a fix.`,
      items: receiptLines(manifest, known),
      why: OF_A_PROFILE,
    },
  };
}

function manifestOf({ manifest, earlierManifests, id }: Application, version: number) {
  const found = [...earlierManifests, ...(manifest ? [manifest] : [])].find((one) => one.version === version);
  if (!found) throw new Error(`no manifest ${version} of ${id}`);
  return found;
}

/** Tells an applicant that their Profile arrived, with all that was in it; once a submission. */
export async function sendSubmissionReceipt(
  deps: LetterNeeds,
  profileId: string,
  manifestVersion: number,
): Promise<void> {
  deps.faults.reach("submission-receipt.before-message");
  const { applicantId, model } = await receiptModel(deps, profileId, manifestVersion);
  const isFinishing = model.items.some(({ sha256 }) => sha256 === null);
  const finishingText = "some files still arrive or are being checked. We write again when all is done.";
  await queueMessage(deps, {
    key: `submission-receipt-${profileId}-v${manifestVersion}`,
    to: applicantId,
    template: "submission-receipt",
    model: { ...model, isFinishing, finishingText },
  });
  deps.faults.reach("submission-receipt.after-message");
}

/** What was still arriving at Submit is here and good. */
export async function sendSubmissionComplete(
  deps: LetterNeeds,
  profileId: string,
  manifestVersion: number,
): Promise<void> {
  const { applicantId, model } = await receiptModel(deps, profileId, manifestVersion);
  await queueMessage(deps, {
    key: `submission-complete-${profileId}-v${manifestVersion}`,
    to: applicantId,
    template: "submission-complete",
    model,
  });
}

/** What needs a fix, and by when. A case that moved on in the meantime gets no such mail. */
export async function sendReturned(deps: LetterNeeds, profileId: string, stepNumber: number): Promise<void> {
  const { application, common } = await frameOf(deps, profileId);
  if (application.state !== "returned" || !application.returned) return;
  const { fixes, dueAt } = application.returned;
  await queueMessage(deps, {
    key: `profile-returned-${profileId}-${stepNumber}`,
    to: application.applicantId,
    template: "profile-returned",
    model: {
      ...common,
      fixBy: dueAt,
      fixes: fixes.map(({ label, reason }) => ({ item: label, reason })),
      why: OF_A_PROFILE,
    },
  });
}

/** The intake is passed; to its applicant the case is “in review”. */
export async function sendAccepted(deps: LetterNeeds, profileId: string, stepNumber: number): Promise<void> {
  const { application, cohort, common } = await frameOf(deps, profileId);
  await queueMessage(deps, {
    key: `profile-accepted-${profileId}-${stepNumber}`,
    to: application.applicantId,
    template: "profile-accepted",
    model: { ...common, releaseAt: endOf(cohort.calendar, "releaseOn"), why: OF_A_PROFILE },
  });
}

export async function sendWithdrawn(deps: LetterNeeds, profileId: string): Promise<void> {
  const { application, common } = await frameOf(deps, profileId);
  const withdrawnAt = application.history.findLast(({ action }) => action === "withdraw")?.at ?? deps.clock.now();
  await queueMessage(deps, {
    key: `profile-withdrawn-${profileId}`,
    to: application.applicantId,
    template: "profile-withdrawn",
    model: {
      ...common,
      withdrawnAt,
      why: "You get this because you withdrew an application. If it was not you, please call us.",
    },
  });
}

/** Attendance opened the application. */
export async function sendOpened(deps: LetterNeeds, profileId: string): Promise<void> {
  const { application, cohort, common } = await frameOf(deps, profileId);
  await queueMessage(deps, {
    key: `application-opened-${profileId}`,
    to: application.applicantId,
    template: "application-opened",
    model: {
      ...common,
      code: application.code,
      dueAt: personalDeadline(cohort, application.applicantId),
      why: "You get this because you attended an information session.",
    },
  });
}

const KIND_WORDS: Record<ConsentKind, string> = { video: "video", audio: "sound", work: "student work" };

/** Told to the applicant and to every coordinator who may see the case; students are named to nobody. */
export async function sendConsentWithdrawn(
  deps: LetterNeeds,
  profileId: string,
  { kind, eventId }: { kind: ConsentKind; eventId: string },
): Promise<void> {
  const { application, cohort, common } = await frameOf(deps, profileId);
  const coordinators = (await deps.people.holding("jgp")).filter(
    ({ id }) => id !== application.applicantId && !application.conflictedIds.includes(id),
  );
  const applicant = await deps.people.get({ id: application.applicantId });
  const isOnHold = application.state === "on-hold";
  for (const person of [applicant, ...coordinators]) {
    await queueMessage(deps, {
      key: `consent-withdrawn-${eventId}-${person.id}`,
      to: person.id,
      template: "consent-withdrawn",
      model: {
        ...common,
        name: person.name,
        cohortName: cohort.name,
        code: application.code,
        kindText: KIND_WORDS[kind],
        at: deps.clock.now(),
        nextText: isOnHold
          ? "The case is on hold until the evidence is replaced or the student is attested off camera or blurred."
          : "It cannot be submitted until the evidence is replaced or the student is attested off camera or blurred.",
        why: "You get this because this case is yours or in your care.",
      },
    });
  }
}

/** One person's new deadline. */
export async function sendExtension(
  deps: LetterNeeds,
  { cohortId, personId, eventId }: { cohortId: string; personId: string; eventId: string },
): Promise<void> {
  const application = await deps.applications.findOne({ cohortId, applicantId: personId });
  if (!application) return;
  const { cohort, common } = await frameOf(deps, application.id);
  await queueMessage(deps, {
    key: `extension-given-${eventId}`,
    to: personId,
    template: "extension-given",
    model: {
      ...common,
      dueAt: personalDeadline(cohort, personId),
      why: "You get this because a coordinator gave you more time.",
    },
  });
}

const REQUEST_WORDS = { extension: "more time", accommodation: "an accommodation" } as const;

/** A coordinator's answer to a request. */
export async function sendRequestAnswered(deps: LetterNeeds, profileId: string, requestId: string): Promise<void> {
  const { application, common } = await frameOf(deps, profileId);
  const request = application.requests.find(({ id }) => id === requestId);
  if (!request?.answer) return;
  await queueMessage(deps, {
    key: `request-answered-${requestId}`,
    to: application.applicantId,
    template: "request-answered",
    model: {
      ...common,
      kindText: REQUEST_WORDS[request.kind],
      answerText: request.answer.isGranted ? "yes" : "no",
      text: request.answer.text,
      why: "You get this because you asked for it.",
    },
  });
}
