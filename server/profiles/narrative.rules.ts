import { hashOf } from "../kernel/canonical.ts";
import type { FieldError } from "../kernel/problem.ts";
import { indicatorIds, type Rubric } from "../programs/index.ts";
import type { NarrativePart } from "./application-record.rules.ts";
import type { Seal } from "./manifest.rules.ts";

/** The most characters one indicator's part may have. */
export const NARRATIVE_MAX_CHARACTERS = 1500;

/** Only parts that say something, one an indicator, in the rubric's order; what is no indicator of it is dropped. */
export function tidyNarrative(parts: readonly NarrativePart[], rubric: Rubric): NarrativePart[] {
  return indicatorIds(rubric).flatMap((indicatorId) => {
    const text = parts.find((part) => part.indicatorId === indicatorId)?.text.trim() ?? "";
    return text === "" ? [] : [{ indicatorId, text }];
  });
}

/** One entry a domain that the narrative does not speak of. None while there is no narrative at all. */
export function narrativeGapsOf(narrative: readonly NarrativePart[], rubric: Rubric): FieldError[] {
  if (narrative.length === 0) return [];
  const told = new Set(narrative.map(({ indicatorId }) => indicatorId));
  return rubric.domains
    .filter(({ indicators }) => !indicators.some(({ id }) => told.has(id)))
    .map(({ id, name }) => ({
      field: `narrative:${id}`,
      message: `Say in your narrative where the evidence shows at least one indicator of “${name}”.`,
    }));
}

/** What the manifest knows a narrative by: the hash and the size of its canonical text. */
export function narrativeSeal(narrative: readonly NarrativePart[]): Seal {
  const parts = narrative.map(({ indicatorId, text }) => ({ indicatorId, text }));
  const sizeBytes = parts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return { objectVersion: "text", sha256: hashOf(parts), sizeBytes };
}

/** A short name of a part's present content: a form sends it back, so that another tab's change is not written over. */
export function tokenOf(part: unknown): string {
  return hashOf(JSON.parse(JSON.stringify(part ?? null))).slice(0, 16);
}
