import { connect } from "node:net";
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import type { UploadSession } from "../../server/media/start-upload.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";
import { addApplicant, MIB, partSum, sha256, signedIn, someBytes } from "./shelf-of.ts";

type Agent = ReturnType<typeof request.agent>;
let house: House;
let app: ReturnType<typeof createApp>;
let ann: Agent;
let bob: Agent;

beforeAll(async () => {
  house = await testHouse(__filename, { overrides: { UPLOAD_PART_MIB: "5" } });
  app = createApp(house.deps, ROOT_DIR);
  for (const id of ["ann", "bob"]) await addApplicant(house.deps, id);
  ann = await signedIn(app, "ann");
  bob = await signedIn(app, "bob");
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.deps.mediaItems.remove({});
  const shelf = await house.deps.shelves.get({ id: "shelf-ann" });
  await house.deps.shelves.save({ ...shelf, open: "all", openItemIds: [], openRoles: [] });
});

const video = (bytes: Uint8Array, fileName = "lesson.mp4") => ({
  shelfId: "shelf-ann",
  role: "video",
  fileName,
  contentType: "video/mp4",
  sizeBytes: bytes.length,
  lastModified: 1,
});
const json = (agent: Agent, path: string, body: object = {}) => agent.post(path).accept("json").send(body);

async function begin(bytes: Uint8Array, agent = ann, fileName = "lesson.mp4"): Promise<UploadSession> {
  return (await json(agent, "/media/uploads", video(bytes, fileName)).expect(201)).body as UploadSession;
}

const partOf = (bytes: Uint8Array, { partSizeBytes }: UploadSession, number: number) =>
  bytes.subarray((number - 1) * partSizeBytes, number * partSizeBytes);

async function addressOf(bytes: Uint8Array, session: UploadSession, number: number): Promise<string> {
  const parts = [{ number, crc32: partSum(partOf(bytes, session, number)) }];
  const answer = await json(ann, `/media/uploads/${session.itemId}/parts`, { parts }).expect(200);
  return answer.body.parts[0].url as string;
}

/** What the store says to these bytes at this address; null when it hangs up. */
const put = (url: string, part: Uint8Array, sum = partSum(part)) =>
  fetch(url, { method: "PUT", body: part as never, headers: { "x-amz-checksum-crc32": sum } }).then(
    ({ status }) => status,
    () => null,
  );

/** Sends one part with the store's own address. */
const send = async (bytes: Uint8Array, session: UploadSession, number: number) =>
  put(await addressOf(bytes, session, number), partOf(bytes, session, number));

async function stored(itemId: string): Promise<Uint8Array> {
  const { object } = await house.deps.mediaItems.get({ id: itemId });
  const { client, bucket } = house.deps.s3;
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: object.key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

test("parts go straight to the store and are one file in the end, said once", async () => {
  const bytes = someBytes(12 * MIB + 77);
  const session = await begin(bytes);
  expect(session).toMatchObject({ partSizeBytes: 5 * MIB, partCount: 3, doneParts: [] });
  for (const number of [3, 1, 2]) expect(await send(bytes, session, number)).toBe(200);
  for (let i = 0; i < 2; i += 1) {
    const done = await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
    expect(done.body).toEqual({ state: "complete" });
  }
  expect(sha256(await stored(session.itemId))).toBe(sha256(bytes));
  const item = await house.deps.mediaItems.get({ id: session.itemId });
  expect(item).toMatchObject({ check: "checking", upload: null, seal: null });
  expect(item.completedAt).not.toBeNull();
});

test("the same file chosen again after it has arrived is not a second part; one that could not be used is refused in words", async () => {
  const bytes = someBytes(6 * MIB);
  const session = await begin(bytes);
  for (const number of [1, 2]) await send(bytes, session, number);
  await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
  const again = await begin(bytes);
  expect(again).toEqual({ ...session, doneParts: [1, 2], isHere: true });
  await json(ann, `/media/uploads/${again.itemId}/completion`).expect(200);
  expect(await house.deps.mediaItems.ofShelf("shelf-ann")).toHaveLength(1);
  const other = await begin(bytes, ann, "lesson-2.mp4");
  expect([other.isHere, other.itemId === session.itemId]).toEqual([false, false]);
  const replacing = { ...video(bytes), replacesId: session.itemId };
  const sentBack = await json(ann, "/media/uploads", replacing).expect(409);
  expect(sentBack.body.detail).toContain("choose the file that takes its place");
  await house.deps.mediaItems.change(session.itemId, (now) => [{ ...now, check: "rejected", reason: "It is silent." }]);
  const refused = await json(ann, "/media/uploads", video(bytes)).expect(409);
  expect(refused.body.detail).toContain("lesson.mp4 is here already and could not be used.");
  expect(await house.deps.mediaItems.ofShelf("shelf-ann")).toHaveLength(2);
});

test("the same file begun three times in one moment is one upload, and nothing else is open at the store", async () => {
  const bytes = someBytes(6 * MIB);
  const before = await openKeys();
  const begun = await Promise.all([begin(bytes), begin(bytes), begin(bytes)]);
  expect(new Set(begun.map(({ itemId }) => itemId)).size).toBe(1);
  expect(await house.deps.mediaItems.ofShelf("shelf-ann")).toHaveLength(1);
  const opened = (await openKeys()).filter((key) => !before.includes(key));
  expect(opened).toEqual([`evidence/shelf-ann/${begun[0]?.itemId}`]);
});

/** Of the uploads that are open at the store. */
async function openKeys(): Promise<(string | undefined)[]> {
  const { client, bucket } = house.deps.s3;
  const listed = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: "evidence/" }));
  return (listed.Uploads ?? []).map(({ Key }) => Key);
}

test("two Completes at once are one", async () => {
  const bytes = someBytes(6 * MIB);
  const session = await begin(bytes);
  for (const number of [1, 2]) await send(bytes, session, number);
  const both = await Promise.all([1, 2].map(() => json(ann, `/media/uploads/${session.itemId}/completion`)));
  expect(both.map(({ body }) => body)).toEqual([{ state: "complete" }, { state: "complete" }]);
  const { client, bucket } = house.deps.s3;
  const { object } = await house.deps.mediaItems.get({ id: session.itemId });
  const versions = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: object.key }));
  expect(versions.Versions?.length).toBe(1);
});

test("a missing part is named, and the upload goes on from there", async () => {
  const bytes = someBytes(11 * MIB);
  const session = await begin(bytes);
  await send(bytes, session, 2);
  const early = await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
  expect(early.body).toEqual({ state: "incomplete", missing: [1, 3] });
  const again = await begin(bytes);
  expect(again).toEqual({ ...session, doneParts: [2] });
});

test("the part size stays what it was when the setting changes between two page loads", async () => {
  const bytes = someBytes(11 * MIB);
  const session = await begin(bytes);
  await send(bytes, session, 1);
  const other = createApp(
    { ...house.deps, config: { ...house.deps.config, upload: { minPartBytes: 8 * MIB } } },
    ROOT_DIR,
  );
  const later = (await json(await signedIn(other, "ann"), "/media/uploads", video(bytes)).expect(201))
    .body as UploadSession;
  expect(later).toEqual({ ...session, doneParts: [1] });
  for (const number of [2, 3]) await send(bytes, later, number);
  await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
  expect(sha256(await stored(session.itemId))).toBe(sha256(bytes));
});

test("other bytes than were signed for are refused by the store: another size, another content, another part", async () => {
  const bytes = someBytes(11 * MIB);
  const session = await begin(bytes);
  const url = await addressOf(bytes, session, 2);
  const part = partOf(bytes, session, 2);
  const other = someBytes(5 * MIB);
  const refused = [
    await put(url, bytes.subarray(0, 4096), partSum(part)),
    await put(url, other),
    await put(url, other, partSum(part)),
    await put(url.replace("partNumber=2", "partNumber=1"), part),
  ];
  expect(refused.filter((status) => status === 200)).toEqual([]);
  expect((await begin(bytes)).doneParts).toEqual([]);
});

test.each([0.02, 0.6, 0.999])(
  "a part whose connection breaks at %f of it is sent again, whatever the store keeps of it",
  async (share) => {
    const bytes = someBytes(6 * MIB);
    const session = await begin(bytes);
    const part = partOf(bytes, session, 1);
    const url = new URL(await addressOf(bytes, session, 1));
    await new Promise<void>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        socket.write(
          `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: ${part.length}\r\nx-amz-checksum-crc32: ${partSum(part)}\r\n\r\n`,
        );
        socket.write(part.subarray(0, Math.floor(part.length * share)), () => setTimeout(() => socket.destroy(), 100));
      });
      socket.on("close", () => resolve());
    });
    await send(bytes, session, 2);
    const early = await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
    expect(early.body).toEqual({ state: "incomplete", missing: [1] });
    await send(bytes, session, 1);
    await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
    expect(sha256(await stored(session.itemId))).toBe(sha256(bytes));
  },
);

test("an upload that the store has forgotten begins anew under the same item", async () => {
  const bytes = someBytes(11 * MIB);
  const session = await begin(bytes);
  await send(bytes, session, 1);
  const { client, bucket } = house.deps.s3;
  const { object, upload } = await house.deps.mediaItems.get({ id: session.itemId });
  const { abortMultipart } = await import("../../server/platform/multipart.ts");
  await abortMultipart(house.deps.s3, { key: object.key, uploadId: upload?.uploadId ?? "" });
  await json(ann, `/media/uploads/${session.itemId}/completion`).expect(409);
  const again = await begin(bytes);
  expect(again).toEqual({ ...session, doneParts: [] });
  for (const number of [1, 2, 3]) await send(bytes, again, number);
  await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
  expect(sha256(await stored(session.itemId))).toBe(sha256(bytes));
  expect(
    (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: object.key }))).Uploads ?? [],
  ).toEqual([]);
});

test("a foreign upload and a missing one get the same bytes", async () => {
  const { itemId } = await begin(someBytes(6 * MIB));
  const ask = async (id: string, what: string, body: object) => {
    const { status, text, headers } = await json(bob, `/media/uploads/${id}/${what}`, body);
    return { status, text, type: headers["content-type"] };
  };
  for (const [what, body] of [
    ["parts", { parts: [{ number: 1, crc32: partSum(someBytes(1)) }] }],
    ["completion", {}],
  ] as const)
    expect(await ask(itemId, what, body)).toEqual(await ask("00000000-0000-4000-8000-000000000000", what, body));
  const foreign = await json(bob, "/media/uploads", video(someBytes(9)));
  const missing = await json(bob, "/media/uploads", { ...video(someBytes(9)), shelfId: "shelf-nobody" });
  expect([foreign.status, foreign.text]).toEqual([missing.status, missing.text]);
  expect(foreign.status).toBe(404);
});

test("nothing is added to a closed shelf, and an upload under way may still end", async () => {
  const bytes = someBytes(6 * MIB);
  const session = await begin(bytes);
  const shelf = await house.deps.shelves.get({ id: "shelf-ann" });
  await house.deps.shelves.save({ ...shelf, open: "none" });
  await json(ann, "/media/uploads", video(bytes, "second.mp4")).expect(409);
  await json(ann, `/media/items/${session.itemId}/removal`).expect(409);
  for (const number of [1, 2]) expect(await send(bytes, session, number)).toBe(200);
  await json(ann, `/media/uploads/${session.itemId}/completion`).expect(200);
});

test("closing a shelf and taking a file away in the same instant: one of them wins", async () => {
  for (let round = 0; round < 8; round += 1) {
    await house.deps.mediaItems.remove({});
    const shelf = await house.deps.shelves.get({ id: "shelf-ann" });
    await house.deps.shelves.save({ ...shelf, open: "all" });
    const { itemId } = await begin(someBytes(100));
    const close = house.deps.inTransaction(async (session) => {
      const open = await house.deps.shelves.get({ id: "shelf-ann" }, session);
      const held = await house.deps.mediaItems.ofShelf("shelf-ann", session);
      await house.deps.shelves.save({ ...open, open: "none" }, [], session);
      return held.map(({ id }) => id);
    });
    const [held, removal] = await Promise.all([close, json(ann, `/media/items/${itemId}/removal`)]);
    const left = (await house.deps.mediaItems.ofShelf("shelf-ann")).map(({ id }) => id);
    expect(left).toEqual(held);
    expect(removal.status).toBe(held.length === 0 ? 200 : 409);
  }
});

test("a file that is empty or beyond the limit is refused before anything is begun", async () => {
  await json(ann, "/media/uploads", { ...video(someBytes(1)), sizeBytes: 0 }).expect(422);
  await json(ann, "/media/uploads", { ...video(someBytes(1)), sizeBytes: 41 * 1024 * MIB }).expect(413);
});

test("a fourth part of one lesson has no place", async () => {
  for (let i = 1; i <= 3; i += 1) await begin(someBytes(100 + i), ann, `part-${i}.mp4`);
  const fourth = await json(ann, "/media/uploads", video(someBytes(200), "part-4.mp4")).expect(409);
  expect(fourth.body.detail).toContain("There are 3 files here already");
  expect((await house.deps.mediaItems.ofShelf("shelf-ann")).map(({ part }) => part)).toEqual([1, 2, 3]);
});
