import { type ChoicePart, choiceParts, giveUpFew, placeWithout, shortProfiles } from "./complete.rules.ts";
import { programOf, type Question, shortIn } from "./choice-program.rules.ts";
import type { Coverage } from "./coverage.rules.ts";
import type { Instance } from "./instance.rules.ts";
import { runHighs } from "./run-highs.ts";
import type { CoverageResult } from "./stages.rules.ts";
import { smallestWorstPair } from "./worst-pair.rules.ts";

/** Parts with more pairs go without the exact search: its first step alone would take seconds. */
const MOST_PAIRS = 6_000;
const MOST_NODES = 500;
/** Finding the best of equally few asks some ten times, so larger parts keep the first choice found. */
const MOST_PAIRS_TO_CHOOSE = 600;

/** How many of a part's Profiles stay short, which, and whether that is proved to be the best. */
type PartChoice = { part: ChoicePart; short: number[]; least: number; isBest: boolean };

/**
 * Stage 2: fewest Profiles short of their readers, with as many reviews as stage 1. "Three or nothing" is hard in general
 * (Lovasz 1972), so each critical part is searched exactly by HiGHS within a limit of nodes; where the quick answer meets
 * the lower bound no search is needed. `isFewestProven` says which. Among choices with equally few short Profiles the one
 * that is best for the later stages is looked for in the same way.
 */
export async function completeProfiles(instance: Instance, coverage: Coverage): Promise<CoverageResult> {
  const parts = choiceParts(instance, coverage);
  const quick = giveUpFew(instance, coverage, wantedOf(instance, parts));
  const choices = await fewestShort(parts, new Set(shortProfiles(instance, quick)));
  const least = choices.reduce((sum, choice) => sum + choice.least, 0);
  await chooseBest(instance, coverage, choices);
  const wanted = choices.flatMap(({ short }) => short).sort((a, b) => a - b);
  // The search works with rounded numbers: its answer counts only once whole reviews have been placed that way.
  const searched = placeWithout(instance, coverage, wanted);
  const placement = searched && shortProfiles(instance, searched).length <= wanted.length ? searched : quick;
  const short = shortProfiles(instance, placement);
  const atLeast = atLeastWithout(instance, short);
  const isFewestProven = short.length === least;
  const isBest = placement === searched && isFewestProven && choices.every((choice) => choice.isBest);
  return {
    placed: coverage.placed,
    served: placement.slots.filled.slice(),
    atLeast,
    shortCount: short.length,
    isFewestProven,
    choices: isBest ? [atLeast] : null,
    criticalProfile: coverage.criticalProfile,
    criticalReviewer: coverage.criticalReviewer,
  };
}

function wantedOf({ profileCount }: Instance, parts: readonly ChoicePart[]): Int32Array {
  const wantedByProfile = new Int32Array(profileCount);
  for (const { profiles, wanted } of parts)
    profiles.forEach((p, k) => {
      wantedByProfile[p] = wanted[k] as number;
    });
  return wantedByProfile;
}

function atLeastWithout({ demand }: Instance, short: readonly number[]): Int32Array {
  const atLeast = demand.slice();
  for (const p of short) atLeast[p] = 0;
  return atLeast;
}

/** Part by part the better of the quick answer and the search, and how few no answer can go below. */
async function fewestShort(parts: readonly ChoicePart[], quick: ReadonlySet<number>): Promise<PartChoice[]> {
  const choices: PartChoice[] = [];
  for (const part of parts) {
    const quickly = part.profiles.filter((p) => quick.has(p));
    const question: Question = { mayUse: () => true, pairCost: () => 0, shortCost: 1, mostShort: part.profiles.length };
    const found = quickly.length > part.atLeastShort ? await ask(part, question) : "undecided";
    const least = typeof found === "string" ? part.atLeastShort : Math.max(part.atLeastShort, found.atLeast);
    const short = typeof found !== "string" && found.short.length < quickly.length ? found.short : quickly;
    choices.push({ part, short, least, isBest: false });
  }
  return choices;
}

/**
 * Which of the equally good sets: first one that allows the smallest worst pair in its part, then, with the worst pair of all
 * known, one of least pair cost and fewest changes. Parts share nothing with each other or with the rest: what their
 * reviewers give and what others give to their Profiles is the same in every answer that places the most reviews.
 */
async function chooseBest(instance: Instance, coverage: Coverage, choices: PartChoice[]): Promise<void> {
  const undecided = choices.filter((choice) => !isOnlyChoice(choice));
  for (const choice of choices) choice.isBest = !undecided.includes(choice);
  const open = undecided.filter(({ part }) => part.pairs.length <= MOST_PAIRS_TO_CHOOSE);
  if (open.length === 0) return;
  for (const choice of open) await takeSmallestWorst(instance, choice);
  const short = choices.flatMap((choice) => choice.short);
  const worst = { placed: coverage.placed, atLeast: atLeastWithout(instance, short) };
  const { dearestPair } = smallestWorstPair(instance, worst);
  for (const choice of open) await takeLeastSum(instance, choice, dearestPair);
}

/** True where nothing is left to choose: all of its Profiles stay short, or nobody. */
function isOnlyChoice({ part, short }: PartChoice): boolean {
  return short.length === 0 || short.length === part.profiles.length;
}

/** By halving over the costs of its pairs. */
async function takeSmallestWorst({ pairCost }: Instance, choice: PartChoice): Promise<void> {
  const costs = [...new Set(choice.part.pairs.map(({ pair }) => pairCost[pair] as number))].sort((a, b) => a - b);
  const mostShort = choice.short.length;
  let low = 0;
  let high = costs.length - 1;
  choice.isBest = true;
  while (low < high) {
    const middle = (low + high) >> 1;
    const mayUse: Question["mayUse"] = ({ pair }) => (pairCost[pair] as number) <= (costs[middle] as number);
    const found = await ask(choice.part, { mayUse, pairCost: () => 0, shortCost: 1, mostShort });
    if (found === "undecided") choice.isBest = false;
    if (typeof found === "string") low = middle + 1;
    else {
      choice.short = found.short;
      high = middle;
    }
  }
}

/** Sum first, then changes: the sum counts more than any number of changes. */
async function takeLeastSum({ pairCost, pairStands }: Instance, choice: PartChoice, worst: number): Promise<void> {
  const scale = choice.part.pairs.length + 1;
  const found = await ask(choice.part, {
    mayUse: ({ pair }) => (pairCost[pair] as number) <= worst,
    pairCost: ({ pair }) => scale * (pairCost[pair] as number) + (pairStands[pair] === 1 ? 0 : 1),
    shortCost: 0,
    mostShort: choice.short.length,
  });
  if (typeof found === "string" || !found.isProven) choice.isBest = false;
  if (typeof found !== "string") choice.short = found.short;
}

type Found = { short: number[]; atLeast: number; isProven: boolean };

/** Asks HiGHS about one part. `atLeast` is what no answer can be below, in whole numbers. */
async function ask(part: ChoicePart, question: Question): Promise<Found | "impossible" | "undecided"> {
  if (part.pairs.length > MOST_PAIRS) return "undecided";
  const answer = await runHighs(programOf(part, question), MOST_NODES);
  if (typeof answer === "string") return answer;
  const atLeast = Math.ceil(answer.bound - 1e-6);
  return { short: shortIn(part, answer.values), atLeast, isProven: Math.round(answer.objective) <= atLeast };
}
