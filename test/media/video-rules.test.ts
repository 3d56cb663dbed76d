import fc from "fast-check";
import { playPlanOf, silencesOf } from "../../server/media/play.rules.ts";
import { sniff } from "../../server/media/sniff.rules.ts";
import { judgeSamples, judgeTracks, lengthInWords, type VideoHeader } from "../../server/media/video.rules.ts";

const HEADER: VideoHeader = {
  container: "mp4",
  claimedMs: null,
  tabledMs: null,
  bitrate: null,
  picture: null,
  sound: null,
};
const tracksOf = (durationMs: number) => ({
  durationMs,
  pictureMs: durationMs,
  soundMs: durationMs,
  pictures: durationMs / 40,
});
const faultsOf = (durationMs: number) =>
  judgeTracks(HEADER, tracksOf(durationMs), { videoMaxSec: 5400 }).map(({ fault }) => fault);

test.each([
  [5_400_499, []],
  [5_400_500, ["too-long"]],
])("%d ms against 90 minutes", (ms, faults) => expect(faultsOf(ms)).toEqual(faults));

test.each([
  [1, "1 second"],
  [60, "1 minute"],
  [2699, "44 minutes 59 seconds"],
  [5401, "90 minutes 1 second"],
])("%d seconds are %s", (sec, words) => expect(lengthInWords(sec)).toBe(words));

const SAMPLES = { asked: 11, decoded: 11, largestChange: 90, loudestDb: -20 };
test.each([
  [{}, []],
  [{ decoded: 5 }, ["unreadable"]],
  [{ largestChange: 7 }, ["still-picture"]],
  [{ largestChange: 8 }, []],
  [{ loudestDb: -55 }, []],
  [{ loudestDb: -Infinity, largestChange: 0 }, ["still-picture", "silent"]],
])("moments %j", (samples, faults) => {
  expect(judgeSamples({ ...SAMPLES, ...samples }).map(({ fault }) => fault)).toEqual(faults);
});

test("every reason tells what to do next", () => {
  for (const { words } of [
    ...judgeSamples({ ...SAMPLES, decoded: 0 }),
    ...judgeSamples({ ...SAMPLES, loudestDb: -90 }),
  ])
    expect(words).toMatch(/[Pp]lease/);
});

const bytes = (text: string) => new TextEncoder().encode(text);
test.each([
  ["", "empty"],
  ["\0\0\0\u0020ftypisom", "mp4"],
  ["\0\0\0\u0020ftypheic", "heic"],
  ["%PDF-1.7", "pdf"],
  ["#EXTM3U\n#EXTINF:10", "playlist"],
  ["\ufeff#EXTM3U", "playlist"],
  ["ffconcat version 1.0", "playlist"],
  ['<?xml version="1.0"?><MPD>', "markup"],
  ["<svg onload=x>", "markup"],
  ["{\\rtf1", "rtf"],
  ["name,score\nA,1\n", "text"],
  ["a\0b", "unknown"],
])("%j is %s", (text, kind) => expect(sniff(bytes(text))).toBe(kind));

test("any bytes are something", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (head) => typeof sniff(head) === "string"));
});

test("silences of twenty seconds and more are shown, shorter ones are a pause", () => {
  const loud = (count: number) => Array<number>(count).fill(-20);
  const quiet = (count: number) => Array<number>(count).fill(-80);
  const heard = [...quiet(25), ...loud(10), ...quiet(19), ...loud(5), ...quiet(20)];
  expect(silencesOf(heard)).toEqual([
    { fromSec: 0, toSec: 25 },
    { fromSec: 59, toSec: 79 },
  ]);
  expect(silencesOf([])).toEqual([]);
});

const PICTURE = { track: 0, codec: "h264", width: 1920, height: 1080, rotation: 0, fps: 30, isHdr: false };
const PLAYABLE: VideoHeader = {
  ...HEADER,
  bitrate: 6_000_000,
  picture: { ...PICTURE, pixelFormat: "yuv420p" },
  sound: { track: 1, codec: "aac", channels: 2, sampleRate: 48000 },
};
test.each([
  ["copy", PLAYABLE],
  ["encode", { ...PLAYABLE, container: "webm" as const }],
  ["encode", { ...PLAYABLE, bitrate: 17_000_000 }],
  ["encode", { ...PLAYABLE, picture: { ...PICTURE, pixelFormat: "yuv420p10le" } }],
  ["encode", { ...PLAYABLE, picture: { ...PICTURE, pixelFormat: "yuv420p", width: 3840, height: 2160 } }],
  ["copy", { ...PLAYABLE, picture: { ...PICTURE, pixelFormat: "yuv420p", width: 1080, height: 1920 } }],
])("%s", (way, header) => expect(playPlanOf(header).way).toBe(way));
