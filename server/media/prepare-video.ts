import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { flags, type Sandbox, type ToolRun } from "../platform/sandbox.ts";
import {
  FLOOR_DB,
  playPlanOf,
  silencesOf,
  STORY_STEP_SEC,
  STORY_TILE,
  storyboardVtt,
  type Waveform,
  waveformSvg,
} from "./play.rules.ts";
import { careful, seen } from "./probe-video.ts";
import type { VideoHeader } from "./video.rules.ts";

/** A checked local video, and the folder for what is made of it. */
export type VideoWork = { path: string; folder: string; header: VideoHeader; durationMs: number };

type Options = {
  signal?: AbortSignal;
  onProgress?: (share: number) => unknown;
  /** Called, and waited for, once `play.mp4` is whole; the small ones may still be under way. */
  onRendition?: () => Promise<void>;
};

/** Long work is given three times the video's length, and a minute to start. */
const wallSec = (durationMs: number) => Math.ceil((durationMs / 1000) * 3) + 60;

/** @throws Error with the tool's last words; the file was found good before, so that it is worth another try */
async function make(sandbox: Sandbox, tool: ToolRun, signal?: AbortSignal): Promise<void> {
  const { ended, stderr } = await sandbox.run(tool, signal);
  if (ended !== "well") throw new Error(`${tool.tool} ended ${ended}: ${stderr.trim().slice(-500)}`);
}

const base = ({ path, folder, durationMs }: VideoWork) => ({
  tool: "ffmpeg",
  input: seen(path),
  outputDir: folder,
  limits: { wallSec: wallSec(durationMs), fileBytes: 16 * 2 ** 30 },
});

const opened = ({ header }: VideoWork) => [...flags("-nostdin -v error -y"), ...careful(header.container)];

// Places, dates and device names stay behind; how to turn the picture goes along by itself.
const WITHOUT_METADATA = flags("-map_metadata -1 -map_chapters -1 -fflags +bitexact");
const ONE_OF_EACH = flags("-map 0:v:0 -map 0:a:0");

const HDR_TO_SDR =
  "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,";
// The short side becomes 720 and never grows; both stay even.
const TO_720 = "scale='if(gt(iw,ih),-2,min(720,iw))':'if(gt(iw,ih),min(720,ih),-2)',";

const encoding = (isHdr: boolean) => [
  "-vf",
  `${TO_720}${isHdr ? HDR_TO_SDR : ""}format=yuv420p`,
  ...flags("-c:v libx264 -preset veryfast -crf 23 -maxrate 2500k -bufsize 5000k -fpsmax 30"),
  ...flags("-force_key_frames expr:gte(t,n_forced*2) -c:a aac -b:a 128k -ac 2"),
];

/** Tells how far it is, 0..1, from ffmpeg's own report. */
const progress =
  ({ durationMs }: VideoWork, onProgress: Options["onProgress"]) =>
  (line: string) => {
    const us = Number(/^out_time_us=(\d+)$/.exec(line)?.[1] ?? Number.NaN);
    if (!Number.isNaN(us)) onProgress?.(Math.min(1, us / 1000 / durationMs));
  };

/**
 * Bytes to keep free in front for the table, so that it need not be put there by writing the whole film again: half of
 * the work on gigabytes. Tables of phones take 11 bytes a packet, those of varying rates and B-pictures up to 24.
 * Null where the number of packets cannot be told.
 */
function tableBytes({ header: { picture, sound }, durationMs }: VideoWork): number | null {
  const packets = ((picture?.fps ?? 0) + (sound?.sampleRate ?? 0) / 1024) * (durationMs / 1000);
  return picture?.fps && packets > 0 ? Math.ceil(packets * 24) + 2 ** 18 : null;
}

/**
 * `play.mp4`: H.264 and AAC with its table in front, without metadata. Seconds by copying, hours by encoding.
 * @returns how it was made
 */
export async function prepareRendition(sandbox: Sandbox, work: VideoWork, { signal, onProgress }: Options = {}) {
  const plan = playPlanOf(work.header);
  const codecs = plan.way === "copy" ? flags("-c copy") : encoding(plan.isHdr);
  const tool = (table: readonly string[]): ToolRun => ({
    ...base(work),
    args: ({ input, output }) => [
      ...opened(work),
      "-i",
      input,
      ...ONE_OF_EACH,
      ...WITHOUT_METADATA,
      ...codecs,
      ...table,
      ...flags("-progress pipe:1 -nostats"),
      join(output, "play.mp4"),
    ],
    // Encoding gives way to every check: usable never waits for playable.
    isLowPriority: plan.way === "encode",
    onLine: progress(work, onProgress),
  });
  const reserved = plan.way === "copy" ? tableBytes(work) : null;
  const isMade =
    reserved !== null && (await sandbox.run(tool(flags(`-moov_size ${reserved}`)), signal)).ended === "well";
  // Also where the place kept free was too small.
  if (!isMade) await make(sandbox, tool(flags("-movflags +faststart")), signal);
  return plan.way;
}

/** `poster.jpg`: one picture from a tenth into the lesson, 640 points wide. */
export async function preparePoster(sandbox: Sandbox, work: VideoWork, { signal }: Options = {}): Promise<void> {
  const at = (work.durationMs / 10_000).toFixed(3);
  const tool: ToolRun = {
    ...base(work),
    args: ({ input, output }) => [
      ...opened(work),
      ...flags(`-ss ${at} -i`),
      input,
      ...flags("-map 0:v:0 -frames:v 1 -vf scale=640:-2,format=yuvj420p -q:v 4"),
      ...WITHOUT_METADATA,
      join(output, "poster.jpg"),
    ],
  };
  await make(sandbox, tool, signal);
}

/** `storyboard-001.jpg` on, ten by ten small pictures each, and `storyboard.vtt`, their index. */
export async function prepareStoryboard(sandbox: Sandbox, work: VideoWork, { signal }: Options = {}): Promise<void> {
  const { width, height, columns, rows } = STORY_TILE;
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:-1:-1`;
  const tool: ToolRun = {
    ...base(work),
    args: ({ input, output }) => [
      ...opened(work),
      // Not even read: only key pictures are wanted.
      ...flags("-discard:v nokey -skip_frame nokey -i"),
      input,
      ...flags("-map 0:v:0 -vf"),
      `fps=1/${STORY_STEP_SEC}:round=up,${fit},format=yuvj420p,tile=${columns}x${rows}`,
      ...flags("-q:v 6"),
      ...WITHOUT_METADATA,
      join(output, "storyboard-%03d.jpg"),
    ],
  };
  await make(sandbox, tool, signal);
  await writeFile(join(work.folder, "storyboard.vtt"), storyboardVtt(work.durationMs));
}

const level = (text: string | undefined) => Math.max(FLOOR_DB, Math.round(Number(text) * 10) / 10 || FLOOR_DB);

/** `waveform.json` (loudness a second) and `waveform.svg` (the same as a picture). */
export async function prepareWaveform(sandbox: Sandbox, work: VideoWork, { signal }: Options = {}): Promise<Waveform> {
  const rmsDb: number[] = [];
  const peakDb: number[] = [];
  const tool: ToolRun = {
    ...base(work),
    args: ({ input }) => [
      ...opened(work),
      "-i",
      input,
      ...flags("-map 0:a:0 -vn -af"),
      // Enough for speech, and a whole number of samples a second.
      "aformat=channel_layouts=mono,aresample=8000,asetnsamples=n=8000:p=0,astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Peak_level+RMS_level,ametadata=print:file=-",
      ...flags("-f null -"),
    ],
    onLine: (line) => {
      const read = /^lavfi\.astats\.Overall\.(RMS|Peak)_level=(.+)$/.exec(line);
      if (read) (read[1] === "RMS" ? rmsDb : peakDb).push(level(read[2]));
    },
  };
  await make(sandbox, tool, signal);
  const waveform = { stepSec: 1, rmsDb, peakDb, silences: silencesOf(rmsDb) };
  await writeFile(join(work.folder, "waveform.json"), JSON.stringify(waveform));
  await writeFile(join(work.folder, "waveform.svg"), waveformSvg(waveform));
  return waveform;
}

/**
 * All that a browser needs, into `work.folder`: `play.mp4`, `poster.jpg`, storyboard and waveform. The small ones run
 * beside the rendition. Every file may be made again over a half-made one.
 */
export async function prepareVideo(sandbox: Sandbox, work: VideoWork, options: Options = {}) {
  const { signal } = options;
  const beside = async () => {
    await preparePoster(sandbox, work, { ...(signal && { signal }) });
    await prepareStoryboard(sandbox, work, { ...(signal && { signal }) });
    return prepareWaveform(sandbox, work, { ...(signal && { signal }) });
  };
  const film = async () => {
    const way = await prepareRendition(sandbox, work, options);
    await options.onRendition?.();
    return way;
  };
  const [rendition, others] = await Promise.allSettled([film(), beside()]);
  if (rendition.status === "rejected") throw rendition.reason;
  if (others.status === "rejected") throw others.reason;
  return { way: rendition.value, waveform: others.value };
}
