import { randomUUID } from "node:crypto";
import { SYSTEM } from "../../server/kernel/actor.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { after, DAY, MINUTE } from "../../server/kernel/time.ts";
import {
  type CaseRecord,
  caseFileOf,
  newCase,
  nextOutcome,
  overSheets,
  stepsAfter,
  type Verdict,
  verdictOf,
} from "../../server/outcomes/index.ts";
import { DEFAULT_SETTINGS, type Rubric } from "../../server/programs/index.ts";
import type { Review } from "../../server/reviews/index.ts";
import type { ApplicationStory } from "./application-story.ts";
import type { Chance } from "./chance.ts";
import { FOURTH_READ_REASONS, LET_STAND_REASONS } from "./words/reasons.ts";

/** The record of one case as its sheets come in: every result by the rule that computes it, every look with a reason. */
export class CaseStory {
  record: Omit<CaseRecord, "version">;
  readonly reviews: Review[] = [];
  readonly #story: ApplicationStory;
  readonly #rubric: Rubric;

  constructor(story: ApplicationStory, rubric: Rubric) {
    const { id, cohortId, applicantId } = story.application;
    this.#story = story;
    this.#rubric = rubric;
    this.record = newCase(id, cohortId, applicantId);
  }

  /** A sheet is in: the result is computed, and the application goes where it belongs. */
  take(review: Review, at: Date): Verdict {
    this.reviews.push(review);
    this.record = { ...overSheets(this.record, this.reviews, at) };
    return this.#compute(at);
  }

  /** A member of the panel without a conflict looks at a held case, blind. */
  look(chance: Chance, by: Actor, decision: "let-stand" | "fourth-read", at: Date): Verdict {
    const reason = chance.pick(decision === "let-stand" ? LET_STAND_REASONS : FOURTH_READ_REASONS);
    this.record = { ...this.record, look: { decision, byId: by.personId, reason, at } };
    return this.#compute(after(at, MINUTE));
  }

  get verdict(): Verdict | null {
    return this.record.outcomes.at(-1)?.verdict ?? null;
  }

  #compute(at: Date): Verdict {
    const { record } = this;
    const verdict = verdictOf(caseFileOf(record, this.reviews), this.#rubric, DEFAULT_SETTINGS);
    const outcome = nextOutcome(record.outcomes.at(-1) ?? null, verdict, this.#rubric, at);
    if (outcome === null) return verdict;
    const fourthRead =
      verdict.stage === "fourth-read" && record.fourthRead === null
        ? { resolution: verdict.resolution, askedAt: at, isGivenUp: false }
        : record.fourthRead;
    this.record = {
      ...record,
      fourthRead,
      stage: verdict.stage,
      outcomes: [...record.outcomes, outcome],
      followed: outcome.version,
    };
    const steps = stepsAfter(this.#story.application, verdict);
    for (const action of steps === "later" ? [] : steps) this.#story.step(action, at, SYSTEM);
    return verdict;
  }
}

/** Who looks at held cases in a demo, in turn. */
export function inTurn<T>(list: readonly T[]): () => T {
  let i = -1;
  return () => list[(i = (i + 1) % list.length)] as T;
}

export const aDayLater = (at: Date, days = 1): Date => after(at, days * DAY);
export const newId = (): string => randomUUID();
