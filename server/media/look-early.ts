import { open } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Deps } from "../deps.ts";
import { openObject } from "../platform/objects.ts";
import type { Sandbox } from "../platform/sandbox.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { type ByteSpan, findTable, isWholeTable } from "./mp4-table.rules.ts";
import { probeHeader, probePackets } from "./probe-video.ts";
import { sniff } from "./sniff.rules.ts";
import { judgeHeader, type VideoHeader, type VideoTracks } from "./video.rules.ts";

const MIB = 1024 * 1024;
/** Tools look at the first five MB for what a header leaves open. */
const HEAD_BYTES = 16 * MIB;
/** Three hours of pictures and sound need a dozen MB of table. */
const TABLE_MAX_BYTES = 64 * MIB;

/** Formats whose packets stand in the table alone: nothing of their bytes is looked at to tell one from the next. */
const BY_TABLE = { picture: ["h264", "hevc"], sound: ["aac"] } as const;

/** What the table tells before the file is here. `tracks` is null where the packets' own bytes are needed. */
export type EarlyLook = { header: VideoHeader; tracks: VideoTracks | null };

/**
 * Brings a video's first bytes and its table before all else, each to its place in a new file at `path`, so that
 * `lookEarly` can read them while the rest is copied over and around them. False, and no file, where that does not do
 * (fragments, WebM, no table) or the store does not give them: then the whole file is looked at when it is here.
 */
export async function bringTable(
  { s3 }: Pick<Deps, "s3">,
  { object, sizeBytes }: Pick<MediaItem, "object" | "sizeBytes">,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(s3.answerWithinMs)]);
  const bring = async ({ from, to }: ByteSpan) => {
    const range = await openObject(s3, object, { start: from, end: to - 1 }, inTime);
    inTime.addEventListener("abort", () => range.destroy(), { once: true });
    return buffer(range);
  };
  try {
    const pieces = await headAndTable(sizeBytes, bring);
    if (pieces !== null) await putInPlace(path, sizeBytes, pieces);
    return pieces !== null;
  } catch {
    signal.throwIfAborted();
    return false; // the copy meets the same trouble, and says what it is
  }
}

/**
 * Header and packets of a file of which `bringTable` brought the ends: what the whole file will tell, since nothing
 * between is asked. Null where anything goes wrong.
 */
export async function lookEarly(sandbox: Sandbox, path: string, signal: AbortSignal): Promise<EarlyLook | null> {
  try {
    const header = await probeHeader(sandbox, path, "mp4", signal);
    if (header === null) return null;
    const isWanted = isByTable(header) && judgeHeader(header).length === 0;
    return { header, tracks: isWanted ? await probePackets(sandbox, path, header, signal) : null };
  } catch {
    return null;
  }
}

type Piece = { at: number; bytes: Buffer };

async function headAndTable(fileBytes: number, bring: (span: ByteSpan) => Promise<Buffer>): Promise<Piece[] | null> {
  const head = await bring({ from: 0, to: Math.min(fileBytes, HEAD_BYTES) });
  if (sniff(head.subarray(0, 4096)) !== "mp4") return null;
  const inHead = findTable(head, 0, fileBytes);
  if (inHead === null) return null;
  if ("table" in inHead) {
    const { from, to } = inHead.table;
    return to <= head.length && isWholeTable(head.subarray(from, to)) ? [{ at: 0, bytes: head }] : null;
  }
  const at = inHead.unknownFrom;
  if (fileBytes - at > TABLE_MAX_BYTES) return null;
  const tail = await bring({ from: at, to: fileBytes });
  const inTail = findTable(tail, at, fileBytes);
  if (inTail === null || !("table" in inTail)) return null;
  const { from, to } = inTail.table;
  if (!isWholeTable(tail.subarray(from - at, to - at))) return null;
  return [
    { at: 0, bytes: head },
    { at, bytes: tail },
  ];
}

async function putInPlace(path: string, fileBytes: number, pieces: readonly Piece[]): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.truncate(fileBytes);
    for (const { at, bytes } of pieces)
      for (let done = 0; done < bytes.length; )
        done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  } finally {
    await file.close();
  }
}

function isByTable({ picture, sound }: VideoHeader): boolean {
  const holds = (list: readonly string[], codec: string) => list.includes(codec);
  return (
    picture !== null && sound !== null && holds(BY_TABLE.picture, picture.codec) && holds(BY_TABLE.sound, sound.codec)
  );
}
