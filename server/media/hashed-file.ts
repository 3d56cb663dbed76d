import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const BUFFER_BYTES = 1024 * 1024;
const BUFFERS = 4;

/**
 * A local file that is hashed while it is written: the one time that all bytes pass. A few buffers are filled again and
 * again: a stream's own pieces, made and thrown away, took two thirds of the time of a copy.
 */
export class HashedFile {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  readonly #free: Buffer<ArrayBuffer>[] = Array.from({ length: BUFFERS - 1 }, () =>
    Buffer.allocUnsafeSlow(BUFFER_BYTES),
  );
  readonly #writing = new Set<Promise<void>>();
  #buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #filled = 0;
  #written = 0;
  #failure: { error: unknown } | null = null;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** A file that is there is written over from its beginning, and keeps what lies behind. @throws Error of the disk */
  static async create(path: string): Promise<HashedFile> {
    return new HashedFile(await open(path, constants.O_WRONLY | constants.O_CREAT, 0o644));
  }

  /** Bytes taken so far. */
  get sizeBytes(): number {
    return this.#written + this.#filled;
  }

  /** Where the next bytes are to be put; never empty. */
  get room(): Buffer {
    return this.#buffer.subarray(this.#filled);
  }

  /** Says that so many bytes were put into `room`. False: wait for `ready` before any more. */
  took(bytes: number): boolean {
    this.#filled += bytes;
    if (this.#filled === this.#buffer.length) this.#writeBuffer();
    return this.#free.length > 0 && this.#failure === null;
  }

  /**
   * Waits until more may be put into `room`.
   * @throws Error of the disk
   */
  async ready(): Promise<void> {
    while (this.#free.length === 0) await Promise.race(this.#writing);
    if (this.#failure) throw this.#failure.error;
  }

  /** Takes bytes that lie elsewhere. @throws Error of the disk */
  async add(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const copied = bytes.copy(this.room, 0, at);
      at += copied;
      if (!this.took(copied)) await this.ready();
    }
  }

  /**
   * Writes the rest.
   * @returns SHA-256 in hexadecimal
   * @throws Error of the disk
   */
  async finish(): Promise<string> {
    await this.ready();
    if (this.#filled > 0) this.#writeBuffer();
    await Promise.all(this.#writing);
    await this.ready();
    return this.#hash.digest("hex");
  }

  /** What was written so far stays. */
  async close(): Promise<void> {
    await Promise.all(this.#writing);
    await this.#file.close();
  }

  /** Only called while a buffer is free, so that there always is one to fill. */
  #writeBuffer(): void {
    const [buffer, filled, at] = [this.#buffer, this.#filled, this.#written];
    this.#buffer = this.#free.pop() as Buffer<ArrayBuffer>;
    this.#filled = 0;
    this.#written += filled;
    this.#hash.update(buffer.subarray(0, filled));
    const writing = this.#write(buffer.subarray(0, filled), at)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#free.push(buffer);
        this.#writing.delete(writing);
      });
    this.#writing.add(writing);
  }

  /** A disk that is nearly full may take a part only, and say why with the next. */
  async #write(bytes: Buffer<ArrayBuffer>, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; )
      done += (await this.#file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}
