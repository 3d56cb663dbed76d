import { access, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { flags, type Sandbox, withFolder } from "../platform/sandbox.ts";
import { countPages } from "./check-document.ts";
import { type DocumentKind, type DocumentReason, isPicture, refusal } from "./document.rules.ts";

/** A checked local document, and the folder for what is made of it. */
export type DocumentWork = { path: string; folder: string; kind: DocumentKind };

export type Prepared =
  | { file: "read.pdf" | "read.jpg"; contentType: "application/pdf" | "image/jpeg"; pages: number; text: string }
  | { reason: DocumentReason };

const GIB = 2 ** 30;
/** Points of a picture: 100 million is more than any phone takes. */
const POINTS_MAX = 100_000_000;
const SIDE_MAX = 2400;

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Lays an office document out as a PDF. Nothing that it links to is asked: the room has no network. */
async function layOut(sandbox: Sandbox, { path, kind }: DocumentWork, into: string, signal?: AbortSignal) {
  const { ended } = await sandbox.run(
    {
      tool: "soffice",
      input: { path, name: `file.${kind}` },
      outputDir: into,
      args: ({ input, output }) => [
        ...flags("--headless --norestore --nolockcheck --nodefault -env:UserInstallation=file:///tmp/office"),
        ...flags("--convert-to pdf --outdir"),
        output,
        input,
      ],
      limits: { wallSec: 180, memoryBytes: 4 * GIB, fileBytes: GIB },
    },
    signal,
  );
  const made = join(into, "file.pdf");
  return ended === "well" && (await isThere(made)) ? made : null;
}

/** Draws a PDF anew: text stays text, while scripts, attachments, forms and metadata have no place in a drawing. */
async function redraw(sandbox: Sandbox, path: string, into: string, signal?: AbortSignal) {
  const { ended } = await sandbox.run(
    {
      tool: "pdftocairo",
      input: { path, name: "file.pdf" },
      outputDir: into,
      args: ({ input, output }) => ["-pdf", input, join(output, "read.pdf")],
      limits: { wallSec: 300, fileBytes: GIB },
    },
    signal,
  );
  return ended === "well";
}

/** The words of a PDF, for the search for names; at most 16 MB, empty for a scan. */
export async function textOf(sandbox: Sandbox, path: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await sandbox.run(
    {
      tool: "pdftotext",
      input: { path, name: "file.pdf" },
      args: ({ input }) => ["-enc", "UTF-8", "-nopgbrk", input, "-"],
      limits: { wallSec: 120 },
    },
    signal,
  );
  return stdout.toString();
}

async function preparePages(sandbox: Sandbox, work: DocumentWork, signal?: AbortSignal): Promise<Prepared> {
  return withFolder(join(work.folder, "x"), async (scratch) => {
    const pdf = work.kind === "pdf" ? work.path : await layOut(sandbox, work, scratch, signal);
    if (!pdf) return { reason: refusal("damaged") };
    const pages = await countPages(sandbox, pdf, signal);
    if (typeof pages !== "number") return { reason: pages };
    if (!(await redraw(sandbox, pdf, scratch, signal))) return { reason: refusal("damaged") };
    const made = join(work.folder, "read.pdf");
    await rename(join(scratch, "read.pdf"), made);
    const text = await textOf(sandbox, made, signal);
    return { file: "read.pdf", contentType: "application/pdf", pages, text };
  });
}

/** HEIC through its own library, in the room; it turns the picture upright by itself. */
async function fromHeic(sandbox: Sandbox, path: string, into: string, signal?: AbortSignal) {
  const { ended } = await sandbox.run(
    {
      tool: "heif-convert",
      input: { path, name: "file.heic" },
      outputDir: into,
      args: ({ input, output }) => ["-q", "95", input, join(output, "picture.jpg")],
      limits: { wallSec: 60 },
    },
    signal,
  );
  const made = join(into, "picture.jpg");
  // Several pictures in one file get numbers: the first is the one that people see.
  for (const name of [made, join(into, "picture-1.jpg")]) if (ended === "well" && (await isThere(name))) return name;
  return null;
}

/** Upright, small enough for a page, and without a word of where and with what it was taken. */
async function preparePicture(sandbox: Sandbox, work: DocumentWork, signal?: AbortSignal): Promise<Prepared> {
  return withFolder(join(work.folder, "x"), async (scratch) => {
    const source = work.kind === "heic" ? await fromHeic(sandbox, work.path, scratch, signal) : work.path;
    if (!source) return { reason: refusal("damaged") };
    const image = sharp(source, { limitInputPixels: POINTS_MAX, failOn: "error" });
    const { width, height } = await image.metadata().catch(() => ({ width: 0, height: 0 }));
    if (width * height > POINTS_MAX) return { reason: refusal("too-large-picture") };
    const made = await image
      .autoOrient()
      .resize({ width: SIDE_MAX, height: SIDE_MAX, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toColorspace("srgb")
      .jpeg({ quality: 85, mozjpeg: false })
      .toBuffer()
      .catch(() => null);
    signal?.throwIfAborted();
    if (!made) return { reason: refusal("damaged") };
    await writeFile(join(work.folder, "read.jpg"), made);
    return { file: "read.jpg", contentType: "image/jpeg", pages: 1, text: "" };
  });
}

/**
 * What reviewers read instead of the file itself, into `work.folder`: `read.pdf` or `read.jpg`, without metadata,
 * and the words in it. A document that looked good and cannot be opened is refused here, in plain words.
 * @throws Error when the machine is at fault, so that it is tried again
 */
export async function prepareDocument(sandbox: Sandbox, work: DocumentWork, signal?: AbortSignal): Promise<Prepared> {
  await stat(work.folder);
  return isPicture(work.kind) ? preparePicture(sandbox, work, signal) : preparePages(sandbox, work, signal);
}
