import mongoose, { type ClientSession, type Connection } from "mongoose";
import { Problem } from "../kernel/problem.ts";

// A filter key that is not in the schema throws instead of matching everything; operators from outside are refused.
mongoose.set({ strictQuery: "throw", sanitizeFilter: true, autoIndex: false, autoCreate: false });

/** Marks a filter value with operators (`{ $in: ids }`) as written by us. Never wrap anything a person sent. */
export const trusted = <T extends object>(operators: T): T => mongoose.trusted(operators) as T;

/**
 * Opens MongoDB; a replica set, for its transactions.
 * @throws Error in plain words when it does not answer within `waitMs`
 */
export async function connectMongo(url: string, waitMs = 8000): Promise<Connection> {
  try {
    return await mongoose.createConnection(url, { serverSelectionTimeoutMS: waitMs, maxPoolSize: 40 }).asPromise();
  } catch (cause) {
    throw new Error(
      `MongoDB does not answer at ${hideSecret(url)}. Is it running, as a replica set? MONGO_URL says where to look.`,
      { cause },
    );
  }
}

/** Runs `work` in one transaction. It may run more than once: no mail, no queue, nothing outside MongoDB inside it. */
export async function inTransaction<T>(
  connection: Connection,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  const session = await connection.startSession();
  try {
    let answer: { value: T } | null = null;
    await session.withTransaction(
      async () => {
        answer = { value: await work(session) };
      },
      { writeConcern: { w: "majority", j: true }, readConcern: { level: "snapshot" } },
    );
    return (answer as unknown as { value: T }).value;
  } finally {
    await session.endSession();
  }
}

/** `inTransaction` bound to one connection. */
export type InTransaction = <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>;

/** True for a unique index that refused a second one. */
export function isDuplicate(error: unknown): boolean {
  return typeof error === "object" && error !== null && (error as { code?: unknown }).code === 11000;
}

/** The driver's own words for "the engine went away in the middle, or gave up: the same again may well succeed". */
const PASSING_LABELS = ["TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError"];

/** A write on a line whose other end has just died comes up from the socket as it is. */
const BROKEN_LINE = ["EPIPE", "ECONNRESET"];

/** What the driver says when the engine is away, told plainly; any other error is handed back as it is. */
export function translateMongoError(error: unknown): unknown {
  const isCutOff =
    error instanceof mongoose.mongo.MongoError
      ? PASSING_LABELS.some((label) => error.hasErrorLabel(label))
      : BROKEN_LINE.includes(String((error as { code?: unknown } | null)?.code));
  const name = error instanceof Error ? error.name : "";
  if (isCutOff || /^Mongo(ose)?(ServerSelection|Network|NetworkTimeout|PoolCleared|NotConnected)/.test(name)) {
    return new Problem("engine-down", "Our database is not answering. Nothing was lost; please try again in a minute.");
  }
  return error;
}

function hideSecret(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//…@");
}
