import { join } from "node:path";
import type { Ports } from "./ports.ts";
import { find } from "./programs.ts";

export const ENGINES = ["mongo", "redis", "s3", "mail"] as const;
export type EngineName = (typeof ENGINES)[number];
export type Command = { program: string; args: string[]; env: Record<string, string> };

/** The one set of keys for development and tests; the store listens on this machine only. */
const S3_KEYS = { access: "development", secret: "development-only" };

/** What each engine keeps below the folder. */
export const FOLDERS = ["mongo", "redis", "s3", "s3-versions", "s3-iam", "mail", "log"] as const;

/** How an engine is started. The S3 server changes its directory, so every path is absolute. */
export function commandOf(name: EngineName, runDir: string, ports: Ports): Command {
  const at = (folder: (typeof FOLDERS)[number]) => join(runDir, folder);
  return { mongo, redis, s3, mail }[name](at, ports);
}

type At = (folder: (typeof FOLDERS)[number]) => string;

function mongo(at: At, ports: Ports): Command {
  const args = ["--dbpath", at("mongo"), "--port", String(ports.mongo), "--bind_ip", "127.0.0.1", "--nounixsocket"];
  args.push("--replSet", "rs0", "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "256");
  args.push("--setParameter", "diagnosticDataCollectionEnabled=false");
  // Nobody is there to take over from a replica set of one: do not wait for them.
  args.push("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100");
  // What a killed process held open is given up soon; the default keeps its documents locked for a minute.
  args.push("--setParameter", "transactionLifetimeLimitSeconds=20");
  return { program: find("mongod"), args, env: {} };
}

function redis(at: At, ports: Ports): Command {
  const args = ["--port", String(ports.redis), "--bind", "127.0.0.1", "--dir", at("redis"), "--save", ""];
  args.push("--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction");
  return { program: find("redis-server"), args, env: {} };
}

function s3(at: At, ports: Ports): Command {
  const args = ["--port", `127.0.0.1:${ports.s3}`, "--iam-dir", at("s3-iam")];
  args.push("posix", "--versioning-dir", at("s3-versions"), at("s3"));
  return {
    program: find("versitygw"),
    args,
    env: { ROOT_ACCESS_KEY: S3_KEYS.access, ROOT_SECRET_KEY: S3_KEYS.secret },
  };
}

function mail(at: At, ports: Ports): Command {
  const maildev = join(import.meta.dirname, "../../node_modules/.bin/maildev");
  const args = [maildev, "--smtp", String(ports.mail), "--web", String(ports.inbox), "--ip", "127.0.0.1"];
  return { program: process.execPath, args: [...args, "--mail-directory", at("mail")], env: {} };
}

/** What the app reads from its environment to find these engines. */
export function environmentOf(ports: Ports): Record<string, string> {
  return {
    MONGO_URL: `mongodb://127.0.0.1:${ports.mongo}/pathway?replicaSet=rs0`,
    REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    S3_REGION: "us-east-1",
    S3_BUCKET: "profiles",
    S3_ACCESS_KEY: S3_KEYS.access,
    S3_SECRET_KEY: S3_KEYS.secret,
    SMTP_URL: `smtp://127.0.0.1:${ports.mail}`,
    MAIL_INBOX_URL: `http://127.0.0.1:${ports.inbox}`,
  };
}
