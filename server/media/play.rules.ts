/** How a checked video becomes one that every browser plays. Pure. */
import type { VideoHeader } from "./video.rules.ts";

/** `copy`: the packets as they are, in a new file; `encode`: hours on a small machine, so only where it must be. */
export type PlayPlan = { way: "copy" } | { way: "encode"; isHdr: boolean };

/** More than this stalls on a school's Wi-Fi. Bits a second, of picture and sound together. */
const COPY_BITRATE_MAX = 8_500_000;
const COPY_SIDES_MAX = { short: 1088, long: 1920 };

/** Copies what browsers play and school networks carry; encodes the rest. */
export function playPlanOf({ container, picture, sound, bitrate }: VideoHeader): PlayPlan {
  const isPlayable =
    container === "mp4" &&
    picture?.codec === "h264" &&
    ["yuv420p", "yuvj420p"].includes(picture.pixelFormat) &&
    Math.min(picture.width, picture.height) <= COPY_SIDES_MAX.short &&
    Math.max(picture.width, picture.height) <= COPY_SIDES_MAX.long &&
    ["aac", "mp3"].includes(sound?.codec ?? "") &&
    (bitrate ?? Infinity) <= COPY_BITRATE_MAX;
  return isPlayable ? { way: "copy" } : { way: "encode", isHdr: picture?.isHdr ?? false };
}

/** Seconds between two pictures of the storyboard. */
export const STORY_STEP_SEC = 10;
export const STORY_TILE = { width: 160, height: 90, columns: 10, rows: 10 };

/** `01:02:03.000`, as WebVTT wants it. */
export function vttTime(ms: number): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  const whole = Math.round(ms);
  return `${part(whole / 3_600_000, 2)}:${part((whole / 60_000) % 60, 2)}:${part((whole / 1000) % 60, 2)}.${part(whole % 1000, 3)}`;
}

/** The storyboard's index: which part of which sheet shows which ten seconds. Sheets are `storyboard-001.jpg` on. */
export function storyboardVtt(durationMs: number): string {
  const { width, height, columns, rows } = STORY_TILE;
  const count = Math.max(1, Math.ceil((durationMs - 500) / (STORY_STEP_SEC * 1000)));
  const cues = Array.from({ length: count }, (_, i) => {
    const from = i * STORY_STEP_SEC * 1000;
    const to = Math.min(from + STORY_STEP_SEC * 1000, Math.max(durationMs, from + 1));
    const sheet = String(Math.floor(i / (columns * rows)) + 1).padStart(3, "0");
    const x = (i % columns) * width;
    const y = (Math.floor(i / columns) % rows) * height;
    return `${vttTime(from)} --> ${vttTime(to)}\nstoryboard-${sheet}.jpg#xywh=${x},${y},${width},${height}\n`;
  });
  return `WEBVTT\n\n${cues.join("\n")}`;
}

/** Loudness over time, one entry a second: the mean and the peak, decibels of full scale, at least -90. */
export type Waveform = { stepSec: number; rmsDb: number[]; peakDb: number[]; silences: Silence[] };
/** A stretch without sound, in whole seconds. */
export type Silence = { fromSec: number; toSec: number };

export const FLOOR_DB = -90;
const SILENT_BELOW_DB = -55;
const SILENCE_MIN_SEC = 20;

/** Stretches of at least twenty seconds in which nothing is heard. */
export function silencesOf(rmsDb: readonly number[]): Silence[] {
  const silences: Silence[] = [];
  let from = 0;
  for (let at = 0; at <= rmsDb.length; at++) {
    if (at < rmsDb.length && (rmsDb[at] ?? 0) < SILENT_BELOW_DB) continue;
    if (at - from >= SILENCE_MIN_SEC) silences.push({ fromSec: from, toSec: at });
    from = at + 1;
  }
  return silences;
}

const SVG = { width: 900, height: 80 };
/** -60 dB and less is a flat line, 0 dB fills the height. */
const share = (db: number) => Math.max(0, Math.min(1, (db + 60) / 60));

/** Loudness as a picture: bars for sound, hatched bands for silence. It carries no words; the page says them. */
export function waveformSvg({ rmsDb, silences }: Waveform): string {
  const seconds = Math.max(1, rmsDb.length);
  const bars = Math.min(300, seconds);
  const step = SVG.width / bars;
  const middle = SVG.height / 2;
  const path = Array.from({ length: bars }, (_, i) => {
    const part = rmsDb.slice(Math.floor((i * seconds) / bars), Math.max(1, Math.floor(((i + 1) * seconds) / bars)));
    const half = Math.max(1, share(Math.max(FLOOR_DB, ...part)) * (middle - 2));
    return `M${((i + 0.5) * step).toFixed(1)} ${(middle - half).toFixed(1)}v${(half * 2).toFixed(1)}`;
  });
  const bands = silences.map(({ fromSec, toSec }) => {
    const x = (fromSec / seconds) * SVG.width;
    const width = ((toSec - fromSec) / seconds) * SVG.width;
    return `<rect x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="${SVG.height}" fill="url(#quiet)"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SVG.width} ${SVG.height}" preserveAspectRatio="none">`,
    '<pattern id="quiet" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
    '<rect width="8" height="8" fill="#faf3d1"/><rect width="3" height="8" fill="#e6c74c"/></pattern>',
    ...bands,
    `<path d="${path.join("")}" stroke="#005ea2" stroke-width="${(step * 0.7).toFixed(2)}" fill="none"/></svg>`,
  ].join("");
}
