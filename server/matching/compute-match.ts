import { type Assignment, loads, PLACES_EACH } from "./assignment.rules.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import type { Certificate } from "./certificate.rules.ts";
import { checkCertificate } from "./check-certificate.rules.ts";
import { completeProfiles } from "./complete-profiles.ts";
import { cover } from "./coverage.rules.ts";
import { type Eligibility, findEligible, takenByProfile } from "./eligibility.rules.ts";
import { evenOut, videoMinutes } from "./even-out.rules.ts";
import type { Alternative, MatchAnswer, ProfileAnswer } from "./match-answer.rules.ts";
import { reasonInWords, reasonsIn } from "./reasons.rules.ts";
import { shortageAnswers } from "./shortage-answer.rules.ts";
import { type Answer, solveMatching } from "./solve-matching.rules.ts";
import type { CoverageResult, ObjectiveByStage } from "./stages.rules.ts";

export const SOLVER_VERSION = "2026.11";
const BENCH_LENGTH = 12;

/** Told now and then; the run stops when the answer is false. */
export type Told = (percent: number, text: string) => boolean;

const STAGE_WORDS: Record<string, [from: number, words: string]> = {
  coverage: [25, "Placing as many reviews as possible"],
  "worst-pair": [35, "Making the worst pair as good as it can be"],
  sum: [45, "Looking for the least cost and the fairest load"],
  changes: [70, "Keeping what stands"],
  proof: [75, "Checking the proof"],
};

/**
 * One run of matching, stage by stage, from facts to an answer in ids. The same input gives the same answer.
 * @throws Error when the proof does not hold: an unproved answer is never handed out
 */
export async function computeMatch(input: MatchingInput, told: Told = () => true): Promise<MatchAnswer> {
  const begun = performance.now();
  told(5, "Looking up who may read what");
  const eligibility = findEligible(input);
  const { instance } = eligibility;
  const coverage = cover(instance);
  told(25, "Completing as many Profiles as possible");
  const completed = await completeProfiles(instance, coverage);
  const solved = solveMatching(instance, {
    coverage: completed,
    progress: (stage) => told(...(STAGE_WORDS[stage] ?? [50, stage])),
  });
  told(80, "Evening out minutes of video");
  const { objective, certificate } = solved;
  const { assignment, swaps } = tieBreak(input, eligibility, solved);
  told(85, "Writing down what is short and what would help");
  const report = shortageAnswers(input, eligibility, coverage);
  const explain = explainer(input, eligibility, assignment, certificate);
  return {
    profiles: input.profiles.map((_, p) => explain(p)),
    objective,
    shortages: report.shortages,
    incomplete: eligibility.incomplete,
    refusedLocks: eligibility.refusedLocks.map(({ lock, reasons }) => ({
      profileId: lock.profileId,
      reviewerId: lock.reviewerId,
      why: reasonsIn(reasons).map(reasonInWords).join(", "),
    })),
    proof: proofInWords(objective, completed, {
      placed: objective.placed + eligibility.fixedPairs.length,
      missing: report.missing,
      swaps,
    }),
    isProven: completed.isFewestProven,
    solverVersion: SOLVER_VERSION,
    tookMs: Math.round(performance.now() - begun),
  };
}

/** What was proved and by what, and what was not, in words that a coordinator can repeat. */
function proofInWords(
  objective: ObjectiveByStage,
  { isFewestProven, choices }: CoverageResult,
  { placed: all, missing, swaps }: { placed: number; missing: number; swaps: number },
): string {
  const placed =
    missing === 0
      ? "Every review is placed."
      : `No answer places more than ${all} reviews${all > objective.placed ? ", locked ones included" : ""}: the minimum cut leaves exactly ${missing} without a reader.`;
  const short =
    objective.shortCount === 0
      ? ""
      : isFewestProven
        ? ` Fewer than ${objective.shortCount} Profiles short of three is impossible, says the exact search.`
        : ` ${objective.shortCount} Profiles are short of three; the exact search was cut off, so a better split among them may exist.`;
  const which =
    objective.shortCount > 0 && choices === null
      ? " Which Profiles wait was chosen, not proved, to be the best choice."
      : "";
  return `${placed}${short}${which} Among all answers that complete the same Profiles none has a better worst pair, and among those none costs less than ${objective.sum} or changes fewer readers: prices for every reader prove it, and a separate checker has verified them. ${tieBreakInWords(swaps)}`;
}

/** The tie-break changes nothing that was proved, and claims nothing for itself. */
function tieBreakInWords(swaps: number): string {
  if (swaps === 0) return "Minutes of video and repeated trios are outside the proof.";
  const exchanges = swaps === 1 ? "1 exchange of readers that leaves" : `${swaps} exchanges of readers that leave`;
  return `Afterwards ${exchanges} all of this as it is evened out minutes of video and repeated trios; that part is outside the proof.`;
}

/** Exchanges within what was proved; the same certificate has to hold for the answer that is handed out. */
function tieBreak(input: MatchingInput, eligibility: Eligibility, { assignment, objective, certificate }: Answer) {
  const { instance } = eligibility;
  const minutes = videoMinutes(input.profiles.map(({ videoMin }) => videoMin));
  const evened = evenOut(instance, assignment, objective.worstPair, minutes, takenByProfile(eligibility));
  const wrong = checkCertificate(instance, evened.assignment, objective, certificate);
  if (wrong.length > 0) throw new Error(`The proof does not hold after the tie-break: ${wrong.slice(0, 3).join("; ")}`);
  return evened;
}

/** Why these and who next, by price: cost of the pair plus what the reader's load costs the whole. */
function explainer(
  input: MatchingInput,
  { instance, fixedPairs }: Eligibility,
  assignment: Assignment,
  { price, scale }: Certificate,
) {
  const load = loads(instance, assignment);
  const reviewer = (j: number) => input.reviewers[j] as MatchingInput["reviewers"][number];
  const room = (j: number) => (instance.capacity[j] as number) - (instance.held[j] as number) - (load[j] as number);
  const loadPrice = (j: number) => Math.round((price[j] as number) / scale);
  return (p: number): ProfileAnswer => {
    const first = instance.pairStart[p] as number;
    const pairs = instance.pairReviewer.subarray(first, instance.pairStart[p + 1]);
    const costs = new Map([...pairs].map((j, k) => [j, instance.pairCost[first + k] as number]));
    const fixed = fixedPairs.filter(({ profile }) => profile === p).map((pair) => pair.reviewer);
    const chosen = [...assignment.subarray(PLACES_EACH * p, PLACES_EACH * (p + 1))].filter((j) => j >= 0);
    const total = (j: number) => (costs.get(j) ?? 0) + loadPrice(j);
    const schools = new Set(chosen.map((j) => reviewer(j).schoolId));
    const whyNot = (j: number) => {
      const sum = `cost ${costs.get(j) ?? 0} + load ${loadPrice(j)} = ${total(j)}`;
      if (room(j) <= 0) return `${sum}; full`;
      if (instance.isOnePerSchool && reviewer(j).schoolId !== null && schools.has(reviewer(j).schoolId))
        return `${sum}; from the school of a reader chosen`;
      return `${sum}; not among the cheapest`;
    };
    const bench: Alternative[] = [...costs.keys()]
      .filter((j) => !chosen.includes(j))
      .sort((a, b) => total(a) - total(b) || a - b)
      .slice(0, BENCH_LENGTH)
      .map((j) => ({ reviewerId: reviewer(j).id, cost: costs.get(j) ?? 0, why: whyNot(j) }));
    return {
      profileId: (input.profiles[p] as { id: string }).id,
      readers: [
        ...fixed.map((j) => ({ reviewerId: reviewer(j).id, cost: 0, isFixed: true })),
        ...chosen.map((j) => ({ reviewerId: reviewer(j).id, cost: costs.get(j) ?? 0, isFixed: false })),
      ],
      missing: Math.max(0, input.settings.reviewsEach - fixed.length - chosen.length),
      bench,
    };
  };
}
