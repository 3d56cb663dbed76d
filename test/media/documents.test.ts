import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ExcelJS from "exceljs";
import sharp from "sharp";
import { makeDocx, makePdf, makePhoto, makeZip } from "../../dev/make-documents.ts";
import { checkDocument } from "../../server/media/check-document.ts";
import type { DocumentKind } from "../../server/media/document.rules.ts";
import { prepareDocument } from "../../server/media/prepare-document.ts";
import { flags, openSandbox, type Sandbox } from "../../server/platform/sandbox.ts";

const run = promisify(execFile);
let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await openSandbox("production", () => {});
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "documents-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(bytes: Buffer | string): Promise<string> {
  const path = join(folder, "upload");
  await writeFile(path, bytes);
  return path;
}
const check = async (bytes: Buffer | string, fileName: string) => checkDocument(sandbox, await put(bytes), fileName);
const faultOf = async (bytes: Buffer | string, fileName = "plan.docx") =>
  (await check(bytes, fileName)).reason?.fault ?? null;

async function prepare(bytes: Buffer | string, kind: DocumentKind) {
  const made = await prepareDocument(sandbox, { path: await put(bytes), folder, kind });
  if ("reason" in made) throw new Error(made.reason.fault);
  return { ...made, bytes: await readFile(join(folder, made.file)) };
}

async function sheet(): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet("Scores").addRows([
    ["Student", "Before", "After"],
    ["A", 4, 9],
  ]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const SLIDES = { "[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>" };

describe("what is taken", () => {
  test.each<[DocumentKind, string, () => Promise<Buffer | string> | Buffer | string]>([
    ["pdf", "plan.txt", () => makePdf(["one", "two"])],
    ["docx", "plan.pdf", () => makeDocx(["Plan"])],
    ["pptx", "x", () => makeZip(SLIDES)],
    ["xlsx", "x", sheet],
    ["csv", "scores.CSV", () => "Student,Score\nA,4\n"],
    [
      "png",
      "x",
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: "#fff" } })
          .png()
          .toBuffer(),
    ],
    ["jpeg", "x", makePhoto],
  ])("%s, by its content, named %s", async (kind, fileName, make) => {
    expect(await check(await make(), fileName)).toMatchObject({ isUsable: true, reason: null, kind });
  });

  test("the pages of a PDF are counted", async () => {
    expect((await check(await makePdf(["one", "two"]), "plan.pdf")).pages).toBe(2);
  });
});

describe("what is refused", () => {
  const OLD = Buffer.from("d0cf11e0a1b11ae1", "hex");
  test.each<[string, string, () => Promise<Buffer | string> | Buffer | string]>([
    ["empty", "nothing at all", () => ""],
    ["wrong-kind", "a text named .docx", () => "hello"],
    ["wrong-kind", "a page named .pdf", () => "<!DOCTYPE html><script>1</script>"],
    ["wrong-kind", "a program", () => Buffer.from("4d5a9000", "hex")],
    ["wrong-kind", "any other ZIP", () => makeZip({ "a.txt": "a" })],
    ["old-office", "an old .doc", () => Buffer.concat([OLD, Buffer.from("WordDocument", "utf16le")])],
    ["password", "a locked .docx", () => Buffer.concat([OLD, Buffer.from("EncryptedPackage", "utf16le")])],
    ["macros", "a .docx with macros", () => makeDocx(["x"], { more: { "word/vbaProject.bin": "x" } })],
    ["damaged", "half a .docx", () => makeDocx(["x"]).subarray(0, 500)],
    ["damaged", "half a PDF", async () => (await makePdf(["one"])).subarray(0, 300)],
    ["too-many-pages", "5,000 pages", () => makePdf(Array<string>(5000).fill("x"))],
  ])("%s: %s", async (fault, _what, make) => expect(await faultOf(await make())).toBe(fault));

  test("a file that claims to unpack to gigabytes", async () => {
    const zip = makeDocx(["x"], { more: { "word/big.xml": "x" } });
    const entry = zip.lastIndexOf("word/big.xml") - 46;
    zip.writeUInt32LE(2 ** 31, entry + 24);
    expect(await faultOf(zip)).toBe("zip-bomb");
  });

  test("a PDF with a password", async () => {
    const filter = {
      EncryptFile: { type: "boolean", value: "true" },
      DocumentOpenPassword: { type: "string", value: "secret" },
    };
    await sandbox.run({
      tool: "soffice",
      input: { path: await put(makeDocx(["secret plan"])), name: "locked.docx" },
      outputDir: folder,
      args: ({ input, output }) => [
        ...flags("--headless -env:UserInstallation=file:///tmp/office --convert-to"),
        `pdf:writer_pdf_Export:${JSON.stringify(filter)}`,
        "--outdir",
        output,
        input,
      ],
      limits: { memoryBytes: 4 * 2 ** 30 },
    });
    expect(await faultOf(await readFile(join(folder, "locked.pdf")))).toBe("password");
  });
});

describe("what reviewers read", () => {
  test("a Word document becomes a PDF, and the picture that it links to is never asked for", async () => {
    let calls = 0;
    const server = createServer((socket) => {
      calls += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const pictureAt = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/pixel.png`;
    const docx = makeDocx(["Tides in the harbor", "Taught by Maria Rivera"], { pictureAt });
    try {
      const made = await prepare(docx, "docx");
      expect([made.contentType, made.pages, calls]).toEqual(["application/pdf", 1, 0]);
      expect(made.text).toContain("Taught by Maria Rivera");
      // Outside the room the same program does ask: there was something to see.
      const path = join(folder, "open.docx");
      await writeFile(path, docx);
      const home = `-env:UserInstallation=file://${folder}/office`;
      await run("soffice", ["--headless", home, "--convert-to", "pdf", "--outdir", folder, path], { cwd: folder });
      expect(calls).toBeGreaterThan(0);
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  test("a PDF loses its script, attachment and author, and keeps its words", async () => {
    const armed = await makePdf(["Lesson plan", "Page two"], { isArmed: true });
    expect(armed.toString("latin1")).toMatch(/JavaScript.*|EmbeddedFile/);
    const made = await prepare(armed, "pdf");
    expect(made.bytes.toString("latin1")).not.toMatch(/JavaScript|EmbeddedFile|OpenAction|Rivera/);
    const { stdout } = await run("pdfinfo", [join(folder, "read.pdf")]);
    expect(stdout).toMatch(/JavaScript: +no/);
    expect(stdout).not.toMatch(/Author|Rivera/);
    expect([made.pages, made.text.includes("Lesson plan"), made.text.includes("Page two")]).toEqual([2, true, true]);
  });

  test("a table can be read as pages", async () => {
    expect((await prepare("Student,Score\nA,4\n", "csv")).text).toContain("Student");
    expect((await prepare(await sheet(), "xlsx")).text).toContain("Before");
  });

  test("a photo stands upright and says nothing of where it was taken", async () => {
    const photo = await makePhoto();
    const { exif } = await sharp(photo).metadata();
    expect(exif?.toString("latin1")).toContain("SecretPhone");
    const { bytes } = await prepare(photo, "jpeg");
    const shown = await sharp(bytes).metadata();
    expect([shown.width, shown.height, shown.orientation, shown.exif]).toEqual([300, 400, undefined, undefined]);
    expect(bytes.toString("latin1")).not.toContain("SecretPhone");
    // The red edge was on top of the lying picture: upright, it is at the right.
    const [red = 0, , blue = 0] = await sharp(bytes)
      .extract({ left: 290, top: 200, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(red).toBeGreaterThan(blue);
  });

  test("a HEIC photo becomes a JPEG without metadata", async () => {
    await writeFile(join(folder, "photo.jpg"), await makePhoto());
    await run("heif-enc", ["-q", "60", join(folder, "photo.jpg"), "-o", join(folder, "photo.heic")]);
    const heic = await readFile(join(folder, "photo.heic"));
    expect((await check(heic, "IMG_1.HEIC")).kind).toBe("heic");
    const { bytes } = await prepare(heic, "heic");
    const shown = await sharp(bytes).metadata();
    expect([shown.width, shown.height, shown.format, shown.exif]).toEqual([300, 400, "jpeg", undefined]);
  });

  test("a picture that looked good and is broken is refused", async () => {
    const photo = await makePhoto();
    const path = await put(photo.subarray(0, 700));
    const made = await prepareDocument(sandbox, { path, folder, kind: "jpeg" });
    expect(made).toMatchObject({ reason: { fault: "damaged" } });
  });
});
