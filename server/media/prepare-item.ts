import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, MINUTE } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { writeCaptions } from "./captions.rules.ts";
import { becomePlayable, failToPrepare, type MediaItem, type Rendition } from "./media-item.rules.ts";
import { nameHints } from "./name-hints.ts";
import { prepareVideo } from "./prepare-video.ts";
import { dropLate } from "./purge-item.ts";
import { probeHeader, sniffFile } from "./probe-video.ts";
import { reportWork } from "./report-work.ts";
import { copyHere, dropCopy, fromStore, inScratch, isOutOfRoom, StoreFailed, takeCopy } from "./scratch.ts";
import { CAPTIONS_FILE, type MadeFile, storeRenditions } from "./store-renditions.ts";
import { transcribeVideo } from "./transcribe-video.ts";
import { writeFile } from "node:fs/promises";

type Needs = Pick<
  Deps,
  "mediaItems" | "s3" | "config" | "clock" | "newId" | "sandbox" | "log" | "faults" | "people" | "schools"
>;

const isWanted = ({ role, check, playable, deletedAt }: MediaItem) =>
  role === "video" && check === "usable" && deletedAt === null && (playable === "waiting" || playable === "preparing");

/**
 * Makes a usable video ready to play, with its pictures and its waveform, after all checks that wait: whoever just
 * handed in must know first whether it counts. Once; a killed worker's half is made again.
 * @throws Error when it did not work; after three tries reviewers get the file as it is
 */
export async function prepareItem(deps: Needs, itemId: string, signal: AbortSignal): Promise<void> {
  await afterAllChecks(deps, signal);
  const item = await deps.mediaItems.findOne({ id: itemId });
  if (!item || !isWanted(item)) return;
  const report = reportWork(deps, itemId, isWanted);
  try {
    await deps.mediaItems.change(itemId, (now) => (isWanted(now) ? [{ ...now, playable: "preparing" }] : null));
    await report.step("convert", 0);
    const { renditions, hints } = await inScratch(deps, (folder) => make(deps, item, folder, report, signal));
    deps.faults.reach("prepare-item.before-save");
    await report.stop();
    await deps.mediaItems.change(itemId, (now) =>
      isWanted(now)
        ? becomePlayable({ ...now, hints: [...now.hints, ...hints] }, renditions, deps.newId(), deps.clock.now())
        : null,
    );
  } catch (error) {
    await report.stop();
    // Want of room and a store that is away are no faults of the file: they are none of its tries.
    if (!signal.aborted && !(error instanceof StoreFailed) && !(await isOutOfRoom(deps, error)))
      await deps.mediaItems.change(itemId, (now) => (isWanted(now) ? [failToPrepare(now, deps.clock.now())] : null));
    throw error;
  } finally {
    await report.stop();
    await dropCopy(deps, item);
    await dropLate(deps, itemId);
  }
}

/** Waits while checks are under way; one that nobody has worked at for minutes does not hold up the rest. */
async function afterAllChecks({ mediaItems, clock }: Needs, signal: AbortSignal): Promise<void> {
  while ((await mediaItems.openChecks(after(clock.now(), -3 * MINUTE))) > 0) await pause(1000, undefined, { signal });
}

async function make(
  deps: Needs,
  item: MediaItem,
  folder: string,
  report: ReturnType<typeof reportWork>,
  signal: AbortSignal,
) {
  const path = join(folder, "file");
  if (!(await takeCopy(deps, item, path))) {
    const sha256 = await fromStore(copyHere(deps, item, path, { signal }), signal);
    if (item.seal?.sha256 !== sha256) throw new Error("the store gave other bytes than were checked");
  }
  const kind = await sniffFile(path);
  const header = await probeHeader(deps.sandbox, path, kind === "webm" ? "webm" : "mp4", signal);
  if (!header) throw new Error("a checked video cannot be opened any more");
  const work = { path, folder, header, durationMs: item.durationMs ?? 0 };
  const film: Rendition[] = [];
  const store = (files: readonly MadeFile[]) => fromStore(storeRenditions(deps, item, folder, files), signal);
  await prepareVideo(deps.sandbox, work, {
    signal,
    onProgress: (share) => report.step("convert", Math.min(99, Math.floor(share * 100))),
    onRendition: async () => void film.push(...(await store([FILM]))),
  });
  const heard = await speechToText(deps, work, signal);
  await report.step("store");
  const captions = heard === null ? [] : [CAPTIONS_FILE];
  const renditions = [...film, ...(await store([...(await madeIn(folder)), ...captions]))];
  const hints = heard === null ? [] : await nameHints(deps, item, heard, IN_CAPTIONS);
  return { renditions, hints };
}

const IN_CAPTIONS = {
  where: "the captions made from its sound",
  advice: "you may want to upload captions of your own, which are shown instead.",
};

const FILM: MadeFile = { kind: "playable", file: "play.mp4", contentType: "video/mp4" };

async function madeIn(folder: string): Promise<MadeFile[]> {
  const sheets = (await readdir(folder)).filter((name) => /^storyboard-\d+\.jpg$/.test(name)).toSorted();
  return [
    { kind: "poster", file: "poster.jpg", contentType: "image/jpeg" },
    ...sheets.map((file, i) => ({ kind: "storyboard" as const, number: i + 1, file, contentType: "image/jpeg" })),
    { kind: "storyboard-index", file: "storyboard.vtt", contentType: "text/vtt; charset=utf-8" },
    { kind: "waveform", file: "waveform.json", contentType: "application/json" },
    { kind: "waveform-picture", file: "waveform.svg", contentType: "image/svg+xml" },
  ];
}

/** A draft of captions where a model is configured, in `folder`, and the words in it; a video plays without them. */
async function speechToText(
  { config, sandbox, log }: Needs,
  work: Parameters<typeof transcribeVideo>[1],
  signal: AbortSignal,
): Promise<string | null> {
  if (config.speech === null) return null;
  try {
    const cues = await transcribeVideo(sandbox, work, config.speech, signal);
    await writeFile(join(work.folder, "captions.vtt"), writeCaptions(cues));
    return cues.map(({ text }) => text).join("\n");
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error }, "no captions were made");
    return null;
  }
}
