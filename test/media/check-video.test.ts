import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { DISGUISED, makeCutOff, makeNamedVideo, makeVideo, type VideoName } from "../../dev/make-media.ts";
import { checkVideo } from "../../server/media/check-video.ts";
import { openSandbox, type Sandbox } from "../../server/platform/sandbox.ts";
import { wholeSeconds } from "../../server/profiles/index.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox("production", () => {});
});

const LIMITS = { videoMaxSec: 5400 };
const check = (path: string) => checkVideo(sandbox, path, LIMITS);

/** Whole seconds, and what is the matter. */
async function verdict(path: string) {
  const { isUsable, reasons, tracks } = await check(path);
  const faults = reasons.map(({ fault }) => fault);
  expect(isUsable).toBe(faults.length === 0);
  return [tracks ? wholeSeconds([tracks.durationMs]) : null, ...faults];
}

test.each<[VideoName, number | null, string?]>([
  ["one second short", 2699],
  ["just long enough", 2700],
  ["just short enough", 5400],
  ["one second long", 5401, "too-long"],
  ["half an hour", 1800],
  ["hevc", 2700],
  ["hdr", 2700],
  ["fragmented", 2700],
  ["rotated", 2700],
  ["variable rate", 2700],
  ["live recording", 2700],
  ["edited header", 1200],
  ["silent", 2700, "silent"],
  ["no sound track", null, "no-sound"],
  ["still", 2700, "still-picture"],
  ["black", 2700, "still-picture"],
  ["small", null, "too-small"],
  ["wrong codec", null, "picture-codec"],
  ["wrong container", null, "not-a-video"],
])("a video that is %s", async (name, sec, ...faults) => {
  expect(await verdict(await makeNamedVideo(name))).toEqual([sec, ...faults]);
});

test("a file without its table of contents is refused as cut off", async () => {
  expect(await verdict(await makeCutOff(await makeNamedVideo("good")))).toEqual([null, "unreadable"]);
});

test("a file without its end is refused, with both lengths", async () => {
  const { reasons } = await check(await makeCutOff(await makeVideo({ isFastStart: true })));
  expect(reasons.map(({ words }) => words)).toEqual([
    expect.stringContaining("should be 45 minutes long but ends after 26 minutes"),
  ]);
});

test("a picture that stops while the sound goes on is refused", async () => {
  const path = await makeVideo({ pictureSec: 600 });
  expect(await verdict(path)).toEqual([2700, "picture-stops"]);
});

test("a text and an empty file are no videos, whatever their names", async () => {
  expect(await verdict(await DISGUISED.text())).toEqual([null, "not-a-video"]);
  expect(await verdict(await DISGUISED.empty())).toEqual([null, "empty"]);
});

test("a playlist is refused, and the address in it is never asked", async () => {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const path = await DISGUISED.playlist(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
  try {
    expect(await verdict(path)).toEqual([null, "playlist"]);
    // Even a tool that is made to open it cannot reach out.
    await sandbox.run({
      tool: "ffprobe",
      input: { path, name: "video.m3u8" },
      args: ({ input }) => ["-protocol_whitelist", "file,http,tcp", "-f", "hls", input],
    });
    expect(calls).toBe(0);
  } finally {
    await new Promise((done) => server.close(done));
    await rm(path);
  }
});

test("a cancelled check says so", async () => {
  const signal = AbortSignal.abort(new Error("the worker stops"));
  await expect(checkVideo(sandbox, await makeNamedVideo("good"), LIMITS, { signal })).rejects.toThrow("worker stops");
});
