import { type ChoicePart, placeWithout } from "./complete.rules.ts";
import type { Coverage } from "./coverage.rules.ts";
import type { Instance } from "./instance.rules.ts";

/** More ways to choose than this are not listed: each would be one more whole run of the later stages. */
const MOST_CHOICES = 32;
const MOST_TRIALS = 400;

/**
 * Every way to leave the same number of Profiles short, as lists of positions, where there are few; else null. The later
 * stages take the best of them, which makes the whole answer exact on small critical parts.
 * @param shortIn per part: how many of its Profiles stay short
 */
export function listChoices(
  instance: Instance,
  coverage: Coverage,
  parts: readonly ChoicePart[],
  shortIn: readonly number[],
): number[][] | null {
  let trials = MOST_TRIALS;
  let choices: number[][] = [[]];
  for (const [k, { profiles }] of parts.entries()) {
    const sets = subsets(profiles, shortIn[k] as number, trials);
    if (!sets) return null;
    trials -= sets.length;
    const good = sets.filter((set) => placeWithout(instance, coverage, [...outside(parts, k), ...set]) !== null);
    choices = choices.flatMap((choice) => good.map((set) => [...choice, ...set]));
    if (choices.length > MOST_CHOICES) return null;
  }
  return choices.map((choice) => choice.sort((a, b) => a - b));
}

/** Parts do not touch each other, so that one can be tried while all others are given up. */
function outside(parts: readonly ChoicePart[], part: number): number[] {
  return parts.flatMap(({ profiles }, k) => (k === part ? [] : profiles));
}

/** All subsets of a size, or null where there are more than `most`. */
function subsets(list: readonly number[], size: number, most: number): number[][] | null {
  let sets: number[][] = [[]];
  for (const [k, each] of list.entries()) {
    const left = list.length - k - 1;
    sets = sets.flatMap((set) => {
      const without = set.length + left >= size ? [set] : [];
      return set.length < size ? [...without, [...set, each]] : without;
    });
    if (sets.length > most) return null;
  }
  return sets.filter((set) => set.length === size);
}
