import { execFile } from "node:child_process";
import { createWriteStream, mkdirSync, openSync, closeSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { has } from "../../dev/engines.ts";
import { MIB } from "./items.ts";
import { timeOfSdk } from "./send-by-sdk.ts";
import type { Process, Stage } from "./stage.ts";

const exec = promisify(execFile);

const STEPS = ["download", "hash", "packets", "remux", "poster", "storyboard", "waveform", "upload"] as const;
/** Milliseconds of each. */
export type PlainTimes = Record<(typeof STEPS)[number], number>;

const TILES = ["-an", "-vf", "fps=1/10,scale=160:-2,tile=10x10"];
const WAVES = ["-vn", "-filter_complex", "aformat=channel_layouts=mono,showwavespic=s=900x80", "-frames:v", "1"];

/**
 * What somebody would type who makes the same by hand: each tool as it comes, one after another, without a sandbox,
 * a moment looked at, or a rendition but the film stored.
 */
export async function plainSteps(stage: Stage, sdk: Process, key: string, folder: string): Promise<PlainTimes> {
  mkdirSync(folder, { recursive: true });
  const { client, bucket } = stage.house.deps.s3;
  const address = await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }));
  const [film, made] = [join(folder, "film.mp4"), join(folder, "play.mp4")];
  const ffmpeg = (...args: string[]) => exec("ffmpeg", ["-nostdin", "-v", "error", "-y", ...args]);
  const work: Record<keyof PlainTimes, () => Promise<unknown>> = {
    download: () => download(address, film),
    hash: () => (has("openssl") ? exec("openssl", ["dgst", "-sha256", film]) : exec("sha256sum", [film])),
    packets: () => exec("ffprobe", ["-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets", film]),
    remux: () => ffmpeg("-i", film, "-c", "copy", "-map_metadata", "-1", "-movflags", "+faststart", made),
    poster: () => ffmpeg("-ss", "60", "-i", film, "-frames:v", "1", "-vf", "scale=640:-2", join(folder, "poster.jpg")),
    storyboard: () => ffmpeg("-skip_frame", "nokey", "-i", film, ...TILES, join(folder, "storyboard-%03d.jpg")),
    waveform: () => ffmpeg("-i", film, ...WAVES, join(folder, "waveform.png")),
    upload: () => timeOfSdk(sdk, { path: made, key: "peer/play", partBytes: 16 * MIB, atOnce: 4, checksum: null }),
  };
  const times = {} as PlainTimes;
  for (const step of STEPS) {
    const begin = performance.now();
    await work[step]();
    times[step] = performance.now() - begin;
  }
  return times;
}

async function download(address: string, path: string): Promise<void> {
  if (has("curl")) return void (await exec("curl", ["-sSf", "-o", path, address]));
  const { body, ok } = await fetch(address);
  if (!ok || !body) throw new Error("the store did not give the film");
  closeSync(openSync(path, "w"));
  await pipeline(Readable.fromWeb(body as never), createWriteStream(path, { highWaterMark: MIB }));
}
