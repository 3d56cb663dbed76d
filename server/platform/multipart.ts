/** Multipart uploads on the S3 server. The browser only ever sends parts; all else is asked from here. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type S3, soon } from "./s3.ts";

/** `crc32` in base64 as the store verified it; null for a part that came without. */
export type ListedPart = { number: number; sizeBytes: number; etag: string; crc32: string | null };
const PART_HASH_HEADER = "x-amz-checksum-crc32";

export type StoredObject = { objectVersion: string; sizeBytes: number };

/**
 * Every part must bring its CRC-32, which the store compares before it keeps the part. Sizes alone do not do: a store
 * on a plain file system may list a part whose connection broke with its full size and zeros in it (versitygw 1.7.0).
 */
export async function createMultipart(s3: S3, key: string): Promise<string> {
  const made = await s3.client.send(
    new CreateMultipartUploadCommand({
      Bucket: s3.bucket,
      Key: key,
      ContentType: "application/octet-stream",
      ChecksumAlgorithm: "CRC32",
    }),
    soon(s3),
  );
  if (!made.UploadId) throw new Error("the file store gave no upload id");
  return made.UploadId;
}

/**
 * The address for one part. Its length and its CRC-32 (base64) are part of the signature: the browser sends the second
 * as the header `x-amz-checksum-crc32`, and the store refuses any other bytes.
 */
export function signPart(
  s3: S3,
  { key, uploadId }: { key: string; uploadId: string },
  { number, sizeBytes, crc32 }: { number: number; sizeBytes: number; crc32: string },
  validSec: number,
): Promise<string> {
  const command = new UploadPartCommand({
    Bucket: s3.bucket,
    Key: key,
    UploadId: uploadId,
    PartNumber: number,
    ContentLength: sizeBytes,
    ChecksumCRC32: crc32,
  });
  return getSignedUrl(s3.presigner, command, {
    expiresIn: validSec,
    unhoistableHeaders: new Set([PART_HASH_HEADER]),
    signableHeaders: new Set(["host", "content-length", PART_HASH_HEADER]),
  });
}

/** All parts that the store holds, over all pages; null when it knows no such upload (completed, aborted, expired). */
export async function listParts(
  s3: S3,
  { key, uploadId }: { key: string; uploadId: string },
): Promise<ListedPart[] | null> {
  const parts: ListedPart[] = [];
  let marker: string | undefined;
  try {
    // Our own loop: some stores name a next page when there is none, and the SDK's paginator would ask for ever.
    for (;;) {
      const page: ListPartsCommandOutput = await s3.client.send(
        new ListPartsCommand({
          Bucket: s3.bucket,
          Key: key,
          UploadId: uploadId,
          ...(marker && { PartNumberMarker: marker }),
        }),
        soon(s3),
      );
      for (const { PartNumber, Size, ETag, ChecksumCRC32 } of page.Parts ?? [])
        parts.push({ number: PartNumber ?? 0, sizeBytes: Size ?? 0, etag: ETag ?? "", crc32: ChecksumCRC32 ?? null });
      if (!page.IsTruncated || !page.NextPartNumberMarker) break;
      marker = page.NextPartNumberMarker;
    }
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return parts;
}

/** Joins the parts. Answers false when the store knows no such upload any more: look at the object then. */
export async function completeMultipart(
  s3: S3,
  { key, uploadId }: { key: string; uploadId: string },
  parts: readonly ListedPart[],
  sizeBytes: number,
): Promise<boolean> {
  try {
    await s3.client.send(
      new CompleteMultipartUploadCommand({
        Bucket: s3.bucket,
        Key: key,
        UploadId: uploadId,
        MpuObjectSize: sizeBytes,
        MultipartUpload: {
          Parts: parts.map(({ number, etag, crc32 }) => ({
            PartNumber: number,
            ETag: etag,
            ...(crc32 !== null && { ChecksumCRC32: crc32 }),
          })),
        },
      }),
    );
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Gone already is fine. */
export async function abortMultipart(s3: S3, { key, uploadId }: { key: string; uploadId: string }): Promise<void> {
  try {
    await s3.client.send(
      new AbortMultipartUploadCommand({ Bucket: s3.bucket, Key: key, UploadId: uploadId }),
      soon(s3),
    );
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** What is stored under a key; null for nothing. Where a store keeps no versions the ETag tells one from another. */
export async function headObject(s3: S3, key: string, objectVersion?: string): Promise<StoredObject | null> {
  try {
    const head = await s3.client.send(
      new HeadObjectCommand({ Bucket: s3.bucket, Key: key, ...(objectVersion && { VersionId: objectVersion }) }),
      soon(s3),
    );
    return { objectVersion: head.VersionId ?? "", sizeBytes: head.ContentLength ?? 0 };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export type OpenUpload = { key: string; uploadId: string; startedAt: Date };

/** Every upload that was begun and neither completed nor aborted, over all pages. */
export async function* openUploads(s3: S3, prefix: string): AsyncGenerator<OpenUpload> {
  let keyMarker: string | undefined;
  let idMarker: string | undefined;
  for (;;) {
    const page: ListMultipartUploadsCommandOutput = await s3.client.send(
      new ListMultipartUploadsCommand({
        Bucket: s3.bucket,
        Prefix: prefix,
        ...(keyMarker && { KeyMarker: keyMarker }),
        ...(idMarker && { UploadIdMarker: idMarker }),
      }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
      yield { key: Key ?? "", uploadId: UploadId ?? "", startedAt: Initiated ?? new Date(0) };
    if (!page.IsTruncated || !page.NextKeyMarker) return;
    keyMarker = page.NextKeyMarker;
    idMarker = page.NextUploadIdMarker;
  }
}

/** True for the answers that mean "there is nothing of that name". */
export function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return (
    name === "NoSuchUpload" ||
    name === "NoSuchKey" ||
    name === "NoSuchVersion" ||
    name === "NotFound" ||
    $metadata?.httpStatusCode === 404
  );
}
