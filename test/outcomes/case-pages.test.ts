import type { Express } from "express";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import {
  actorOf,
  addDistrict,
  addProfile,
  answersFor,
  type Agent,
  handInSheet,
  handInSheets,
  reviewIdOf,
  send,
  signedIn,
} from "../small-district.ts";
import { rubricKey, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { submitReview } from "../../server/reviews/index.ts";

const clock = fixedClock("2026-03-10T15:00:00Z");
let house: House;
let app: Express;
let jgp: Agent;
let count = 0;

beforeAll(async () => {
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
  await addDistrict(house.deps);
  jgp = await signedIn(app, "jgp-union-1");
});
afterAll(() => house.close());

async function newCase(points: readonly number[], rest = {}): Promise<string> {
  count += 1;
  const id = `teacher-${count}`;
  await addProfile(house.deps, id, count, rest);
  await handInSheets(house.deps, id, points);
  await drain(house.deps);
  return id;
}
const plain = (html: string) =>
  html
    .replace(/<head>[\s\S]*?<\/head>/, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

test("the blind look shows split indicators and their evidence, and no total, percent or side of the cut", async () => {
  const id = await newCase([42, 42, 17]);
  for (const path of [`/cases/${id}`, "/cases", "/"]) {
    const text = plain((await jgp.get(path).expect(200)).text);
    expect(text).not.toMatch(/\b(101|80\.16|of 126|of 42|17 of)\b/);
    expect(text).not.toContain("straddle");
  }
  const text = plain((await jgp.get(`/cases/${id}`)).text);
  expect(text).toContain("R-003, level 1");
  expect(text).toContain("Seen in the lesson, indicator 4.1.");
  expect(text).not.toContain("Promote");
});

test("two histories that differ only in the side of the cut give the panel the same blind look", async () => {
  const [high, low] = [await newCase([42, 42, 14]), await newCase([42, 37, 14])];
  const look = async (id: string) => {
    const text = plain((await jgp.get(`/cases/${id}`)).text);
    return text.replaceAll(/C01-M-\d+|Teacher \d+/g, "");
  };
  const levels = (text: string) => text.replaceAll(/level \d/g, "level");
  expect(levels(await look(high))).toBe(levels(await look(low)));
});

test("let stand with a reason, the result and its sign are shown with the exact fraction", async () => {
  const id = await newCase([42, 42, 17]);
  await send(jgp, `/cases/${id}/look`, { decision: "let-stand", reason: "" }).expect(422);
  await send(jgp, `/cases/${id}/look`, { decision: "", reason: "x" }).expect(422);
  await send(jgp, `/cases/${id}/look`, { decision: "let-stand", reason: "Both stand." }).expect(303);
  await drain(house.deps);
  const text = plain((await jgp.get(`/cases/${id}`)).text);
  expect(text).toContain("101 of 126 points, 80.16 percent");
  expect(text).toContain("Readers straddle the cut.");
  await send(jgp, `/cases/${id}/look`, { decision: "fourth-read", reason: "Changed my mind." }).expect(409);
});

test("a reader's stop puts the case on hold at once; ruled to stand, it goes on", async () => {
  count += 1;
  const id = `teacher-${count}`;
  await addProfile(house.deps, id, count);
  await handInSheet(house.deps, id, 1, 36);
  const reader = await actorOf(house.deps, "reader-1", "reviewer");
  const review = await house.deps.reviews.get({ id: reviewIdOf(id, 1) });
  await house.deps.reviews.save({ ...review, state: "reopened" });
  const coded = answersFor(36).map((answer, i) => (i === 0 ? { ...answer, level: null, code: "NS6" } : answer));
  await submitReview(house.deps, reader, review.id, coded, rubricKey(SAMPLE_RUBRIC));
  await drain(house.deps);
  expect((await house.deps.applications.get({ id })).state).toBe("on-hold");
  expect(plain((await jgp.get("/")).text)).toContain("A reader stopped");
  await send(jgp, `/cases/${id}/not-scorable-ruling`, { ruling: "let-stand", reason: "Consent is on file." }).expect(
    303,
  );
  await drain(house.deps);
  expect((await house.deps.applications.get({ id })).state).toBe("in-review");
});

test("void ends the case for everybody", async () => {
  const id = await newCase([]);
  for (const place of [1, 2]) {
    await handInSheet(house.deps, id, place, 36);
    const review = await house.deps.reviews.get({ id: reviewIdOf(id, place) });
    const [sheet] = review.sheets;
    if (!sheet) throw new Error("no sheet");
    const answers = sheet.answers.map((one, i) => (i === 0 ? { ...one, level: null, code: "NS1" } : one));
    await house.deps.reviews.save({ ...review, sheets: [{ ...sheet, answers }] });
  }
  await handInSheet(house.deps, id, 3, 36);
  await drain(house.deps);
  expect(plain((await jgp.get(`/cases/${id}`)).text)).toContain("Two readers could not score the same indicator");
  await send(jgp, `/cases/${id}/not-scorable-ruling`, { ruling: "void", reason: "The video cannot be heard." }).expect(
    303,
  );
  await drain(house.deps);
  expect((await house.deps.applications.get({ id })).state).toBe("void");
});

test("a sheet is reopened with a reason until the list is signed", async () => {
  const id = await newCase([36, 35, 34]);
  await send(jgp, `/cases/${id}/reopenings`, { reviewId: "", reason: "x" }).expect(422);
  await send(jgp, `/cases/${id}/reopenings`, { reviewId: reviewIdOf(id, 1), reason: "" }).expect(422);
  const record = await house.deps.cases.get({ id });
  await house.deps.cases.save({ ...record, sealedAt: clock.now() });
  await send(jgp, `/cases/${id}/reopenings`, { reviewId: reviewIdOf(id, 1), reason: "A page." }).expect(409);
  const sealed = await house.deps.cases.get({ id });
  await house.deps.cases.save({ ...sealed, sealedAt: null });
  await send(jgp, `/cases/${id}/reopenings`, { reviewId: reviewIdOf(id, 1), reason: "A page." }).expect(303);
  await drain(house.deps);
  expect((await house.deps.applications.get({ id })).state).toBe("in-review");
});

test("a sheet of another case is not reopened from here", async () => {
  const [one, other] = [await newCase([36, 35, 34]), await newCase([36, 35, 34])];
  await send(jgp, `/cases/${one}/reopenings`, { reviewId: reviewIdOf(other, 1), reason: "x" }).expect(404);
});

test("a case with a conflict does not exist, in the list or by its address", async () => {
  const id = await newCase([36, 35, 34], { conflictedIds: ["jgp-district-1"] });
  const conflicted = await signedIn(app, "jgp-district-1");
  const code = (await house.deps.applications.get({ id })).code;
  expect((await jgp.get("/cases")).text).toContain(code);
  expect((await conflicted.get("/cases")).text).not.toContain(code);
  await conflicted.get(`/cases/${id}`).expect(404);
});
