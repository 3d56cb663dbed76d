import { z } from "zod";
import { type FieldError, refuseIfAny } from "../kernel/problem.ts";

/** Three levels, told to people by the names the rubric gives them. */
export const LEVELS = [1, 2, 3] as const;
export type Level = (typeof LEVELS)[number];

const level = z.literal(LEVELS);
const indicator = z.object({
  id: z.string().regex(/^\d+\.\d+$/),
  name: z.string().min(1),
  descriptors: z.object({ "1": z.string().min(1), "2": z.string().min(1), "3": z.string().min(1) }),
  lookFor: z.string(),
  evidence: z.array(z.string()).min(1),
  serviceProviderVariant: z.string(),
});
const rubricShape = z.object({
  id: z.string().min(1),
  version: z.string().min(1),
  status: z.string().optional(),
  levels: z.array(z.object({ level, name: z.string().min(1) })).length(3),
  points: z.object({ "1": z.int().min(0), "2": z.int().min(0), "3": z.int().min(1) }),
  aggregation: z.string(),
  evidenceKinds: z.record(z.string(), z.string()),
  domains: z
    .array(
      z.object({
        id: z.string().min(1),
        name: z.string().min(1),
        question: z.string(),
        indicators: z.array(indicator).min(1),
      }),
    )
    .length(4),
  notScorable: z.array(z.object({ code: z.string().regex(/^NS\d+$/), meaning: z.string().min(1) })),
});

/** A rubric as a versioned document: a published version never changes, and every score sheet names the one it used. */
export type Rubric = z.infer<typeof rubricShape>;
export type Indicator = z.infer<typeof indicator>;

export const INDICATOR_COUNT = 14;

/** All indicators in the rubric's own order. */
export function indicatorsOf(rubric: Rubric): Indicator[] {
  return rubric.domains.flatMap((domain) => domain.indicators);
}

export function indicatorIds(rubric: Rubric): string[] {
  return indicatorsOf(rubric).map(({ id }) => id);
}

/** Points for one level, as the rubric gives them (sample: 1, 2, 3). */
export function pointsOf(rubric: Rubric, given: Level): number {
  return rubric.points[`${given}`];
}

/** The most points one reviewer can give: 42 for the sample rubric. */
export function maxPointsOf(rubric: Rubric): number {
  return indicatorsOf(rubric).length * pointsOf(rubric, 3);
}

/** What a score sheet says it was scored with: `sample-model-teacher@1.0`. */
export function rubricKey({ id, version }: Pick<Rubric, "id" | "version">): string {
  return `${id}@${version}`;
}

const repeated = (values: readonly string[]) => values.filter((value, i) => values.indexOf(value) !== i);

function crossChecks(rubric: Rubric): FieldError[] {
  const found: FieldError[] = [];
  const ids = indicatorIds(rubric);
  const say = (field: string, message: string) => found.push({ field, message });
  if (ids.length !== INDICATOR_COUNT)
    say("domains", `A rubric has ${INDICATOR_COUNT} indicators; this one has ${ids.length}.`);
  for (const id of repeated(ids)) say("domains", `Indicator ${id} stands there twice.`);
  for (const code of repeated(rubric.notScorable.map(({ code }) => code)))
    say("notScorable", `${code} stands there twice.`);
  if (new Set(rubric.levels.map((one) => one.level)).size !== 3)
    say("levels", "Name each of the levels 1, 2 and 3 once.");
  if (!(rubric.points["1"] < rubric.points["2"] && rubric.points["2"] < rubric.points["3"]))
    say("points", "A higher level needs more points.");
  for (const { id, evidence } of indicatorsOf(rubric))
    for (const kind of evidence)
      if (!(kind in rubric.evidenceKinds)) say(`indicator ${id}`, `“${kind}” is not one of the kinds of evidence.`);
  return found;
}

/**
 * Reads a rubric document as somebody uploaded it.
 * @throws Problem `invalid-input`, one entry a fault
 */
export function readRubric(document: unknown): Rubric {
  const read = rubricShape.safeParse(document);
  const faults = read.success
    ? crossChecks(read.data)
    : read.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
  refuseIfAny(faults, "This rubric is not complete yet.");
  return read.data as Rubric;
}
