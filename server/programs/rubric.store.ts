import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import { type Rubric, rubricKey } from "./rubric.rules.ts";

/** A rubric as it was published: kept for good, never changed. `id` is its key, `sample-model-teacher@1.0`. */
export type StoredRubric = { id: string; version: number; document: Rubric; addedAt: Date };

export class RubricStore extends AggregateStore<StoredRubric> {
  constructor(connection: Connection, nudge: Nudge) {
    super(connection, "rubrics", { document: Schema.Types.Mixed, addedAt: Date }, { nudge });
  }

  /** @throws Problem `not-found` */
  async byKey(key: string): Promise<Rubric> {
    return (await this.get({ id: key })).document;
  }

  /** Keeps a rubric under its key; the first one under a key stays. */
  async keep(rubric: Rubric, at: Date): Promise<string> {
    const id = rubricKey(rubric);
    if (!(await this.findOne({ id }))) await this.insert({ id, document: rubric, addedAt: at });
    return id;
  }
}
