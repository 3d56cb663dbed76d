import { createHash } from "node:crypto";
import type { Connection } from "mongoose";

/** One-time mail links. Only the hash of a token is kept; the first use takes it away. */
export type SignInLinks = {
  keep(token: string, personId: string, expiresAt: Date): Promise<void>;
  /** The person whose link it was, once; null for used, expired and made-up tokens alike. */
  take(token: string, now: Date): Promise<string | null>;
  prepare(): Promise<void>;
};

export function createSignInLinks(connection: Connection): SignInLinks {
  const rows = () =>
    connection
      .getClient()
      .db(connection.name)
      .collection<{ _id: string; personId: string; expiresAt: Date }>("sign_in_links");
  const hash = (token: string) => createHash("sha256").update(token).digest("hex");
  return {
    async keep(token, personId, expiresAt) {
      await rows().insertOne({ _id: hash(token), personId, expiresAt });
    },
    async take(token, now) {
      const row = await rows().findOneAndDelete({ _id: hash(token), expiresAt: { $gt: now } });
      return row?.personId ?? null;
    },
    async prepare() {
      await rows().createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 });
    },
  };
}
