/** Submit against opposite steps in the same instant, with files that really lie in the file store. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { makeVideo } from "../../dev/make-media.ts";
import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { checkItem, finishUpload, reapUploads, removeMediaItem, startUpload } from "../../server/media/index.ts";
import { signParts } from "../../server/media/sign-parts.ts";
import { openObject } from "../../server/platform/objects.ts";
import {
  type Application,
  isIntact,
  settleSubmission,
  submitProfile,
  takeBackConsent,
  withdrawApplication,
  writeConsent,
} from "../../server/profiles/index.ts";
import { fixedClock, type MovableClock, testHouse } from "../engines.ts";
import { partSum } from "../media/shelf-of.ts";
import { fullDraft, openWorld, type World } from "./world.ts";

jest.setTimeout(120_000);

let house: House;
let world: World;
let clock: MovableClock;
let lesson: Buffer;
const NOON = "2026-11-20T17:00:00Z";
const ROUNDS = [1, 2, 3, 4, 5];
const deps = () => house.deps;
const refused = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    ({ name }: Error) => name,
  );
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

beforeAll(async () => {
  clock = fixedClock(NOON);
  house = await testHouse(__filename, { clock });
  world = await openWorld(deps());
  lesson = await readFile(await makeVideo({}));
});
afterAll(() => house.close());
beforeEach(() => clock.set(NOON));

/** Begins an upload and sends its parts; what is left is to say that all are there. */
async function sent(applicant: Actor, shelfId: string, lastModified = 1): Promise<string> {
  const about = { shelfId, role: "video" as const, fileName: "lesson.mp4", contentType: "video/mp4", lastModified };
  const request = { ...about, replacesId: null, fingerprint: null, sizeBytes: lesson.length };
  const { itemId, partSizeBytes, partCount } = await startUpload(deps(), applicant, request);
  for (let number = 1; number <= partCount; number += 1) {
    const part = lesson.subarray((number - 1) * partSizeBytes, number * partSizeBytes);
    const sum = partSum(part);
    const [signed] = await signParts(deps(), applicant, itemId, [{ number, crc32: sum }]);
    const headers = { "x-amz-checksum-crc32": sum };
    const put = await fetch(signed?.url ?? "", { method: "PUT", body: part as never, headers });
    expect(put.status).toBe(200);
  }
  return itemId;
}

/** A whole draft whose video's bytes are in the store; not yet joined where `isJoined` is false. */
async function draftWithVideo({ isJoined }: { isJoined: boolean }): Promise<[Actor, Application, string]> {
  const [applicant, draft] = await fullDraft(deps(), world);
  await deps().mediaItems.remove({ shelfId: draft.id, role: "video" });
  const id = await sent(applicant, draft.id);
  if (isJoined) await finishUpload(deps(), applicant, id);
  return [applicant, draft, id];
}

async function storedHash(itemId: string): Promise<string> {
  const { object } = await deps().mediaItems.get({ id: itemId });
  return sha256(await buffer(await openObject(deps().s3, object)));
}
const stateOf = async (id: string) => (await deps().applications.get({ id })).state;
const namesIn = async (id: string) =>
  (await deps().applications.get({ id })).manifest?.items.map((i) => i.itemId) ?? [];

test.each(ROUNDS)(
  "Submit against taking the video away: one wins, and what is in the manifest is in the store (%#)",
  async () => {
    const [applicant, draft, id] = await draftWithVideo({ isJoined: true });
    const outcome = await Promise.all([
      refused(submitProfile(deps(), applicant, draft.id)),
      refused(removeMediaItem(deps(), applicant, id)),
    ]);
    const isKept = (await deps().mediaItems.get({ id })).deletedAt === null;
    expect([outcome, await stateOf(draft.id), (await namesIn(draft.id)).includes(id)]).toEqual(
      isKept ? [["done", "wrong-state"], "submitted", true] : [["invalid-input", "done"], "draft", false],
    );
    clock.advance(2 * 86_400_000);
    await reapUploads(deps());
    const bytes = await storedHash(id).catch(({ name }: Error) => name);
    expect(bytes).toBe(isKept ? sha256(lesson) : "NoSuchKey");
  },
);

test.each(ROUNDS)("Submit against the last word of an upload: handed in, and every byte counts (%#)", async () => {
  const [applicant, draft, id] = await draftWithVideo({ isJoined: false });
  const outcome = await Promise.all([
    refused(submitProfile(deps(), applicant, draft.id)),
    refused(finishUpload(deps(), applicant, id)),
  ]);
  expect([outcome, await stateOf(draft.id), await namesIn(draft.id)]).toEqual([
    ["done", "done"],
    "submitted",
    expect.arrayContaining([id]),
  ]);
  expect([(await deps().mediaItems.get({ id })).check, await storedHash(id)]).toEqual(["checking", sha256(lesson)]);
});

test("what was handed in while it still arrived is checked, sealed with the file's own hash, and complete", async () => {
  const [applicant, draft, id] = await draftWithVideo({ isJoined: false });
  await Promise.all([submitProfile(deps(), applicant, draft.id), finishUpload(deps(), applicant, id)]);
  await checkItem(deps(), id, new AbortController().signal);
  await settleSubmission(deps(), draft.id);
  const { submission, manifest } = await deps().applications.get({ id: draft.id });
  const seal = manifest?.items.find(({ itemId }) => itemId === id)?.seal;
  expect([submission?.kind, seal?.sha256, manifest && isIntact(manifest)]).toEqual(["complete", sha256(lesson), true]);
});

test.each(ROUNDS)(
  "Submit against one more part in another tab: it is in the manifest, or it was refused (%#)",
  async () => {
    const [applicant, draft, id] = await draftWithVideo({ isJoined: true });
    const about = { shelfId: draft.id, role: "video" as const, fileName: "second.mp4", contentType: "video/mp4" };
    const second = { ...about, replacesId: null, fingerprint: null, sizeBytes: 7_000_000, lastModified: 2 };
    const [submit, added] = await Promise.all([
      refused(submitProfile(deps(), applicant, draft.id)),
      startUpload(deps(), applicant, second).then(
        ({ itemId }) => itemId,
        ({ name }: Error) => name,
      ),
    ]);
    const videos = (await deps().mediaItems.ofShelf(draft.id)).filter(({ role }) => role === "video").map((i) => i.id);
    const inManifest = (await namesIn(draft.id)).filter((name) => videos.includes(name));
    expect([submit, inManifest.toSorted()]).toEqual(["done", videos.toSorted()]);
    expect(videos).toHaveLength(added === "wrong-state" ? 1 : 2);
    expect(videos).toContain(id);
  },
);

test.each(ROUNDS)(
  "Submit, a consent taken back, a part taken away and the application withdrawn at once (%#)",
  async () => {
    const [applicant, draft, id] = await draftWithVideo({ isJoined: true });
    const granted = { isRecorded: true, answer: "granted", attested: null } as const;
    const line = { studentId: "s", label: "A. B.", video: granted, audio: granted, work: granted };
    await writeConsent(deps(), applicant, draft.id, { change: () => [line], seen: null });
    const [submit, consent, removal, withdrawal] = await Promise.all([
      refused(submitProfile(deps(), applicant, draft.id)),
      refused(takeBackConsent(deps(), applicant, draft.id, { studentId: "s", kind: "video" })),
      refused(removeMediaItem(deps(), applicant, id)),
      refused(withdrawApplication(deps(), applicant, draft.id, "")),
    ]);
    expect(withdrawal).toBe("done");
    expect(["done", "invalid-input", "wrong-state"]).toContain(submit);
    expect(["done", "wrong-state"]).toContain(consent);
    expect(["done", "wrong-state"]).toContain(removal);
    const after = await deps().applications.get({ id: draft.id });
    const shelf = await deps().shelves.get({ id: draft.id });
    // Whatever came first: it ends withdrawn, closed and locked, and Submit stands in the story once or never.
    expect([after.state, shelf.open, shelf.lockedRoles.includes("video")]).toEqual(["withdrawn", "none", true]);
    expect(after.history.filter(({ action }) => action === "submit")).toHaveLength(submit === "done" ? 1 : 0);
    // The video went before Submit, or not at all.
    const isGone = (await deps().mediaItems.get({ id })).deletedAt !== null;
    expect([isGone, isGone && submit === "done"]).toEqual([removal === "done", false]);
  },
);
