/**
 * The power goes while the last sheet is saved (the server), while its outcome is computed and while the Profile follows
 * it (the worker). Afterwards no sheet is lost, the outcome stands once, and everybody was told once.
 */
import request from "supertest";
import { type SmtpSink, startSmtpSink } from "../../dev/smtp-sink.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { proposeMatch, publishMatch, runMatch } from "../../server/matching/index.ts";
import { actAs, hashPassword } from "../../server/people/index.ts";
import { DEFAULT_SETTINGS, rubricKey, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { acceptReview, draftMark, saveAnswer, startReview, submitReview } from "../../server/reviews/index.ts";
import { type AppProcess, freePort, launch } from "../app-process.ts";
import { drain } from "../drain.ts";
import { ROOT_DIR, testEnvironment } from "../engines.ts";
import { cohortToMatch, coordinator } from "../matching/cohort-to-match.ts";
import { answersFor } from "../small-district.ts";
import { until } from "../until.ts";

jest.setTimeout(400_000);

const PASSWORD = "a quiet river";
const KEY = rubricKey(SAMPLE_RUBRIC);
const PATIENCE_MS = 150_000;
const SERVER_POINTS = ["submit-review.before-save", "submit-review.after-save"];
const WORKER_POINTS = ["compute-outcome.before-save", "follow-case.before-commit"];

let house: House;
let sink: SmtpSink;
let env: Record<string, string>;
const processes = new Set<AppProcess>();

beforeAll(async () => {
  sink = await startSmtpSink();
  const port = String(await freePort());
  const overrides = { SMTP_URL: sink.url, PORT: port, BASE_URL: `http://127.0.0.1:${port}` };
  env = testEnvironment(__filename, overrides);
  house = await compose(loadConfig(env), { name: "test", rootDir: ROOT_DIR });
  await abandonAfter(10);
});
afterAll(async () => {
  await Promise.all([...processes].map((one) => one.kill()));
  await abandonAfter(60);
  await house.deps.connection.dropDatabase();
  await house.close();
  await sink.close();
});

/** How long the database keeps what a dead process had begun (60 seconds by itself); its documents refuse others so long. */
async function abandonAfter(seconds: number): Promise<void> {
  const admin = house.deps.connection.getClient().db("admin");
  await admin.command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds });
}

async function start(script: "server" | "workers", faultPoint: string | null): Promise<AppProcess> {
  const started = await launch(script, { ...env, ...(faultPoint && { FAULT_POINT: faultPoint }) });
  processes.add(started);
  return started;
}

const readerOf = async (id: string) => actAs(await house.deps.people.get({ id }), "reviewer");

/** One Profile published to three of four readers: two sheets are in (42, 42), the third (17) is written, not sent. */
async function beforeTheThirdSheet(): Promise<{ reviewId: string; readerId: string }> {
  const { deps } = house;
  await cohortToMatch(deps, { profiles: 1, readers: 4 });
  const program = await deps.programs.get({ id: "program-1" });
  const triggers = { ...DEFAULT_SETTINGS.triggers, b: "automatic" as const };
  await deps.programs.save({ ...program, settings: { ...DEFAULT_SETTINGS, triggers } });
  for (const person of await deps.people.find({}))
    await deps.people.save({ ...person, passwordHash: await hashPassword(PASSWORD) });
  const run = await proposeMatch(deps, coordinator, "c1");
  await runMatch(deps, run.id);
  await publishMatch(deps, coordinator, "c1", run.id);
  await drain(deps);
  const reviews = await deps.reviews.find({ profileId: "p1" });
  for (const { id, reviewerId, place } of reviews) {
    const reader = await readerOf(reviewerId);
    await acceptReview(deps, reader, id);
    await startReview(deps, reader, id);
    if (place < 3) await submitReview(deps, reader, id, answersFor(42), KEY);
    else for (const answer of answersFor(17)) await saveAnswer(deps, reader, id, answer, 0);
  }
  await drain(deps);
  const third = reviews.find(({ place }) => place === 3);
  return { reviewId: third?.id ?? "", readerId: third?.reviewerId ?? "" };
}

/** What the reader's browser does: signs in, and presses Submit under the summary. Rejected when the server dies under it. */
async function pressSubmit({ reviewId, readerId }: { reviewId: string; readerId: string }) {
  const agent = request.agent(env["BASE_URL"] ?? "").set("Origin", env["BASE_URL"] ?? "");
  const { email } = await house.deps.people.get({ id: readerId });
  await agent.post("/sign-in").type("form").send({ email, password: PASSWORD }).expect(303);
  const { draft } = await house.deps.reviews.get({ id: reviewId });
  return agent
    .post(`/reviews/${reviewId}/submission`)
    .type("form")
    .send({ rubric: KEY, seen: draftMark(draft) });
}

async function stands(reviewId: string) {
  const review = await house.deps.reviews.get({ id: reviewId });
  const record = await house.deps.cases.get({ id: "p1" });
  return {
    review: [review.state, review.sheets.length, review.draft.length],
    outcomes: record.outcomes.map(({ verdict }) => verdict.stage),
    followed: record.followed,
    profile: (await house.deps.applications.get({ id: "p1" })).state,
  };
}

/** Mails to readers, one entry a Message-ID. */
function mailsToReaders(): string[] {
  const mails = sink.messages.flatMap((mail) => {
    const to = /^To: .*?(reader-\d+)@school\.example/im.exec(mail)?.[1];
    return to === undefined ? [] : [[/^message-id:\s*(<[^>]+>)/im.exec(mail)?.[1] ?? "no id", to] as const];
  });
  return [...new Map(mails).values()].sort();
}

test("a power cut at each named point from the last sheet to the fourth read loses no sheet and tells nobody twice", async () => {
  const third = await beforeTheThirdSheet();
  const waiting = { outcomes: ["waiting"], followed: 1, profile: "in-review" };
  expect(await stands(third.reviewId)).toEqual({ ...waiting, review: ["in-progress", 0, 14] });

  for (const [i, point] of SERVER_POINTS.entries()) {
    const server = await start("server", point);
    await expect(pressSubmit(third)).rejects.toThrow();
    expect([point, await server.exited]).toEqual([point, "SIGKILL"]);
    const review = i === 0 ? ["in-progress", 0, 14] : ["submitted", 1, 14];
    expect(await stands(third.reviewId)).toEqual({ ...waiting, review });
  }
  const server = await start("server", null);
  const again = await pressSubmit(third);
  expect([again.status, again.headers["location"]]).toEqual([303, "/reviews"]);
  expect(await stands(third.reviewId)).toEqual({ ...waiting, review: ["submitted", 1, 14] });
  await server.kill();

  for (const [i, point] of WORKER_POINTS.entries()) {
    const worker = await start("workers", point);
    expect([point, await worker.exited]).toEqual([point, "SIGKILL"]);
    const outcomes = i === 0 ? ["waiting"] : ["waiting", "fourth-read"];
    expect(await stands(third.reviewId)).toEqual({ ...waiting, outcomes, review: ["submitted", 1, 14] });
  }
  await start("workers", null);
  await until("the Profile follows", async () => (await stands(third.reviewId)).followed === 2, PATIENCE_MS);
  await until(
    "all are told",
    async () => {
      const messages = await house.deps.messages.find({});
      const isOffered = messages.some(({ template }) => template === "review-offer");
      return isOffered && messages.every(({ state }) => state === "sent");
    },
    PATIENCE_MS,
  );

  expect(await stands(third.reviewId)).toEqual({
    review: ["submitted", 1, 14],
    outcomes: ["waiting", "fourth-read"],
    followed: 2,
    profile: "fourth-read",
  });
  const fourths = (await house.deps.reviews.find({ profileId: "p1" })).filter(({ place }) => place === 4);
  expect(fourths.map(({ state }) => state)).toEqual(["offered"]);
  // Three were told of the matching, the fourth of the fourth read: one mail each.
  expect(mailsToReaders()).toEqual(["reader-1", "reader-2", "reader-3", "reader-4"]);
  expect((await house.deps.messages.find({})).map(({ template }) => template).sort()).toEqual([
    "review-offer",
    "reviews-assigned",
    "reviews-assigned",
    "reviews-assigned",
  ]);
});
