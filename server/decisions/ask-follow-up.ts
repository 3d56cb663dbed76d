import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { dayIn } from "../cohorts/index.ts";
import { queueMessage } from "../letters/index.ts";
import { answerFollowUp, type FollowUp, type FollowUpKind } from "./follow-up.rules.ts";
import type { Decision } from "./decision.rules.ts";

/** The last day on which this may be asked for; null where it is not offered. */
export function lastDayFor({ facts }: Pick<Decision, "facts">, kind: FollowUpKind): string | null {
  return kind === "counselling" ? facts.counsellingUntilOn : facts.proceduralReviewUntilOn;
}

/**
 * The applicant asks for a talk, or for a review of procedural error, once each, within the days of the letter.
 * @throws Problem `not-found` before the release, `wrong-state` too late or twice, `invalid-input` without words
 */
export async function askFollowUp(
  { decisions, followUps, clock, newId, config }: Pick<Deps, "decisions" | "followUps" | "clock" | "newId" | "config">,
  actor: Actor,
  applicationId: string,
  kind: FollowUpKind,
  text: string,
): Promise<FollowUp> {
  const decision = await decisions.visibleTo(actor).get(applicationId);
  const until = lastDayFor(decision, kind);
  const at = clock.now();
  if (until === null || dayIn(config.zone, at) > until)
    throw new Problem("wrong-state", "The time to ask for this is over. Please call us.");
  refuseIfAny(text.trim() === "" ? [{ field: "text", message: "Please write a sentence or two." }] : []);
  if (await followUps.findOne({ applicationId, kind }))
    throw new Problem("wrong-state", "You have asked for this already; we come back to you.");
  const id = newId();
  const { applicantId, cohortId, code } = decision;
  const asked = { applicationId, applicantId, cohortId, code, kind, text: text.trim(), askedAt: at };
  return followUps.insert({ id, ...asked, state: "asked", answer: null }, [
    event(newId(), "follow-up.asked", at, { followUpId: id, kind, cohortId }),
  ]);
}

type AnswerNeeds = Pick<Deps, "applications" | "followUps" | "interviews" | "cases" | "clock" | "newId">;

/**
 * A coordinator answers; a procedural review only one who was not involved.
 * @throws Problem `not-found`, `not-allowed`, `invalid-input` without words
 */
export async function giveAnswer(deps: AnswerNeeds, actor: Actor, id: string, text: string): Promise<FollowUp> {
  const followUp = await deps.followUps.get({ id });
  await deps.applications.visibleTo(actor).get(followUp.applicationId);
  const at = deps.clock.now();
  const involved = await involvedIn(deps, followUp.applicationId);
  const answered = answerFollowUp(followUp, actor, text, involved, at);
  return deps.followUps.save(answered, [
    event(deps.newId(), "follow-up.answered", at, { followUpId: id, step: answered.version }),
  ]);
}

/** Everyone who sat on a panel of the case or ruled on it. */
export async function involvedIn(
  { interviews, cases }: Pick<Deps, "interviews" | "cases">,
  applicationId: string,
): Promise<string[]> {
  const panels = (await interviews.find({ applicationId })).flatMap(({ panel }) =>
    panel.map(({ personId }) => personId),
  );
  const record = await cases.findOne({ id: applicationId });
  const ruled = [...(record?.nsRulings ?? []), ...(record?.look ? [record.look] : []), ...(record?.requests ?? [])];
  return [...new Set([...panels, ...ruled.map(({ byId }) => byId)])];
}

/** Tells the applicant that an answer is there. */
export async function sendAnswer(
  deps: Pick<Deps, "followUps" | "people" | "messages" | "mailTemplates" | "clock" | "newId" | "config">,
  followUpId: string,
  step: number,
): Promise<void> {
  const { applicantId, applicationId, kind, answer } = await deps.followUps.get({ id: followUpId });
  if (!answer) return;
  const { name } = await deps.people.get({ id: applicantId });
  await queueMessage(deps, {
    key: `follow-up-answer-${followUpId}-${step}`,
    to: applicantId,
    template: "follow-up-answer",
    model: {
      name,
      subjectText: kind === "counselling" ? "the talk you asked for" : "the procedural review you asked for",
      text: answer.text,
      link: `${deps.config.baseUrl}/results/${applicationId}`,
      why: "You get this because you asked for it after your result.",
    },
  });
}
