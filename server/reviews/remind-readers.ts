import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { nextRung, queueMessage, type Rung, rungKey, type Waiting } from "../letters/index.ts";
import type { ProgramSettings } from "../programs/index.ts";
import type { Review } from "./review-record.rules.ts";

type Needs = Pick<
  Deps,
  | "reviews"
  | "reminders"
  | "applications"
  | "people"
  | "cohorts"
  | "programs"
  | "messages"
  | "mailTemplates"
  | "clock"
  | "newId"
  | "config"
>;

/**
 * Climbs the ladder for every review that waits on its reader. Each rung is done once; missed days send one mail, not
 * three; whoever answered meanwhile gets none, because the state is looked at in the same pass.
 */
export async function remindReaders(deps: Needs): Promise<void> {
  const settings = new Map<string, ProgramSettings>();
  for (const review of await deps.reviews.waitingOnReader()) {
    const rules = settings.get(review.cohortId) ?? (await settingsOf(deps, review.cohortId));
    settings.set(review.cohortId, rules);
    await remind(deps, review, rules);
  }
}

async function remind(deps: Needs, review: Review, { responseRungs, reviewRungs }: ProgramSettings): Promise<void> {
  const isOffer = review.state === "offered";
  const dueAt = isOffer ? review.respondBy : review.reviewBy;
  const waiting: Waiting = {
    caseKey: `${isOffer ? "response" : "review"}:${review.id}:${dueAt.getTime()}`,
    startAt: isOffer ? review.offeredAt : (review.acceptedAt ?? review.offeredAt),
    dueAt,
    snoozedUntilAt: review.snoozedUntil,
  };
  const recorded = await deps.reminders.recordedRungs(waiting.caseKey);
  const now = deps.clock.now();
  const step = nextRung(waiting, isOffer ? responseRungs : reviewRungs, recorded, now);
  if (step === null) return;
  // The message first: its own key makes it once, and a crash before the rows only repeats this look.
  await tell(deps, review, step.send, waiting, isOffer ? "answer" : "review");
  for (const rung of [step.send, ...step.replaced]) {
    const id = rungKey(waiting.caseKey, rung.id);
    await deps.reminders
      .insert({ id, caseKey: waiting.caseKey, rungId: rung.id, wasSent: rung.id === step.send.id, at: now })
      .catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error; // another worker recorded it
      });
  }
}

async function tell(
  deps: Needs,
  review: Review,
  rung: Rung,
  { caseKey, dueAt }: Waiting,
  waitingFor: string,
): Promise<void> {
  const application = await deps.applications.get({ id: review.profileId });
  const key = `reminder-${rungKey(caseKey, rung.id)}`;
  if (rung.to === "reviewer") {
    const { name } = await deps.people.get({ id: review.reviewerId });
    const { subject, band } = application.declaration ?? { subject: "no subject", band: "no band" };
    const model = {
      name,
      profileCode: review.profileCode,
      subjectBand: `${subject}, ${band}`,
      waitingFor,
      dueAt,
      link: `${deps.config.baseUrl}/reviews/${review.id}`,
      why: "You get this because a review waits for you.",
    };
    await queueMessage(deps, { key, to: review.reviewerId, template: "review-reminder", model });
    return;
  }
  for (const { id, name } of await deps.people.holding("jgp")) {
    if (id === review.applicantId || application.conflictedIds.includes(id)) continue;
    const model = {
      name,
      profileCode: review.profileCode,
      readerCode: review.reviewerCode,
      dueAt,
      link: `${deps.config.baseUrl}/matching/${review.cohortId}/profiles/${review.profileId}`,
      why: "You get this because you coordinate this cohort.",
    };
    await queueMessage(deps, { key: `${key}-${id}`, to: id, template: "review-late", model });
  }
}

async function settingsOf(deps: Needs, cohortId: string): Promise<ProgramSettings> {
  const cohort = await deps.cohorts.get({ id: cohortId });
  return (await deps.programs.get({ id: cohort.programVersionId })).settings;
}
