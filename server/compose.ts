import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.ts";
import type { Deps } from "./deps.ts";
import type { NewId } from "./kernel/random.ts";
import type { Clock } from "./kernel/time.ts";
import { MessageStore, ReminderStore } from "./letters/index.ts";
import { CohortStore } from "./cohorts/index.ts";
import { createCounters } from "./platform/counter.ts";
import { ApplicationStore } from "./profiles/index.ts";
import { ProgramStore, RubricStore } from "./programs/index.ts";
import { createDeletionLedger, createViewLog, MediaItemStore, ShelfStore } from "./media/index.ts";
import { MatchBoardStore, MatchRunStore, SeatStore } from "./matching/index.ts";
import { CaseStore } from "./outcomes/index.ts";
import { DecisionStore, FollowUpStore, LetterWishStore, ListStore, PayrollStore } from "./decisions/index.ts";
import { InterviewSlotStore, InterviewStore } from "./interviews/index.ts";
import { createDemoSignIns, createSignInLinks, PersonStore, ReviewerStore, SchoolStore } from "./people/index.ts";
import { type Aggregate, AggregateStore } from "./platform/aggregate-store.ts";
import { createRehearsalClock, systemClock } from "./platform/clock.ts";
import { createEventLog } from "./platform/event-log.ts";
import { createFaults } from "./platform/faults.ts";
import { createLog } from "./platform/log.ts";
import { createMailer } from "./platform/mail.ts";
import { createMailTemplates } from "./platform/mail-templates.ts";
import { PRODUCT_NAME } from "./platform/page-frame.ts";
import { connectMongo, inTransaction } from "./platform/mongo.ts";
import { createNudge } from "./platform/outbox.ts";
import { checkRedis, connectRedis } from "./platform/redis.ts";
import { openSandbox } from "./platform/sandbox.ts";
import { clamdAt } from "./platform/clamd.ts";
import { createS3, prepareBucket } from "./platform/s3.ts";
import { Thread } from "./platform/thread.ts";
import { createTries } from "./platform/tries.ts";
import { QualityStore } from "./quality/index.ts";
import { ReviewStore } from "./reviews/index.ts";

export type House = { deps: Deps; close(): Promise<void> };

/**
 * Builds everything that does I/O, by hand, once.
 * @throws Error that names the engine that does not answer and the variable that points at it
 */
export async function compose(
  config: Config,
  options: { name: string; rootDir: string; clock?: Clock; newId?: NewId },
): Promise<House> {
  const connection = await connectMongo(config.mongoUrl);
  const redis = connectRedis(config.redis.url);
  const mailer = createMailer(config.mail.smtpUrl, config.mail.from);
  const close = async () => {
    mailer.close();
    redis.disconnect();
    await connection.close();
  };
  try {
    await checkRedis(redis, config.redis.url);
    const s3 = createS3(config.s3);
    await prepareBucket(s3, [new URL(config.baseUrl).origin], config.s3.endpoint);
    await mkdir(config.scratchDir, { recursive: true });
    const rehearsal = config.isRehearsal ? await createRehearsalClock(redis, config.redis.prefix) : null;
    const nudge = createNudge(redis, config.redis.prefix);
    const log = createLog(config.logLevel, options.name);
    const deps: Deps = {
      config,
      clock: options.clock ?? rehearsal ?? systemClock,
      rehearsal,
      newId: options.newId ?? randomUUID,
      log,
      faults: createFaults(config.faultPoint),
      connection,
      inTransaction: (work) => inTransaction(connection, work),
      eventLog: createEventLog(connection),
      s3,
      sandbox: await openSandbox(config.mode, (text) => log.warn({}, text)),
      scanner: config.clamdUrl === null ? null : clamdAt(config.clamdUrl),
      mailer,
      mailTemplates: createMailTemplates(options.rootDir, {
        productName: PRODUCT_NAME,
        baseUrl: config.baseUrl,
        contact: config.contact,
        zone: config.zone,
      }),
      tries: createTries(redis, config.redis.prefix),
      counters: createCounters(connection),

      people: new PersonStore(connection, nudge),
      schools: new SchoolStore(connection, nudge),
      reviewers: new ReviewerStore(connection, nudge),
      signInLinks: createSignInLinks(connection),
      demoSignIns: config.mode === "production" ? null : createDemoSignIns(connection),
      messages: new MessageStore(connection, nudge),
      reminders: new ReminderStore(connection, nudge),
      programs: new ProgramStore(connection, nudge),
      rubrics: new RubricStore(connection, nudge),
      cohorts: new CohortStore(connection, nudge),
      shelves: new ShelfStore(connection, nudge),
      mediaItems: new MediaItemStore(connection, nudge),
      viewLog: createViewLog(connection),
      deletions: createDeletionLedger(connection),
      watch: {
        isAssigned: (personId, shelfId) => deps.reviews.isAssigned(personId, shelfId),
        mayOversee: (actor, shelfId) =>
          deps.applications
            .visibleTo(actor)
            .find({ id: shelfId })
            .then((found) => found.length > 0),
      },
      lessonLimits: async (shelfId) => {
        const application = await deps.applications.findOne({ id: shelfId });
        if (!application) return null;
        const { programVersionId } = await deps.cohorts.get({ id: application.cohortId });
        return (await deps.programs.get({ id: programVersionId })).settings;
      },
      applications: new ApplicationStore(connection, nudge),
      seats: new SeatStore(connection, nudge),
      matchBoards: new MatchBoardStore(connection, nudge),
      matchRuns: new MatchRunStore(connection, nudge),
      matchThread: new Thread(join(options.rootDir, "server/matching/match-worker.ts")),
      reviews: new ReviewStore(connection, nudge),
      cases: new CaseStore(connection, nudge),
      quality: new QualityStore(connection, nudge),
      interviewSlots: new InterviewSlotStore(connection, nudge),
      interviews: new InterviewStore(connection, nudge),
      lists: new ListStore(connection, nudge),
      decisions: new DecisionStore(connection, nudge),
      letterWishes: new LetterWishStore(connection, nudge),
      payroll: new PayrollStore(connection, nudge),
      followUps: new FollowUpStore(connection, nudge),
    };
    await prepare(deps);
    return {
      deps,
      async close() {
        rehearsal?.stop();
        await deps.matchThread.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Every store among the deps: the relay reads them all. */
export function storesOf(deps: Deps): AggregateStore<Aggregate>[] {
  return Object.values(deps).filter((dep) => dep instanceof AggregateStore) as unknown as AggregateStore<Aggregate>[];
}

/** Collections and indexes, each made once; safe to repeat. Stores and side tables bring their own `prepare`. */
async function prepare(deps: Deps): Promise<void> {
  for (const dep of Object.values(deps)) {
    if (typeof dep === "object" && dep !== null && "prepare" in dep && typeof dep.prepare === "function")
      await dep.prepare();
  }
}
