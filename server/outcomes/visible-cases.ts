import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { Application } from "../profiles/index.ts";
import type { CaseRecord } from "./case.rules.ts";

/**
 * One case as the actor may see it: the application decides (their own and conflicted ones do not exist for them).
 * @throws Problem `not-found`
 */
export async function visibleCase(
  { applications, cases }: Pick<Deps, "applications" | "cases">,
  actor: Actor,
  profileId: string,
): Promise<CaseRecord> {
  await applications.visibleTo(actor).get(profileId);
  return cases.visibleTo(actor).get(profileId);
}

export type VisibleCase = { application: Application; record: CaseRecord | null };

/** Every case of a cohort that the actor may see, by code; the record is null before the first sheet is in. */
export async function visibleCasesOf(
  { applications, cases }: Pick<Deps, "applications" | "cases">,
  actor: Actor,
  cohortId: string,
): Promise<VisibleCase[]> {
  const own = await applications.visibleTo(actor).find({ cohortId });
  const records = await cases.visibleTo(actor).find({ cohortId });
  const byId = new Map(records.map((record) => [record.id, record]));
  return own.map((application) => ({ application, record: byId.get(application.id) ?? null }));
}
