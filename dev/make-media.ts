/**
 * Makes the videos that tests, demonstrations and benchmarks need: one encoded minute, looped without encoding again.
 * Each is made once into `.cache/fixtures`, named by its recipe.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Raise it when the making changes, so that older files are left alone. */
const RECIPE_BOOK = 3;

export const FIXTURE_DIR = join(import.meta.dirname, "..", ".cache", "fixtures");

export type VideoRecipe = {
  durationSec: number;
  codec: "h264" | "hevc" | "vp8" | "mpeg2";
  /** `fragmented`: an MP4 in pieces, as some phones stream it; `live-webm`: a browser's recording, length unknown. */
  container: "mp4" | "mov" | "fragmented" | "live-webm" | "mpegts";
  picture: "moving" | "still" | "black";
  sound: "speech" | "silent" | "none";
  height: number;
  fps: number;
  /** Degrees clockwise that a player must turn the picture, as phones write it. */
  rotation: 0 | 90;
  isHdr: boolean;
  /** Every third picture dropped, as phones do in poor light. */
  isVariableRate: boolean;
  /** Puts the length table in front, as `faststart` does. */
  isFastStart: boolean;
  /** What the header claims instead of the real length, in seconds. */
  claimedSec: number | null;
  /** Where the picture stops while the sound goes on; null for at the end. */
  pictureSec: number | null;
  /** Video bits a second, for large files; null for as small as it gets. */
  videoBitrate: number | null;
};

const PLAIN: VideoRecipe = {
  durationSec: 45 * 60,
  codec: "h264",
  container: "mp4",
  picture: "moving",
  sound: "speech",
  height: 360,
  fps: 10,
  rotation: 0,
  isHdr: false,
  isVariableRate: false,
  isFastStart: false,
  claimedSec: null,
  pictureSec: null,
  videoBitrate: null,
};

const LESSON =
  "Good morning everyone. Today we read a graph of the tides in the harbor. Look at the first hour. " +
  "What do you notice about the line? Talk with your partner for one minute, then we share what we found. " +
  "Remember to use the words rise, fall and rate.";

const CODECS = {
  h264: ["-c:v", "libx264", "-preset", "veryfast", "-bf", "0"],
  hevc: ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:bframes=0", "-tag:v", "hvc1"],
  vp8: ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"],
  mpeg2: ["-c:v", "mpeg2video", "-q:v", "20"],
} as const;

const PICTURES = { moving: "testsrc2", still: "smptebars", black: "color=c=black" } as const;

const ENDINGS = { mp4: "mp4", mov: "mov", fragmented: "mp4", "live-webm": "webm", mpegts: "m2ts" } as const;

const ffmpeg = (...args: string[]) => run("ffmpeg", ["-nostdin", "-v", "error", "-y", ...args], { maxBuffer: 1 << 20 });

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes a file once. The name is the recipe, and a half-made file never carries it. */
async function once(key: unknown, ending: string, make: (path: string) => Promise<unknown>): Promise<string> {
  const name = createHash("sha256")
    .update(JSON.stringify([RECIPE_BOOK, key]))
    .digest("hex");
  const path = join(FIXTURE_DIR, `${name.slice(0, 20)}.${ending}`);
  if (await isThere(path)) return path;
  await mkdir(FIXTURE_DIR, { recursive: true });
  const half = join(FIXTURE_DIR, `half-${process.pid}-${Math.random().toString(36).slice(2)}.${ending}`);
  try {
    await make(half);
    await rename(half, path);
  } finally {
    await rm(half, { force: true });
  }
  return path;
}

const speech = () =>
  once("speech", "wav", (path) =>
    ffmpeg("-f", "lavfi", "-i", `flite=text='${LESSON}':voice=slt`, "-ar", "32000", "-ac", "1", path),
  );

function soundInput(sound: VideoRecipe["sound"], spoken: string): string[] {
  if (sound === "none") return [];
  if (sound === "silent") return ["-f", "lavfi", "-i", "anullsrc=r=32000:cl=mono"];
  return ["-stream_loop", "-1", "-i", spoken];
}

function pictureFilter({ fps, isVariableRate, isHdr }: VideoRecipe): string[] {
  return [
    ...(isVariableRate ? ["-vf", "select='mod(n,3)'", "-vsync", "vfr"] : []),
    ...(isHdr
      ? ["-pix_fmt", "yuv420p10le", "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"]
      : ["-pix_fmt", "yuv420p"]),
    "-g",
    String(fps * 4),
  ];
}

const bitrate = ({ codec, videoBitrate }: VideoRecipe) =>
  videoBitrate
    ? ["-b:v", String(videoBitrate), "-maxrate", String(videoBitrate), "-bufsize", String(videoBitrate)]
    : codec === "mpeg2"
      ? []
      : ["-crf", codec === "vp8" ? "55" : "42", ...(codec === "vp8" ? ["-b:v", "60k"] : [])];

/** One minute, or less for a shorter video: the only part that is encoded. */
async function oneMinute(recipe: VideoRecipe): Promise<string> {
  const { codec, picture, sound, height, fps } = recipe;
  const { durationSec, claimedSec: _c, pictureSec: _p, isFastStart: _f, rotation: _r, container, ...look } = recipe;
  const isWebm = container === "live-webm";
  const seconds = Math.min(60, durationSec);
  const size = `${Math.round((height * 16) / 9 / 2) * 2}x${height}`;
  const source = `${PICTURES[picture]}${picture === "black" ? ":" : "="}size=${size}:rate=${fps}`;
  return once(["minute", look, seconds, isWebm], isWebm ? "webm" : "mkv", async (path) =>
    ffmpeg(
      "-f",
      "lavfi",
      "-i",
      source,
      ...soundInput(sound, sound === "speech" ? await speech() : ""),
      "-t",
      String(seconds),
      ...CODECS[codec],
      ...bitrate(recipe),
      ...pictureFilter(recipe),
      ...(sound === "none" ? [] : isWebm ? ["-c:a", "libopus", "-ar", "48000"] : ["-c:a", "aac", "-ar", "32000"]),
      ...(sound === "none" ? [] : ["-b:a", "24k", "-ac", "1"]),
      path,
    ),
  );
}

function containerFlags({ container, isFastStart }: VideoRecipe): string[] {
  if (container === "fragmented") return ["-movflags", "frag_keyframe+empty_moov+default_base_moof"];
  // As a browser records it: nothing is written back into the header, so no length is known.
  if (container === "live-webm") return ["-f", "webm", "-live", "1"];
  return isFastStart ? ["-movflags", "+faststart"] : [];
}

/** Overwrites every duration of an MP4's header and leaves its packets as they are. */
async function claim(path: string, factor: number): Promise<void> {
  const bytes = await readFile(path);
  for (const box of ["mvhd", "mdhd", "tkhd"]) {
    for (let at = bytes.indexOf(box); at > 0; at = bytes.indexOf(box, at + 4)) {
      const field = at + 4 + (box === "tkhd" ? 20 : 16);
      if (bytes[at + 4] === 0) bytes.writeUInt32BE(Math.round(bytes.readUInt32BE(field) * factor), field);
    }
  }
  await writeFile(path, bytes);
}

/**
 * The path of a video made by this recipe; what is not named is a plain phone video of 45 minutes.
 * @throws Error when ffmpeg is missing
 */
export async function makeVideo(wish: Partial<VideoRecipe> = {}): Promise<string> {
  const recipe = { ...PLAIN, ...wish };
  const { durationSec, rotation, claimedSec } = recipe;
  return once(recipe, ENDINGS[recipe.container], async (path) => {
    const minute = await oneMinute(recipe);
    const turned = rotation ? `${path}.turned.mp4` : minute;
    if (rotation) await ffmpeg("-i", minute, "-c", "copy", "-metadata:s:v", `rotate=${rotation}`, turned);
    const lasting = (sec: number) => ["-stream_loop", "-1", "-t", String(sec), "-i", turned];
    const loop =
      recipe.pictureSec === null
        ? lasting(durationSec)
        : [...lasting(recipe.pictureSec), ...lasting(durationSec), "-map", "0:v", "-map", "1:a"];
    await ffmpeg(...loop, "-t", String(durationSec), "-c", "copy", ...containerFlags(recipe), path);
    if (rotation) await rm(turned, { force: true });
    if (claimedSec !== null) await claim(path, claimedSec / durationSec);
  });
}

const minutes = (count: number) => count * 60;

/** The videos that the product has to tell apart, by what is the matter with them. */
export const VIDEOS = {
  good: {},
  "one second short": { durationSec: minutes(45) - 1 },
  "just long enough": { durationSec: minutes(45) },
  "just short enough": { durationSec: minutes(90) },
  "one second long": { durationSec: minutes(90) + 1 },
  "half an hour": { durationSec: minutes(30) },
  hevc: { codec: "hevc" },
  hdr: { codec: "hevc", isHdr: true },
  fragmented: { container: "fragmented" },
  rotated: { rotation: 90, container: "mov" },
  "variable rate": { isVariableRate: true },
  "live recording": { container: "live-webm", codec: "vp8" },
  "edited header": { durationSec: minutes(20), claimedSec: minutes(50) },
  silent: { sound: "silent" },
  "no sound track": { sound: "none" },
  still: { picture: "still" },
  black: { picture: "black" },
  small: { height: 240 },
  "wrong codec": { codec: "mpeg2" },
  "wrong container": { container: "mpegts" },
} as const satisfies Record<string, Partial<VideoRecipe>>;

export type VideoName = keyof typeof VIDEOS;

/** The path of a video by what is the matter with it. */
export const makeNamedVideo = (name: VideoName): Promise<string> => makeVideo(VIDEOS[name]);

/** The first `share` (0..1) of another file: an upload cut off in the middle. */
export async function makeCutOff(whole: string, share = 0.6): Promise<string> {
  return once(["cut off", whole, share], "mp4", async (path) => {
    const source = await open(whole);
    try {
      const { size } = await source.stat();
      const bytes = Buffer.alloc(Math.floor(size * share));
      await source.read(bytes, 0, bytes.length, 0);
      await writeFile(path, bytes);
    } finally {
      await source.close();
    }
  });
}

/** Files that only call themselves a video. `address` is what a careless tool would fetch. */
export const DISGUISED = {
  text: () => once("text", "mp4", (path) => writeFile(path, "This is a text, whatever its name says.\n".repeat(200))),
  empty: () => once("empty", "mp4", (path) => writeFile(path, "")),
  playlist: (address: string) =>
    once(["playlist", address], "mp4", (path) =>
      writeFile(
        path,
        `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${address}/latest/meta-data/x.ts\n#EXT-X-ENDLIST\n`,
      ),
    ),
} as const;
