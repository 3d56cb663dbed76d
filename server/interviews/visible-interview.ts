import type { Actor } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Application } from "../profiles/index.ts";
import type { InterviewRecord } from "./interview-record.rules.ts";

export type VisibleInterview = { record: InterviewRecord; application: Application };

/** An interview that the actor may see: the application decides, conflicts included. @throws Problem `not-found` */
export async function visibleInterview(
  { interviews, applications }: Pick<Deps, "interviews" | "applications">,
  actor: Actor,
  interviewId: string,
): Promise<VisibleInterview> {
  const record = await interviews.visibleTo(actor).get(interviewId);
  return { record, application: await applications.visibleTo(actor).get(record.applicationId) };
}

/** The applicant's own standing offer, newest first. @throws Problem `not-found` where there is none */
export async function ownInterview(
  { interviews, applications }: Pick<Deps, "interviews" | "applications">,
  actor: Actor,
): Promise<VisibleInterview> {
  const record = (await interviews.visibleTo(actor).find())
    .toSorted((a, b) => b.offeredAt.getTime() - a.offeredAt.getTime())
    .at(0);
  if (!record) throw notFound();
  return { record, application: await applications.visibleTo(actor).get(record.applicationId) };
}

/** All standing interviews of a cohort that a coordinator may see, by code. */
export async function visibleInterviewsOf(
  { interviews, applications }: Pick<Deps, "interviews" | "applications">,
  actor: Actor,
  cohortId: string,
): Promise<VisibleInterview[]> {
  const byId = new Map((await applications.visibleTo(actor).find({ cohortId })).map((one) => [one.id, one]));
  return (await interviews.visibleTo(actor).find({ cohortId })).flatMap((record) => {
    const application = byId.get(record.applicationId);
    return application && record.state !== "cancelled" ? [{ record, application }] : [];
  });
}
