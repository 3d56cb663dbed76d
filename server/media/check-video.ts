import type { Sandbox } from "../platform/sandbox.ts";
import type { EarlyLook } from "./look-early.ts";
import { listenThrough, probeHeader, probePackets, sampleVideo, sniffFile } from "./probe-video.ts";
import {
  judgeHeader,
  judgeKind,
  judgeSamples,
  judgeTracks,
  UNREADABLE,
  type VideoHeader,
  type VideoLimits,
  type VideoReason,
  type VideoSamples,
  type VideoTracks,
} from "./video.rules.ts";

/** All that is known of a video when its check ends; what was not reached is null. */
export type VideoCheck = {
  isUsable: boolean;
  /** Empty when usable, otherwise everything that one look could tell. */
  reasons: readonly VideoReason[];
  header: VideoHeader | null;
  tracks: VideoTracks | null;
  samples: VideoSamples | null;
};

/** What the check is doing, for the applicant. */
export type VideoCheckStep = "header" | "length" | "picture-and-sound";

// Prime numbers of moments: a short clip that repeats does not meet them all at the same picture.
const MOMENTS = 11;
const MOMENTS_WHEN_IN_DOUBT = 41;

/** A quarter of a second more or less moves no moment to another picture that would matter. */
const SAME_LENGTH_MS = 250;

/**
 * The packets' times, and a look at eleven moments of the length that the table tells, at the same time. Where the
 * packets tell another length, the moments are of no use: null, and they are looked at anew.
 */
async function countAndLook(
  sandbox: Sandbox,
  path: string,
  header: VideoHeader,
  { early, signal }: { early: VideoTracks | null; signal?: AbortSignal | undefined },
): Promise<{ tracks: VideoTracks; quick: VideoSamples | null }> {
  const { tabledMs } = header;
  const count = async () => (early && agree(header, early) ? early : probePackets(sandbox, path, header, signal));
  const look = async () =>
    tabledMs ? sampleVideo(sandbox, path, header, { durationMs: tabledMs, count: MOMENTS }, signal) : null;
  const [tracks, quick] = await Promise.allSettled([count(), look()]);
  if (tracks.status === "rejected") throw tracks.reason;
  if (quick.status === "rejected") throw quick.reason;
  return { tracks: tracks.value, quick: agree(header, tracks.value) ? quick.value : null };
}

/**
 * Eleven moments settle it for nearly every video. A refusal is never based on them alone: what looks still is looked
 * at again, and what sounds silent is heard through.
 */
async function lookAndListen(
  sandbox: Sandbox,
  path: string,
  header: VideoHeader,
  { durationMs, known }: { durationMs: number; known: VideoSamples | null },
  signal?: AbortSignal,
): Promise<VideoSamples> {
  const quick = known ?? (await sampleVideo(sandbox, path, header, { durationMs, count: MOMENTS }, signal));
  const faults = new Set(judgeSamples(quick).map(({ fault }) => fault));
  const more = faults.has("still-picture")
    ? await sampleVideo(sandbox, path, header, { durationMs, count: MOMENTS_WHEN_IN_DOUBT }, signal)
    : quick;
  const loudestDb = faults.has("silent") ? await listenThrough(sandbox, path, header, signal) : quick.loudestDb;
  return { ...more, loudestDb: Math.max(loudestDb, more.loudestDb) };
}

/** What is the matter by the table alone; packets that tell another length than the table are not judged by. */
export function judgeEarly({ header, tracks }: EarlyLook, limits: VideoLimits): VideoReason[] {
  const reasons = judgeHeader(header);
  return reasons.length > 0 || tracks === null || !agree(header, tracks)
    ? reasons
    : judgeTracks(header, tracks, limits);
}

function agree({ tabledMs }: VideoHeader, { durationMs }: VideoTracks): boolean {
  return tabledMs !== null && Math.abs(durationMs - tabledMs) <= SAME_LENGTH_MS;
}

/**
 * Decides whether a video may be part of a Profile: first bytes, header, every packet's time, then a few moments.
 * What an earlier step refuses is answered at once, within a second or two of the file being here.
 * How long a lesson must be is asked of all its parts together, by the caller.
 * @param path a local copy; nothing is fetched
 * @param early what was read of its table while it was copied; packets that tell another length are counted again
 * @throws Error when the machine is at fault, so that the check is tried again
 */
export async function checkVideo(
  sandbox: Sandbox,
  path: string,
  limits: VideoLimits,
  {
    signal,
    onStep,
    early = null,
  }: { signal?: AbortSignal; onStep?: (step: VideoCheckStep) => unknown; early?: EarlyLook | null } = {},
): Promise<VideoCheck> {
  const known: Omit<VideoCheck, "isUsable" | "reasons"> = { header: null, tracks: null, samples: null };
  const end = (reasons: readonly VideoReason[]) => ({ ...known, isUsable: reasons.length === 0, reasons });

  const kind = await sniffFile(path);
  const kindReasons = judgeKind(kind);
  if (kindReasons.length > 0) return end(kindReasons);

  await onStep?.("header");
  const header = early?.header ?? (await probeHeader(sandbox, path, kind === "webm" ? "webm" : "mp4", signal));
  if (!header) return end([UNREADABLE]);
  known.header = header;
  const headerReasons = judgeHeader(header);
  if (headerReasons.length > 0) return end(headerReasons);

  await onStep?.("length");
  const { tracks, quick } = await countAndLook(sandbox, path, header, { early: early?.tracks ?? null, signal });
  known.tracks = tracks;
  if (tracks.durationMs === 0) return end([UNREADABLE]);
  const trackReasons = judgeTracks(header, tracks, limits);
  if (trackReasons.length > 0) return end(trackReasons);

  await onStep?.("picture-and-sound");
  known.samples = await lookAndListen(sandbox, path, header, { durationMs: tracks.durationMs, known: quick }, signal);
  return end(judgeSamples(known.samples));
}
