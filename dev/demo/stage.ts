import { storesOf } from "../../server/compose.ts";
import type { Deps } from "../../server/deps.ts";
import type { DomainEvent } from "../../server/kernel/event.ts";
import { Problem } from "../../server/kernel/problem.ts";
import { SYSTEM } from "../../server/kernel/actor.ts";
import { next } from "../../server/kernel/workflow.ts";
import { MESSAGE_WORKFLOW } from "../../server/letters/index.ts";
import { type Aggregate, type AggregateStore, type New } from "../../server/platform/aggregate-store.ts";
import type { MovingClock } from "./moving-clock.ts";
import { ALL_JOBS } from "../../workers/all-jobs.ts";
import type { Job } from "../../workers/define-job.ts";

const JOBS: readonly Job[] = ALL_JOBS.filter(
  ({ name, queue }) => name !== "send-message" && !queue.startsWith("media"),
);
const AT_ONCE = 8;

/** The demo's past is played here: use cases at moments long gone, and the jobs that follow them at the same moment. */
export class Stage {
  readonly deps: Deps;
  readonly clock: MovingClock;

  constructor(deps: Deps, clock: MovingClock) {
    this.deps = deps;
    this.clock = clock;
  }

  /** Runs `work` at that moment, then all that follows from it. */
  async at<T>(moment: Date, work: () => Promise<T>): Promise<T> {
    this.clock.set(moment);
    const done = await work();
    await this.settle();
    return done;
  }

  /** Runs `work` at that moment and keeps the record of it; nothing follows. For what is told further on. */
  async quietly<T>(moment: Date, work: () => Promise<T>): Promise<T> {
    this.clock.set(moment);
    const done = await work();
    await this.#drain(async () => {});
    return done;
  }

  /** Does what the relay and the workers do, until nothing is left. Mails stay as rows. */
  async settle(): Promise<void> {
    await this.#drain(async (happened) => {
      for (const job of JOBS.filter(({ on }) => on.includes(happened.name))) await this.#run(job, happened);
    });
  }

  /** Puts finished records in place, each with the events that led to it. For what is too much to be played. */
  async keep<T extends Aggregate>(
    store: AggregateStore<T>,
    rows: readonly { value: New<T>; events: readonly DomainEvent[] }[],
  ): Promise<void> {
    await inTurns(rows, async ({ value, events }) => {
      await store.insert(value);
      await this.remember(store.collection, value.id, events);
    });
  }

  async remember(collection: string, id: string, events: readonly DomainEvent[]): Promise<void> {
    for (const happened of events) await this.deps.eventLog.append(collection, id, happened);
  }

  /** Messages older than `since` were sent in their time; younger ones go out for real when the workers start. */
  async sendOldMail(since: Date): Promise<void> {
    const old = (await this.deps.messages.find({ state: "queued" })).filter(({ createdAt }) => createdAt < since);
    await inTurns(old, async (message) => {
      const sending = next(MESSAGE_WORKFLOW, "begin-sending", message.state, SYSTEM);
      await this.deps.messages.save({
        ...message,
        state: next(MESSAGE_WORKFLOW, "mark-sent", sending, SYSTEM),
        sentAt: message.createdAt,
        attempts: 1,
      });
    });
    for (const { id, events } of await this.deps.messages.withEvents(100_000)) {
      const message = await this.deps.messages.get({ id });
      if (message.state !== "sent") continue;
      await this.deps.messages.dropEvents(
        id,
        events.map((one) => one.id),
      );
    }
  }

  async #drain(follow: (happened: DomainEvent) => Promise<void>): Promise<void> {
    for (let isQuiet = false; !isQuiet; ) {
      isQuiet = true;
      for (const store of storesOf(this.deps)) {
        if (store.collection === "messages") continue;
        for (const { id, events } of await store.withEvents(500)) {
          isQuiet = false;
          await store.dropEvents(
            id,
            events.map((one) => one.id),
          );
          for (const happened of events) {
            await this.deps.eventLog.append(store.collection, id, happened);
            await follow(happened);
          }
        }
      }
    }
  }

  async #run(job: Job, happened: DomainEvent, tries = 4): Promise<void> {
    try {
      await job.run(this.deps, happened.payload, {
        eventId: happened.id,
        signal: new AbortController().signal,
        progress: async () => {},
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.name !== "changed-meanwhile" || tries === 0) throw error;
      await this.#run(job, happened, tries - 1);
    }
  }
}

/** A few at a time: the database is busy and never swamped. */
export async function inTurns<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = [...list];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one);
    }),
  );
}
