import type { PersonId } from "../kernel/actor.ts";
import type { Workflow } from "../kernel/workflow.ts";

export const REVIEWER_STATES = [
  "applied",
  "selected",
  "agreement-signed",
  "trained",
  "qualified",
  "active",
  "paused",
  "released",
] as const;
export type ReviewerState = (typeof REVIEWER_STATES)[number];

export const GRADE_BANDS = ["early", "elementary", "middle", "high", "k12"] as const;
export type GradeBand = (typeof GRADE_BANDS)[number];

/** Why somebody may never read a certain person's Profile. */
export const CONFLICT_KINDS = ["declared", "relative", "coach", "earlier-reviewer"] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];
export type Conflict = { personId: PersonId; kind: ConflictKind; at: Date };

/** One member of the Peer Review Committee's pool. Coordinators know them by `code`; their name takes a key holder. */
export type Reviewer = {
  /** The person's own id: one record a person. */
  id: PersonId;
  version: number;
  /** `R-027`. */
  code: string;
  state: ReviewerState;
  subjects: string[];
  /** Bands they read, each with how gladly: 0 their own, 1 willing, 2 if need be. */
  bands: { band: GradeBand; preference: 0 | 1 | 2 }[];
  /** Reviews they can do in one cohort. */
  capacity: number;
  /** Hours they gave us for this cohort; shown, and the source of `capacity`. */
  hours: number | null;
  conflicts: Conflict[];
  pausedUntil: Date | null;
  pauseReason: string | null;
  updatedAt: Date;
};

export const REVIEWER_WORKFLOW = {
  select: { from: ["applied"], to: "selected", by: ["pprc-admin"] },
  decline: { from: ["applied"], to: "released", by: ["pprc-admin"] },
  "sign-agreement": { from: ["selected"], to: "agreement-signed", by: ["reviewer"] },
  train: { from: ["agreement-signed"], to: "trained", by: ["pprc-admin"] },
  qualify: { from: ["trained"], to: "qualified", by: ["pprc-admin"] },
  activate: { from: ["qualified", "paused"], to: "active", by: ["pprc-admin"] },
  pause: { from: ["active"], to: "paused", by: ["pprc-admin", "reviewer"] },
  resume: { from: ["paused"], to: "active", by: ["pprc-admin", "reviewer", "system"] },
  release: {
    from: ["selected", "agreement-signed", "trained", "qualified", "active", "paused"],
    to: "released",
    by: ["pprc-admin"],
  },
} as const satisfies Workflow<ReviewerState>;

/** `27` reads `R-027`. */
export function reviewerCode(number: number): string {
  return `R-${String(number).padStart(3, "0")}`;
}
