import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Upload } from "@aws-sdk/lib-storage";
import { abortMultipart, headObject } from "./multipart.ts";
import type { S3 } from "./s3.ts";

const MIB = 1024 * 1024;

export type PutObject = { objectVersion: string; sizeBytes: number; sha256: string };

/**
 * Streams to the file store in parts of 5 MiB, two in flight, and hashes on the way: memory stays the same for any
 * size. A stream that fails leaves nothing behind.
 * @throws what the stream or the store fails with
 */
export async function putStream(s3: S3, key: string, stream: Readable, contentType: string): Promise<PutObject> {
  const stop = new AbortController();
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const upload = new Upload({
    client: s3.client,
    params: { Bucket: s3.bucket, Key: key, ContentType: contentType, Body: meter },
    partSize: 5 * MIB,
    queueSize: 2,
    abortController: stop,
    leavePartsOnError: false,
  });
  let cause: unknown = null;
  const flow = pipeline(stream, meter).catch((error: unknown) => {
    cause ??= error;
    stop.abort();
  });
  try {
    const done = await upload.done();
    await flow;
    const objectVersion = done.VersionId ?? (await headObject(s3, key))?.objectVersion ?? "";
    return { objectVersion, sizeBytes, sha256: hash.digest("hex") };
  } catch (error) {
    meter.destroy();
    // The SDK answers before its own abort has reached the store.
    const { uploadId } = upload;
    if (uploadId) await abortMultipart(s3, { key, uploadId });
    throw cause ?? error;
  }
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
