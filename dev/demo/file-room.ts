import { CopyObjectCommand } from "@aws-sdk/client-s3";
import { Readable } from "node:stream";
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { Deps } from "../../server/deps.ts";
import { SYSTEM } from "../../server/kernel/actor.ts";
import {
  becomePlayable,
  checkItem,
  finishItem,
  judgeItem,
  type MediaItem,
  type MediaRole,
  prepareItem,
  type Rendition,
  startItem,
} from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import type { Application } from "../../server/profiles/index.ts";
import { makePdf } from "../make-documents.ts";
import { makeVideo } from "../make-media.ts";
import { ANY_PLAN, LESSON_PLANS, STUDENT_WORK } from "./words/lessons.ts";

type Piece = { role: MediaRole; fileName: string; contentType: string; bytes: () => Promise<Buffer> };
type Owner = Pick<Application, "id" | "applicantId">;

/**
 * Puts evidence on the shelves of a demo. The first file of each kind goes through the real check and preparation; its
 * copies carry other bytes at their end and take over what was found, so that thirty Profiles do not wait for thirty
 * conversions of the same minute.
 */
export class FileRoom {
  readonly #deps: Deps;
  readonly #first = new Map<string, MediaItem>();
  readonly #bytes = new Map<string, Promise<Buffer>>();
  #count = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** A video, a plan, two samples of work and a sheet of results; or only the roles asked for. */
  async lay(
    owner: Owner,
    subject: string,
    at: Date,
    roles: readonly MediaRole[] = ["video", "plan", "work", "data"],
  ): Promise<void> {
    const pieces = piecesFor(subject).filter(({ role }) => roles.includes(role));
    for (const [i, piece] of pieces.entries()) {
      const part = pieces.slice(0, i).filter(({ role }) => role === piece.role).length + 1;
      await this.#layOne(owner, piece, part, at);
    }
  }

  async #layOne(owner: Owner, piece: Piece, part: number, at: Date): Promise<void> {
    const key = `${piece.role} ${piece.fileName}`;
    const first = this.#first.get(key);
    const finished = await this.#store(owner, piece, part, at, first !== undefined);
    if (first) await this.#deps.mediaItems.insert(await this.#like(first, finished, at));
    else this.#first.set(key, await this.#checked(finished));
  }

  async #store({ id: shelfId, applicantId }: Owner, piece: Piece, part: number, at: Date, isCopy: boolean) {
    const { role, fileName, contentType } = piece;
    const id = this.#deps.newId();
    const bytes = await this.#bytesOf(piece);
    const key = `evidence/${shelfId}/${id}`;
    const put = await putStream(
      this.#deps.s3,
      key,
      Readable.from([bytes, ...(isCopy ? [this.#tail(piece)] : [])]),
      contentType,
    );
    const object = { key, objectVersion: null };
    const about = {
      id,
      shelfId,
      ownerId: applicantId,
      role,
      part,
      fileName,
      contentType,
      sizeBytes: put.sizeBytes,
      object,
    };
    const stored = { ...put, sha256: role === "video" ? null : put.sha256 };
    const [finished] = finishItem(startItem(about, null, at), stored, SYSTEM, this.#deps.newId(), at);
    return { finished, sha256: put.sha256 };
  }

  /** The real thing: looked at in the sandbox, and made ready to play. */
  async #checked({ finished }: { finished: Omit<MediaItem, "version"> }): Promise<MediaItem> {
    const { mediaItems } = this.#deps;
    const { signal } = new AbortController();
    await mediaItems.insert(finished);
    await checkItem(this.#deps, finished.id, signal);
    if (finished.role === "video") await prepareItem(this.#deps, finished.id, signal);
    const item = await mediaItems.get({ id: finished.id });
    if (item.check !== "usable") throw new Error(`the demo's ${item.role} was refused: ${item.reason}`);
    return item;
  }

  async #like(
    first: MediaItem,
    { finished, sha256 }: { finished: Omit<MediaItem, "version">; sha256: string },
    at: Date,
  ): Promise<MediaItem> {
    const renditions = await Promise.all(first.renditions.map((one) => this.#copy(one, first, finished)));
    const verdict = { isUsable: true, reasons: [], hints: [], durationMs: first.durationMs, sha256, sameAs: [] };
    const isVideo = first.role === "video";
    const [judged] = judgeItem(
      { ...finished, version: 1 },
      { ...verdict, renditions: isVideo ? [] : renditions },
      SYSTEM,
      this.#deps.newId(),
      at,
    );
    return isVideo ? becomePlayable(judged, renditions, this.#deps.newId(), at)[0] : judged;
  }

  async #copy(rendition: Rendition, from: MediaItem, to: Pick<MediaItem, "id" | "shelfId">): Promise<Rendition> {
    const { client, bucket } = this.#deps.s3;
    const key = rendition.key.replace(from.shelfId, to.shelfId).replace(from.id, to.id);
    const made = await client.send(
      new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource: `${bucket}/${rendition.key}` }),
    );
    return { ...rendition, key, objectVersion: made.VersionId ?? rendition.objectVersion };
  }

  #bytesOf(piece: Piece): Promise<Buffer> {
    const key = `${piece.role} ${piece.fileName}`;
    const known = this.#bytes.get(key) ?? piece.bytes();
    this.#bytes.set(key, known);
    return known;
  }

  /** What may stand behind the end of a file without changing what it shows: a `free` box, or a comment. */
  #tail({ contentType }: Piece): Buffer {
    this.#count += 1;
    const words = Buffer.from(`copy ${String(this.#count).padStart(7, "0")}`);
    if (contentType !== "video/mp4") return Buffer.concat([Buffer.from("\n%"), words, Buffer.from("\n")]);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + words.length);
    head.write("free", 4);
    return Buffer.concat([head, words]);
  }
}

function piecesFor(subject: string): Piece[] {
  const plan = LESSON_PLANS[subject] ?? ANY_PLAN;
  const name = subject.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  return [
    { role: "video", fileName: "lesson.mp4", contentType: "video/mp4", bytes: lessonVideo },
    { role: "plan", fileName: `${name}-plan.pdf`, contentType: "application/pdf", bytes: () => makePdf(plan) },
    ...STUDENT_WORK.map(
      ({ title, lines }): Piece => ({
        role: "work",
        fileName: `work-${title.toLowerCase()}.jpg`,
        contentType: "image/jpeg",
        bytes: () => paper(title, lines),
      }),
    ),
    { role: "data", fileName: "results.csv", contentType: "text/csv", bytes: results },
  ];
}

async function lessonVideo(): Promise<Buffer> {
  return readFile(await makeVideo({ isFastStart: true }));
}

/** A sheet of lined paper with a learner's writing. */
async function paper(title: string, lines: readonly string[]): Promise<Buffer> {
  const rules = Array.from(
    { length: 14 },
    (_, i) => `<path d="M0 ${180 + i * 60}H900" stroke="#9bc" stroke-width="2"/>`,
  );
  const words = lines.map((line, i) => `<text x="90" y="${230 + i * 60}" font-size="38">${line}</text>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1100"><rect width="900" height="1100" fill="#fbfaf4"/>${rules.join("")}<path d="M70 0V1100" stroke="#d99" stroke-width="2"/><g font-family="Comic Neue, DejaVu Sans, sans-serif" fill="#223" font-style="italic"><text x="90" y="120" font-size="44">${title}</text>${words.join("")}</g></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 72 }).toBuffer();
}

async function results(): Promise<Buffer> {
  const rows = Array.from({ length: 25 }, (_, i) => [i + 1, 24 + ((i * 37) % 41), 51 + ((i * 53) % 44)]);
  const head = "learner,September unit test (of 100),November unit test (of 100)";
  return Buffer.from(`${[head, ...rows.map((row) => row.join(","))].join("\n")}\n`);
}
