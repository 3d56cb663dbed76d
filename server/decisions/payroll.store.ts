import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import type { Payroll } from "./payroll.rules.ts";

export class PayrollStore extends AggregateStore<Payroll> {
  constructor(connection: Connection, nudge: Nudge) {
    super(connection, "payroll", { places: Schema.Types.Mixed, recordedAt: Date, recordedById: String }, { nudge });
  }
}
