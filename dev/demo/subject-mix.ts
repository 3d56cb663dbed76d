import type { GradeBand } from "../../server/people/index.ts";
import type { Chance } from "./chance.ts";
import type { NewReviewer } from "./district.ts";

/** Draws subject and band of applicants as the pool can read them, so that three readers stand ready for nearly all. */
export class SubjectMix {
  readonly #cells = new Map<string, { subject: string; band: GradeBand; room: number; readers: number }>();

  constructor(pool: readonly NewReviewer[]) {
    for (const { subjects, bands, capacity, state } of pool) {
      if (state !== "active") continue;
      for (const subject of subjects)
        for (const { band, preference } of bands) this.#add(subject, band, preference, capacity);
    }
  }

  /** Takes three places of a cell with room; cells with few readers are left alone. */
  take(chance: Chance): { subject: string; band: GradeBand } {
    const open = [...this.#cells].filter(([, { readers, room }]) => readers >= 6 && room >= 3);
    const [widest] = open;
    if (!widest) throw new Error("the pool has no room for another Profile");
    const key = chance.weighted(Object.fromEntries(open.map(([name, { room }]) => [name, room])));
    const cell = this.#cells.get(key) ?? widest[1];
    cell.room -= 3;
    return { subject: cell.subject, band: cell.band };
  }

  #add(subject: string, band: GradeBand, preference: number, capacity: number): void {
    const key = `${subject}, ${band}`;
    const cell = this.#cells.get(key) ?? { subject, band, room: 0, readers: 0 };
    // A reader of two bands has one capacity: most of it goes to the band they prefer.
    cell.room += preference === 0 ? capacity * 0.93 : 0;
    cell.readers += 1;
    this.#cells.set(key, cell);
  }
}
