/** Reading and removing what lies in the file store. */
import { DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { Readable } from "node:stream";
import { isMissing } from "./multipart.ts";
import type { S3 } from "./s3.ts";

export type ObjectAt = { key: string; objectVersion: string | null };
/** Bytes from `start` to `end`, both counted. */
export type ByteRange = { start: number; end: number };

const version = (objectVersion: string | null) => (objectVersion ? { VersionId: objectVersion } : {});

/**
 * The bytes of one stored version, or of a range of it.
 * @throws Error of the store, `isMissing` for nothing there
 */
export async function openObject(
  { client, bucket, answerWithinMs }: S3,
  { key, objectVersion }: ObjectAt,
  range: ByteRange | null = null,
  signal?: AbortSignal,
): Promise<Readable> {
  const { Body } = await client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...version(objectVersion),
      ...(range && { Range: `bytes=${range.start}-${range.end}` }),
    }),
    { requestTimeout: answerWithinMs, ...(signal && { abortSignal: signal }) },
  );
  return Body as Readable;
}

/** Removes one version for good; a store without versions removes the object. Nothing there is fine. */
export async function deleteObject({ client, bucket }: S3, key: string, objectVersion: string | null): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...version(objectVersion) }));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export type StoredVersion = {
  key: string;
  objectVersion: string;
  isMarker: boolean;
  sizeBytes: number;
  storedAt: Date;
};

/** Every version and delete marker under a prefix, over all pages. */
export async function* storedVersions({ client, bucket }: S3, prefix: string): AsyncGenerator<StoredVersion> {
  let [keyMarker, versionMarker] = ["", ""];
  for (;;) {
    const page = await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        ...(keyMarker && { KeyMarker: keyMarker }),
        ...(versionMarker && { VersionIdMarker: versionMarker }),
      }),
    );
    for (const one of page.Versions ?? [])
      yield {
        key: one.Key ?? "",
        objectVersion: one.VersionId ?? "",
        isMarker: false,
        sizeBytes: one.Size ?? 0,
        storedAt: one.LastModified ?? new Date(0),
      };
    for (const one of page.DeleteMarkers ?? [])
      yield {
        key: one.Key ?? "",
        objectVersion: one.VersionId ?? "",
        isMarker: true,
        sizeBytes: 0,
        storedAt: one.LastModified ?? new Date(0),
      };
    if (!page.IsTruncated || !page.NextKeyMarker) return;
    keyMarker = page.NextKeyMarker;
    versionMarker = page.NextVersionIdMarker ?? "";
  }
}
