/**
 * The peer: the AWS SDK's own multipart upload from Node, in a process of its own. Each message on its channel is one
 * upload; the answer is its milliseconds, from the call to the completed object.
 */
import { createReadStream } from "node:fs";
import { type ChecksumAlgorithm, type PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { loadConfig } from "../../server/config.ts";

export type SdkUpload = {
  path: string;
  key: string;
  partBytes: number;
  atOnce: number;
  /** Null for the SDK's own default (CRC32). */
  checksum: ChecksumAlgorithm | null;
};

const { s3 } = loadConfig();
const client = new S3Client({
  region: s3.region,
  endpoint: s3.endpoint,
  forcePathStyle: true,
  credentials: { accessKeyId: s3.accessKey, secretAccessKey: s3.secretKey },
});

async function upload({ path, key, partBytes, atOnce, checksum }: SdkUpload): Promise<number> {
  const params: PutObjectCommandInput = {
    Bucket: s3.bucket,
    Key: key,
    Body: createReadStream(path, { highWaterMark: 1 << 20 }),
    ...(checksum && { ChecksumAlgorithm: checksum }),
  };
  const begin = performance.now();
  await new Upload({ client, params, partSize: partBytes, queueSize: atOnce }).done();
  return performance.now() - begin;
}

process.on("message", (wish) => {
  if (typeof wish !== "string" || !wish.startsWith("{")) return;
  upload(JSON.parse(wish) as SdkUpload).then(
    (ms) => process.send?.({ ms }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.channel?.ref();
process.send?.("ready");
