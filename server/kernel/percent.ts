/** A share as exact integers: points given of points possible. Never rounded before it is compared. */
export type Share = { points: number; of: number };

/** Is `points / of` at least `percent` per cent? Integers only; `percent` may be any integer. */
export function isAtLeast(share: Share, percent: number): boolean {
  return share.points * 100 >= percent * share.of;
}

/** For people to read, never to compare: `79.37`, two decimals, half up, from integers. */
export function percentText({ points, of }: Share): string {
  const hundredths = Math.floor((points * 20000 + of) / (2 * of));
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
}
