import type { FieldError } from "../kernel/problem.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { Message } from "../letters/index.ts";
import type { Tile } from "../platform/part-models.ts";
import { dateTimeText } from "../platform/wording.ts";
import type { Decision } from "./decision.rules.ts";
import { letterKey } from "./decision.rules.ts";
import type { RecommendationList } from "./list-record.rules.ts";
import type { Finding } from "./release.rules.ts";

export type ReleaseForm = { releaseAt: string; effectiveOn: string; callName: string; callPhone: string };
export type ReleaseInput = {
  list: RecommendationList;
  cohort: Cohort;
  findings: readonly Finding[];
  /** Those that the reader may see. */
  decisions: readonly Decision[];
  letters: readonly Message[];
  hours: { from: number; until: number };
  zone: string;
  errors: readonly FieldError[];
  form: ReleaseForm;
};

const STATES: Record<string, string> = {
  held: "held",
  queued: "on its way",
  sending: "on its way",
  sent: "sent",
  failed: "could not be delivered",
  bounced: "came back",
};

/** The preflight: exactly what goes out, to how many, when, and what stands in the way. */
export function releasePage(input: ReleaseInput) {
  const { list, cohort, findings, decisions, letters, zone } = input;
  const byKey = new Map(letters.map((letter) => [letter.key, letter]));
  const isOut = list.state === "released";
  const count = (isPromoted: boolean) => String(decisions.filter((one) => one.isPromoted === isPromoted).length);
  const promoted = decisions.filter((one) => one.isPromoted);
  const unplaced = promoted.filter(({ facts }) => !facts.pay?.before).length;
  const tiles: Tile[] = [
    { figure: String(decisions.length), label: "letters" },
    { figure: count(true), label: "promoted", tone: "good" },
    { figure: count(false), label: "not promoted" },
  ];
  return {
    title: "Release",
    breadcrumbs: [{ text: "Recommendation list", href: "/lists" }],
    cohort: { id: cohort.id, name: cohort.name },
    isOut,
    releasedText: list.releasedAt ? dateTimeText(list.releasedAt, zone) : "",
    plannedText: list.plan && !isOut ? dateTimeText(list.plan.releaseAt, zone) : "",
    isReady: !isOut && findings.length === 0,
    findings: isOut ? [] : findings.map(({ message, codes }) => ({ message, codes: codes.join(", ") })),
    tiles,
    payText:
      unplaced === 0 || isOut
        ? ""
        : `For ${unplaced} of ${promoted.length} promoted people payroll’s list has no interval: their letters compare with the top of the Professional pathway. HR can hand the list over until the release.`,
    table: {
      caption: "What goes out",
      columns: [{ text: "Case" }, { text: "Result" }, { text: "Subject" }, { text: "Letter" }],
      rows: decisions.map((one) => {
        const letter = byKey.get(letterKey(one.id));
        return {
          cells: [
            { text: one.code, href: `/lists/${cohort.id}/letters/${one.id}` },
            one.isPromoted
              ? { text: "Promoted", tone: "good" as const }
              : { text: "Not promoted", tone: "bad" as const },
            { text: letter?.subject ?? "" },
            { text: letter ? (STATES[letter.state] ?? letter.state) : "not written yet" },
          ],
        };
      }),
      emptyText: "No letters are written yet. They are as soon as a moment is set.",
    },
    hoursText: `From ${input.hours.from}:00 to ${input.hours.until}:00, never on a holiday or on its eve. Time zone: ${zone}.`,
    form: input.form,
    errors: [...input.errors],
  };
}
