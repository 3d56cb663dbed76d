/** Ratings of one thing by several readers on the levels 1, 2, 3; what a reader could not score is left out. */
export type Ratings = readonly number[];

const LEVELS = [1, 2, 3];

/** Of all pairs of readers on the same indicator, the share that gave the same level. Null without a pair. */
export function exactAgreement(units: readonly Ratings[]): number | null {
  const table = pairTable(units);
  const all = total(table.flat());
  return all === 0 ? null : total(LEVELS.map((_, i) => cell(table, i, i))) / all;
}

/**
 * Cohen's kappa with quadratic weights (Cohen 1968), pooled over all reader pairs, each counted both ways. Null where
 * chance leaves nothing to disagree on: undefined is said, never 0 or 1.
 */
export function quadraticKappa(units: readonly Ratings[]): number | null {
  const table = pairTable(units);
  const all = total(table.flat());
  const margin = LEVELS.map((_, i) => total(table[i] ?? []));
  let seen = 0;
  let byChance = 0;
  for (const [i] of LEVELS.entries())
    for (const [j] of LEVELS.entries()) {
      seen += (i - j) ** 2 * cell(table, i, j);
      byChance += ((i - j) ** 2 * (margin[i] ?? 0) * (margin[j] ?? 0)) / all;
    }
  return all === 0 || byChance === 0 ? null : 1 - seen / byChance;
}

/** Krippendorff's alpha for ordinal data (Krippendorff 2011, section D). Null where it is undefined. */
export function ordinalAlpha(units: readonly Ratings[]): number | null {
  const table = LEVELS.map(() => LEVELS.map(() => 0));
  for (const ratings of units) {
    if (ratings.length < 2) continue;
    eachPair(ratings, (i, j) => {
      (table[i] as number[])[j] = cell(table, i, j) + 1 / (ratings.length - 1);
    });
  }
  const margin = LEVELS.map((_, i) => total(table[i] ?? []));
  const n = total(margin);
  const distance = (c: number, k: number) => {
    const [low, high] = c < k ? [c, k] : [k, c];
    const between = total(margin.slice(low, high + 1));
    return (between - ((margin[low] ?? 0) + (margin[high] ?? 0)) / 2) ** 2;
  };
  let seen = 0;
  let byChance = 0;
  for (const [c] of LEVELS.entries())
    for (const [k] of LEVELS.entries()) {
      seen += cell(table, c, k) * distance(c, k);
      byChance += (margin[c] ?? 0) * (margin[k] ?? 0) * distance(c, k);
    }
  return n <= 1 || byChance === 0 ? null : 1 - ((n - 1) * seen) / byChance;
}

/** How often each ordered pair of levels was given by two readers of the same thing. */
function pairTable(units: readonly Ratings[]): number[][] {
  const table = LEVELS.map(() => LEVELS.map(() => 0));
  for (const ratings of units)
    eachPair(ratings, (i, j) => {
      (table[i] as number[])[j] = cell(table, i, j) + 1;
    });
  return table;
}

function eachPair(ratings: Ratings, visit: (i: number, j: number) => void): void {
  for (const [a, first] of ratings.entries())
    for (const [b, second] of ratings.entries()) if (a !== b) visit(LEVELS.indexOf(first), LEVELS.indexOf(second));
}

const cell = (table: readonly (readonly number[])[], i: number, j: number): number => table[i]?.[j] ?? 0;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
