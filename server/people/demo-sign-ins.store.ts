import type { Connection } from "mongoose";
import type { DemoSignIn } from "./demo-sign-ins.rules.ts";

/** The accounts that the demo data offers on the sign-in page. Production has no such list. */
export type DemoSignIns = {
  add(one: DemoSignIn): Promise<void>;
  /** In the order they were added. */
  all(): Promise<DemoSignIn[]>;
};

export function createDemoSignIns(connection: Connection): DemoSignIns {
  const rows = () =>
    connection
      .getClient()
      .db(connection.name)
      .collection<{ _id: string; label: string; place: number }>("demo_sign_ins");
  return {
    async add({ label, email }) {
      const place = await rows().countDocuments();
      await rows().updateOne({ _id: email }, { $set: { label }, $setOnInsert: { place } }, { upsert: true });
    },
    async all() {
      const found = await rows().find().sort({ place: 1 }).toArray();
      return found.map(({ _id, label }) => ({ label, email: _id }));
    },
  };
}
