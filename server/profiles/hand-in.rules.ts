import type { DomainEvent } from "../kernel/event.ts";
import { type FieldError, Problem } from "../kernel/problem.ts";
import type { MediaItem } from "../media/index.ts";
import type { ProgramSettings, Rubric } from "../programs/index.ts";
import { type Application, moveOf, type Step } from "./application-record.rules.ts";
import { freeze, type ManifestItem } from "./manifest.rules.ts";
import { narrativeGapsOf, narrativeSeal } from "./narrative.rules.ts";
import { type EvidenceItem, gapsOf, receive } from "./submission.rules.ts";

/** What a submission is judged by besides the application itself. */
export type HandInFacts = {
  items: readonly MediaItem[];
  rubric: Rubric;
  settings: ProgramSettings;
  /** The deadline of this person, in a draft; see `deadlineToHandIn` for a return. */
  deadlineAt: Date;
};

const EVIDENCE_MEDIA = ["video", "plan", "work", "data"] as const;
type EvidenceMedia = MediaItem & { role: (typeof EVIDENCE_MEDIA)[number] };

function isEvidence(item: MediaItem): item is EvidenceMedia {
  return (EVIDENCE_MEDIA as readonly string[]).includes(item.role);
}

/** The pieces of evidence as the rules of submission see them; the narrative is one of them. */
export function evidenceOf(application: Pick<Application, "narrative">, items: readonly MediaItem[]): EvidenceItem[] {
  const files = items.filter(isEvidence).map(({ id, role, check, reason, durationMs, completedAt }) => ({
    itemId: id,
    role,
    check,
    reason,
    durationMs,
    completedAt,
  }));
  if (application.narrative.length === 0) return files;
  const narrative = {
    itemId: "narrative",
    role: "narrative",
    check: "usable",
    reason: null,
    durationMs: null,
  } as const;
  return [...files, { ...narrative, completedAt: new Date(0) }];
}

function manifestItemsOf(application: Application, items: readonly MediaItem[]): ManifestItem[] {
  const files = items
    .filter(isEvidence)
    .map(({ id, role, part, fileName, seal }) => ({ itemId: id, role, part, fileName, seal }));
  const narrative = {
    itemId: "narrative",
    role: "narrative" as const,
    part: 1,
    fileName: "Narrative",
    seal: narrativeSeal(application.narrative),
  };
  return [...files, narrative];
}

function otherGapsOf(application: Application, rubric: Rubric): FieldError[] {
  const declaration = application.declaration
    ? []
    : [{ field: "declaration", message: "Say your subject, grade band and school." }];
  return [...declaration, ...narrativeGapsOf(application.narrative, rubric)];
}

/** All that is missing before Submit, one entry a gap. */
export function gapsBeforeSubmit(application: Application, facts: Omit<HandInFacts, "deadlineAt">): FieldError[] {
  const submission = { ...application, items: evidenceOf(application, facts.items) };
  return [...otherGapsOf(application, facts.rubric), ...gapsOf(submission, facts.settings)];
}

/** A return has a date of its own; while the cohort's deadline is still ahead, that one holds too. */
export function deadlineToHandIn(application: Pick<Application, "state" | "returned">, personalDeadlineAt: Date): Date {
  const fixBy = application.state === "returned" ? (application.returned?.dueAt ?? null) : null;
  return fixBy !== null && fixBy > personalDeadlineAt ? fixBy : personalDeadlineAt;
}

/**
 * Submit: the application with its frozen manifest, and the event.
 * @throws Problem `wrong-state` (late, or not open for it), `invalid-input` with one entry a gap
 */
export function handIn(application: Application, facts: HandInFacts, step: Step): [Application, DomainEvent] {
  const [moved, happened] = moveOf(application, "submit", step);
  const submission = { ...application, items: evidenceOf(application, facts.items) };
  const deadlineAt = deadlineToHandIn(application, facts.deadlineAt);
  const receipt = receive(submission, facts.settings, step.at, deadlineAt, otherGapsOf(application, facts.rubric));
  const number = application.earlierManifests.length + (application.manifest ? 2 : 1);
  const isComplete = receipt.kind === "received";
  const after: Application = {
    ...moved,
    manifest: freeze(application.id, number, step.at, manifestItemsOf(application, facts.items)),
    earlierManifests: application.manifest
      ? [...application.earlierManifests, application.manifest]
      : application.earlierManifests,
    returned: null,
    submission: {
      pressedAt: step.at,
      deadlineAt,
      kind: isComplete ? "complete" : "finishing",
      completedAt: isComplete ? step.at : null,
    },
  };
  return [after, { ...happened, payload: { ...happened.payload, manifestVersion: number } }];
}

/** True where a part that is not evidence (`declaration`, `narrative`, `consent`) may be written now. */
export function mayWrite({ state, returned }: Pick<Application, "state" | "returned">, part: string): boolean {
  return state === "draft" || (state === "returned" && (returned?.fixes ?? []).some(({ itemId }) => itemId === part));
}

/** @throws Problem `wrong-state` in words for the person at the page */
export function refuseUnlessWritable(application: Pick<Application, "state" | "returned">, part: string): void {
  if (mayWrite(application, part)) return;
  throw new Problem(
    "wrong-state",
    application.state === "returned"
      ? "Only what was sent back to you is open for changes."
      : "This Profile is not open for changes now. What was handed in stays as it is.",
  );
}
