import { createReadStream, rmSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { json } from "node:stream/consumers";
import { interleave, median, spread } from "../measure.ts";
import { type BenchRow, besidePeer, figure } from "../report.ts";
import { makeFile } from "./make-file.ts";
import { forgetPeakOf, memoryMbOf } from "./process-meter.ts";
import { sendBySdk } from "./send-by-sdk.ts";
import { freePort, type Process, type Stage } from "./stage.ts";

const PART_BYTES = 5 * 1024 * 1024;
const AT_ONCE = 2;
const MEMORY_TARGET = "<=64";

/** `hasPeer`: whether the SDK sends the same file beside it; without, only memory is looked at. */
export type FormSize = { gigabytes: number; rounds: number; hasPeer: boolean };

/** Documents through the app: speed beside the SDK straight to the store, and the memory of the process they pass. */
export async function formRows(stage: Stage, sizes: readonly FormSize[]): Promise<BenchRow[]> {
  await stage.addApplicant("ann");
  const sdk = await stage.launch("bench/evidence/sdk-upload.ts");
  const rows: BenchRow[] = [];
  try {
    for (const size of sizes) rows.push(...(await oneSize(stage, sdk, size)));
  } finally {
    await sdk.stop();
  }
  return rows;
}

async function oneSize(stage: Stage, sdk: Process, { gigabytes, rounds, hasPeer }: FormSize): Promise<BenchRow[]> {
  const sizeBytes = Math.round(gigabytes * 1e9);
  const path = await makeFile(join(stage.folder, "plan.pdf"), sizeBytes, "%PDF-1.7\n");
  const port = await freePort();
  const app = await stage.launch("bench/evidence/form-app.ts", [], { FORM_PORT: String(port) });
  try {
    // Code is compiled and sockets are open before memory counts.
    const small = await makeFile(join(stage.folder, "small.pdf"), 20e6, "%PDF-1.7\n");
    for (let i = 0; i < 3; i += 1) await sendForm(port, small, 20e6);
    const idleMb = memoryMbOf(app.pid).now;
    const growths: number[] = [];
    const ours = async () => {
      forgetPeakOf(app.pid);
      const begin = performance.now();
      await sendForm(port, path, sizeBytes);
      const ms = performance.now() - begin;
      growths.push(memoryMbOf(app.pid).peak - idleMb);
      await stage.clear();
      return sizeBytes / 1e3 / ms;
    };
    const peer = () =>
      sendBySdk(stage, sdk, { path, sizeBytes, partBytes: PART_BYTES, atOnce: AT_ONCE, checksum: null });
    const [mine = [], peers = []] = await interleave(rounds, hasPeer ? [ours, peer] : [ours]);
    const speed = besidePeer({
      what: `form through the app to the store, ${gigabytes} GB`,
      unit: "MB/s",
      target: ">=0.8",
      peerName: "SDK straight to the store",
      ours: median(mine),
      peer: hasPeer ? median(peers) : Number.NaN,
      note: `${rounds} rounds; 5 MiB parts, 2 at once, SHA-256 of the whole on the way; ours ${spread(mine)}${hasPeer ? `, peer ${spread(peers)}` : ""}`,
    });
    const memory = figure({
      what: `form, peak memory over idle, ${gigabytes} GB`,
      unit: "MB",
      target: MEMORY_TARGET,
      value: median(growths),
      note: `${rounds} rounds, ${spread(growths)}; idle ${idleMb.toFixed(0)} MB`,
    });
    return hasPeer ? [speed, memory] : [memory];
  } finally {
    await app.stop();
    rmSync(path);
  }
}

/** One file in a form, as a browser sends it. */
async function sendForm(port: number, path: string, sizeBytes: number): Promise<void> {
  const edge = "----bench-of-evidence";
  const head = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="plan.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  const tail = `\r\n--${edge}--\r\n`;
  const sent = request({
    port,
    method: "POST",
    path: "/shelf-ann/plan",
    headers: {
      "content-type": `multipart/form-data; boundary=${edge}`,
      "content-length": head.length + sizeBytes + tail.length,
    },
  });
  const answered = new Promise<{ sizeBytes?: number }>((resolve, reject) => {
    sent.once("error", reject);
    sent.once("response", (response) => void json(response).then((said) => resolve(said as object), reject));
  });
  await pipeline(async function* () {
    yield Buffer.from(head);
    yield* createReadStream(path, { highWaterMark: 1 << 20 });
    yield Buffer.from(tail);
  }, sent);
  const arrived = await answered;
  if (arrived.sizeBytes !== sizeBytes) throw new Error(`the form did not arrive whole: ${JSON.stringify(arrived)}`);
}
