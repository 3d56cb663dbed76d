/**
 * Why a reviewer of the right subject and band cannot have a Profile: one bit each, so that every reason that applies is
 * kept. Order is the order of telling.
 */
export const REASONS = {
  self: 1,
  sameSchool: 2,
  declaredByApplicant: 4,
  declaredByReviewer: 8,
  relative: 16,
  coach: 32,
  earlierReviewer: 64,
  forbidden: 128,
  schoolTaken: 256,
  alreadyReads: 512,
  notActive: 1024,
  onLeave: 2048,
  noCapacity: 4096,
  incomplete: 8192,
  placesTaken: 16384,
  askedBefore: 32768,
} as const;
export type Reason = keyof typeof REASONS;

const WORDS: Record<Reason, string> = {
  self: "it is their own Profile",
  sameSchool: "conflict: same school now or in the last five years",
  declaredByApplicant: "conflict: declared by the applicant",
  declaredByReviewer: "conflict: declared by the reviewer",
  relative: "conflict: a relative",
  coach: "conflict: coached the applicant",
  earlierReviewer: "conflict: judged the same person before",
  forbidden: "a coordinator's decision",
  schoolTaken: "another reviewer of this Profile is from the same school",
  alreadyReads: "already reads this Profile",
  notActive: "not active yet",
  onLeave: "leave",
  noCapacity: "no capacity in this cohort",
  incomplete: "missing details (see the list of people to complete)",
  placesTaken: "all places of the Profile being taken",
  askedBefore: "having given it back or not answered",
};

/** What one person's or one side's declaration rules out; the others are about service, not about the pair. */
export const CONFLICTS =
  REASONS.self |
  REASONS.sameSchool |
  REASONS.declaredByApplicant |
  REASONS.declaredByReviewer |
  REASONS.relative |
  REASONS.coach |
  REASONS.earlierReviewer;

/** The names of all bits of a mask, in the order of telling. */
export function reasonsIn(mask: number): Reason[] {
  return (Object.keys(REASONS) as Reason[]).filter((reason) => (mask & REASONS[reason]) !== 0);
}

/** One reason in plain words, as the end of "is excluded by". */
export function reasonInWords(reason: Reason): string {
  return WORDS[reason];
}

/** How many pairs or people a reason holds out; each is counted once, under its first reason. */
export type ReasonCount = { reason: Reason; count: number };

/** Counts masks by their first reason, most frequent first. Zero masks are nobody. */
export function countReasons(masks: Iterable<number>): ReasonCount[] {
  const counts = new Map<Reason, number>();
  for (const mask of masks) {
    const [first] = reasonsIn(mask);
    if (first) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const order = Object.keys(REASONS);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || order.indexOf(a.reason) - order.indexOf(b.reason));
}

/** "1 is excluded by conflict: same school now or in the last five years". */
export function reasonSentence({ reason, count }: ReasonCount): string {
  return `${count} ${count === 1 ? "is" : "are"} excluded by ${WORDS[reason]}`;
}
