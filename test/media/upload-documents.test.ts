import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { request as httpRequest } from "node:http";
import { PDFDocument } from "pdf-lib";
import type request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";
import { addApplicant, MIB, sha256, signedIn, someBytes } from "./shelf-of.ts";

let house: House;
let server: Server;
let ann: ReturnType<typeof request.agent>;
let cookie = "";
let pdf: Buffer;

beforeAll(async () => {
  house = await testHouse(__filename);
  const app = createApp(house.deps, ROOT_DIR);
  await addApplicant(house.deps, "ann");
  await addApplicant(house.deps, "bob");
  ann = await signedIn(app, "ann");
  server = createServer(app).listen(0);
  const signIn = await fetch(`${address()}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ email: "ann@school.example", password: "a quiet river" }),
  });
  cookie = signIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const document = await PDFDocument.create();
  document.addPage();
  pdf = Buffer.from(await document.save());
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});
beforeEach(() => house.deps.mediaItems.remove({}).then(() => undefined));

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const PATH = "/evidence/shelf-ann/plan/documents";
const held = async () => {
  const { client, bucket } = house.deps.s3;
  const objects = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return { objects: (objects.Contents ?? []).length, uploads: (uploads.Uploads ?? []).length };
};
/** Parts that were on their way when an upload was aborted come to an end by themselves. */
async function settled(uploads: number): Promise<void> {
  for (let i = 0; i < 100 && (await held()).uploads > uploads; i += 1) await new Promise((r) => setTimeout(r, 50));
}

test("a plain form puts a document in the store, hashed on the way", async () => {
  await ann
    .post(`${PATH}?returnTo=%2Fevidence%2Fshelf-ann%2Fplan`)
    .attach("file", pdf, "Büchner’s plan.pdf")
    .expect(303)
    .expect("Location", "/evidence/shelf-ann/plan");
  const [item] = await house.deps.mediaItems.ofShelf("shelf-ann");
  expect(item).toMatchObject({
    fileName: "Büchner’s plan.pdf",
    check: "checking",
    seal: { sha256: sha256(pdf), sizeBytes: pdf.length },
  });
  const { client, bucket } = house.deps.s3;
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: bucket, Key: item?.object.key ?? "", VersionId: item?.seal?.objectVersion }),
  );
  expect(sha256((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(sha256(pdf));
  expect((await ann.get("/evidence/shelf-ann/plan")).text).toContain("Being checked");
});

test("several files at once are several items, in order", async () => {
  await ann
    .post(PATH.replace("plan", "work"))
    .attach("file", pdf, "one.pdf")
    .attach("file", Buffer.from("a,b\n1,2\n"), "two.csv")
    .expect(303);
  const items = await house.deps.mediaItems.ofShelf("shelf-ann");
  expect(items.map(({ fileName, part }) => [fileName, part])).toEqual([
    ["one.pdf", 1],
    ["two.csv", 2],
  ]);
});

test.each([
  ["nothing at all", Buffer.alloc(0), "This file is empty"],
  ["a program called .pdf", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]), ""],
  ["an old Word file", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), "old Office format"],
  ["a playlist", Buffer.from("#EXTM3U\nhttp://127.0.0.1/x.ts\n"), ""],
])("%s is refused in plain words and leaves nothing", async (_name, bytes, words) => {
  const before = await held();
  const answer = await ann.post(PATH).accept("json").attach("file", bytes, "plan.pdf").expect(422);
  expect(answer.body.detail).toContain(words);
  expect(await house.deps.mediaItems.count({})).toBe(0);
  expect(await held()).toEqual(before);
});

test("the same file twice in one place is said, and kept once", async () => {
  await ann.post(PATH).attach("file", pdf, "plan.pdf").expect(303);
  const before = await held();
  const again = await ann.post(PATH).accept("json").attach("file", pdf, "plan again.pdf").expect(422);
  expect(again.body.detail).toContain("in this place of your Profile already");
  expect(await held()).toEqual(before);
});

test("the same file sent twice in one moment is kept once", async () => {
  const before = await held();
  const both = await Promise.all([1, 2].map(() => ann.post(PATH).accept("json").attach("file", pdf, "plan.pdf")));
  expect(both.filter(({ status }) => status === 422)).toHaveLength(1);
  expect(await house.deps.mediaItems.count({})).toBe(1);
  expect(await held()).toEqual({ ...before, objects: before.objects + 1 });
});

test("what is announced as too large is refused before it is read", async () => {
  const answer = await new Promise<{ status: number; connection: string }>((resolve, reject) => {
    const sent = httpRequest(`${address()}${PATH}`, {
      method: "POST",
      headers: {
        cookie,
        "sec-fetch-site": "same-origin",
        "content-type": "multipart/form-data; boundary=x",
        "content-length": 200 * MIB,
        accept: "application/json",
      },
    });
    sent.on("response", (res) => resolve({ status: res.statusCode ?? 0, connection: res.headers.connection ?? "" }));
    sent.on("error", reject);
    sent.flushHeaders();
  });
  expect(answer).toEqual({ status: 413, connection: "close" });
});

test("a file that grows beyond the limit without saying so is refused, and nothing of it stays", async () => {
  const before = await held();
  const chunk = Buffer.concat([Buffer.from("%PDF-1.7\n"), someBytes(MIB)]);
  let left = 103;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === 103)
        controller.enqueue(
          Buffer.from(
            `--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n`,
          ),
        );
      if (left > 0) controller.enqueue(chunk);
      else controller.close();
      left -= 1;
    },
  });
  const answer = await fetch(`${address()}${PATH}`, {
    method: "POST",
    headers: {
      cookie,
      "sec-fetch-site": "same-origin",
      "content-type": "multipart/form-data; boundary=x",
      accept: "application/json",
    },
    body,
    duplex: "half",
  } as RequestInit);
  expect(answer.status).toBe(413);
  expect(await house.deps.mediaItems.count({})).toBe(0);
  await settled(before.uploads);
  expect(await held()).toEqual(before);
});

test("a connection that breaks in the middle leaves no item and no bytes", async () => {
  const before = await held();
  await new Promise<void>((resolve) => {
    const sent = httpRequest(`${address()}${PATH}`, {
      method: "POST",
      headers: { cookie, "sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=x" },
    });
    sent.on("error", () => resolve());
    sent.write(`--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n`);
    sent.write(someBytes(12 * MIB), () => sent.destroy());
    sent.on("close", () => resolve());
  });
  await settled(before.uploads);
  expect(await held()).toEqual(before);
  expect(await house.deps.mediaItems.count({})).toBe(0);
});

test("another person's shelf and one that is not there refuse with the same bytes, before a byte is taken", async () => {
  const ask = async (shelf: string) => {
    const { status, text } = await ann
      .post(`/evidence/${shelf}/plan/documents`)
      .accept("json")
      .attach("file", pdf, "plan.pdf");
    return [status, text];
  };
  const before = await held();
  expect(await ask("shelf-bob")).toEqual(await ask("shelf-nobody"));
  expect((await ask("shelf-bob"))[0]).toBe(404);
  expect(await held()).toEqual(before);
});

test("what was sent back is replaced from its own row, and nothing else is added", async () => {
  await ann.post(PATH).attach("file", pdf, "plan.pdf").expect(303);
  const [item] = await house.deps.mediaItems.ofShelf("shelf-ann");
  const id = item?.id ?? "";
  const shelf = await house.deps.shelves.get({ id: "shelf-ann" });
  await house.deps.mediaItems.change(id, (now) => [{ ...now, check: "usable" }]);
  await house.deps.shelves.save({ ...shelf, open: "some", openItemIds: [id] });
  const page = (await ann.get("/evidence/shelf-ann/plan").expect(200)).text;
  expect(page).toContain("The file that takes its place");
  await ann
    .post(PATH)
    .attach("file", Buffer.concat([pdf, Buffer.from("\n%2\n")]), "more.pdf")
    .expect(409);
  const other = Buffer.concat([pdf, Buffer.from("\n%new\n")]);
  await ann.post(PATH).field("replacesId", id).attach("file", other, "new.pdf").expect(303);
  const now = await house.deps.mediaItems.ofShelf("shelf-ann");
  expect(now.map(({ fileName }) => fileName)).toEqual(["new.pdf"]);
  await house.deps.shelves.save({
    ...(await house.deps.shelves.get({ id: "shelf-ann" })),
    open: "all",
    openItemIds: [],
  });
});

/** After a return of one item, with the shelf as a submission left it. */
async function sentBack(openItemIds: string[]): Promise<void> {
  const shelf = await house.deps.shelves.get({ id: "shelf-ann" });
  await house.deps.shelves.save({ ...shelf, open: "some", openItemIds, openRoles: [], openPlaces: [] });
}
const anotherPdf = (mark: string) => Buffer.concat([pdf, Buffer.from(`\n%${mark}\n`)]);
const names = async () =>
  (await house.deps.mediaItems.ofShelf("shelf-ann"))
    .filter(({ role }) => role === "plan")
    .map(({ fileName }) => fileName);

test("what was sent back may be taken away first: its place takes one new file, and that one may be replaced again", async () => {
  for (const name of ["kept", "back"]) await ann.post(PATH).attach("file", anotherPdf(name), `${name}.pdf`).expect(303);
  const [, back] = await house.deps.mediaItems.ofShelf("shelf-ann");
  await sentBack([back?.id ?? ""]);
  await ann.post(PATH).attach("file", anotherPdf("one"), "one.pdf").expect(409);
  const page = (await ann.get("/evidence/shelf-ann/plan").expect(200)).text;
  expect(page.match(/Take away/g)).toHaveLength(1);
  await ann.post(`/media/items/${back?.id}/removal`).expect(303);
  expect(await names()).toEqual(["kept.pdf"]);
  expect((await ann.get("/evidence/shelf-ann/plan")).text).not.toContain("Only what was sent back");
  await ann.post(PATH).attach("file", anotherPdf("one"), "one.pdf").expect(303);
  await ann.post(PATH).attach("file", anotherPdf("two"), "two.pdf").expect(409);
  const [, one] = await house.deps.mediaItems.ofShelf("shelf-ann");
  expect(one).toMatchObject({ fileName: "one.pdf", part: back?.part });
  // A second tab still shows the one that was taken away: its form fills the same place, no other.
  await ann.post(`/media/items/${one?.id}/removal`).expect(303);
  await ann
    .post(PATH)
    .field("replacesId", back?.id ?? "")
    .attach("file", anotherPdf("three"), "three.pdf")
    .expect(303);
  expect(await names()).toEqual(["kept.pdf", "three.pdf"]);
  await house.deps.shelves.save({ ...(await house.deps.shelves.get({ id: "shelf-ann" })), open: "all" });
});

test("a file of another shelf is never replaced by its id", async () => {
  await ann.post(PATH).attach("file", anotherPdf("mine"), "mine.pdf").expect(303);
  const mine = await house.deps.mediaItems.get({ fileName: "mine.pdf" });
  const bobs = await house.deps.mediaItems.insert({ ...mine, id: "bobs", shelfId: "shelf-bob" });
  await ann.post(PATH).field("replacesId", bobs.id).attach("file", anotherPdf("x"), "x.pdf").expect(404);
});
