import type { Cohort } from "../cohorts/index.ts";
import { dateText } from "../platform/wording.ts";
import type { Application } from "./application-record.rules.ts";

/** How a role is named to the applicant: as a kind of people, never as one or as several. */
const WHO: Record<string, string> = {
  reviewer: "PPRC readers",
  jgp: "The Joint Governing Panel",
};

/** The applicant's view log: role and day. Nothing in it tells how many looked, or how often. */
export function viewsPage(
  application: Pick<Application, "id" | "code">,
  cohort: Pick<Cohort, "name">,
  looks: readonly { role: string; day: string }[],
) {
  return {
    title: "Who looked at your files",
    breadcrumbs: [
      { text: "Results", href: "/results" },
      { text: cohort.name, href: `/results/${application.id}` },
    ],
    isNarrow: true,
    table: {
      caption: `Looks at the files of ${application.code}`,
      columns: [{ text: "Day" }, { text: "Who" }],
      rows: looks.map(({ role, day }) => ({
        cells: [{ text: dateText(`${day}T12:00:00Z`, "utc") }, { text: WHO[role] ?? role }],
      })),
      emptyText: "Nobody has looked at your files",
    },
  };
}
