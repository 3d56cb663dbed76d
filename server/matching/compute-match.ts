import type { MatchingInput } from "./candidates.rules.ts";
import { coverageResult, cover } from "./coverage.rules.ts";
import { type Eligibility, findEligible } from "./eligibility.rules.ts";
import type { Alternative, MatchAnswer, ProfileAnswer } from "./match-answer.rules.ts";
import { reasonInWords, reasonsIn } from "./reasons.rules.ts";
import { remedyInWords } from "./shortage-words.rules.ts";
import { explainShortages } from "./shortage.rules.ts";

export const SOLVER_VERSION = "coverage-1";
const BENCH_LENGTH = 12;

/** Told now and then; the run stops when the answer is false. */
export type Told = (percent: number, text: string) => boolean;

/** One run of matching from facts to an answer in ids. Pure but for its length: the same input gives the same answer. */
export async function computeMatch(input: MatchingInput, told: Told = () => true): Promise<MatchAnswer> {
  const begun = performance.now();
  told(5, "Looking up who may read what");
  const eligibility = findEligible(input);
  told(25, "Placing as many reviews as possible");
  const coverage = cover(eligibility.instance);
  const result = coverageResult(eligibility.instance, coverage);
  told(60, "Writing down what is short and what would help");
  const report = explainShortages(input, eligibility, coverage);
  const readers = (p: number) => {
    const { start, reviewer } = coverage.placement.slots;
    return [...reviewer.subarray(start[p], start[p + 1])].filter((j) => j >= 0);
  };
  const id = (p: number) => (input.profiles[p] as { id: string }).id;
  return {
    profiles: input.profiles.map((_, p) => profileAnswer(input, eligibility, p, readers(p))),
    objective: { placed: report.placed, shortCount: result.shortCount, worstPair: 0, sum: 0, changes: 0 },
    shortages: report.shortages.map(({ sentence, missing, profiles, remedies }) => ({
      sentence,
      missing,
      profileIds: profiles.map(id),
      remedies: remedies
        .slice(0, 4)
        .map((remedy) => ({ words: remedyInWords(remedy), gain: remedy.gain, change: remedy.change })),
    })),
    incomplete: eligibility.incomplete,
    refusedLocks: eligibility.refusedLocks.map(({ lock, reasons }) => ({
      profileId: lock.profileId,
      reviewerId: lock.reviewerId,
      why: reasonsIn(reasons).map(reasonInWords).join(", "),
    })),
    proof: `No answer places more than ${report.placed} reviews: the minimum cut leaves exactly ${report.missing} without a reader.`,
    isProven: true,
    solverVersion: SOLVER_VERSION,
    tookMs: Math.round(performance.now() - begun),
  };
}

function profileAnswer(
  input: MatchingInput,
  { instance, fixedPairs }: Eligibility,
  p: number,
  chosen: readonly number[],
): ProfileAnswer {
  const fixed = fixedPairs.filter(({ profile }) => profile === p).map(({ reviewer }) => reviewer);
  const pairs = [...instance.pairReviewer.subarray(instance.pairStart[p], instance.pairStart[p + 1])];
  const costOf = (j: number) => {
    const k = pairs.indexOf(j);
    return k < 0 ? 0 : (instance.pairCost[(instance.pairStart[p] as number) + k] as number);
  };
  const id = (j: number) => (input.reviewers[j] as { id: string }).id;
  const bench: Alternative[] = pairs
    .filter((j) => !chosen.includes(j))
    .sort((a, b) => costOf(a) - costOf(b) || a - b)
    .slice(0, BENCH_LENGTH)
    .map((j) => ({ reviewerId: id(j), cost: costOf(j), why: "eligible" }));
  return {
    profileId: (input.profiles[p] as { id: string }).id,
    readers: [
      ...fixed.map((j) => ({ reviewerId: id(j), cost: 0, isFixed: true })),
      ...chosen.map((j) => ({ reviewerId: id(j), cost: costOf(j), isFixed: false })),
    ],
    missing: Math.max(0, input.settings.reviewsEach - fixed.length - chosen.length),
    bench,
  };
}
