import { indicatorIds, type Level, type Rubric } from "../../server/programs/index.ts";
import type { Answer } from "../../server/reviews/index.ts";
import type { Chance } from "./chance.ts";
import { AFTERTHOUGHTS, NOTES, PLAIN_NOTES } from "./words/notes.ts";

/** Where a teacher stands on each indicator, before anybody reads; 0.5 to 3.5 on the scale of the levels. */
export type Practice = ReadonlyMap<string, number>;

/** Roughly normal, from three uniform draws; mean 0, standard deviation 1. */
const bell = (chance: Chance) => (chance.next() + chance.next() + chance.next() - 1.5) * 2;

/** How good a teacher's evidence is. `MEAN` and `SPREAD` are set so that about 29 in 100 are promoted. */
const MEAN = 2.2;
const SPREAD = 0.27;

export function practiceOf(chance: Chance, rubric: Rubric, mean = MEAN + SPREAD * bell(chance)): Practice {
  return new Map(indicatorIds(rubric).map((id) => [id, mean + 0.45 * bell(chance)]));
}

/** How one reader sees it: a little severity of their own, and chance on every indicator. */
export function levelsBy(chance: Chance, practice: Practice, severity = 0.1 * bell(chance)): Map<string, Level> {
  return new Map([...practice].map(([id, at]) => [id, levelAt(at - severity + 0.38 * bell(chance))]));
}

const levelAt = (value: number): Level => (value < 1.5 ? 1 : value < 2.5 ? 2 : 3);

/** Levels with exactly this many points (14 to 42): for the cases that are to be looked at on purpose. */
export function levelsWith(chance: Chance, rubric: Rubric, points: number): Map<string, Level> {
  const ids = indicatorIds(rubric);
  const base = Math.floor(points / ids.length) as Level;
  const higher = new Set(chance.shuffled(ids).slice(0, points - base * ids.length));
  return new Map(ids.map((id) => [id, (higher.has(id) ? base + 1 : base) as Level]));
}

/**
 * A finished set of answers with a note each, as `sealSheet` wants them. `used` holds what the other readers of the case
 * wrote: nobody says what another said already.
 */
export function answersOf(chance: Chance, levels: ReadonlyMap<string, Level>, used = new Set<string>()): Answer[] {
  return [...levels].map(([indicatorId, level]) => {
    const own = NOTES[indicatorId]?.[level] ?? [];
    const fresh = own.filter((note) => !used.has(`${indicatorId} ${note}`));
    const said = chance.pick(fresh.length > 0 ? fresh : PLAIN_NOTES[level]);
    used.add(`${indicatorId} ${said}`);
    const more = chance.next() < 0.15 ? ` ${chance.pick(AFTERTHOUGHTS)}` : "";
    return { indicatorId, level, code: null, note: moments(chance, said) + more };
  });
}

/** `{t}` becomes a moment between minute 4 and minute 43. */
export function moments(chance: Chance, text: string): string {
  return text.replaceAll("{t}", () => `${chance.between(4, 43)}:${String(chance.between(0, 59)).padStart(2, "0")}`);
}
