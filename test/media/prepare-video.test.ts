import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { makeVideo, type VideoRecipe } from "../../dev/make-media.ts";
import { checkVideo } from "../../server/media/check-video.ts";
import { prepareVideo, type VideoWork } from "../../server/media/prepare-video.ts";
import { transcribeVideo } from "../../server/media/transcribe-video.ts";
import { openSandbox, type Sandbox } from "../../server/platform/sandbox.ts";

const run = promisify(execFile);
let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await openSandbox("production", () => {});
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "prepare-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function workOn(recipe: Partial<VideoRecipe>): Promise<VideoWork> {
  const path = await makeVideo(recipe);
  const { header, tracks, reasons } = await checkVideo(sandbox, path, { videoMaxSec: 5400 });
  if (!header || !tracks || reasons.length > 0) throw new Error(JSON.stringify(reasons));
  return { path, folder, header, durationMs: tracks.durationMs };
}

type Shown = { streams: Record<string, unknown>[]; format: { duration: string; tags?: Record<string, string> } };
async function show(name: string): Promise<Shown> {
  const path = join(folder, name);
  const { stdout } = await run("ffprobe", ["-v", "error", "-show_format", "-show_streams", "-of", "json", path]);
  return JSON.parse(stdout) as Shown;
}

/** Where a box begins; the table must come before the pictures, so that a player starts at once. */
const isTableInFront = (mp4: Buffer) => mp4.indexOf("moov") < mp4.indexOf("mdat");

test("a phone's H.264 video is copied, with poster, storyboard and waveform", async () => {
  const work = await workOn({});
  const { way, waveform } = await prepareVideo(sandbox, work);
  expect(way).toBe("copy");
  expect((await readdir(folder)).toSorted()).toEqual([
    "play.mp4",
    "poster.jpg",
    "storyboard-001.jpg",
    "storyboard-002.jpg",
    "storyboard-003.jpg",
    "storyboard.vtt",
    "waveform.json",
    "waveform.svg",
  ]);
  const { streams, format } = await show("play.mp4");
  expect(streams.map((s) => s["codec_name"])).toEqual(["h264", "aac"]);
  expect(Math.round(Number(format.duration))).toBe(2700);
  expect(isTableInFront(await readFile(join(folder, "play.mp4")))).toBe(true);
  const poster = await sharp(join(folder, "poster.jpg")).metadata();
  expect([poster.width, poster.height]).toEqual([640, 360]);
  const sheet = await sharp(join(folder, "storyboard-001.jpg")).metadata();
  expect([sheet.width, sheet.height]).toEqual([1600, 900]);
  const index = await readFile(join(folder, "storyboard.vtt"), "utf8");
  expect(index.match(/-->/g)).toHaveLength(270);
  expect(index).toContain("00:16:40.000 --> 00:16:50.000\nstoryboard-002.jpg#xywh=0,0,160,90");
  expect([waveform.rmsDb.length, waveform.peakDb.length, waveform.silences]).toEqual([2700, 2700, []]);
  const svg = await sharp(join(folder, "waveform.svg")).png().toBuffer();
  expect(svg.length).toBeGreaterThan(1000);
});

test("an HDR video of a phone held upright becomes an upright H.264 one", async () => {
  const recipe = { durationSec: 12, codec: "hevc", isHdr: true, rotation: 90, container: "mov" } as const;
  const shares: number[] = [];
  const { way } = await prepareVideo(sandbox, await workOn(recipe), { onProgress: (share) => shares.push(share) });
  expect(way).toBe("encode");
  const [picture] = (await show("play.mp4")).streams;
  expect([picture?.["codec_name"], picture?.["pix_fmt"], picture?.["color_transfer"]]).toEqual([
    "h264",
    "yuv420p",
    "bt709",
  ]);
  expect([picture?.["width"], picture?.["height"]]).toEqual([360, 640]);
  expect(shares.length).toBeGreaterThan(0);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

test("a browser's recording without a length gets one", async () => {
  await prepareVideo(sandbox, await workOn({ durationSec: 12, codec: "vp8", container: "live-webm" }));
  expect(Math.round(Number((await show("play.mp4")).format.duration))).toBe(12);
});

test("where and with what it was recorded does not reach the rendition", async () => {
  const source = await makeVideo({ durationSec: 12 });
  const path = join(folder, "tagged.mov");
  const tags = ["-metadata", "location=+39.2904-076.6122/", "-metadata", "title=Ms. Rivera"];
  await run("ffmpeg", ["-v", "error", "-i", source, "-c", "copy", ...tags, path]);
  expect(JSON.stringify(await show("tagged.mov"))).toContain("39.2904");
  const work = { ...(await workOn({ durationSec: 12 })), path };
  await prepareVideo(sandbox, work);
  expect(JSON.stringify(await show("play.mp4"))).not.toMatch(/39\.2904|Rivera|creation_time/);
});

test("a cancelled preparation stops", async () => {
  const signal = AbortSignal.abort(new Error("the worker stops"));
  await expect(prepareVideo(sandbox, await workOn({ durationSec: 12 }), { signal })).rejects.toThrow("worker stops");
});

test("without the program for speech the draft of captions says which one is missing", async () => {
  const speech = { modelPath: "/usr/share", programPath: "/usr/bin/whisper-cli" };
  const draft = transcribeVideo(sandbox, await workOn({ durationSec: 12 }), speech);
  await expect(draft).rejects.toThrow("whisper-cli could not work here");
});
