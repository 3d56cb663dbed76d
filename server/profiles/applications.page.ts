import { shortDateText } from "../platform/wording.ts";
import { type Cohort, dayIn, submissionDeadlineAt } from "../cohorts/index.ts";
import type { Application } from "./application-record.rules.ts";
import { STATE_WORDS } from "./where-is.page.ts";
import { visibleStateOf } from "./visible-state.rules.ts";

/** Cohorts that a person may still join. */
export function joinable(cohorts: readonly Cohort[], mine: readonly Application[], now: Date): Cohort[] {
  return cohorts.filter(
    ({ id, state, calendar }) =>
      state === "open" &&
      dayIn(calendar.zone, now) >= calendar.registrationFromOn &&
      submissionDeadlineAt(calendar) > now &&
      !mine.some(({ cohortId }) => cohortId === id),
  );
}

/** All of one person's applications, newest first. */
export function applicationsPage(mine: readonly Application[], cohorts: readonly Cohort[], now: Date, zone: string) {
  const nameOf = (id: string) => cohorts.find((cohort) => cohort.id === id)?.name ?? "";
  return {
    title: "My applications",
    breadcrumbs: [{ text: "What now?", href: "/" }],
    cohorts: joinable(cohorts, mine, now).map(({ id, name, calendar }) => ({
      id,
      name,
      dueAt: submissionDeadlineAt(calendar),
    })),
    table: {
      caption: "My applications",
      columns: [{ text: "Code" }, { text: "Cohort" }, { text: "Since" }, { text: "State" }],
      rows: mine
        .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
        .map((application) => ({
          cells: [
            { text: application.code, href: `/profiles/${application.id}` },
            { text: nameOf(application.cohortId) },
            { text: shortDateText(application.createdAt, zone), at: application.createdAt },
            STATE_WORDS[visibleStateOf(application.state)],
          ],
        })),
      emptyText: "You have not applied yet",
    },
  };
}

export function withdrawalPage({ id, code, state }: Application) {
  const wasSubmitted = state !== "draft" && state !== "registered" && state !== "session-attended";
  return {
    title: "Withdraw from this cohort",
    breadcrumbs: [{ text: "My Profile", href: `/profiles/${id}` }],
    isNarrow: true,
    question: `Do you want to end your application ${code}?`,
    consequences: [
      "From that moment nobody is shown anything of your evidence.",
      wasSubmitted
        ? "Readers who have it stop reading; no result is computed."
        : "Your draft is kept for 30 days and then deleted.",
      "It cannot be undone in this cohort. You are welcome in a later one.",
    ],
    action: `/profiles/${id}/withdrawal`,
    hidden: [],
    actionText: "Withdraw",
    cancelHref: `/profiles/${id}`,
    isGrave: true,
    reasonLabel: "Would you tell us why? (optional)",
    reasonHint: "It helps us to make the next cohort better; it has no effect for you.",
    reason: "",
  };
}
