import { type Person, REVIEWER_WORKFLOW, type Reviewer, type School } from "../people/index.ts";
import type { FieldError } from "../kernel/problem.ts";
import { SAMPLE_GRADE_BANDS, SAMPLE_SUBJECTS } from "../programs/index.ts";
import { barChart } from "../platform/page-parts.ts";

const ACTION_WORDS: Record<keyof typeof REVIEWER_WORKFLOW, string> = {
  select: "Select",
  decline: "Decline the application",
  "sign-agreement": "Sign the agreement",
  train: "Mark as trained",
  qualify: "Mark as qualified",
  activate: "Activate",
  pause: "Pause",
  resume: "Resume",
  release: "Release from the pool",
};

const BAND_NAMES = new Map(SAMPLE_GRADE_BANDS.map(({ id, name }) => [id, name]));
const GLADLY = ["first choice", "willing", "if need be"] as const;
const bandsOf = ({ bands }: Reviewer) =>
  bands.map(({ band, preference }) => `${BAND_NAMES.get(band) ?? band} (${GLADLY[preference]})`).join(", ");
const stateOf = ({ state }: Reviewer) => ({
  text: state.replaceAll("-", " "),
  tone: state === "active" ? "good" : state === "paused" ? "attention" : "waiting",
});

/** The pool. Names only for the administrator; loads as counts, never who reads whom. */
export function poolPage(
  reviewers: readonly Reviewer[],
  names: ReadonlyMap<string, string> | null,
  loads: ReadonlyMap<string, number>,
) {
  const count = (state: Reviewer["state"]) => reviewers.filter((one) => one.state === state).length;
  const active = reviewers.filter(({ state }) => state === "active");
  return {
    title: "Reviewer pool",
    isManager: names !== null,
    tiles: [
      { figure: String(count("active")), label: "active" },
      { figure: String(count("paused")), label: "paused" },
      {
        figure: String(
          count("applied") + count("selected") + count("agreement-signed") + count("trained") + count("qualified"),
        ),
        label: "on their way",
      },
      {
        figure: String(active.reduce((sum, { capacity }) => sum + capacity, 0)),
        label: "reviews the active can do in a cohort",
      },
    ],
    waiting: (names === null ? [] : reviewers.filter(({ state }) => state === "applied")).map((reviewer) => ({
      id: reviewer.id,
      name: names?.get(reviewer.id) ?? reviewer.code,
      subjects: reviewer.subjects.join(", "),
      bands: bandsOf(reviewer),
      hours: reviewer.hours,
    })),
    rows: reviewers.map((reviewer) => ({
      id: reviewer.id,
      code: reviewer.code,
      name: names?.get(reviewer.id) ?? null,
      ...stateOf(reviewer),
      subjects: reviewer.subjects.join(", "),
      bands: bandsOf(reviewer),
      load: `${loads.get(reviewer.id) ?? 0} of ${reviewer.capacity}`,
    })),
    chart: barChart(
      "Reviews held now, of what each can do",
      active.map(({ id, code, capacity }) => ({
        label: code,
        value: loads.get(id) ?? 0,
        valueText: `${loads.get(id) ?? 0} of ${capacity}`,
      })),
    ),
  };
}

const NOTES: Partial<Record<keyof typeof REVIEWER_WORKFLOW, string>> = {
  "sign-agreement":
    "I score what the evidence shows, by the rubric alone. I keep what I see to myself, copy nothing, and say so when I know a person.",
  pause: "Offers without an answer go to the next reader at once. What was accepted stays with its reader.",
  release: "Everything that is not submitted goes to the next reader at once. Sheets that are in stay and count.",
  decline: "They get a mail with these words.",
  select: "They get a mail with the next step, and may act as a reviewer.",
};
const PREFERENCES = [
  { value: "", text: "no" },
  { value: "0", text: "first choice" },
  { value: "1", text: "willing" },
  { value: "2", text: "if need be" },
];

/** The choices of subjects and bands; `reviewer` null for a blank form. */
export function fieldsModel(reviewer: Pick<Reviewer, "subjects" | "bands"> | null) {
  return {
    subjects: SAMPLE_SUBJECTS.flatMap(({ names }) => names).map((name, i) => ({
      id: `subject-${i}`,
      value: name,
      isChosen: reviewer?.subjects.includes(name) === true,
    })),
    bands: SAMPLE_GRADE_BANDS.map(({ id, name }) => {
      const preference = reviewer?.bands.find(({ band }) => band === id)?.preference;
      return {
        id: `band-${id}`,
        name: `band:${id}`,
        label: name,
        value: preference === undefined ? "" : String(preference),
        options: PREFERENCES,
      };
    }),
  };
}

/** One member of the pool, for the administrator, or for the member. */
export function reviewerPage(
  reviewer: Reviewer,
  person: Person,
  role: "pprc-admin" | "reviewer",
  load: number,
  schools: readonly School[],
  errors: readonly FieldError[] = [],
) {
  const actions = Object.entries(REVIEWER_WORKFLOW).filter(
    ([, step]) =>
      (step.by as readonly string[]).includes(role) && (step.from as readonly string[]).includes(reviewer.state),
  ) as [keyof typeof REVIEWER_WORKFLOW, unknown][];
  const at = role === "reviewer" ? "/reviewers/mine" : `/reviewers/${reviewer.id}`;
  return {
    title: role === "reviewer" ? "My place in the pool" : person.name,
    eyebrow: reviewer.code,
    isNarrow: true,
    isOwn: role === "reviewer",
    errors: [...errors],
    fields: role === "pprc-admin" ? fieldsModel(reviewer) : null,
    held: load,
    tag: stateOf(reviewer),
    at,
    schoolId: person.schoolId ?? "",
    schools: schools.map(({ id, name }) => ({ value: id, text: name })),
    earlierSchools: person.pastSchoolIds.map((id) => ({
      id,
      name: schools.find((school) => school.id === id)?.name ?? id,
      canRemove: role === "pprc-admin",
    })),
    hours: reviewer.hours === null ? "" : String(reviewer.hours),
    summary: [
      { label: "Subjects", value: reviewer.subjects.join(", ") || "none yet" },
      { label: "Grade bands", value: bandsOf(reviewer) || "none yet" },
      {
        label: "Reviews in a cohort",
        value: String(reviewer.capacity),
        note: reviewer.hours === null ? "" : `${reviewer.hours} hours`,
      },
      { label: "Held now", value: String(load) },
      ...(reviewer.pauseReason ? [{ label: "Paused because", value: reviewer.pauseReason }] : []),
      ...(role === "reviewer" ? [{ label: "Conflicts on record", value: String(reviewer.conflicts.length) }] : []),
    ],
    actions: actions.map(([action]) => ({
      action,
      text: ACTION_WORDS[action],
      needsReason: action === "pause" || action === "release" || action === "decline",
      isGrave: action === "release" || action === "decline",
      isPause: action === "pause",
      error: errors.find(({ field }) => field === `reason-${action}`)?.message ?? null,
      note: NOTES[action] ?? null,
      fieldId: `reason-${action}`,
    })),
  };
}

/** “I would like to read”: the form, or where one's application stands. */
export function applyPage(
  reviewer: Reviewer | null,
  typed: Pick<Reviewer, "subjects" | "bands"> | null,
  hours: string,
  errors: readonly FieldError[],
) {
  return {
    title: "Become a reviewer",
    isNarrow: true,
    errors: [...errors],
    hours,
    status: reviewer && stateOf(reviewer),
    isWaiting: reviewer?.state === "applied",
    isOver: reviewer?.state === "released",
    fields: fieldsModel(typed),
  };
}
