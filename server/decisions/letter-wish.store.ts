import type { Connection } from "mongoose";
import type { PersonId } from "../kernel/actor.ts";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";

/** How somebody wants to hear: the result with a link to the scores, or the scores in the mail too. Id: the person's. */
export type LetterWish = { id: PersonId; version: number; wants: "notice" | "scores"; at: Date };

export class LetterWishStore extends AggregateStore<LetterWish> {
  constructor(connection: Connection, nudge: Nudge) {
    super(connection, "letter_wishes", { wants: String, at: Date }, { nudge });
  }
}
