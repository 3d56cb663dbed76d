import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { Readable } from "node:stream";
import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import {
  addDocuments,
  carryOutRetention,
  findOrphans,
  holdShelf,
  releaseShelf,
  type MediaItem,
  planRetention,
  reapUploads,
  removeMediaItem,
  removeOrphanObjects,
  replayDeletions,
  startUpload,
} from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { fixedClock, type MovableClock, testHouse } from "../engines.ts";
import { addApplicant, MIB, someBytes } from "./shelf-of.ts";

let house: House;
let clock: MovableClock;
const DAY = 86_400_000;
const ANN: Actor = {
  personId: "ann",
  role: "applicant",
  holds: ["applicant"],
  side: null,
  isKeyHolder: false,
  schoolId: null,
};

beforeAll(async () => {
  clock = fixedClock(new Date());
  house = await testHouse(__filename, { clock, overrides: { UPLOAD_PART_MIB: "5" } });
  await addApplicant(house.deps, "ann");
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.deps.mediaItems.remove({});
  clock.set(new Date());
});

const begin = () =>
  startUpload(house.deps, ANN, {
    shelfId: "shelf-ann",
    role: "video",
    replacesId: null,
    fileName: "a.mp4",
    contentType: "",
    sizeBytes: 9 * MIB,
    lastModified: 1,
    fingerprint: null,
  });

async function document(): Promise<MediaItem> {
  const { deps } = house;
  const itemId = deps.newId();
  const key = `evidence/shelf-ann/${itemId}`;
  const put = await putStream(deps.s3, key, Readable.from([someBytes(2000)]), "application/pdf");
  const [item] = await addDocuments(deps, ANN, { shelfId: "shelf-ann", role: "plan", replacesId: null }, [
    { itemId, key, fileName: "a.pdf", contentType: "", ...put },
  ]);
  if (!item) throw new Error("nothing was added");
  await putStream(
    deps.s3,
    `renditions/shelf-ann/${itemId}/read.pdf`,
    Readable.from([someBytes(10)]),
    "application/pdf",
  );
  return item;
}

const uploads = async () => {
  const { client, bucket } = house.deps.s3;
  return ((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).length;
};
const versions = async (text: string) => {
  const { client, bucket } = house.deps.s3;
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return [...Versions, ...DeleteMarkers].filter(({ Key }) => Key?.includes(text) && !Key.startsWith("ledger/")).length;
};

test("an upload that nobody went on with for a week is given up; one of yesterday is not", async () => {
  const { itemId } = await begin();
  clock.advance(6 * DAY);
  expect((await reapUploads(house.deps)).idleUploads).toBe(0);
  clock.advance(2 * DAY);
  expect((await reapUploads(house.deps)).idleUploads).toBe(1);
  expect([await uploads(), (await house.deps.mediaItems.get({ id: itemId })).purgedAt === null]).toEqual([0, false]);
  expect(await house.deps.mediaItems.ofShelf("shelf-ann")).toEqual([]);
});

test("an upload that no record knows is aborted, once it is old enough", async () => {
  const { client, bucket } = house.deps.s3;
  await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: "evidence/shelf-ann/nobody" }));
  expect((await reapUploads(house.deps)).unknownUploads).toBe(0);
  clock.advance(2 * DAY);
  expect((await reapUploads(house.deps)).unknownUploads).toBe(1);
  expect(await uploads()).toBe(0);
});

test("what was taken away is gone a day later, with every version and rendition, and certified", async () => {
  const item = await document();
  await removeMediaItem(house.deps, ANN, item.id);
  expect(await versions(item.id)).toBe(2);
  clock.advance(2 * DAY);
  expect((await reapUploads(house.deps)).deletedItems).toBe(1);
  expect(await versions(item.id)).toBe(0);
  const [certificate] = (await house.deps.deletions.ofShelf("shelf-ann")).filter(({ itemId }) => itemId === item.id);
  expect(certificate).toMatchObject({ removedVersions: 2, why: "taken away by its owner" });
  expect(certificate?.certifiedAt).not.toBeNull();
});

test("older versions and delete markers go too", async () => {
  const item = await document();
  const { client, bucket } = house.deps.s3;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: item.object.key, Body: "another version" }));
  const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: item.object.key }));
  expect(await versions(item.id)).toBe(4);
  await carryOutRetention(house.deps, ["shelf-ann"], "90 days after the cohort closed");
  expect(await versions(item.id)).toBe(0);
});

test("a dry run says what would go and touches nothing; a legal hold keeps everything", async () => {
  const item = await document();
  expect(await planRetention(house.deps, ["shelf-ann"])).toEqual({
    itemIds: [item.id],
    sizeBytes: 2000,
    heldShelfIds: [],
  });
  expect(await versions(item.id)).toBe(2);
  const order = { shelfId: "shelf-ann", byId: "jo" };
  await holdShelf(house.deps, { ...order, reason: "A complaint is open." });
  await carryOutRetention(house.deps, ["shelf-ann"], "90 days after the cohort closed");
  await removeMediaItem(house.deps, ANN, item.id);
  clock.advance(3 * DAY);
  await reapUploads(house.deps);
  expect(await versions(item.id)).toBe(2);
  await releaseShelf(house.deps, { ...order, reason: "The complaint is settled." });
  const { holds, isHeld } = await house.deps.shelves.get({ id: "shelf-ann" });
  expect([isHeld, holds.map(({ reason, lifted }) => [reason, lifted?.reason])]).toEqual([
    false,
    [["A complaint is open.", "The complaint is settled."]],
  ]);
});

test("a hold that is placed while others are being removed keeps what has not gone yet", async () => {
  const [first, second] = [await document(), await document()];
  for (const { id } of [first, second]) await removeMediaItem(house.deps, ANN, id);
  clock.advance(2 * DAY);
  let begun = 0;
  const { deletions } = house.deps;
  const begin: typeof deletions.begin = async (...said) => {
    begun += 1;
    await holdShelf(house.deps, { shelfId: "shelf-ann", byId: "jo", reason: "A complaint is open." });
    return deletions.begin(...said);
  };
  const holding = new Proxy(deletions, {
    get: (all, name) => (name === "begin" ? begin : Reflect.get(all, name, all)),
  });
  expect((await reapUploads({ ...house.deps, deletions: holding })).deletedItems).toBe(1);
  expect([begun, (await versions(first.id)) + (await versions(second.id))]).toEqual([1, 2]);
  await releaseShelf(house.deps, { shelfId: "shelf-ann", byId: "jo", reason: "The complaint is settled." });
});

test("a restored backup forgets again what was deleted since", async () => {
  const item = await document();
  const before = await house.deps.mediaItems.get({ id: item.id });
  await carryOutRetention(house.deps, ["shelf-ann"], "90 days after the cohort closed");
  // The backup brings back the record and the bytes.
  await house.deps.mediaItems.remove({ id: item.id });
  await house.deps.mediaItems.insert(before);
  await house.deps.connection.collection("deletions").deleteMany({});
  await putStream(house.deps.s3, item.object.key, Readable.from([someBytes(2000)]), "application/pdf");
  expect(await replayDeletions(house.deps)).toBe(1);
  expect(await versions(item.id)).toBe(0);
  expect((await house.deps.mediaItems.get({ id: item.id })).purgedAt).not.toBeNull();
});

test("bytes without a record and records without their bytes are both found", async () => {
  const lost = await document();
  const kept = await document();
  const { client, bucket } = house.deps.s3;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "evidence/shelf-ann/stray", Body: "x" }));
  const { deleteObject } = await import("../../server/platform/objects.ts");
  await deleteObject(house.deps.s3, lost.object.key, lost.object.objectVersion);
  clock.advance(2 * DAY);
  const found = await findOrphans(house.deps);
  expect(found.itemIds).toEqual([lost.id]);
  expect(found.objects.map(({ key }) => key)).toContain("evidence/shelf-ann/stray");
  expect(found.objects.map(({ key }) => key)).not.toContain(kept.object.key);
  await removeOrphanObjects(house.deps);
  expect((await findOrphans(house.deps)).objects).toEqual([]);
});
