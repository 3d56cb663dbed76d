const WINDOW_MS = 20_000;

/** Bytes a second over the last twenty seconds: steady enough to trust, quick enough to follow a change of network. */
export class Rate {
  readonly #marks: { at: number; bytes: number }[] = [];

  add(bytes: number, at = performance.now()): void {
    this.#marks.push({ at, bytes });
    while (this.#marks.length > 2 && (this.#marks[0]?.at ?? at) < at - WINDOW_MS) this.#marks.shift();
  }

  /** After a pause the past says nothing. */
  forget(): void {
    this.#marks.length = 0;
  }

  perSec(): number {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || !last || last.at - first.at < 500) return 0;
    return Math.max(0, ((last.bytes - first.bytes) / (last.at - first.at)) * 1000);
  }
}
