import type { Connection } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";

export type School = {
  id: string;
  version: number;
  name: string;
  /** One of the district's networks of schools, by name. */
  network: string;
  isCharter: boolean;
};

export class SchoolStore extends AggregateStore<School> {
  constructor(connection: Connection, nudge: Nudge) {
    super(connection, "schools", { name: String, network: String, isCharter: Boolean }, { nudge });
  }

  all(): Promise<School[]> {
    return this.find({}, { sort: { name: 1 } });
  }
}
