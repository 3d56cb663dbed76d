import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import type { QualityFigures } from "./quality.rules.ts";

/** The figures of one released cohort, frozen. Its id is the cohort's. */
export type QualitySnapshot = {
  id: string;
  version: number;
  cohortName: string;
  cohortCode: string;
  frozenAt: Date;
  figures: QualityFigures;
};

export class QualityStore extends AggregateStore<QualitySnapshot> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "quality_snapshots",
      { cohortName: String, cohortCode: String, frozenAt: Date, figures: Schema.Types.Mixed },
      { nudge },
    );
  }

  /** Newest first. */
  all(): Promise<QualitySnapshot[]> {
    return this.find({}, { sort: { frozenAt: -1 } });
  }
}
