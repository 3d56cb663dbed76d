/** How long a lesson may be is what the cohort's program version says, not what a new one would begin with. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { makeVideo } from "../../dev/make-media.ts";
import type { House } from "../../server/compose.ts";
import { checkItem, finishItem, type MediaItem, startItem } from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { testHouse } from "../engines.ts";
import { emptyDraft, openWorld } from "../profiles/world.ts";

jest.setTimeout(120_000);
let house: House;
beforeAll(async () => {
  house = await testHouse(__filename);
});
afterAll(() => house.close());

async function checked(shelfId: string, ownerId: string, path: string): Promise<MediaItem> {
  const { deps } = house;
  const id = deps.newId();
  const key = `evidence/${shelfId}/${id}`;
  const put = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  const { size: sizeBytes } = await stat(path);
  const about = { id, shelfId, ownerId, role: "video" as const, part: 1, fileName: "lesson.mp4" };
  const object = { key, objectVersion: null };
  const begun = startItem({ ...about, contentType: "video/mp4", sizeBytes, object }, null, deps.clock.now());
  const [item] = finishItem(begun, { ...put, sha256: null }, { role: "system" }, deps.newId(), deps.clock.now());
  await deps.mediaItems.insert(item);
  await checkItem(deps, id, new AbortController().signal);
  return deps.mediaItems.get({ id });
}

test("a video is judged by its cohort's rules", async () => {
  const { deps } = house;
  const world = await openWorld(deps);
  const [, draft] = await emptyDraft(deps, world);
  const minute = await makeVideo({ durationSec: 60 });
  expect(await checked(draft.id, draft.applicantId, minute)).toMatchObject({ check: "usable" });

  const version = await deps.programs.get({ id: world.cohort.programVersionId });
  await deps.programs.save({ ...version, settings: { ...version.settings, videoMinSec: 20, videoMaxSec: 40 } });
  const refused = await checked(draft.id, draft.applicantId, minute);
  expect(refused.check).toBe("rejected");
  expect(refused.reason).toMatch(/shorten|at most|long/i);
});
