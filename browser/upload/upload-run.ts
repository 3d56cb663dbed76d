import { backOffMs, call, pause, Refused, type Trouble } from "./call.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { Rate } from "./rate.ts";
import { type ReadyPart, ReadyParts } from "./ready-parts.ts";
import { sendPart } from "./send-part.ts";
import { Slots } from "./slots.ts";
import { sumPart } from "./sum-part.ts";

export type RunState = "starting" | "sending" | "paused" | "joining" | "complete" | "failed";

/** What is shown of an upload. Bytes count what the store has or is being sent. */
export type Snapshot = {
  state: RunState;
  trouble: Trouble | "store" | null;
  words: string | null;
  sentBytes: number;
  sizeBytes: number;
  bytesPerSec: number;
};

type Session = { itemId: string; partSizeBytes: number; partCount: number; doneParts: number[]; isHere: boolean };
type Signed = { parts: { number: number; url: string }[] };

const AT_ONCE = 4;
const TELL_EVERY_MS = 250;
/** An address lives for an hour; on a slow network one that was signed ahead may wait. */
const ADDRESS_FRESH_MS = 10 * 60_000;
const slots = new Slots(AT_ONCE);

/** Where a file goes: a shelf, a role, and the item whose place it takes, if any. */
export type Place = { shelfId: string; role: string; replacesId?: string };

/** One file on its way, in parts, several at once; goes on after anything short of the file being gone. */
export class UploadRun {
  readonly file: File;
  itemId: string | null = null;
  readonly #place: Place;
  readonly #show: (snapshot: Snapshot) => void;
  readonly #stallMs: number;
  readonly #rate = new Rate();
  readonly #sending = new Map<number, number>();
  #session: Session | null = null;
  #missing: number[] = [];
  #toldAt = 0;
  #state: RunState = "starting";
  #trouble: Snapshot["trouble"] = null;
  #words: string | null = null;
  #stop = new AbortController();

  constructor(file: File, place: Place, show: (snapshot: Snapshot) => void, stallMs: number) {
    this.file = file;
    this.#place = place;
    this.#show = show;
    this.#stallMs = stallMs;
  }

  get isActive(): boolean {
    return this.#state === "starting" || this.#state === "sending" || this.#state === "joining";
  }

  /** Begins or goes on. Ends when the upload is complete, paused or has failed for good. */
  async run(): Promise<void> {
    this.#stop = new AbortController();
    this.#rate.forget();
    try {
      for (;;) {
        this.#to("starting");
        await this.#start();
        if (this.#session?.isHere) {
          this.#words = "This file is here already: nothing was sent a second time.";
          break;
        }
        this.#to("sending");
        if (!(await this.#sendAll())) continue; // the store has forgotten it: begin anew
        this.#to("joining");
        if (await this.#join()) break;
      }
      this.#to("complete");
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#words = error instanceof Error ? error.message : String(error);
      this.#to("failed");
    }
  }

  pause(): void {
    this.#stop.abort(new Error("paused"));
    this.#sending.clear();
    this.#trouble = null;
    this.#to("paused");
  }

  async #start(): Promise<void> {
    const { file } = this;
    const session = await this.#call<Session>("/media/uploads", {
      ...this.#place,
      fileName: file.name,
      contentType: file.type,
      sizeBytes: file.size,
      lastModified: file.lastModified,
      fingerprint: await fingerprintOf(file).catch(() => {
        throw new FileGone();
      }),
    });
    this.#session = session;
    this.itemId = session.itemId;
    this.#setDone(session.doneParts);
  }

  #setDone(doneParts: readonly number[]): void {
    const done = new Set(doneParts);
    const count = this.#session?.partCount ?? 0;
    this.#missing = Array.from({ length: count }, (_, i) => i + 1).filter((number) => !done.has(number));
  }

  /** True when every part was taken; false when the upload has to begin anew. */
  async #sendAll(): Promise<boolean> {
    const ready = new ReadyParts(this.#missing, {
      sum: (number) => this.#sum(number),
      sign: (parts) => this.#sign(parts),
    });
    let isGone = false;
    const lane = async () => {
      for (let part = await ready.take(); part !== null && !isGone; part = await ready.take()) {
        const current = part;
        if ((await slots.use(() => this.#sendOne(current))) === "gone") isGone = true;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return !isGone;
  }

  async #sendOne(first: ReadyPart): Promise<"sent" | "gone"> {
    const { signal } = this.#stop;
    const { number } = first;
    let part = first;
    for (let tries = 0; ; tries += 1) {
      signal.throwIfAborted();
      // Anew for each try: an address may be too old, or signed for a server that has moved, or the file is gone.
      if (tries > 0 || performance.now() - part.signedAt > ADDRESS_FRESH_MS) part = await this.#readyAgain(number);
      // Sent from the file itself: no part lies in memory while it waits for a slow network.
      const end = await sendPart(
        part.url,
        { bytes: this.#pieceOf(number), crc32: part.crc32 },
        {
          signal,
          stallMs: this.#stallMs,
          onSent: (sent) => {
            this.#sending.set(number, sent);
            this.#tellSoon();
          },
        },
      );
      this.#sending.delete(number);
      if (end === "sent") {
        this.#missing = this.#missing.filter((one) => one !== number);
        this.#trouble = null;
        this.#tell();
        return "sent";
      }
      if (end === "gone") return "gone";
      signal.throwIfAborted();
      this.#trouble = navigator.onLine ? "store" : "offline";
      this.#tell();
      await pause(300 + backOffMs(tries), signal);
    }
  }

  /** The store's addresses for some parts with exactly these bytes. */
  async #sign(parts: { number: number; crc32: string }[]): Promise<ReadyPart[]> {
    const signed = await this.#call<Signed>(`/media/uploads/${this.itemId}/parts`, { parts });
    const signedAt = performance.now();
    return parts.map((part) => {
      const url = signed.parts.find(({ number }) => number === part.number)?.url ?? "";
      return { ...part, url, signedAt };
    });
  }

  async #readyAgain(number: number): Promise<ReadyPart> {
    const [part] = await this.#sign([{ number, crc32: await this.#sum(number) }]);
    if (!part) throw new Error("The server did not sign this part.");
    return part;
  }

  async #join(): Promise<boolean> {
    try {
      const answer = await this.#call<{ state: string; missing?: number[] }>(
        `/media/uploads/${this.itemId}/completion`,
        {},
      );
      return answer.state === "complete";
    } catch (error) {
      if (error instanceof Refused && error.status === 409) return false; // forgotten by the store: begin anew
      throw error;
    }
  }

  #pieceOf(number: number): Blob {
    const size = this.#session?.partSizeBytes ?? 0;
    return this.file.slice((number - 1) * size, number * size);
  }

  async #sum(number: number): Promise<string> {
    this.#stop.signal.throwIfAborted();
    return sumPart(this.#pieceOf(number)).catch(() => {
      throw new FileGone();
    });
  }

  #call<T>(path: string, body: object): Promise<T> {
    return call<T>(path, body, {
      signal: this.#stop.signal,
      onTrouble: (trouble) => {
        this.#trouble = trouble;
        this.#tell();
      },
    });
  }

  #to(state: RunState): void {
    this.#state = state;
    this.#tell();
  }

  /** Bytes move dozens of times a second; people and their processors are told four times. */
  #tellSoon(): void {
    if (performance.now() - this.#toldAt >= TELL_EVERY_MS) this.#tell();
  }

  #tell(): void {
    this.#toldAt = performance.now();
    const size = this.#session?.partSizeBytes ?? 0;
    const missing = this.#missing.reduce(
      (sum, number) => sum + Math.min(size, this.file.size - (number - 1) * size),
      0,
    );
    const flying = [...this.#sending.values()].reduce((sum, bytes) => sum + bytes, 0);
    const sentBytes = this.#session ? Math.min(this.file.size, this.file.size - missing + flying) : 0;
    if (this.#state === "sending") this.#rate.add(sentBytes);
    this.#show({
      state: this.#state,
      trouble: this.#trouble,
      words: this.#words,
      sentBytes,
      sizeBytes: this.file.size,
      bytesPerSec: this.#rate.perSec(),
    });
  }
}

class FileGone extends Error {
  constructor() {
    super(
      "The file cannot be read any more. It may have been moved, or its drive taken out. Choose it again to go on.",
    );
  }
}
