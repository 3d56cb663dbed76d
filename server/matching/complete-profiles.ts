import { type ChoicePart, choiceParts, giveUpFew, placeWithout, shortProfiles } from "./complete.rules.ts";
import type { Coverage } from "./coverage.rules.ts";
import { listChoices } from "./choices.rules.ts";
import type { Instance } from "./instance.rules.ts";
import { type Program, type Row, runHighs } from "./run-highs.ts";
import type { CoverageResult } from "./stages.rules.ts";

/** Parts with more pairs go without the exact search: its first step alone would take seconds. */
const MOST_PAIRS = 6_000;
const MOST_NODES = 500;

/**
 * Stage 2: fewest Profiles short of their readers, with as many reviews as stage 1. "Three or nothing" is hard in general
 * (Lovasz 1972), so each critical part is searched exactly by HiGHS within a limit of nodes; where the quick answer meets
 * the lower bound no search is needed. `isFewestProven` says which.
 */
export async function completeProfiles(instance: Instance, coverage: Coverage): Promise<CoverageResult> {
  const parts = choiceParts(instance, coverage);
  const quick = giveUpFew(instance, coverage, wantedOf(instance, parts));
  const choice = await chooseShort(parts, new Set(shortProfiles(instance, quick)));
  // The search works with rounded numbers: its answer counts only once whole reviews have been placed that way.
  const placement = (choice.isBetter ? placeWithout(instance, coverage, choice.short) : null) ?? quick;
  const short = shortProfiles(instance, placement);
  const isFewestProven = short.length === choice.least;
  const choices = isFewestProven ? listChoices(instance, coverage, parts, countIn(parts, short)) : null;
  return {
    placed: coverage.placed,
    served: placement.slots.filled.slice(),
    atLeast: atLeastWithout(instance, short),
    shortCount: short.length,
    isFewestProven,
    choices: choices?.map((each) => atLeastWithout(instance, each)) ?? null,
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

function countIn(parts: readonly ChoicePart[], short: readonly number[]): number[] {
  const isShort = new Set(short);
  return parts.map(({ profiles }) => profiles.filter((p) => isShort.has(p)).length);
}

function atLeastWithout({ demand }: Instance, short: readonly number[]): Int32Array {
  const atLeast = demand.slice();
  for (const p of short) atLeast[p] = 0;
  return atLeast;
}

/** Part by part the better of the quick answer and the search, and how few no answer can go below. */
async function chooseShort(parts: readonly ChoicePart[], quick: ReadonlySet<number>) {
  const choice = { short: [] as number[], least: 0, isBetter: false };
  for (const part of parts) {
    const quickly = part.profiles.filter((p) => quick.has(p));
    const found = quickly.length > part.atLeastShort ? await search(part) : null;
    const isBetter = found !== null && found.short.length < quickly.length;
    choice.short.push(...(isBetter ? found.short : quickly));
    choice.isBetter ||= isBetter;
    choice.least += Math.max(part.atLeastShort, found?.least ?? 0);
  }
  return choice;
}

/** The exact search in one part: which Profiles to leave short, and how few no answer can go below. */
async function search(part: ChoicePart): Promise<{ short: number[]; least: number } | null> {
  if (part.pairs.length > MOST_PAIRS) return null;
  const answer = await runHighs(programOf(part), MOST_NODES);
  if (!answer) return null;
  const first = part.pairs.length;
  const short = part.profiles.filter((_, k) => (answer.values[first + k] as number) > 0.5);
  return { short, least: Math.ceil(answer.bound - 1e-6) };
}

/**
 * Columns: one for each pair (0 to 1; whole by itself once the choice is made, as the rest is a network), then one for each
 * Profile that is left short. Every place of the part's reviewers is used: that is stage 1.
 */
function programOf({ profiles, wanted, reviewers, places, pairs, groupCount }: ChoicePart): Program {
  const row = (): Row => ({ columns: [], values: [] });
  const most = profiles.map((_, k) => ({ ...row(), upper: wanted[k] as number }));
  const full = profiles.map((_, k) => ({ ...row(), lower: wanted[k] as number }));
  const used = reviewers.map((_, k) => ({ ...row(), lower: places[k] as number, upper: places[k] as number }));
  const onePerSchool = Array.from({ length: groupCount }, () => ({ ...row(), upper: 1 }));
  pairs.forEach(({ profile, reviewer, group }, column) => {
    for (const each of [most[profile], full[profile], used[reviewer], onePerSchool[group]]) {
      each?.columns.push(column);
      each?.values.push(1);
    }
  });
  full.forEach((each, k) => {
    each.columns.push(pairs.length + k);
    each.values.push(wanted[k] as number);
  });
  const isShort = (column: number) => column >= pairs.length;
  const columns = Array.from({ length: pairs.length + profiles.length }, (_, column) => column);
  return {
    cost: columns.map((column) => (isShort(column) ? 1 : 0)),
    upper: columns.map(() => 1),
    isInteger: columns.map(isShort),
    rows: [...most, ...full, ...used, ...onePerSchool],
  };
}
