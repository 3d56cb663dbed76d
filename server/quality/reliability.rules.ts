import { fQuantile } from "./f-distribution.rules.ts";

export type Interval = { value: number; low: number; high: number };

/**
 * One-way random intraclass correlation of one reader and of the mean of all `k` (Shrout & Fleiss 1979, cases 1,1 and
 * 1,k), with 95 % F intervals. Every row has the same number of readers. Never cut at 0; null where it is undefined.
 */
export function intraclass(rows: readonly (readonly number[])[]): { one: Interval; all: Interval } | null {
  const n = rows.length;
  const k = rows[0]?.length ?? 0;
  if (n < 2 || k < 2) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const grand = mean(rows.flat());
  const between = (k * rows.reduce((sum, row) => sum + (mean(row) - grand) ** 2, 0)) / (n - 1);
  const within =
    rows.reduce((sum, row) => sum + row.reduce((part, value) => part + (value - mean(row)) ** 2, 0), 0) / (n * (k - 1));
  if (within === 0 || between === 0) return null;
  const f = between / within;
  const low = f / fQuantile(0.975, n - 1, n * (k - 1));
  const high = f * fQuantile(0.975, n * (k - 1), n - 1);
  const one = (ratio: number) => (ratio - 1) / (ratio + k - 1);
  const all = (ratio: number) => 1 - 1 / ratio;
  return {
    one: { value: one(f), low: one(low), high: one(high) },
    all: { value: all(f), low: all(low), high: all(high) },
  };
}
