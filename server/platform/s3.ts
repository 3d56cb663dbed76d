import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Config } from "../config.ts";
import { Problem } from "../kernel/problem.ts";

/**
 * `client` talks to the store from here; `presigner` signs for the address that browsers use. `answerWithinMs`: whoever
 * asks something small, or reads, takes a longer silence for a broken line.
 */
export type S3 = { client: S3Client; presigner: S3Client; bucket: string; answerWithinMs: number };

/** Joining the parts of twelve gigabytes may take a store this long; without any end a silent one would hold us for ever. */
const LONGEST_ANSWER_MS = 10 * 60_000;
const CONNECT_WITHIN_MS = 10_000;

const SOCKETS = { keepAlive: true, maxSockets: 1000 };

export function createS3(s3: Config["s3"]): S3 {
  const common = {
    region: s3.region,
    forcePathStyle: true,
    credentials: { accessKeyId: s3.accessKey, secretAccessKey: s3.secretKey },
    // The defaults bake the checksum of an empty body into presigned addresses, and many stores refuse trailers.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 4,
    // A player that is paused keeps its connection: with the default of 50, the fifty-first reader would wait for them.
    requestHandler: {
      httpAgent: SOCKETS,
      httpsAgent: SOCKETS,
      connectionTimeout: CONNECT_WITHIN_MS,
      requestTimeout: LONGEST_ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  } as const;
  return {
    client: new S3Client({ ...common, endpoint: s3.endpoint }),
    presigner: new S3Client({ ...common, endpoint: s3.publicEndpoint }),
    bucket: s3.bucket,
    answerWithinMs: s3.answerWithinMs,
  };
}

/** For what a store answers at once, and for small parts; joining parts may take it minutes. */
export const soon = ({ answerWithinMs }: S3) => ({ requestTimeout: answerWithinMs });

/** What a store that is away, broken or silent throws, told plainly; any other error is handed back as it is. */
export function translateStoreError(error: unknown): unknown {
  const asked = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  if (!asked || (asked.httpStatusCode ?? 500) < 500) return error;
  return new Problem("engine-down", "Our file store is not answering. Nothing was lost; please try again in a minute.");
}

/**
 * Makes the bucket usable: there, versioned, open to our own pages only.
 * @throws Error in plain words when the store does not answer or refuses our keys
 */
export async function prepareBucket(
  { client, bucket }: S3,
  origins: readonly string[],
  endpoint: string,
): Promise<void> {
  try {
    await client
      .send(new HeadBucketCommand({ Bucket: bucket }))
      .catch(async (error: { $metadata?: { httpStatusCode?: number } }) => {
        if (error.$metadata?.httpStatusCode !== 404) throw error;
        await client.send(new CreateBucketCommand({ Bucket: bucket })).catch((made: { name?: string }) => {
          if (made.name !== "BucketAlreadyOwnedByYou" && made.name !== "BucketAlreadyExists") throw made;
        });
      });
    await client.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    await client.send(
      new PutBucketCorsCommand({
        Bucket: bucket,
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedOrigins: [...origins],
              AllowedMethods: ["PUT", "GET", "HEAD"],
              AllowedHeaders: ["*"],
              ExposeHeaders: ["ETag", "x-amz-version-id"],
              MaxAgeSeconds: 3600,
            },
          ],
        },
      }),
    );
  } catch (cause) {
    throw new Error(
      `The file store does not answer as it should at ${endpoint}. S3_ENDPOINT and its keys say where to look.`,
      { cause },
    );
  }
}
