import { backOffMs, call, pause, Refused, type Trouble } from "./call.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { Rate } from "./rate.ts";
import { sha256Of } from "./hash-part.ts";
import { sendPart } from "./send-part.ts";
import { Slots } from "./slots.ts";

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

type Session = { itemId: string; partSizeBytes: number; partCount: number; doneParts: number[] };
type Signed = { parts: { number: number; url: string }[] };

const AT_ONCE = 4;
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
    const queue = [...this.#missing];
    let isGone = false;
    const lane = async () => {
      for (let number = queue.shift(); number !== undefined && !isGone; number = queue.shift()) {
        const current = number;
        if ((await slots.use(() => this.#sendOne(current))) === "gone") isGone = true;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return !isGone;
  }

  async #sendOne(number: number): Promise<"sent" | "gone"> {
    const { signal } = this.#stop;
    const bytes = await this.#bytesOf(number);
    const part = { bytes, sha256: await sha256Of(bytes) };
    for (let tries = 0; ; tries += 1) {
      signal.throwIfAborted();
      // Signed anew for each try: an address may be too old, or signed for a server that has moved.
      const end = await sendPart(await this.#address(number, part.sha256), part, {
        signal,
        stallMs: this.#stallMs,
        onSent: (sent) => {
          this.#sending.set(number, sent);
          this.#tell();
        },
      });
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

  /** The store's address for one part with exactly these bytes. */
  async #address(number: number, sha256: string): Promise<string> {
    const { parts } = await this.#call<Signed>(`/media/uploads/${this.itemId}/parts`, { parts: [{ number, sha256 }] });
    return parts[0]?.url ?? "";
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

  async #bytesOf(number: number): Promise<ArrayBuffer> {
    const size = this.#session?.partSizeBytes ?? 0;
    try {
      return await this.file.slice((number - 1) * size, number * size).arrayBuffer();
    } catch {
      throw new FileGone();
    }
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

  #tell(): void {
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
