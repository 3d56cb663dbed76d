import type { Deps } from "../deps.ts";
import { queueMessage } from "../letters/index.ts";
import type { Person } from "../people/index.ts";

type Needs = Pick<
  Deps,
  "decisions" | "people" | "cohorts" | "messages" | "mailTemplates" | "clock" | "newId" | "config" | "lists"
>;

/** After a release: HR that placements are there, each principal that somebody of their school is promoted. */
export async function tellRelease(deps: Needs, cohortId: string): Promise<void> {
  const { name: cohortName } = await deps.cohorts.get({ id: cohortId });
  const promoted = (await deps.decisions.ofCohort(cohortId)).filter(
    ({ isPromoted, releasedAt }) => isPromoted && releasedAt !== null,
  );
  if (promoted.length === 0) return;
  for (const person of await deps.people.holding("hr"))
    await tell(deps, person, `placements-${cohortId}-${person.id}`, "placements-ready", {
      cohortName,
      countText: peopleText(promoted.length),
      link: `${deps.config.baseUrl}/placements`,
      why: "You get this because you take approved placements to payroll.",
    });
  for (const person of await deps.people.holding("principal")) {
    const own = promoted.filter(({ schoolId }) => schoolId !== null && schoolId === person.schoolId);
    if (own.length === 0) continue;
    await tell(deps, person, `promotions-${cohortId}-${person.id}`, "promotions-at-school", {
      cohortName,
      countText: peopleText(own.length),
      link: `${deps.config.baseUrl}/promotions`,
      why: "You get this because you lead a school of the district.",
    });
  }
}

async function tell(
  deps: Needs,
  { id, name }: Person,
  key: string,
  template: string,
  model: Record<string, unknown>,
): Promise<void> {
  await queueMessage(deps, { key, to: id, template, model: { name, ...model } });
}

/** To every member with a seat: the list waits for their vote. Once a sending. */
export async function tellCommittee(deps: Needs, cohortId: string, step: number): Promise<void> {
  const list = await deps.lists.get({ id: cohortId });
  if (list.state !== "voting") return;
  const { name: cohortName } = await deps.cohorts.get({ id: cohortId });
  for (const person of await deps.people.byIds(list.seats.map(({ personId }) => personId)))
    await tell(deps, person, `list-to-vote-${cohortId}-${step}-${person.id}`, "list-to-vote", {
      cohortName,
      link: `${deps.config.baseUrl}/votes/${cohortId}`,
      why: "You get this because you sit on the Joint Oversight Committee.",
    });
}

const peopleText = (count: number) => (count === 1 ? "1 person" : `${count} people`);
