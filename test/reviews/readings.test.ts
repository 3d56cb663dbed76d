import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { remindReaders } from "../../server/reviews/index.ts";
import { emailMoreTimeAnswer } from "../../workers/email-more-time-answer.ts";
import { cohortToMatch } from "../matching/cohort-to-match.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testHouse } from "../engines.ts";
import { signedIn } from "../signed-in.ts";
import { review } from "./people-and-reviews.ts";

let house: House;
let clock: MovableClock;
let app: ReturnType<typeof createApp>;
type Agent = Awaited<ReturnType<typeof signedIn>>;
let coordinator: Agent;
let reader: Agent;

beforeEach(async () => {
  clock = fixedClock();
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
  await cohortToMatch(house.deps, { profiles: 2, readers: 2 });
  for (const p of [1, 2])
    for (const r of [1, 2])
      await house.deps.reviews.insert(
        review(`r${p}${r}`, {
          profileId: `p${p}`,
          profileCode: `C01-M-00${p}`,
          applicantId: `applicant-of-p${p}`,
          reviewerId: `reader-${r}`,
          reviewerCode: `R-00${r}`,
          state: "in-progress",
          reviewBy: new Date("2026-11-21T04:59:59Z"),
        }),
      );
  coordinator = await signedIn(app, house.deps, "jgp-1", "jgp");
  reader = await signedIn(app, house.deps, "reader-1", "reviewer");
});
afterEach(() => house.close());

const post = (agent: Agent, path: string, form: object) => agent.post(path).type("form").send(form);

test("a reader asks for more time, a coordinator gives it, the reader hears once and the ladder begins anew", async () => {
  await post(reader, "/reviews/r11/more-time", { reason: "Jury duty.", until: "2026-12-04" }).expect(303);
  expect((await reader.get("/reviews/r11").expect(200)).text).toContain("A coordinator is looking at it");
  const home = (await coordinator.get("/").expect(200)).text;
  expect([home.includes("1 reader asks for more time"), home.includes("4 reviews are late")]).toEqual([true, true]);
  const page = (await coordinator.get("/readings").expect(200)).text;
  expect(page).toContain("Jury duty.");
  expect([page.includes("R-001"), page.includes("Person reader-1")]).toEqual([true, false]);

  await post(coordinator, "/readings/r11/more-time", { answer: "yes", until: "2026-11-01" }).expect(422);
  await post(coordinator, "/readings/r11/more-time", { answer: "yes", until: "2026-12-01", words: "Gladly." }).expect(
    303,
  );
  await post(coordinator, "/readings/r11/more-time", { answer: "no", until: "2026-12-01" }).expect(409);
  const { reviewBy, moreTimeAsked } = await house.deps.reviews.get({ id: "r11" });
  expect(reviewBy.toISOString()).toBe("2026-12-02T04:59:59.000Z");
  expect(moreTimeAsked?.answer).toMatchObject({ isGranted: true, words: "Gladly.", byId: "jgp-1" });
  for (const _ of [1, 2]) await emailMoreTimeAnswer.run(house.deps, { reviewId: "r11" }, {} as never);
  const told = await house.deps.messages.find({ template: "more-time-answer" });
  expect(told.map(({ to }) => to)).toEqual(["reader-1"]);
  expect(told[0]?.text).toContain("Gladly.");
  expect((await reader.get("/reviews/r11").expect(200)).text).toContain("You have more time.");
  await remindReaders(house.deps);
  const late = await house.deps.messages.find({ template: "review-reminder" });
  expect(late.some(({ text }) => text.includes("C01-M-001") && text.includes("Person reader-1"))).toBe(false);
});

test("a bulk nudge is shown before it is sent, one mail a reader, once a day, and never by name to the coordinator", async () => {
  const chosen = ["r11", "r21", "r12"];
  const preview = await post(coordinator, "/readings/nudge", { chosen, note: "Spring break is near." }).expect(200);
  expect(preview.text).toContain("Write to 2 readers?");
  for (const words of ["Spring break is near.", "R-001", "C01-M-001, C01-M-002", "Hello R-001"])
    expect(preview.text).toContain(words);
  expect(preview.text).not.toContain("Person reader");
  expect(await house.deps.messages.count({})).toBe(0);
  for (const _ of [1, 2])
    await post(coordinator, "/readings/nudges", { chosen, note: "Spring break is near." }).expect(303);
  const sent = await house.deps.messages.find({ template: "review-nudge" });
  expect(sent.map(({ to }) => to).sort()).toEqual(["reader-1", "reader-2"]);
  expect(sent.find(({ to }) => to === "reader-1")?.text).toContain("C01-M-002");
  clock.advance(24 * 3600_000);
  await post(coordinator, "/readings/nudges", { chosen: "r11" }).expect(303);
  expect(await house.deps.messages.count({ template: "review-nudge" })).toBe(3);
});

test("who submitted between the preview and Send is not written to, and nobody chosen is said at the field", async () => {
  await house.deps.reviews.save({ ...(await house.deps.reviews.get({ id: "r12" })), state: "submitted" });
  await post(coordinator, "/readings/nudges", { chosen: ["r12", "r11"] }).expect(303);
  expect((await house.deps.messages.find({ template: "review-nudge" })).map(({ to }) => to)).toEqual(["reader-1"]);
  const none = await post(coordinator, "/readings/nudge", {}).expect(422);
  expect(none.text).toContain("Please choose at least one review.");
  expect(none.text).toContain('href="#waiting"');
});

test("a coordinator with a conflict sees no row, no count and no request of that case, and cannot answer or nudge it", async () => {
  await post(reader, "/reviews/r11/more-time", { reason: "Jury duty.", until: "2026-12-04" }).expect(303);
  const application = await house.deps.applications.get({ id: "p1" });
  await house.deps.applications.save({ ...application, conflictedIds: ["jgp-1"] });
  const page = (await coordinator.get("/readings").expect(200)).text;
  expect((await coordinator.get("/").expect(200)).text).not.toContain("asks for more time");
  expect([page.includes("C01-M-001"), page.includes("Jury duty."), page.includes("C01-M-002")]).toEqual([
    false,
    false,
    true,
  ]);
  await post(coordinator, "/readings/r11/more-time", { answer: "yes", until: "2026-12-04" }).expect(404);
  await post(coordinator, "/readings/nudges", { chosen: "r11" }).expect(422);
  expect(await house.deps.messages.count({})).toBe(0);
});

test("a reader's quiet holds their reminders back, never the word to the coordinators", async () => {
  await post(reader, "/reviews/r11/snooze", { days: "7" }).expect(303);
  await post(reader, "/reviews/r11/snooze", { days: "90" }).expect(422);
  expect((await reader.get("/reviews/r11").expect(200)).text).toContain("No reminders until");
  await remindReaders(house.deps);
  const reminded = await house.deps.messages.find({ template: "review-reminder", to: "reader-1" });
  expect(reminded.map(({ text }) => /C01-M-00\d/.exec(text)?.[0])).toEqual(["C01-M-002"]);
  clock.set("2026-11-27T15:00:00Z");
  await remindReaders(house.deps);
  expect(
    (await house.deps.messages.find({ template: "review-late" })).some(({ text }) => text.includes("C01-M-001")),
  ).toBe(true);
});

test("a sheet that is in although its reader declared a conflict since stands there for the coordinators", async () => {
  const { id: _id, ...r11 } = await house.deps.reviews.get({ id: "r11" });
  await house.deps.reviews.save({ ...r11, id: "r11", state: "submitted", submittedAt: clock.now() });
  const pool = await house.deps.reviewers.get({ id: "reader-1" });
  expect((await coordinator.get("/readings").expect(200)).text).not.toContain("a conflict that came later");
  const conflicts = [{ personId: "applicant-of-p1", kind: "relative" as const, at: clock.now() }];
  await house.deps.reviewers.save({ ...pool, conflicts });
  const { text } = await coordinator.get("/readings").expect(200);
  expect(text).toContain("a conflict that came later");
  expect(text).toContain('action="/cases/p1/set-asides"');
});
