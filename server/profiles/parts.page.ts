import type { FieldError } from "../kernel/problem.ts";
import type { Option } from "../platform/part-models.ts";
import type { School } from "../people/index.ts";
import { type Rubric, SAMPLE_GRADE_BANDS, SAMPLE_SUBJECTS } from "../programs/index.ts";
import {
  type Application,
  type Declaration,
  MOST_EARLIER_SCHOOLS,
  type NarrativePart,
} from "./application-record.rules.ts";
import { isOpenFor } from "./checklist.page.ts";
import { NARRATIVE_MAX_CHARACTERS, tokenOf } from "./narrative.rules.ts";

/** The pages above a part of one's Profile. */
export function crumbs(application: Pick<Application, "id">) {
  return [
    { text: "What now?", href: "/" },
    { text: "My Profile", href: `/profiles/${application.id}` },
  ];
}

const options = (values: readonly string[]): Option[] => values.map((value) => ({ value, text: value }));

/** A refused form: addresses as they were typed, schools as they were sent. */
type Typed = Omit<Partial<Declaration>, "keepAway" | "earlierSchoolIds"> & {
  keepAway?: string;
  earlierSchoolIds?: unknown;
};

/** A box for each school that is known, and always one more. */
function earlierSchoolBoxes(said: unknown): { id: string; label: string; value: string }[] {
  const chosen = [said ?? []].flat().filter((id): id is string => typeof id === "string" && id !== "");
  const count = Math.min(MOST_EARLIER_SCHOOLS, Math.max(2, chosen.length + 1));
  return Array.from({ length: count }, (_, k) => ({
    id: `earlierSchool-${k + 1}`,
    label: `Earlier school ${k + 1}`,
    value: chosen[k] ?? "",
  }));
}

/** Subject, band, school. `typed` is what a refused form had in it. */
export function declarationPage(
  application: Application,
  schools: readonly School[],
  { typed = null, errors = [] }: { typed?: Typed | null; errors?: FieldError[] } = {},
) {
  const said = typed ?? application.declaration;
  const keepAway = said?.keepAway ?? "";
  return {
    title: "Subject, grade band and school",
    breadcrumbs: crumbs(application),
    isNarrow: true,
    errors,
    isOpen: isOpenFor(application, "declaration") || application.state === "session-attended",
    action: `/profiles/${application.id}/declaration`,
    backHref: `/profiles/${application.id}`,
    subjects: SAMPLE_SUBJECTS.flatMap(({ names }) => options(names)),
    bands: SAMPLE_GRADE_BANDS.map(({ id, name }) => ({ value: id, text: name })),
    schools: schools.map(({ id, name }) => ({ value: id, text: name })),
    subject: said?.subject ?? "",
    band: said?.band ?? "",
    schoolId: said?.schoolId ?? "",
    earlierSchools: earlierSchoolBoxes(said?.earlierSchoolIds),
    isServiceProvider: said?.isServiceProvider ?? false,
    keepAway: typeof keepAway === "string" ? keepAway : keepAway.join("\n"),
  };
}

/** The narrative: one box an indicator, grouped by domain. */
export function narrativePage(
  application: Application,
  rubric: Rubric,
  { typed = null, errors = [] }: { typed?: readonly NarrativePart[] | null; errors?: FieldError[] } = {},
) {
  const parts = typed ?? application.narrative;
  const isProvider = application.declaration?.isServiceProvider ?? false;
  return {
    title: "Narrative",
    breadcrumbs: crumbs(application),
    isNarrow: true,
    errors,
    isOpen: isOpenFor(application, "narrative"),
    action: `/profiles/${application.id}/narrative`,
    backHref: `/profiles/${application.id}`,
    draftKey: `narrative-${application.id}`,
    seen: tokenOf(application.narrative),
    maxCharacters: NARRATIVE_MAX_CHARACTERS,
    domains: rubric.domains.map(({ id, name, question, indicators }) => ({
      id: `narrative:${id}`,
      name,
      question,
      indicators: indicators.map((indicator) => ({
        fieldId: `text-${indicator.id}`,
        label: `${indicator.id} ${indicator.name}`,
        hint: isProvider ? indicator.serviceProviderVariant : `Readers look for: ${indicator.lookFor}`,
        value: parts.find(({ indicatorId }) => indicatorId === indicator.id)?.text ?? "",
      })),
    })),
  };
}

/** What the narrative's form sent, whatever it was. */
export function narrativeOfForm(body: Record<string, unknown>, rubric: Rubric): NarrativePart[] {
  return rubric.domains
    .flatMap(({ indicators }) => indicators)
    .map(({ id }) => {
      const text = body[`text-${id}`];
      return { indicatorId: id, text: typeof text === "string" ? text.replace(/\r\n/g, "\n") : "" };
    });
}
