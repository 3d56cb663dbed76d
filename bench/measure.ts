/** The middle one; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least this share of all values does not exceed. @throws Error without values */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error("Nothing was measured");
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

/** Milliseconds that `work` takes. */
export function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/** Runs everybody once a round, in turn, so that a machine that slows down slows all alike. */
export async function interleave<Answer>(
  rounds: number,
  contestants: readonly (() => Promise<Answer>)[],
): Promise<Answer[][]> {
  const answers: Answer[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [k, contestant] of contestants.entries()) answers[k]?.push(await contestant());
  return answers;
}

/** "min to max" of some figures, for a note. */
export function spread(values: readonly number[]): string {
  return `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`;
}
