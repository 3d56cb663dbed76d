import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { crc32 } from "node:zlib";
import { abortMultipart, headObject } from "./multipart.ts";
import { type S3, soon } from "./s3.ts";

const MIB = 1024 * 1024;

export type PutObject = { objectVersion: string; sizeBytes: number; sha256: string };

const PART_BYTES = 5 * MIB;
const AT_ONCE = 2;

/**
 * Streams to the file store in parts of 5 MiB, two in flight, and hashes on the way: memory stays the same for any
 * size. A stream that fails leaves nothing behind.
 * @throws what the stream or the store fails with
 */
export async function putStream(s3: S3, key: string, stream: Readable, contentType: string): Promise<PutObject> {
  const hash = createHash("sha256");
  const parts = new PartSender(s3, key, contentType);
  let sizeBytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      await parts.add(chunk);
    }
    const objectVersion = await parts.finish();
    return { objectVersion, sizeBytes, sha256: hash.digest("hex") };
  } catch (error) {
    await parts.giveUp();
    throw error;
  }
}

/**
 * Fills a few buffers again and again. Joining the stream's own small pieces, as the SDK's `Upload` does, keeps each of
 * them alive until its part is sent: two thirds of the processor's time went into collecting them.
 */
class PartSender {
  readonly #s3: S3;
  readonly #key: string;
  readonly #contentType: string;
  readonly #free: Buffer[] = [];
  readonly #sending = new Set<Promise<void>>();
  readonly #sent: { PartNumber: number; ETag: string; ChecksumCRC32: string }[] = [];
  #buffer: Buffer = Buffer.allocUnsafeSlow(PART_BYTES);
  #filled = 0;
  /** Asked for when the first part is full, while the next ones come; null for what fits into one call. */
  #uploadId: Promise<string> | null = null;
  #count = 0;
  #failure: { error: unknown } | null = null;

  constructor(s3: S3, key: string, contentType: string) {
    this.#s3 = s3;
    this.#key = key;
    this.#contentType = contentType;
  }

  /** Waits while two parts are on their way and the next one is full. */
  async add(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#filled === PART_BYTES) await this.#sendFull();
      const copied = chunk.copy(this.#buffer, this.#filled, at);
      at += copied;
      this.#filled += copied;
    }
  }

  /** Sends the rest. @returns the version of the whole, empty where the store keeps none */
  async finish(): Promise<string> {
    const { client, bucket } = this.#s3;
    const at = { Bucket: bucket, Key: this.#key };
    if (this.#count === 0) {
      const body = this.#buffer.subarray(0, this.#filled);
      const command = new PutObjectCommand({ ...at, Body: body, ContentType: this.#contentType });
      const put = await client.send(command, soon(this.#s3));
      return this.#versionOf(put.VersionId);
    }
    await this.#sendFull();
    await Promise.all(this.#sending);
    this.#throwFailure();
    const Parts = this.#sent.toSorted((a, b) => a.PartNumber - b.PartNumber);
    const UploadId = (await this.#uploadId) ?? "";
    const joined = await client.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
    );
    return this.#versionOf(joined.VersionId);
  }

  /** Ends what is on its way first: a part that came after the end would stay for ever. */
  async giveUp(): Promise<void> {
    await Promise.all(this.#sending);
    const uploadId = await this.#uploadId?.catch(() => null); // never begun: nothing to end
    if (uploadId) await abortMultipart(this.#s3, { key: this.#key, uploadId });
  }

  async #versionOf(told: string | undefined): Promise<string> {
    return told ?? (await headObject(this.#s3, this.#key))?.objectVersion ?? "";
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  async #sendFull(): Promise<void> {
    const uploadId = (this.#uploadId ??= this.#begin());
    while (this.#sending.size >= AT_ONCE) await Promise.race(this.#sending);
    this.#throwFailure();
    const [buffer, filled, number] = [this.#buffer, this.#filled, (this.#count += 1)];
    const sending = this.#send(uploadId, buffer.subarray(0, filled), number)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#free.push(buffer);
        this.#sending.delete(sending);
      });
    this.#sending.add(sending);
    this.#buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(PART_BYTES);
    this.#filled = 0;
  }

  async #begin(): Promise<string> {
    const { client, bucket } = this.#s3;
    const made = await client.send(
      new CreateMultipartUploadCommand({
        Bucket: bucket,
        Key: this.#key,
        ContentType: this.#contentType,
        ChecksumAlgorithm: "CRC32",
      }),
      soon(this.#s3),
    );
    if (!made.UploadId) throw new Error("the file store gave no upload id");
    return made.UploadId;
  }

  /**
   * The store compares each part's CRC32 before it keeps it. The SHA-256 that the SDK would sign for every part takes a
   * quarter of the app's time, for bytes that are hashed as a whole here and compared when they are checked.
   */
  async #send(uploadId: Promise<string>, bytes: Buffer, number: number): Promise<void> {
    const { client, bucket } = this.#s3;
    const ChecksumCRC32 = crc32Of(bytes);
    const at = { Bucket: bucket, Key: this.#key, UploadId: await uploadId, PartNumber: number };
    const command = new UploadPartCommand({ ...at, Body: bytes, ChecksumCRC32 });
    command.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD";
        return next(args);
      },
      { step: "build" },
    );
    const { ETag } = await client.send(command, soon(this.#s3));
    this.#sent.push({ PartNumber: number, ETag: ETag ?? "", ChecksumCRC32 });
  }
}

/** In base64, as the store wants it. */
function crc32Of(bytes: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString("base64");
}

/**
 * Puts a file of this machine into the store, in larger parts and more at once than a stream of unknown length: for
 * workers, whose memory nobody else needs. Each part's hash is signed, so that the store refuses what was damaged.
 * @throws what the disk or the store fails with; nothing is left behind then
 */
export async function putFile(
  s3: S3,
  key: string,
  path: string,
  contentType: string,
): Promise<Omit<PutObject, "sha256">> {
  const { size: sizeBytes } = await stat(path);
  const upload = new Upload({
    client: s3.client,
    params: {
      Bucket: s3.bucket,
      Key: key,
      ContentType: contentType,
      Body: createReadStream(path, { highWaterMark: MIB }),
    },
    partSize: Math.max(16 * MIB, Math.ceil(sizeBytes / 9000)),
    queueSize: 4,
  });
  try {
    const done = await upload.done();
    return { objectVersion: done.VersionId ?? (await headObject(s3, key))?.objectVersion ?? "", sizeBytes };
  } catch (error) {
    const { uploadId } = upload;
    if (uploadId) await abortMultipart(s3, { key, uploadId });
    throw error;
  }
}
