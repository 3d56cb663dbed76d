import type { Deps } from "../deps.ts";
import type { HomeProvider, NowItem } from "../platform/home-part.ts";
import { pluralText } from "../platform/wording.ts";
import { verdictNow } from "./case.rules.ts";
import { visibleCasesOf } from "./visible-cases.ts";

type Needs = Pick<Deps, "applications" | "cases" | "cohorts">;

/** Cases that wait on the panel; one that a reader stopped comes before everything. */
export const outcomesHome: readonly HomeProvider<Needs>[] = [
  {
    role: "jgp",
    async load(deps, actor) {
      const now: NowItem[] = [];
      for (const cohort of await deps.cohorts.inStates("reviewing", "interviewing", "recommending")) {
        const cases = await visibleCasesOf(deps, actor, cohort.id);
        const at = (...stages: string[]) =>
          cases.filter(({ record }) => record && stages.includes(verdictNow(record)?.stage ?? ""));
        for (const { application } of at("stopped"))
          now.push(waiting(1, `A reader stopped ${application.code}`, `/cases/${application.id}`));
        const held = at("held", "held-not-scorable");
        const [first] = held;
        if (first)
          now.push(
            waiting(
              2,
              `${pluralText(held.length, "case waits", "cases wait")} for the panel’s look`,
              held.length === 1 ? `/cases/${first.application.id}` : `/cases?cohort=${cohort.id}`,
            ),
          );
      }
      return now.length > 0 ? { now } : null;
    },
  },
];

function waiting(urgency: 1 | 2, heading: string, actionHref: string): NowItem {
  return { urgency, heading, text: null, dueAt: null, dueLabel: null, actionHref, actionText: "Look at it" };
}
