import { SIDES } from "../kernel/actor.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { Person } from "../people/index.ts";
import { pluralText } from "../platform/wording.ts";
import { countsFor, type Row } from "./list.rules.ts";

const crumbs = (cohort: Pick<Cohort, "id">) => [{ text: "Recommendation list", href: `/lists/${cohort.id}` }];

/** Before somebody signs for their side. `rows`: those that they may see; `total`: the fingerprint that their page showed. */
export function signaturePage(cohort: Pick<Cohort, "id" | "name">, rows: readonly Row[], total: string) {
  const counts = countsFor(rows, []);
  const divided = counts["panel-divided"];
  const parts = [`${counts.promote} promote`, `${counts["not-promoted"]} not promoted`];
  return {
    title: "Sign the list for your side?",
    isNarrow: true,
    breadcrumbs: crumbs(cohort),
    question: `You sign ${pluralText(rows.length, "row")} of ${cohort.name}: ${[...parts, ...(divided > 0 ? [`${divided} panel divided`] : [])].join(", ")}.`,
    consequences: [
      `What you sign is the fingerprint ${total.slice(0, 12)}. If a row changes, it is signed anew.`,
      "While the signatures of both halves stand, no score of these cases is opened again.",
      "Your signature stands with your name, and cannot be taken back in the app.",
    ],
    action: `/lists/${cohort.id}/signatures`,
    hidden: [{ name: "total", value: total }],
    actionText: "Sign for my side",
    cancelHref: `/lists/${cohort.id}`,
    errors: [],
  };
}

/** Before the committee gets the list. `seated` is null where the same members vote as before. */
export function sendingPage(cohort: Pick<Cohort, "id" | "name">, seated: readonly Person[] | null) {
  const names = (side: string) => (seated ?? []).filter((one) => one.side === side).map(({ name }) => name);
  return {
    title: "Send the list to the committee?",
    isNarrow: true,
    breadcrumbs: crumbs(cohort),
    question: `The Joint Oversight Committee is asked to vote on the list of ${cohort.name}.`,
    consequences: [
      ...(seated === null
        ? ["The same members vote as before."]
        : SIDES.map((side) => `For the ${side} vote ${names(side).join(", ")}.`)),
      "Who sits stays so for every vote on this list. The app cannot change it, nor take the list back.",
    ],
    action: `/lists/${cohort.id}/sending`,
    hidden: (seated ?? []).map(({ id }) => ({ name: "seatIds", value: id })),
    actionText: "Send the list",
    cancelHref: `/lists/${cohort.id}`,
    errors: [],
  };
}
