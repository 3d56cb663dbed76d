import type { Cohort } from "../cohorts/index.ts";
import { pluralText } from "../platform/wording.ts";

/** Before everyone in the band is asked. `offerCount`: cases that the reader may see. */
export function offersPage(cohort: Pick<Cohort, "id" | "name">, offerCount: number) {
  const board = `/interviews?cohort=${cohort.id}`;
  return {
    title: `Offer ${pluralText(offerCount, "interview")} now?`,
    isNarrow: true,
    breadcrumbs: [{ text: "Interviews", href: board }],
    question: `Everyone in the band of ${cohort.name} is asked by mail, all at the same moment.`,
    consequences: [
      "Their letter asks them to choose a time and states no score.",
      "An invitation that is out cannot be taken back in the app.",
    ],
    action: "/interviews/offers",
    hidden: [{ name: "cohortId", value: cohort.id }],
    actionText: `Offer ${pluralText(offerCount, "interview")}`,
    cancelHref: board,
    errors: [],
  };
}

/** Before a meeting is put on record. */
export function meetingPage(id: string, code: string) {
  return {
    title: `Did the panel meet ${code}?`,
    isNarrow: true,
    breadcrumbs: [{ text: "The interview", href: `/interviews/${id}` }],
    question: "It goes on record that the interview took place.",
    consequences: [
      "Every member of the panel writes an opinion next.",
      "The applicant can neither move it nor do without it any more.",
      "This cannot be taken back in the app.",
    ],
    action: `/interviews/${id}/meeting`,
    actionText: "Yes, we met",
    cancelHref: `/interviews/${id}`,
    errors: [],
  };
}

/** Before an absence is put on record: what follows for the applicant, and that it stays. */
export function absencePage(id: string, isLastMove: boolean) {
  return {
    title: "Nobody came?",
    isNarrow: true,
    breadcrumbs: [{ text: "The interview", href: `/interviews/${id}` }],
    question: "It goes on record that the applicant missed the interview, and they are told.",
    consequences: [
      isLastMove
        ? "The move is used up: without an interview this application is decided as “not promoted”."
        : "The applicant may move it once, for a reason. Without that, the application is decided as “not promoted”.",
      "This cannot be taken back in the app.",
    ],
    action: `/interviews/${id}/absence`,
    actionText: "Nobody came",
    cancelHref: `/interviews/${id}`,
    isGrave: true,
    errors: [],
  };
}
