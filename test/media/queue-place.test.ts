import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { type MediaItem, startItem } from "../../server/media/index.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";
import { addApplicant, signedIn } from "./shelf-of.ts";

let house: House;
beforeAll(async () => {
  house = await testHouse(__filename);
  for (const id of ["ann", "bob"]) await addApplicant(house.deps, id);
});
afterAll(() => house.close());

/** A checked video that waits, handed in at this minute. */
async function waiting(owner: string, minute: number, part: Partial<MediaItem>) {
  const { deps } = house;
  const id = deps.newId();
  const about = {
    id,
    shelfId: `shelf-${owner}`,
    ownerId: owner,
    role: "video" as const,
    part: 1,
    contentType: "video/mp4",
  };
  const object = { key: `evidence/shelf-${owner}/${id}`, objectVersion: "1" };
  const begun = startItem(
    { ...about, fileName: `${owner}-${minute}.mp4`, sizeBytes: 9, object },
    null,
    deps.clock.now(),
  );
  const completedAt = new Date(Date.UTC(2026, 10, 23, 15, minute));
  return deps.mediaItems.insert({ ...begun, check: "usable", completedAt, durationMs: 50 * 60_000, ...part });
}

test("an applicant reads the place in the queue, the longest time it may take, and each step with its percent", async () => {
  await waiting("bob", 1, { playable: "preparing" });
  await waiting("bob", 2, {});
  await waiting("bob", 3, { playable: "ready" });
  await waiting("ann", 4, {});
  const steps: MediaItem["steps"] = [
    { name: "copy", state: "running", percent: 37, endedAt: null },
    { name: "header", state: "waiting", percent: null, endedAt: null },
  ];
  await waiting("ann", 5, { check: "checking", durationMs: null, steps });
  const ann = await signedIn(createApp(house.deps, ROOT_DIR), "ann");
  const { text } = await ann.get("/evidence/shelf-ann/video?part=list").expect(200);
  // Three videos of 50 minutes at 0.7 of their length.
  expect(text).toContain("waiting to be made ready to play (number 3 in the queue, at most about 1 h 45 min)");
  expect(text).toMatch(/mp-filesteps__step--running.*37%.*running/);
  expect(text).toMatch(/mp-filesteps__step--waiting/);
  expect(text).not.toContain("bob");
});
