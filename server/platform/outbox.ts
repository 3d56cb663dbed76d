import type { Redis } from "ioredis";
import type { DomainEvent } from "../kernel/event.ts";
import type { Aggregate, AggregateStore, Nudge } from "./aggregate-store.ts";
import type { Log } from "./log.ts";

/** Where an event goes: one queue entry a job that listens to it, and a line in the record of what happened. */
export type Publish = (collection: string, aggregateId: string, event: DomainEvent) => Promise<void>;

type AnyStore = Pick<AggregateStore<Aggregate>, "collection" | "withEvents" | "dropEvents">;

/** A nudge that tells the relay, wherever it runs, that a collection has news. Failing is fine: the sweep comes. */
export function createNudge(redis: Redis, prefix: string): Nudge {
  return (collection) => {
    redis.publish(`${prefix}:outbox`, collection).catch(() => {});
  };
}

/**
 * Moves stored events to the queue, then removes them. A crash in between publishes again under the same job id and
 * event id; what stops a second effect is each job's own unique key.
 */
export class Relay {
  readonly #stores: readonly AnyStore[];
  readonly #publish: Publish;
  readonly #log: Log;
  readonly #subscriber: Redis;
  readonly #channel: string;
  readonly #sweepMs: number;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: {
    stores: readonly AnyStore[];
    publish: Publish;
    log: Log;
    subscriber: Redis;
    prefix: string;
    sweepMs?: number;
  }) {
    this.#stores = options.stores;
    this.#publish = options.publish;
    this.#log = options.log;
    this.#subscriber = options.subscriber;
    this.#channel = `${options.prefix}:outbox`;
    this.#sweepMs = options.sweepMs ?? 2000;
  }

  start(): void {
    this.#subscriber.subscribe(this.#channel).catch(() => {}); // resubscribes by itself; the sweep covers the gap
    this.#subscriber.on("message", (_channel, collection) =>
      this.#run(this.#stores.filter((s) => s.collection === collection)),
    );
    const again = () => {
      this.#run(this.#stores);
      this.#timer = setTimeout(again, this.#sweepMs);
    };
    again();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  /** One pass over every store; for tests, and for whoever wants to wait for it. */
  async sweep(stores: readonly AnyStore[] = this.#stores): Promise<void> {
    for (const store of stores) {
      for (let batch = await store.withEvents(100); batch.length > 0; batch = await store.withEvents(100)) {
        for (const { id, events } of batch) {
          for (const event of events) await this.#publish(store.collection, id, event);
          await store.dropEvents(
            id,
            events.map((event) => event.id),
          );
        }
      }
    }
  }

  #run(stores: readonly AnyStore[]): void {
    this.#running = this.#running.then(async () => {
      if (this.#isStopped) return;
      await this.sweep(stores).catch((error: unknown) => this.#log.warn({ err: error }, "relay: will try again"));
    });
  }
}
