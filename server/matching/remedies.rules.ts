import { type Band, FALLBACK_STEPS, type FallbackStep, type MatchingInput } from "./candidates.rules.ts";
import type { Eligibility } from "./eligibility.rules.ts";
import type { ShortPart } from "./hall.rules.ts";
import type { Change, WhatIf } from "./what-if.rules.ts";

/** A change that was tried, and what it adds. */
export type Remedy = {
  change: Change;
  /** More reviews that could be placed, exactly. */
  gain: number;
  /** People to ask or decisions to take: recruits, reviewers with a higher cap, or one fallback. */
  steps: number;
};

/** One cell (subject x band) of a short part, with how many of its Profiles are in it. */
export type ShortCell = { subject: string; band: Band; profiles: number };

/** More recruits for one cell than anybody finds at once are not tried. */
const MOST_RECRUITS = 12;

/** Up to so many numbers the lowest one is tried first. */
const NARROW = 32;

/** Cells with remedies of their own in one part: in a national shortage a part has hundreds. */
const CELLS_TRIED = 3;

/** Everything that helps a part, tried one by one, most gain per step first. */
export function findRemedies(
  input: MatchingInput,
  { instance }: Eligibility,
  whatIf: WhatIf,
  part: ShortPart,
  cells: readonly ShortCell[],
): Remedy[] {
  const decided = new Set(input.fallbacks.map(({ subject, band, step }) => [subject, band, step].join("\n")));
  const isNew = ({ subject, band }: ShortCell, step: FallbackStep) => !decided.has([subject, band, step].join("\n"));
  const reviewsEach = usualCapacity(instance.capacity);
  const remedies = cells
    .slice(0, CELLS_TRIED)
    .flatMap((cell) => [
      ...recruitFor(cell, whatIf, part.missing, reviewsEach),
      ...openWider(cell, whatIf, (step) => isNew(cell, step)),
    ]);
  remedies.push(...raiseCaps(part, instance.capacity, whatIf));
  return remedies.sort((a, b) => b.gain * a.steps - a.gain * b.steps || b.gain - a.gain);
}

/** The middle capacity of those who have any, at least 1: what a recruit is taken to read. */
export function usualCapacity(capacity: Int32Array): number {
  const sorted = capacity.filter((places) => places > 0).sort();
  return sorted[sorted.length >> 1] ?? 1;
}

/** The fewest recruits that add all that a dozen can add to this cell. */
function recruitFor({ subject, band }: ShortCell, whatIf: WhatIf, missing: number, reviewsEach: number): Remedy[] {
  const change = (count: number): Change => ({ kind: "recruit", subject, band, count, reviewsEach });
  const most = Math.min(missing, MOST_RECRUITS);
  const gain = whatIf.gainOf(change(most));
  if (gain === 0) return [];
  const count = fewest(Math.ceil(gain / reviewsEach), most, (each) => whatIf.gainOf(change(each)) === gain);
  return [{ change: change(count), gain, steps: count }];
}

/** The lowest cap for all full reviewers of the part that adds all that a higher cap can add. */
function raiseCaps({ reviewers, missing }: ShortPart, capacity: Int32Array, whatIf: WhatIf): Remedy[] {
  if (reviewers.length === 0) return [];
  const caps = reviewers.map((j) => capacity[j] as number);
  const change = (to: number): Change => ({ kind: "raise-cap", reviewers, to });
  const highest = Math.max(...caps) + missing;
  const gain = whatIf.gainOf(change(highest));
  if (gain === 0) return [];
  const to = fewest(levelFor(caps, gain), highest, (cap) => whatIf.gainOf(change(cap)) === gain);
  const asked = reviewers.filter((j) => (capacity[j] as number) < to);
  return [{ change: { kind: "raise-cap", reviewers: asked, to }, gain, steps: asked.length }];
}

/** The lowest cap that adds so many places at all. */
function levelFor(caps: readonly number[], places: number): number {
  const sorted = [...caps].sort((a, b) => a - b);
  let level = sorted[0] as number;
  let added = 0;
  for (let below = 1; added < places; level++) {
    while (below < sorted.length && (sorted[below] as number) <= level) below++;
    added += below;
  }
  return level;
}

/** Each step of the ladder that adds more than the one before it. */
function openWider({ subject, band }: ShortCell, whatIf: WhatIf, isNew: (step: FallbackStep) => boolean): Remedy[] {
  const remedies: Remedy[] = [];
  let best = 0;
  for (const step of FALLBACK_STEPS.filter(isNew)) {
    const change: Change = { kind: "fallback", subject, band, step };
    const gain = whatIf.gainOf(change);
    if (gain <= best) continue;
    remedies.push({ change, gain, steps: 1 });
    best = gain;
  }
  return remedies;
}

/**
 * The lowest number from `low` to `high` that is enough, where more is never worse and `high` is enough. It is mostly near
 * `low`; but trying far too few takes long, and much more than enough does not.
 */
function fewest(low: number, high: number, isEnough: (count: number) => boolean): number {
  if (high - low <= NARROW && isEnough(low)) return low;
  let tooFew = high - low <= NARROW ? low : low - 1;
  let enough = high;
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
