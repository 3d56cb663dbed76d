import type { SdkUpload } from "./sdk-upload.ts";
import type { Process, Stage } from "./stage.ts";

/** Megabytes a second of the SDK's own upload of a file; what it sent is removed. @throws Error with the SDK's words */
export async function sendBySdk(
  stage: Stage,
  sdk: Process,
  { sizeBytes, ...wish }: Omit<SdkUpload, "key"> & { sizeBytes: number },
): Promise<number> {
  const ms = await timeOfSdk(sdk, { ...wish, key: "peer/file" });
  await stage.clear();
  return sizeBytes / 1e3 / ms;
}

/** Milliseconds of one upload by the SDK. @throws Error with the SDK's words */
export async function timeOfSdk(sdk: Process, wish: SdkUpload): Promise<number> {
  const { ms, error } = await sdk.ask<{ ms: number; error?: string }>(JSON.stringify(wish));
  if (error) throw new Error(error);
  return ms;
}
