import { open, readFile } from "node:fs/promises";
import { z } from "zod";
import { flags, type Sandbox, type ToolRun, withFolder } from "../platform/sandbox.ts";
import { sniff, type Sniffed } from "./sniff.rules.ts";
import { PICTURE_CODECS, SOUND_CODECS, type VideoHeader, type VideoSamples, type VideoTracks } from "./video.rules.ts";

// Decoders by ffmpeg's own names: some codecs are read by a library's decoder.
const DECODERS = [...PICTURE_CODECS, ...SOUND_CODECS, "libdav1d", "libvpx", "libopus", "libvorbis", "mp3float"];

/** Options before `-i` that keep ffmpeg and ffprobe to the kind of file that the first bytes show. */
export const careful = (container: VideoHeader["container"]): string[] => [
  ...flags("-protocol_whitelist file"),
  ...flags(`-f ${container === "mp4" ? "mov" : "matroska"}`),
  ...flags(`-codec_whitelist ${DECODERS.join(",")}`),
];

/** The name that tools see. */
export const seen = (path: string): NonNullable<ToolRun["input"]> => ({ path, name: "video" });

/** The kind of the file by its first bytes. */
export async function sniffFile(path: string): Promise<Sniffed> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return sniff(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

const seconds = z.coerce.number().optional();
const Stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().default("unknown"),
  width: z.number().default(0),
  height: z.number().default(0),
  pix_fmt: z.string().default("unknown"),
  color_transfer: z.string().optional(),
  avg_frame_rate: z.string().default("0/0"),
  channels: z.number().default(0),
  sample_rate: z.coerce.number().default(0),
  duration: seconds,
  disposition: z.object({ attached_pic: z.number().default(0) }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});
const Probe = z.object({
  streams: z.array(Stream).default([]),
  format: z.object({ duration: seconds, bit_rate: seconds }).default({}),
});

const toMs = (sec: number | undefined) => (sec === undefined ? null : Math.round(sec * 1000));

function ratio(text: string): number {
  const [above = 0, below = 0] = text.split("/").map(Number);
  return below > 0 ? above / below : 0;
}

function readHeader(container: VideoHeader["container"], json: string): VideoHeader {
  const { streams, format } = Probe.parse(JSON.parse(json));
  const picture = streams.find((s) => s.codec_type === "video" && s.disposition?.attached_pic !== 1);
  const sound = streams.find((s) => s.codec_type === "audio");
  const lengths = [picture, sound].flatMap((s) => (s?.duration === undefined ? [] : [s.duration]));
  return {
    container,
    claimedMs: toMs(format.duration),
    tabledMs: lengths.length > 0 ? toMs(Math.max(...lengths)) : null,
    bitrate: format.bit_rate ?? null,
    picture: picture
      ? {
          track: picture.index,
          codec: picture.codec_name,
          width: picture.width,
          height: picture.height,
          rotation: picture.side_data_list.find((s) => s.rotation !== undefined)?.rotation ?? 0,
          fps: ratio(picture.avg_frame_rate),
          pixelFormat: picture.pix_fmt,
          isHdr: ["smpte2084", "arib-std-b67"].includes(picture.color_transfer ?? ""),
        }
      : null,
    sound: sound
      ? { track: sound.index, codec: sound.codec_name, channels: sound.channels, sampleRate: sound.sample_rate }
      : null,
  };
}

/** Reads the header only: a fraction of a second for any size. Null when there is none that can be read. */
export async function probeHeader(
  sandbox: Sandbox,
  path: string,
  container: VideoHeader["container"],
  signal?: AbortSignal,
): Promise<VideoHeader | null> {
  const { ended, stdout } = await sandbox.run(
    {
      tool: "ffprobe",
      input: seen(path),
      // Unknown codecs must still be named, so the list of decoders waits until the header was judged.
      args: ({ input }) => [
        ...flags(`-v error -protocol_whitelist file -f ${container === "mp4" ? "mov" : "matroska"}`),
        ...flags("-show_format -show_streams -of json"),
        input,
      ],
      limits: { wallSec: 60 },
    },
    signal,
  );
  if (ended !== "well") return null;
  const header = readHeader(container, stdout.toString());
  return header.picture || header.sound ? header : null;
}

type Track = { fromSec: number; toSec: number; lastSec: number; gapSec: number; packets: number };

/** Adds one line of ffprobe: `track,start,duration,flags`. */
function addPacket(tracks: Map<number, Track>, line: string): void {
  const [track = "", start = "", duration = "", flags = ""] = line.split(",");
  const at = Number(start);
  // D: not for showing, such as the run-up of an AAC track.
  if (start === "" || Number.isNaN(at) || flags[1] === "D") return;
  const known = tracks.get(Number(track));
  const t = known ?? { fromSec: at, toSec: at, lastSec: at, gapSec: 0, packets: 0 };
  if (!known) tracks.set(Number(track), t);
  if (at > t.lastSec) t.gapSec = at - t.lastSec;
  t.lastSec = Math.max(t.lastSec, at);
  t.fromSec = Math.min(t.fromSec, at);
  // The last packet of a live recording has no length: take the distance of the two before it.
  t.toSec = Math.max(t.toSec, at + (Number(duration) || t.gapSec));
  t.packets += 1;
}

/** Looks at every packet's time: reads the whole file once, decodes nothing. */
export async function probePackets(
  sandbox: Sandbox,
  path: string,
  header: VideoHeader,
  signal?: AbortSignal,
): Promise<VideoTracks> {
  const tracks = new Map<number, Track>();
  const wanted = [header.picture?.track, header.sound?.track];
  await sandbox.run(
    {
      tool: "ffprobe",
      input: seen(path),
      args: ({ input }) => [
        ...flags("-v quiet"),
        ...careful(header.container),
        ...flags("-show_entries packet=stream_index,pts_time,duration_time,flags -of csv=p=0"),
        input,
      ],
      limits: { wallSec: 1800 },
      onLine: (line) => addPacket(tracks, line),
    },
    signal,
  );
  const lengthOf = (track: number | undefined) => {
    const t = track === undefined ? undefined : tracks.get(track);
    return t ? Math.round((t.toSec - t.fromSec) * 1000) : 0;
  };
  const [pictureMs = 0, soundMs = 0] = wanted.map(lengthOf);
  const pictures = tracks.get(header.picture?.track ?? -1)?.packets ?? 0;
  return { durationMs: Math.max(pictureMs, soundMs), pictureMs, soundMs, pictures };
}

const GRID = { width: 32, height: 18 };
const LISTEN_SEC = 5;

/** One moment: the nearest picture before it as 32 x 18 greys, and the loudness of the seconds after it. */
type Moment = { greys: Buffer | null; db: number };

/** Root mean square of signed 16-bit samples, in decibels of full scale. */
function loudness(pcm: Buffer): number {
  let sum = 0;
  const count = Math.floor(pcm.length / 2);
  for (let i = 0; i < count; i++) sum += pcm.readInt16LE(i * 2) ** 2;
  return count === 0 ? -Infinity : 20 * Math.log10(Math.sqrt(sum / count) / 32768);
}

const orNone = (path: string) => readFile(path).catch(() => Buffer.alloc(0));

// The nearest picture before a moment is wanted, and decoding begins at a key picture: all others are not even read.
const KEY_PICTURES = flags("-discard:v nokey -skip_frame:v nokey");

/** Starting the tool costs more than a moment does, so it looks at a few with one start; more would need more memory. */
const MOMENTS_A_START = 6;

/** Looks at some moments; what brings no picture is looked at by itself: a stream without key pictures, as some cameras make it. */
async function lookAt(
  sandbox: Sandbox,
  path: string,
  header: VideoHeader,
  times: readonly number[],
  signal?: AbortSignal,
): Promise<Moment[]> {
  const moments = await decodeAt(sandbox, path, header, { times, only: KEY_PICTURES }, signal);
  for (const [at, { greys }] of moments.entries()) {
    if (greys) continue;
    const [alone] = await decodeAt(sandbox, path, header, { times: times.slice(at, at + 1), only: [] }, signal);
    if (alone) moments[at] = alone;
  }
  return moments;
}

async function decodeAt(
  sandbox: Sandbox,
  path: string,
  header: VideoHeader,
  { times, only }: { times: readonly number[]; only: readonly string[] },
  signal?: AbortSignal,
): Promise<Moment[]> {
  return withFolder(path, async (folder) => {
    await sandbox.run(
      {
        tool: "ffmpeg",
        input: seen(path),
        outputDir: folder,
        args: ({ input, output }) => [
          ...flags("-nostdin -v error -max_alloc 268435456 -filter_threads 1"),
          ...times.flatMap((atSec) => [
            ...flags("-threads 1"),
            ...careful(header.container),
            ...only,
            ...flags(`-noaccurate_seek -ss ${atSec.toFixed(3)} -t ${LISTEN_SEC} -i`),
            input,
          ]),
          ...times.flatMap((_, at) => [
            ...flags(`-threads 1 -map ${at}:v:0? -vsync passthrough -frames:v 1 -vf`),
            `scale=${GRID.width}:${GRID.height}:flags=area,format=gray`,
            ...flags("-f rawvideo"),
            `${output}/picture-${at}`,
            ...flags(`-threads 1 -map ${at}:a:0? -t ${LISTEN_SEC} -ac 1 -ar 8000 -f s16le`),
            `${output}/sound-${at}`,
          ]),
        ],
        limits: { wallSec: 120 },
      },
      signal,
    );
    return Promise.all(
      times.map(async (_, at) => {
        const greys = await orNone(`${folder}/picture-${at}`);
        return {
          greys: greys.length === GRID.width * GRID.height ? greys : null,
          db: loudness(await orNone(`${folder}/sound-${at}`)),
        };
      }),
    );
  });
}

function largestChange(pictures: readonly Buffer[]): number {
  const [first, ...others] = pictures;
  let largest = 0;
  for (const other of others) {
    for (const [at, grey] of other.entries()) largest = Math.max(largest, Math.abs(grey - (first?.[at] ?? 0)));
  }
  return largest;
}

/**
 * Looks and listens at `count` moments, spread evenly. Costs the same for any length.
 * @param durationMs the real length, from `probePackets`
 */
export async function sampleVideo(
  sandbox: Sandbox,
  path: string,
  header: VideoHeader,
  { durationMs, count }: { durationMs: number; count: number },
  signal?: AbortSignal,
): Promise<VideoSamples> {
  const moments: Moment[] = [];
  const times = Array.from({ length: count }, (_, i) => ((i + 0.5) / count) * (durationMs / 1000));
  // Two at a time: as many as a small worker has cores.
  for (let i = 0; i < count; i += 2 * MOMENTS_A_START) {
    const pair = [i, i + MOMENTS_A_START].map((from) => times.slice(from, Math.min(count, from + MOMENTS_A_START)));
    const looks = pair.filter((some) => some.length > 0).map((some) => lookAt(sandbox, path, header, some, signal));
    moments.push(...(await Promise.all(looks)).flat());
  }
  const pictures = moments.flatMap(({ greys }) => (greys ? [greys] : []));
  return {
    asked: count,
    decoded: pictures.length,
    largestChange: largestChange(pictures),
    loudestDb: Math.max(...moments.map(({ db }) => db)),
  };
}

/** The loudest mean loudness of the whole sound track; decodes all of it. */
export async function listenThrough(sandbox: Sandbox, path: string, header: VideoHeader, signal?: AbortSignal) {
  const { stderr } = await sandbox.run(
    {
      tool: "ffmpeg",
      input: seen(path),
      args: ({ input }) => [
        ...flags("-nostdin -nostats"),
        ...careful(header.container),
        ...flags("-i"),
        input,
        ...flags("-map 0:a:0 -af volumedetect -f null -"),
      ],
      limits: { wallSec: 1800 },
    },
    signal,
  );
  return Number(/mean_volume: (-?[\d.]+|-inf)/.exec(stderr)?.[1]?.replace("-inf", "-Infinity") ?? "-Infinity");
}
