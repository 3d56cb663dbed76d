import { type Assignment, compareObjectives, objectiveOf, PLACES_EACH } from "./assignment.rules.ts";
import { type Certificate, certificateOf } from "./certificate.rules.ts";
import { checkCertificate } from "./check-certificate.rules.ts";
import { cover, coverageResult } from "./coverage.rules.ts";
import type { Flow } from "./flow.rules.ts";
import { flowProblem } from "./flow-problem.rules.ts";
import type { Instance } from "./instance.rules.ts";
import { leastSum, placedBy } from "./least-sum.rules.ts";
import type { CoverageResult, ObjectiveByStage, Progress } from "./stages.rules.ts";
import { smallestWorstPair, type WorstPair } from "./worst-pair.rules.ts";

export type Answer = {
  assignment: Assignment;
  objective: ObjectiveByStage;
  certificate: Certificate;
};

export type SolveOptions = {
  /** Stages 1 and 2; without it the flow's own answer is taken for both. */
  coverage?: CoverageResult;
  progress?: Progress;
};

/** A run that was told to stop. */
export class Cancelled extends Error {}

/**
 * Stages 3 to 6 (and 1, unless it is given): an assignment that is optimal stage by stage, with its proof. The same instance
 * gives the same bytes on any machine: whole numbers, IEEE arithmetic, and no order that is not written down.
 * @throws Cancelled when `progress` answers false
 * @throws Error when the proof does not hold, which would be a bug: the answer is never handed out unproved
 */
export function solveMatching(instance: Instance, options: SolveOptions = {}): Answer {
  return solveKeepingFlow(instance, options).answer;
}

/** As `solveMatching`, with the flow and stage 3's answer, on which later changes are repaired. */
export function solveKeepingFlow(
  instance: Instance,
  { coverage, progress = () => true }: SolveOptions = {},
): { answer: Answer; flow: Flow; coverage: CoverageResult } {
  const tell = (stage: Parameters<Progress>[0], donePct: number) => {
    if (!progress(stage, donePct)) throw new Cancelled(`Stopped in ${stage}`);
  };
  tell("coverage", 0);
  const covered = coverage ?? coverageResult(instance, cover(instance));
  let best: { answer: Answer; flow: Flow } | undefined;
  for (const atLeast of covered.choices ?? [covered.atLeast]) {
    tell("worst-pair", 0);
    const worst = smallestWorstPair(instance, { ...covered, atLeast });
    const flow = solveStages(instance, covered, atLeast, worst, (donePct) => tell("sum", donePct));
    const assignment = assignmentOf(flow);
    const objective = objectiveOf(instance, assignment);
    if (best && compareObjectives(best.answer.objective, objective) <= 0) continue;
    const certificate = certificateOf(covered, atLeast, worst, flow);
    best = { answer: { assignment, objective, certificate }, flow };
  }
  if (!best) throw new Error("Stage 2 gave no choice");
  tell("proof", 0);
  const { assignment, objective, certificate } = best.answer;
  const wrong = checkCertificate(instance, assignment, objective, certificate);
  if (wrong.length > 0) throw new Error(`The proof does not hold: ${wrong.slice(0, 3).join("; ")}`);
  return { ...best, coverage: covered };
}

/** The cost of an empty place is raised in the rare case that chains of moves were dearer and left too many empty. */
function solveStages(
  instance: Instance,
  { placed, criticalReviewer }: CoverageResult,
  atLeast: Int32Array,
  { dearestPair }: WorstPair,
  tell: (donePct: number) => void,
): Flow {
  for (let lackFactor = 1; ; lackFactor *= 64) {
    const flow = leastSum(flowProblem(instance, atLeast, dearestPair, lackFactor), criticalReviewer, tell);
    if (placedBy(flow) === placed) return flow;
  }
}

export function assignmentOf({ problem, unitReviewer }: Flow): Assignment {
  const assignment = new Int32Array(PLACES_EACH * problem.profileCount).fill(-1);
  for (let p = 0; p < problem.profileCount; p++) {
    const used = unitReviewer.slice(4 * p, 4 * p + PLACES_EACH).filter((j) => j >= 0);
    assignment.set(used.sort(), PLACES_EACH * p);
  }
  return assignment;
}
