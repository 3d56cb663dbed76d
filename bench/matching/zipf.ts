import type { Xoshiro } from "./xoshiro.ts";

/** Running sums of Zipf weights; `draw` finds the rank of a random point in them. */
export type Zipf = { cumulative: Int32Array; total: number };

/**
 * Weights floor(1,000 / rank^(exponentTenths / 10)) for ranks 1 to `count`, by whole-number roots: `Math.pow` may differ
 * in its last bit from machine to machine.
 */
export function zipf(count: number, exponentTenths: number): Zipf {
  const cumulative = new Int32Array(count);
  let total = 0;
  for (let rank = 1; rank <= count; rank++) {
    total += Number(tenthRoot(10n ** 30n / BigInt(rank) ** BigInt(exponentTenths)));
    cumulative[rank - 1] = total;
  }
  return { cumulative, total };
}

/** A rank, 0 to count - 1, lower ones more often. */
export function drawRank({ cumulative, total }: Zipf, random: Xoshiro): number {
  const point = random.below(total);
  return cumulative.findIndex((sum) => point < sum);
}

/** The largest whole number whose tenth power is at most `value`. */
function tenthRoot(value: bigint): bigint {
  let low = 0n;
  let high = 1_001n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** 10n <= value) low = middle;
    else high = middle;
  }
  return low;
}
