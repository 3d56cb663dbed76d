import { dayIn } from "../cohorts/index.ts";
import type { FieldError } from "../kernel/problem.ts";
import { progressOf, STATE_WORDS } from "./review-queue.page.ts";
import type { Review } from "./review-record.rules.ts";
import { IS_OPEN } from "./review.rules.ts";

const WAITS: Partial<Record<Review["state"], string>> = {
  offered: "waits for an answer",
  accepted: "accepted, not begun",
  "in-progress": "being written",
  reopened: "opened again",
};

type Shown = {
  errors?: readonly FieldError[];
  at?: string | null;
  chosen?: readonly string[];
  note?: string;
  inConflict?: readonly Review[];
};

/** What waits on readers, the latest first, and what they asked for. Readers by code. */
export function readingsPage(
  reviews: readonly Review[],
  cohortNames: ReadonlyMap<string, string>,
  now: Date,
  zone: string,
  { errors = [], at = null, chosen = [], note = "", inConflict = [] }: Shown = {},
) {
  const rows = reviews
    .map((review) => rowOf(review, cohortNames, now, chosen))
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.code < b.code ? -1 : 1));
  const asking = reviews.filter(({ state, moreTimeAsked }) => IS_OPEN.includes(state) && isUnanswered(moreTimeAsked));
  return {
    title: "Reviews under way",
    now,
    zone,
    note,
    errors: [...errors],
    tiles: [
      { figure: String(rows.length), label: "wait on their reader" },
      { figure: String(rows.filter(({ isLate }) => isLate).length), label: "late", tone: "attention" },
      { figure: String(asking.length), label: "ask for more time" },
    ],
    asking: asking.map((review) => ({
      id: review.id,
      code: review.profileCode,
      readerCode: review.reviewerCode,
      reason: review.moreTimeAsked?.reason ?? "",
      progress: progressText(review),
      dueAt: review.reviewBy,
      askedUntil: review.moreTimeAsked?.until ?? review.reviewBy,
      untilDay: dayIn(zone, review.moreTimeAsked?.until ?? review.reviewBy),
      untilId: `until-${review.id}`,
      wordsId: `words-${review.id}`,
      error: at === review.id ? (errors[0]?.message ?? null) : null,
    })),
    inConflict: inConflict.map((review) => ({
      id: review.id,
      code: review.profileCode,
      readerCode: review.reviewerCode,
      action: `/cases/${review.profileId}/set-asides`,
      reasonId: `reason-${review.id}`,
    })),
    rows,
  };
}

function isUnanswered(asked: Review["moreTimeAsked"]): boolean {
  return asked !== null && !asked.answer;
}

function rowOf(review: Review, names: ReadonlyMap<string, string>, now: Date, chosen: readonly string[]) {
  const dueAt = review.state === "offered" ? review.respondBy : review.reviewBy;
  return {
    id: review.id,
    boxId: `chosen-${review.id}`,
    code: review.profileCode,
    href: `/matching/${review.cohortId}/profiles/${review.profileId}`,
    readerCode: review.reviewerCode,
    cohort: names.get(review.cohortId) ?? "",
    text: WAITS[review.state] ?? STATE_WORDS[review.state].text,
    progress: review.state === "offered" ? "" : progressText(review),
    dueAt,
    isLate: dueAt < now,
    isChosen: chosen.includes(review.id),
    snoozedUntil: review.snoozedUntil !== null && review.snoozedUntil > now ? review.snoozedUntil : null,
  };
}

function progressText(review: Review): string {
  const { done, of } = progressOf(review);
  return `${done} of ${of} indicators`;
}

/** Who would get a nudge, and the mail as the first of them would read it, with the code for the name. */
export function nudgePage(
  nudges: readonly { reviewerCode: string; reviews: readonly Review[] }[],
  mail: { subject: string; text: string },
  note: string,
) {
  return {
    title: nudges.length === 1 ? "Write to 1 reader?" : `Write to ${nudges.length} readers?`,
    isNarrow: true,
    breadcrumbs: [{ text: "Reviews under way", href: "/readings" }],
    count: nudges.length,
    note,
    chosen: nudges.flatMap(({ reviews }) => reviews.map(({ id }) => id)),
    who: nudges.map(({ reviewerCode, reviews }) => ({
      readerCode: reviewerCode,
      codes: reviews.map(({ profileCode }) => profileCode).join(", "),
    })),
    mail,
  };
}
