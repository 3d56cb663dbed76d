const EVERY_MS = 3000;

/**
 * Asks every three seconds whether this may still be watched, and tells what was played since. An answer that it may
 * not ends the player at once, whatever the browser has loaded already.
 */
export class Heartbeat {
  readonly #address: string;
  readonly #video: HTMLVideoElement;
  readonly #onEnd: (words: string) => void;
  #fromSec = 0;
  #toSec = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(address: string, video: HTMLVideoElement, onEnd: (words: string) => void) {
    this.#address = address;
    this.#video = video;
    this.#onEnd = onEnd;
  }

  begin(): void {
    const restart = () => {
      this.#fromSec = this.#toSec = this.#video.currentTime;
    };
    this.#video.addEventListener("seeking", () => void this.#beat().then(restart));
    this.#video.addEventListener("seeked", restart);
    this.#video.addEventListener("timeupdate", () => {
      if (!this.#video.seeking) this.#toSec = this.#video.currentTime;
    });
    this.#video.addEventListener("error", () => void this.#beat());
    this.#timer = setInterval(() => void this.#beat(), EVERY_MS);
  }

  async #beat(): Promise<void> {
    const [fromSec, toSec] = [this.#fromSec, Math.max(this.#fromSec, this.#toSec)];
    this.#fromSec = toSec;
    try {
      const answer = await fetch(this.#address, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ fromSec, toSec }),
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.status === 404) this.#end("This video is not open to you any more.");
    } catch {
      // No network: nothing more arrives either, and the next one may get through.
    }
  }

  #end(words: string): void {
    clearInterval(this.#timer);
    this.#onEnd(words);
  }
}
