/** A part that may be sent: its checksum, and the address that was signed for exactly these bytes. */
export type ReadyPart = { number: number; crc32: string; url: string; signedAt: number };

/** At most so many are read and signed with one call; the first one alone, so that it is soon on its way. */
const TOGETHER = 8;
/** So many are kept ready. Only checksums are kept, so this costs no memory. */
const AHEAD = 8;

type Make = {
  sum: (number: number) => Promise<string>;
  sign: (parts: { number: number; crc32: string }[]) => Promise<ReadyPart[]>;
};

/**
 * Reads and signs a few parts ahead of those that are on their way: no connection waits for a checksum, and our server is
 * asked once for several.
 */
export class ReadyParts {
  readonly #numbers: number[];
  readonly #make: Make;
  readonly #ready: ReadyPart[] = [];
  readonly #waiting: { resolve(part: ReadyPart | null): void; reject(error: unknown): void }[] = [];
  #failure: { error: unknown } | null = null;
  #isMaking = false;
  #together = 1;

  constructor(numbers: readonly number[], make: Make) {
    this.#numbers = [...numbers];
    this.#make = make;
  }

  /** The next one; null when none is left. @throws what reading or signing failed with */
  take(): Promise<ReadyPart | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
      void this.#refill();
    });
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const part = this.#ready.shift();
      const isOver = part === undefined && this.#numbers.length === 0 && !this.#isMaking;
      if (part === undefined && !isOver && this.#failure === null) return;
      const asker = this.#waiting.shift();
      if (part === undefined && this.#failure) asker?.reject(this.#failure.error);
      else asker?.resolve(part ?? null);
    }
  }

  async #refill(): Promise<void> {
    if (this.#isMaking || this.#failure) return;
    this.#isMaking = true;
    try {
      while (this.#numbers.length > 0 && this.#ready.length < AHEAD) {
        const summed: { number: number; crc32: string }[] = [];
        const numbers = this.#numbers.splice(0, this.#together);
        this.#together = Math.min(TOGETHER, 2 * this.#together);
        for (const number of numbers) summed.push({ number, crc32: await this.#make.sum(number) });
        this.#ready.push(...(await this.#make.sign(summed)));
        this.#serve();
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#isMaking = false;
    this.#serve();
  }
}
