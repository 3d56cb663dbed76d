import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { Application } from "./application-record.rules.ts";
import type { ApplicationState } from "./application.rules.ts";

export type CaseQuery = { cohortId: string | null; state: ApplicationState | null; text: string };
export type FoundCase = { application: Application; name: string };

const LIMIT = 500;

/** Cases by code or by the applicant's name, among those that this actor may see and no others. */
export async function findCases(
  { applications, people }: Pick<Deps, "applications" | "people">,
  actor: Actor,
  { cohortId, state, text }: CaseQuery,
): Promise<FoundCase[]> {
  const filter = { ...(cohortId && { cohortId }), ...(state && { state }) };
  const visible = await applications.visibleTo(actor).find(filter);
  const names = new Map(
    (await people.byIds(visible.map(({ applicantId }) => applicantId))).map(({ id, name }) => [id, name]),
  );
  const wanted = text.trim().toLowerCase();
  return visible
    .map((application) => ({ application, name: names.get(application.applicantId) ?? "" }))
    .filter(({ application, name }) => {
      if (wanted === "") return true;
      return name.toLowerCase().includes(wanted) || application.code.toLowerCase().includes(wanted);
    })
    .slice(0, LIMIT);
}
