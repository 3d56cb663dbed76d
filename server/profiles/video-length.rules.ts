import type { ProgramSettings } from "../programs/index.ts";

export type VideoLimits = Pick<ProgramSettings, "videoMinSec" | "videoMaxSec" | "videoPartsMax">;

/** Whole seconds, half up; parts are added before rounding. */
export function wholeSeconds(partsMs: readonly number[]): number {
  return Math.floor((partsMs.reduce((sum, ms) => sum + ms, 0) + 500) / 1000);
}

const clock = (sec: number) => `${Math.floor(sec / 60)}:${String(sec % 60).padStart(2, "0")}`;

/** Why these parts are not one lesson of the allowed length, in plain words; null while that is right or still unknown. */
export function videoGapOf(parts: readonly { durationMs: number | null }[], limits: VideoLimits): string | null {
  if (parts.length > limits.videoPartsMax) return `One lesson may come in at most ${limits.videoPartsMax} video parts.`;
  const known = parts.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]));
  const sec = wholeSeconds(known);
  const range = `${limits.videoMinSec / 60} to ${limits.videoMaxSec / 60} minutes`;
  if (sec > limits.videoMaxSec) return `The video is ${clock(sec)} long; it may be ${range}.`;
  if (known.length === parts.length && sec < limits.videoMinSec)
    return `The video is ${clock(sec)} long; it may be ${range}. You may add another part of the same lesson.`;
  return null;
}
