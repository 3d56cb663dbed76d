/**
 * A worker that lays a published matching is ended as by a power cut, twice, at named points. Afterwards every Profile has
 * exactly three offers with three open reviews, and every reader has exactly one message, counted in the app and by
 * Message-ID in the inbox.
 */
import { type SmtpSink, startSmtpSink } from "../../dev/smtp-sink.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { proposeMatch, publishMatch, runMatch } from "../../server/matching/index.ts";
import { type AppProcess, launch } from "../app-process.ts";
import { ROOT_DIR, testEnvironment } from "../engines.ts";
import { until } from "../until.ts";
import { cohortToMatch, coordinator } from "./cohort-to-match.ts";

jest.setTimeout(400_000);

const SCENARIOS = [
  ["lay-seats.after-2", "lay-seats.after-3"],
  ["lay-seats.after-1", "tell-reviewers.after-2"],
] as const;
const PROFILES = 4;
const READERS = 6;
const PATIENCE_MS = 150_000;

const houses: House[] = [];
const sinks: SmtpSink[] = [];
const workers = new Set<AppProcess>();

afterAll(async () => {
  await Promise.all([...workers].map((worker) => worker.kill()));
  for (const house of houses) {
    await house.deps.connection.dropDatabase();
    await house.close();
  }
  await Promise.all(sinks.map((sink) => sink.close()));
});

async function start(env: Record<string, string>): Promise<AppProcess> {
  const worker = await launch("workers", env);
  workers.add(worker);
  return worker;
}

/** Who was told of the matching, one entry a mail that is not the same mail again. */
function mailsTo(sink: SmtpSink): string[] {
  const toReaders = sink.messages.flatMap((mail) => {
    const to = /^To: .*?(reader-\d+@school\.example)/im.exec(mail)?.[1];
    return to === undefined ? [] : [{ to, id: /^message-id:\s*(<[^>]+>)/im.exec(mail)?.[1] ?? "no id" }];
  });
  return [...new Map(toReaders.map(({ to, id }) => [id, to])).values()].sort();
}

async function publishThroughPowerCuts(points: readonly string[]) {
  const sink = await startSmtpSink();
  sinks.push(sink);
  const env = testEnvironment(__filename, { SMTP_URL: sink.url });
  const house = await compose(loadConfig(env), { name: "test", rootDir: ROOT_DIR });
  houses.push(house);
  const { deps } = house;
  await cohortToMatch(deps, { profiles: PROFILES, readers: READERS });
  const run = await proposeMatch(deps, coordinator, "c1");
  await runMatch(deps, run.id);
  await publishMatch(deps, coordinator, "c1", run.id);
  const ends: string[] = [];
  for (const point of points) {
    const worker = await start({ ...env, FAULT_POINT: point });
    ends.push(await worker.exited);
    workers.delete(worker);
  }
  await start(env);
  const readers = new Set(
    (await deps.matchRuns.get({ id: run.id })).answer?.profiles.flatMap((each) =>
      each.readers.map(({ reviewerId }) => reviewerId),
    ),
  );
  await until(
    "the last reader is told",
    async () => (await deps.messages.count({ template: "reviews-assigned", state: "sent" })) === readers.size,
    PATIENCE_MS,
  );
  await until("all reviews are open", async () => (await deps.reviews.count({})) === 3 * PROFILES, PATIENCE_MS);
  const seats = await deps.seats.ofCohort("c1");
  const reviews = await deps.reviews.find({ cohortId: "c1" });
  return {
    ends,
    offersOf: [...Map.groupBy(seats, ({ profileId }) => profileId).values()].map(
      (own) => new Set(own.map(({ offerId, state }) => (state === "offered" ? offerId : null))).size,
    ),
    seats: seats.length,
    isOneReviewAnOffer: seats.every(({ offerId }) => reviews.filter(({ id }) => id === offerId).length === 1),
    reviews: reviews.length,
    messages: (await deps.messages.find({ template: "reviews-assigned" }))
      .map(({ to }) => `${to}@school.example`)
      .sort(),
    otherMessages: await deps.messages.count({ template: "review-offer" }),
    mails: mailsTo(sink),
    readers: [...readers].map((id) => `${id}@school.example`).sort(),
  };
}

test("a worker is killed twice in the middle of publishing: three offers a Profile, one message a reader", async () => {
  const results = await Promise.all(SCENARIOS.map((points) => publishThroughPowerCuts(points)));
  for (const result of results) {
    expect(result).toEqual({
      ends: ["SIGKILL", "SIGKILL"],
      offersOf: Array(PROFILES).fill(3),
      seats: 3 * PROFILES,
      isOneReviewAnOffer: true,
      reviews: 3 * PROFILES,
      messages: result.readers,
      otherMessages: 0,
      mails: result.readers,
      readers: result.readers,
    });
    expect(result.readers.length).toBeGreaterThan(2);
  }
});
