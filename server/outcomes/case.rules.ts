import type { PersonId } from "../kernel/actor.ts";
import type { Rubric } from "../programs/index.ts";
import { IS_OPEN, type Review } from "../reviews/index.ts";
import type { FourthReadRequest } from "./discrepancy.rules.ts";
import type { Resolution } from "./fourth-read.rules.ts";
import type { NsRuling } from "./not-scorable.rules.ts";
import type { Reading } from "./outcome.rules.ts";
import type { OutcomeVersion } from "./outcome-version.rules.ts";
import type { BlindLook, CaseFile, Verdict } from "./verdict.rules.ts";

export const FOURTH_PLACE = 4;

/** What was asked and decided about one set of sheets. A reopened sheet begins a new file; the old one stays on record. */
export type RulingsFile = Pick<CaseRecord, "requests" | "nsRulings" | "look" | "fourthRead">;

/** Everything on record about the result of one Profile. Its id is the Profile's. */
export type CaseRecord = {
  id: string;
  version: number;
  cohortId: string;
  applicantId: PersonId;
  /** The newest stage, kept beside the versions so that lists can ask for it. */
  stage: Verdict["stage"];
  requests: FourthReadRequest[];
  nsRulings: NsRuling[];
  look: BlindLook | null;
  fourthRead: { resolution: Resolution; askedAt: Date; isGivenUp: boolean } | null;
  /** The sheets (`reviewId@version`, of the first three places) that all of the above is about. */
  about: string[];
  earlierFiles: (RulingsFile & { closedAt: Date })[];
  /** Every result this case ever had; the last counts. */
  outcomes: OutcomeVersion[];
  /** Set when the recommendation list with this case is signed: from then on nothing reopens. */
  sealedAt: Date | null;
  /** The newest outcome (its version) that the application's own state has followed; 0 for none. */
  followed: number;
};

export function newCase(profileId: string, cohortId: string, applicantId: PersonId): Omit<CaseRecord, "version"> {
  return {
    id: profileId,
    cohortId,
    applicantId,
    stage: "waiting",
    requests: [],
    nsRulings: [],
    look: null,
    fourthRead: null,
    about: [],
    earlierFiles: [],
    outcomes: [],
    sealedAt: null,
    followed: 0,
  };
}

/** The sheets in of the first three places, as `reviewId@version`, sorted. */
export function sheetKeysOf(reviews: readonly Review[]): string[] {
  return reviews
    .filter(({ state, place }) => state === "submitted" && place < FOURTH_PLACE)
    .map(({ id, sheets }) => `${id}@${sheets.at(-1)?.version ?? 0}`)
    .sort();
}

/**
 * The record over the sheets that are in now. Where one it was about is gone or has a newer version, its rulings, look,
 * requests and fourth read are closed into `earlierFiles`: nothing decided about other sheets decides about these.
 */
export function overSheets(
  record: Omit<CaseRecord, "version">,
  reviews: readonly Review[],
  now: Date,
): Omit<CaseRecord, "version"> {
  const about = sheetKeysOf(reviews);
  if (record.about.every((key) => about.includes(key))) return { ...record, about };
  const { requests, nsRulings, look, fourthRead } = record;
  const isEmpty = requests.length + nsRulings.length === 0 && look === null && fourthRead === null;
  const closed = isEmpty ? [] : [{ requests, nsRulings, look, fourthRead, closedAt: now }];
  const earlierFiles = [...record.earlierFiles, ...closed];
  return { ...record, about, earlierFiles, requests: [], nsRulings: [], look: null, fourthRead: null };
}

/** The readings that count: of each place the review whose sheet is in. Places order them, so arrival order cannot matter. */
export function caseFileOf(record: Omit<CaseRecord, "version">, reviews: readonly Review[]): CaseFile {
  const counted = reviews
    .filter(({ state }) => state === "submitted")
    .sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  const fourth = counted.find(({ place }) => place === FOURTH_PLACE);
  return {
    readings: counted.filter(({ place }) => place < FOURTH_PLACE).map(readingOf),
    requests: requestsOf(record, reviews),
    nsRulings: record.nsRulings,
    look: record.look,
    stops: stopsOf(record, reviews),
    fourth: record.fourthRead && {
      resolution: record.fourthRead.resolution,
      reading: fourth ? readingOf(fourth) : null,
      isGivenUp: record.fourthRead.isGivenUp,
    },
  };
}

/**
 * What readers stopped the case for. While a sheet is open its stop counts; once it is in, the sheet itself says what
 * still speaks against the case, and the stop counts only until somebody ruled on it: taking the mark back is no ruling.
 */
function stopsOf(record: Omit<CaseRecord, "version">, reviews: readonly Review[]): string[] {
  const rulings = [...record.nsRulings, ...record.earlierFiles.flatMap((file) => file.nsRulings)];
  const ruledOn = new Set(rulings.flatMap(({ about }) => about));
  return reviews.flatMap(({ state, stopped }) =>
    (stopped?.codes ?? []).filter((code) => IS_OPEN.includes(state) || !ruledOn.has(code)),
  );
}

function requestsOf(record: Omit<CaseRecord, "version">, reviews: readonly Review[]): FourthReadRequest[] {
  const byReaders = reviews.flatMap(({ reviewerId, fourthReadAsked }): FourthReadRequest[] =>
    fourthReadAsked ? [{ byRole: "reviewer", byId: reviewerId, ...fourthReadAsked }] : [],
  );
  return [...byReaders, ...record.requests];
}

function readingOf(review: Review): Reading {
  return { readerId: review.reviewerId, marks: review.sheets.at(-1)?.answers ?? [] };
}

/** The rubric of a case: the one frozen into its reviews. */
export function rubricOf(reviews: readonly Review[]): Rubric | null {
  return reviews[0]?.rubric ?? null;
}

/** The result as it stands. */
export function verdictNow(record: CaseRecord): Verdict | null {
  return record.outcomes.at(-1)?.verdict ?? null;
}
