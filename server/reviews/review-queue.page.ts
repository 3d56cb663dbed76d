import type { ProgramSettings } from "../programs/index.ts";
import { indicatorIds } from "../programs/index.ts";
import type { ReviewState } from "./review.rules.ts";
import type { Review } from "./review-record.rules.ts";
import { faultsOf } from "./score-sheet.rules.ts";

/** The state as a reviewer reads it, and how loudly it is said. */
export const STATE_WORDS: Record<ReviewState, { text: string; tone: string }> = {
  offered: { text: "Waiting for your answer", tone: "attention" },
  accepted: { text: "Accepted, not begun", tone: "waiting" },
  "in-progress": { text: "In progress", tone: "waiting" },
  reopened: { text: "Opened again for you", tone: "attention" },
  submitted: { text: "Submitted", tone: "good" },
  declined: { text: "You gave it back", tone: "" },
  conflicted: { text: "Conflict declared", tone: "" },
  "passed-on": { text: "Passed on to another reader", tone: "" },
  ended: { text: "No longer needed", tone: "" },
};

const OPEN: readonly ReviewState[] = ["reopened", "in-progress", "accepted"];

/** “What now?” for a reviewer: one thing first, then the queue, the hours, and what is done. */
export function reviewQueuePage(
  reviews: readonly Review[],
  { hoursPerReview }: Pick<ProgramSettings, "hoursPerReview">,
  now: Date,
  zone: string,
) {
  const offered = reviews.filter(({ state }) => state === "offered").sort(by("respondBy"));
  const open = reviews.filter(({ state }) => OPEN.includes(state)).sort(by("reviewBy"));
  const done = reviews.filter(({ state }) => state === "submitted");
  const gone = reviews.filter(({ state }) => ["declined", "conflicted", "passed-on", "ended"].includes(state));
  return {
    title: "My reviews",
    now,
    zone,
    first: firstThing(offered, open, now),
    tiles: [
      { figure: String(offered.length), label: "to answer" },
      { figure: String(open.length), label: "to score" },
      { figure: String(done.length), label: "submitted" },
      {
        figure: hours((offered.length + open.length) * hoursPerReview),
        label: "still ahead, about",
        note: `${hours(hoursPerReview)} a Profile`,
      },
    ],
    offered: offered.map((review) => rowOf(review, review.respondBy, "Answer by", now)),
    open: open.map((review) => rowOf(review, review.reviewBy, "Submit by", now)),
    done: done.map((review) => rowOf(review, review.submittedAt ?? review.offeredAt, "Submitted")),
    gone: gone.map((review) => rowOf(review, review.endedAt ?? review.offeredAt, "")),
    hasCertificate: done.length > 0,
  };
}

function firstThing(offered: readonly Review[], open: readonly Review[], now: Date) {
  const [offer] = offered;
  const [next] = open;
  if (next && next.reviewBy < now) {
    const { done, of } = progressOf(next);
    return {
      heading: `${next.profileCode} is past its date`,
      text: `${done} of ${of} indicators are scored. Finish it, or ask for more time inside: both help.`,
      dueLabel: "It was due",
      dueAt: next.reviewBy,
      href: `/reviews/${next.id}`,
      action: done === 0 ? "Open the review room" : "Go on scoring",
    };
  }
  if (offer) {
    return {
      heading: `${offer.profileCode} waits for your answer`,
      text: "Say yes, or give it back so that the next reader can be asked at once.",
      dueLabel: "Answer by",
      dueAt: offer.respondBy,
      href: `/reviews/${offer.id}`,
      action: "Look at the offer",
    };
  }
  if (next) {
    const { done, of } = progressOf(next);
    return {
      heading: done === 0 ? `Begin with ${next.profileCode}` : `Go on with ${next.profileCode}`,
      text: `${done} of ${of} indicators are scored.`,
      dueLabel: "Submit by",
      dueAt: next.reviewBy,
      href: `/reviews/${next.id}`,
      action: done === 0 ? "Open the review room" : "Go on scoring",
    };
  }
  return null;
}

/** `dueBy` is the moment to compare with where the row can be late. */
function rowOf(review: Review, at: Date, label: string, dueBy: Date | null = null) {
  const { done, of } = progressOf(review);
  return {
    href: `/reviews/${review.id}`,
    code: review.profileCode,
    ...STATE_WORDS[review.state],
    label,
    at,
    progress: review.state === "submitted" ? `${of} of ${of}` : `${done} of ${of}`,
    isLate: dueBy !== null && at < dueBy,
  };
}

/** Indicators with a complete answer, of all. */
export function progressOf(review: Review): { done: number; of: number } {
  const ids = indicatorIds(review.rubric);
  const missing = new Set(faultsOf(review.draft, review.rubric).map(({ field }) => field));
  return { done: ids.filter((id) => !missing.has(id)).length, of: ids.length };
}

function hours(count: number): string {
  return `${Number.isInteger(count) ? count : count.toFixed(1)} h`;
}

function by(field: "respondBy" | "reviewBy") {
  return (a: Review, b: Review) => a[field].getTime() - b[field].getTime() || (a.id < b.id ? -1 : 1);
}
