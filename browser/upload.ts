/** Puts large files on a shelf: straight to the file store, in parts, resumable. Everything else is a plain form. */
import { FileList } from "./upload/file-list.ts";
import { percentOf, UploadCard } from "./upload/upload-card.ts";
import { type Place, type Snapshot, UploadRun } from "./upload/upload-run.ts";

const STALL_SEC = 30;
const TITLE = document.title;
const runs = new Set<UploadRun>();
let wakeLock: { release(): Promise<void> } | null = null;

for (const root of document.querySelectorAll<HTMLElement>("[data-uploader]")) begin(root);

function begin(root: HTMLElement): void {
  const { shelf: shelfId = "", role = "", list = "" } = root.dataset;
  const files = new FileList(root, list, () => runs.size > 0);
  const chooser = root.querySelector<HTMLElement>('[data-part="chooser"]');
  const input = root.querySelector<HTMLInputElement>('[data-part="file"]');
  if (!chooser || !input) return;
  chooser.hidden = false;
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (!file) return;
    const { replaces } = root.dataset;
    upload(root, files, file, { shelfId, role, ...(replaces !== undefined && { replacesId: replaces }) });
    input.value = "";
  });
}

function upload(root: HTMLElement, files: FileList, file: File, place: Place): void {
  const card = new UploadCard(file.name, {
    onPause: () => run.pause(),
    onResume: () => start(),
    onRemove: () => void giveUp(),
  });
  root.querySelector('[data-part="uploads"]')?.append(card.root);
  const stallMs = Number(root.dataset["stallSec"] ?? STALL_SEC) * 1000;
  const show = (snapshot: Snapshot) => {
    card.show(snapshot);
    sayInTitle(file.name, snapshot);
  };
  const run = new UploadRun(
    file,
    place,
    (snapshot) => {
      // From here on it is the new one whose place may be taken.
      if (place.replacesId !== undefined && run.itemId) root.dataset["replaces"] = run.itemId;
      show(snapshot);
    },
    stallMs,
  );
  const start = () => {
    runs.add(run);
    void keepAwake();
    void run.run().then(async () => {
      if (run.isActive) return;
      runs.delete(run);
      void keepAwake();
      await files.refresh();
    });
  };
  const giveUp = async () => {
    run.pause();
    if (run.itemId)
      await fetch(`/media/items/${run.itemId}/removal`, { method: "POST", headers: { accept: "application/json" } });
    runs.delete(run);
    card.root.remove();
    document.title = TITLE;
    await files.refresh();
  };
  start();
}

function sayInTitle(name: string, snapshot: Snapshot): void {
  const { state } = snapshot;
  if (state === "complete") document.title = `Uploaded: ${name} | ${TITLE}`;
  else if (state === "paused" || state === "failed")
    document.title = `Stopped at ${percentOf(snapshot)}%: ${name} | ${TITLE}`;
  else document.title = `${percentOf(snapshot)}% ${name} | ${TITLE}`;
}

/** A phone that goes to sleep stops sending. Not every browser has it, and none must. */
async function keepAwake(): Promise<void> {
  const isNeeded = runs.size > 0 && document.visibilityState === "visible";
  const lock = (navigator as { wakeLock?: { request(kind: "screen"): Promise<{ release(): Promise<void> }> } })
    .wakeLock;
  try {
    if (isNeeded) wakeLock ??= (await lock?.request("screen")) ?? null;
    else {
      await wakeLock?.release();
      wakeLock = null;
    }
  } catch {
    wakeLock = null;
  }
}

document.addEventListener("visibilitychange", () => {
  wakeLock = null; // hiding a page releases it
  void keepAwake();
});
addEventListener("beforeunload", (event) => {
  if ([...runs].some((run) => run.isActive)) event.preventDefault();
});
