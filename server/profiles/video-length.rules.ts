import { lengthInWords } from "../media/index.ts";
import type { ProgramSettings } from "../programs/index.ts";

export type VideoLimits = Pick<ProgramSettings, "videoMinSec" | "videoMaxSec" | "videoPartsMax">;

/** Whole seconds, half up; parts are added before rounding. */
export function wholeSeconds(partsMs: readonly number[]): number {
  return Math.floor((partsMs.reduce((sum, ms) => sum + ms, 0) + 500) / 1000);
}

/** Why these parts are not one lesson of the allowed length, in plain words; null while that is right or still unknown. */
export function videoGapOf(parts: readonly { durationMs: number | null }[], limits: VideoLimits): string | null {
  if (parts.length > limits.videoPartsMax) return `One lesson may come in at most ${limits.videoPartsMax} video parts.`;
  const known = parts.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]));
  const sec = wholeSeconds(known);
  const what = parts.length === 1 ? "This video is" : `These ${parts.length} parts together are`;
  const range = `A Profile needs ${limits.videoMinSec / 60} to ${limits.videoMaxSec / 60} minutes`;
  const length = `${what} ${lengthInWords(sec)} long. ${range}`;
  if (sec > limits.videoMaxSec) return `${length}, so please shorten it.`;
  if (known.length === parts.length && sec < limits.videoMinSec)
    return `${length}. You may add another part of the same lesson.`;
  return null;
}
