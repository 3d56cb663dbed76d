import { type ClientSession, type Connection, Schema } from "mongoose";
import type { AnyActor } from "../kernel/actor.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
import type { Shelf } from "./shelf.rules.ts";

/** The guard documents of evidence, one an application. */
export class ShelfStore extends AggregateStore<Shelf> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "shelves",
      {
        ownerId: String,
        code: String,
        open: String,
        openItemIds: [String],
        openRoles: [String],
        openPlaces: [String],
        lockedRoles: [String],
        isHeld: Boolean,
        holds: { type: [Schema.Types.Mixed], default: [] },
      },
      { indexes: [[{ ownerId: 1 }]], nudge },
    );
  }

  /** People reach only their own shelf, as applicants; for all others it does not exist. */
  async getVisible(actor: AnyActor, id: string, session: ClientSession | null = null): Promise<Shelf> {
    const ownerId = actor.role === "applicant" ? actor.personId : null;
    const filter = actor.role === "system" ? { id } : { id, ownerId };
    return this.get(filter as Filter<Shelf>, session);
  }

  /** Writes the shelf without changing it: whoever decided by what it says conflicts with whoever changes it. */
  touch(shelf: Shelf, session: ClientSession): Promise<Shelf> {
    return this.save(shelf, [], session);
  }
}
