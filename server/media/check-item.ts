import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SYSTEM } from "../kernel/actor.ts";
import { NoVerdict } from "../platform/clamd.ts";
import { DEFAULT_SETTINGS } from "../programs/index.ts";
import type { Deps } from "../deps.ts";
import { captionsGapOf, readCaptions, writeCaptions } from "./captions.rules.ts";
import { checkDocument } from "./check-document.ts";
import { checkVideo, judgeEarly } from "./check-video.ts";
import { bringTable, type EarlyLook, lookEarly } from "./look-early.ts";
import { judgeItem, type MediaItem, type Verdict, type WaitFor, waitFor } from "./media-item.rules.ts";
import { nameHints } from "./name-hints.ts";
import { prepareDocument } from "./prepare-document.ts";
import { dropLate } from "./purge-item.ts";
import { type Report, reportWork } from "./report-work.ts";
import { copyHere, fromStore, inScratch, isOutOfRoom, keepCopy, StoreFailed } from "./scratch.ts";
import { CAPTIONS_FILE, storeRenditions } from "./store-renditions.ts";

type Needs = Pick<
  Deps,
  | "mediaItems"
  | "s3"
  | "config"
  | "clock"
  | "newId"
  | "sandbox"
  | "scanner"
  | "people"
  | "schools"
  | "lessonLimits"
  | "faults"
>;
type Found = Omit<Verdict, "sha256" | "sameAs">;
type Work = {
  deps: Needs;
  item: MediaItem;
  path: string;
  folder: string;
  report: Report;
  signal: AbortSignal;
  early: { look: Promise<EarlyLook | null> };
};

/**
 * Copies a file here once, hashes it, looks at it in the sandbox and says whether it is usable, once. A killed worker
 * leaves it as it was: the next one begins again.
 * @throws Error when a machine is at fault (disk, store, scanner): the file is not judged by that
 */
export async function checkItem(deps: Needs, itemId: string, signal: AbortSignal): Promise<void> {
  const item = await deps.mediaItems.findOne({ id: itemId });
  if (!item || !isOpen(item)) return;
  const report = reportWork(deps, itemId, isOpen);
  const ended = new AbortController();
  try {
    await inScratch(deps, async (folder) => {
      const path = join(folder, "file");
      await report.step("copy", 0);
      const early = await beginEarly(deps, item, path, report, AbortSignal.any([signal, ended.signal]));
      const copying = copyHere(deps, item, path, {
        signal,
        onBytes: (bytes) => void report.step("copy", Math.min(99, Math.floor((bytes / item.sizeBytes) * 100))),
      });
      const sha256 = await fromStore(copying, signal);
      if (item.seal && item.seal.sha256 !== sha256) throw new Error("the store gave other bytes than it was sent");
      deps.faults.reach("check-item.after-copy");
      const found = await lookAt({ deps, item, path, folder, report, signal, early });
      if (!found.isUsable && (await isOutOfRoom(deps, null))) throw new Error("a tool failed while scratch was full");
      deps.faults.reach("check-item.before-verdict");
      if (found.isUsable && item.role === "video") await keepCopy(deps, item, path);
      await report.stop();
      const sameAs = (await deps.mediaItems.sameBytes(sha256, item.shelfId)).map(({ shelfId }) => shelfId);
      const verdict: Verdict = { ...found, sha256, sameAs: [...new Set(sameAs)] };
      await deps.mediaItems.change(itemId, (now) =>
        isOpen(now) ? judgeItem(now, verdict, SYSTEM, deps.newId(), deps.clock.now()) : null,
      );
    });
  } catch (error) {
    await report.stop();
    if (!signal.aborted) {
      const what = await causeOf(deps, error);
      await deps.mediaItems.change(itemId, (now) => (isOpen(now) ? [waitFor(now, what)] : null));
    }
    throw error;
  } finally {
    ended.abort();
    await report.stop();
    await dropLate(deps, itemId);
  }
}

async function causeOf(deps: Needs, error: unknown): Promise<WaitFor> {
  if (await isOutOfRoom(deps, error)) return "room";
  if (error instanceof NoVerdict) return "scanner";
  return error instanceof StoreFailed ? "store" : "machine";
}

/**
 * Header and packets are looked at while the file is copied, where its table can be brought first. What is the matter
 * already is said at once: of twelve gigabytes the copy takes a while.
 */
async function beginEarly(
  deps: Needs,
  item: MediaItem,
  path: string,
  report: Report,
  signal: AbortSignal,
): Promise<{ look: Promise<EarlyLook | null> }> {
  if (item.role !== "video" || !(await bringTable(deps, item, path, signal))) return { look: Promise.resolve(null) };
  const tell = async () => {
    const look = await lookEarly(deps.sandbox, path, signal);
    const reasons = look === null ? [] : judgeEarly(look, await limitsOf(deps, item));
    if (reasons.length > 0) await report.foresee(`${reasons.map(({ words }) => words).join(" ")} ${FORESEEN}`);
    return look;
  };
  const look = tell();
  look.catch(() => undefined); // waited for after the copy
  return { look };
}

const FORESEEN = "We still read it to its end, but you can replace it now.";

const isOpen = ({ check, deletedAt }: MediaItem) => check === "checking" && deletedAt === null;

function lookAt(work: Work): Promise<Found> {
  if (work.item.role === "video") return lookAtVideo(work);
  return work.item.role === "captions" ? lookAtCaptions(work) : lookAtDocument(work);
}

const refused = (...reasons: string[]): Found => ({
  isUsable: false,
  reasons,
  hints: [],
  durationMs: null,
  renditions: [],
});

const limitsOf = async ({ lessonLimits }: Needs, { shelfId }: MediaItem) =>
  (await lessonLimits(shelfId)) ?? DEFAULT_SETTINGS;

async function lookAtVideo({ deps, item, path, report, signal, early }: Work): Promise<Found> {
  const limits = await limitsOf(deps, item);
  const check = await checkVideo(deps.sandbox, path, limits, {
    signal,
    onStep: (step) => report.step(step),
    early: await early.look,
  });
  return {
    isUsable: check.isUsable,
    reasons: check.reasons.map(({ words }) => words),
    hints: [],
    durationMs: check.tracks?.durationMs ?? null,
    renditions: [],
  };
}

async function lookAtDocument({ deps, item, path, folder, report, signal }: Work): Promise<Found> {
  await report.step("virus-scan");
  const virus = await scan(deps, path, signal);
  if (virus !== null) return refused(virus);
  await report.step("document");
  const check = await checkDocument(deps.sandbox, path, item.fileName, signal);
  if (!check.isUsable || check.kind === null) return refused(check.reason?.words ?? "This file cannot be opened.");
  const made = await prepareDocument(deps.sandbox, { path, folder, kind: check.kind }, signal);
  if ("reason" in made) return refused(made.reason.words);
  await report.step("store");
  const kind = made.contentType === "application/pdf" ? "reading" : "picture";
  const rendition = { kind, file: made.file, contentType: made.contentType } as const;
  const renditions = await fromStore(storeRenditions(deps, item, folder, [rendition]), signal);
  return { isUsable: true, reasons: [], hints: await nameHints(deps, item, made.text), durationMs: null, renditions };
}

/** Why the scanner refuses it; null when it is clean or no scanner is configured. No verdict is an error: fail closed. */
async function scan({ scanner }: Pick<Needs, "scanner">, path: string, signal: AbortSignal): Promise<string | null> {
  if (!scanner) return null;
  const scan = await scanner(path, signal);
  if ("tooLarge" in scan) return "This file is too large for the virus scanner. Please save it smaller, or split it.";
  return scan.found === null ? null : "The virus scanner found something in this file. Please use a clean copy.";
}

async function lookAtCaptions({ deps, item, path, folder, report, signal }: Work): Promise<Found> {
  await report.step("document");
  const cues = readCaptions(await readFile(path, "utf8"));
  const videos = (await deps.mediaItems.ofShelf(item.shelfId)).filter(({ role }) => role === "video");
  const { videoMaxSec } = await limitsOf(deps, item);
  const longestMs = Math.max(0, ...videos.map(({ durationMs }) => durationMs ?? 0)) || videoMaxSec * 1000;
  const gap = captionsGapOf(cues, longestMs);
  if (gap !== null) return refused(gap);
  await writeFile(join(folder, "captions.vtt"), writeCaptions(cues));
  const renditions = await fromStore(storeRenditions(deps, item, folder, [CAPTIONS_FILE]), signal);
  const hints = await nameHints(deps, item, cues.map(({ text }) => text).join("\n"));
  return { isUsable: true, reasons: [], hints, durationMs: null, renditions };
}
