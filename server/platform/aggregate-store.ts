import {
  type ClientSession,
  type Connection,
  type IndexDefinition,
  type IndexOptions,
  type Model,
  type QueryFilter,
  Schema,
  type SchemaDefinition,
} from "mongoose";
import type { DomainEvent } from "../kernel/event.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import { isDuplicate, trusted } from "./mongo.ts";

/** What every aggregate carries. `version` counts writes and is checked by each. */
export type Aggregate = { id: string; version: number };

/** What a new one is made from: the version is the store's. */
export type New<T extends Aggregate> = Omit<T, "version">;

type Stored = { _id: string; version: number; outbox: DomainEvent[] } & Record<string, unknown>;
type Index = readonly [IndexDefinition, IndexOptions?];

/** Called after a write that left events behind, so that the relay need not wait for its next sweep. */
export type Nudge = (collection: string) => void;

const OUTBOX = { _id: false, id: String, name: String, at: Date, payload: Schema.Types.Mixed };

/**
 * One aggregate in MongoDB: plain objects in and out, the old version in every filter, and the events of a change in
 * the document that changed. One update is at once the state, the optimistic lock and the outbox.
 */
export class AggregateStore<T extends Aggregate> {
  readonly collection: string;
  readonly #model: Model<Stored>;
  readonly #nudge: Nudge;

  constructor(
    connection: Connection,
    collection: string,
    fields: SchemaDefinition,
    { indexes = [], nudge = () => {} }: { indexes?: readonly Index[]; nudge?: Nudge } = {},
  ) {
    const schema = new Schema(
      { _id: String, version: Number, ...fields, outbox: { type: [OUTBOX], default: [] } },
      { strict: "throw", minimize: false, versionKey: false, collection },
    );
    for (const [keys, options] of indexes) schema.index(keys, options ?? {});
    schema.index({ "outbox.id": 1 }, { partialFilterExpression: { "outbox.id": { $exists: true } } });
    this.collection = collection;
    this.#model = connection.model<Stored>(collection, schema as never);
    this.#nudge = nudge;
  }

  /** Makes the collection and its indexes; safe to repeat. */
  async prepare(): Promise<void> {
    await this.#model.createCollection();
    await this.#model.createIndexes();
  }

  /** @throws Problem `changed-meanwhile` when a unique key is taken */
  async insert(value: New<T>, events: readonly DomainEvent[] = [], session: ClientSession | null = null): Promise<T> {
    const { id, ...rest } = value;
    try {
      await this.#model.create([{ _id: id, version: 1, ...rest, outbox: [...events] } as never], {
        session: session as never,
      });
    } catch (error) {
      throw isDuplicate(error) ? taken(error) : error;
    }
    if (events.length > 0) this.#nudge(this.collection);
    return { ...(value as unknown as T), version: 1 };
  }

  /**
   * Writes the whole aggregate over the version it was read at.
   * @throws Problem `changed-meanwhile` when somebody else wrote first, or a unique key is taken
   */
  async save(value: T, events: readonly DomainEvent[] = [], session: ClientSession | null = null): Promise<T> {
    const { id, version, ...rest } = value;
    let matched: number;
    try {
      const result = await this.#model.updateOne(
        { _id: id, version } as never,
        {
          $set: rest,
          $inc: { version: 1 },
          ...(events.length > 0 && { $push: { outbox: { $each: [...events] } } }),
        } as never,
        { session: session as never, strict: "throw" as never },
      );
      matched = result.matchedCount;
    } catch (error) {
      throw isDuplicate(error) ? taken(error) : error;
    }
    if (matched === 0)
      throw new Problem("changed-meanwhile", "Please look at the page again; your change was not saved.");
    if (events.length > 0) this.#nudge(this.collection);
    return { ...value, version: version + 1 };
  }

  /** The one that matches, or null. Filters use `id`; operators go through `trusted`. */
  async findOne(filter: Filter<T>, session: ClientSession | null = null): Promise<T | null> {
    const found = await this.#model.findOne(toStored(filter), { outbox: 0 }).session(session).lean();
    return found ? fromStored<T>(found as Stored) : null;
  }

  /** @throws Problem `not-found`, the same for missing and for not visible */
  async get(filter: Filter<T>, session: ClientSession | null = null): Promise<T> {
    const found = await this.findOne(filter, session);
    if (!found) throw notFound();
    return found;
  }

  async find(
    filter: Filter<T>,
    {
      sort,
      limit,
      skip,
      session = null,
    }: { sort?: Record<string, 1 | -1>; limit?: number; skip?: number; session?: ClientSession | null } = {},
  ): Promise<T[]> {
    const query = this.#model.find(toStored(filter), { outbox: 0 }).session(session);
    if (sort) query.sort(sort);
    if (skip !== undefined) query.skip(skip);
    if (limit !== undefined) query.limit(limit);
    return (await query.lean()).map((found) => fromStored<T>(found as Stored));
  }

  async count(filter: Filter<T>): Promise<number> {
    return this.#model.countDocuments(toStored(filter));
  }

  /** How many there are of each value of one field, among those that match. Values that do not occur are left out. */
  async tally(filter: Filter<T>, field: keyof T & string): Promise<Record<string, number>> {
    const groups = await this.#model.aggregate<{ _id: string; count: number }>([
      { $match: toStored(filter) },
      { $group: { _id: `$${field}`, count: { $sum: 1 } } },
    ]);
    return Object.fromEntries(groups.map(({ _id, count }) => [_id, count]));
  }

  /** Removes for good; for drafts and retention only. */
  async remove(filter: Filter<T>, session: ClientSession | null = null): Promise<number> {
    return (await this.#model.deleteMany(toStored(filter)).session(session)).deletedCount;
  }

  /** The relay's view: documents that still hold unpublished events. */
  async withEvents(limit: number): Promise<{ id: string; events: DomainEvent[] }[]> {
    const found = await this.#model
      .find({ "outbox.id": trusted({ $exists: true }) } as never, { outbox: 1 })
      .limit(limit)
      .lean();
    return found.map((document) => ({ id: String(document._id), events: (document as unknown as Stored).outbox }));
  }

  /** The relay's other half: these events are in the queue now. */
  async dropEvents(id: string, eventIds: readonly string[]): Promise<void> {
    await this.#model.updateOne({ _id: id } as never, { $pull: { outbox: { id: { $in: [...eventIds] } } } } as never);
  }
}

export type Filter<T> = QueryFilter<T> & { id?: unknown };

function toStored(filter: object): never {
  const { id, ...rest } = filter as { id?: unknown };
  return (id === undefined ? rest : { _id: id, ...rest }) as never;
}

function fromStored<T>(stored: Stored): T {
  const { _id, outbox: _, ...rest } = stored;
  return { id: _id, ...rest } as unknown as T;
}

function taken(cause: unknown): Problem {
  const problem = new Problem(
    "changed-meanwhile",
    "Somebody was faster, or you did this already. Please look at the page again.",
  );
  problem.cause = cause;
  return problem;
}
