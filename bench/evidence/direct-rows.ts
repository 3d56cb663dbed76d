import { join } from "node:path";
import { rmSync } from "node:fs";
import { interleave, median, spread } from "../measure.ts";
import { type BenchRow, besidePeer } from "../report.ts";
import { makeFile } from "./make-file.ts";
import type { Tab } from "./chromium.ts";
import type { SdkUpload } from "./sdk-upload.ts";
import { sendBySdk } from "./send-by-sdk.ts";
import type { Stage } from "./stage.ts";

const PART_BYTES = 16 * 1024 * 1024;
const AT_ONCE = 4;

/** One size of a file, how often it is sent by each, and whether the SDK also sends it with our kind of hash. */
export type DirectSize = { gigabytes: number; rounds: number; hasSha256: boolean };

/** Our browser's upload beside the SDK's from Node: the same file, part size, parts at once and store, in turn. */
export async function directRows(stage: Stage, { gigabytes, rounds, hasSha256 }: DirectSize): Promise<BenchRow[]> {
  const tab = await stage.openUploader("ann");
  const sdk = await stage.launch("bench/evidence/sdk-upload.ts");
  const sizeBytes = Math.round(gigabytes * 1e9);
  const path = await makeFile(join(stage.folder, "lesson.mp4"), sizeBytes);
  try {
    const bySdk = (checksum: SdkUpload["checksum"]) => () =>
      sendBySdk(stage, sdk, { path, sizeBytes, partBytes: PART_BYTES, atOnce: AT_ONCE, checksum });
    const ours = () => browserUpload(stage, tab, path, sizeBytes);
    const [mine = [], byDefault = [], bySha256] = await interleave(
      rounds,
      hasSha256 ? [ours, bySdk(null), bySdk("SHA256")] : [ours, bySdk(null)],
    );
    const row = (peerName: string, peers: number[], target: string) =>
      besidePeer({
        what: `browser to store, ${gigabytes} GB, chosen to complete`,
        unit: "MB/s",
        target,
        peerName,
        ours: median(mine),
        peer: median(peers),
        note: `${rounds} rounds; 16 MiB parts, 4 at once; ours ${spread(mine)}, peer ${spread(peers)}`,
      });
    return [
      row("SDK, its CRC32 a part", byDefault, ">=1"),
      ...(bySha256 ? [row("SDK, SHA-256 a part as ours", bySha256, "")] : []),
    ];
  } finally {
    await sdk.stop();
    await tab.close();
    rmSync(path);
  }
}

/** True in a page whose upload has ended well. */
export const isComplete = `document.querySelector('.mp-upload[data-state="complete"]')`;

/** Megabytes a second from choosing the file to the page's word that the object is complete. */
export async function browserUpload(stage: Stage, tab: Tab, path: string, sizeBytes: number): Promise<number> {
  await tab.goTo(`${stage.baseUrl}/evidence/shelf-ann/video`);
  await tab.run(TIMING);
  await tab.choose('input[type="file"]', path);
  await tab.until("globalThis.timed.end", 600_000);
  const ms = await tab.run<number>("timed.end - timed.begin");
  const [item] = await stage.house.deps.mediaItems.ofShelf("shelf-ann");
  if (item?.check !== "checking" || item.sizeBytes !== sizeBytes) throw new Error("the upload did not arrive whole");
  await stage.clear();
  return sizeBytes / 1e3 / ms;
}

const TIMING = `
  globalThis.timed = {};
  document.querySelector('input[type="file"]').addEventListener("input", () => { timed.begin = performance.now(); });
  new MutationObserver(() => {
    if (${isComplete}) timed.end ??= performance.now();
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
  0`;
