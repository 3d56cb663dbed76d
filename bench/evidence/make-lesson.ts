import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeVideo } from "../../dev/make-media.ts";

const run = promisify(execFile);

/**
 * A Full HD lesson of about this size: one encoded minute at 8 Mbit/s, kept between runs, repeated without encoding,
 * its table at the end as phones write it. Browsers play its codecs, so that it is copied and not encoded again.
 */
export async function makeLesson(
  folder: string,
  sizeBytes: number,
): Promise<{ path: string; sizeBytes: number; seconds: number }> {
  const minute = await makeVideo({ durationSec: 60, height: 1080, fps: 30, videoBitrate: 7_900_000 });
  const seconds = Math.round((sizeBytes / (await stat(minute)).size) * 60);
  const path = join(folder, "film.mp4");
  const loop = ["-stream_loop", "-1", "-t", String(seconds), "-i", minute];
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", ...loop, "-t", String(seconds), "-c", "copy", path]);
  return { path, sizeBytes: (await stat(path)).size, seconds };
}
