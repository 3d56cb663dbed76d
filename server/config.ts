import { z } from "zod";

const flag = z
  .enum(["0", "1", "true", "false", ""])
  .default("0")
  .transform((value) => value === "1" || value === "true");

const Environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  /** What people type: `https://pathway.example.org`. Links in mails and the origin check are built from it. */
  BASE_URL: z.url().default("http://127.0.0.1:8080"),
  TRUST_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  MONGO_URL: z.string().startsWith("mongodb"),
  REDIS_URL: z.string().startsWith("redis"),
  /** Keeps the queues of two installations on one Redis apart. */
  REDIS_PREFIX: z.string().min(1).default("pathway"),
  S3_ENDPOINT: z.url(),
  /** Where browsers reach the S3 server; the same as S3_ENDPOINT unless a proxy stands between. */
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_BUCKET: z.string().min(3).default("profiles"),
  S3_ACCESS_KEY: z.string().min(1),
  S3_SECRET_KEY: z.string().min(1),
  /** How long the S3 server may be silent before a request of ours is sent again, in seconds. */
  S3_ANSWER_SEC: z.coerce.number().min(0.2).max(600).default(30),
  SMTP_URL: z.string().startsWith("smtp"),
  MAIL_FROM: z.string().default("Model Pathway <pathway@district.example>"),
  SESSION_SECRET: z.string().min(16),
  SESSION_MINUTES: z.coerce.number().min(0.05).default(720),
  /** The smallest part of an upload in MiB. S3 knows no parts under 5. */
  UPLOAD_PART_MIB: z.coerce.number().int().min(5).max(512).default(16),
  SCRATCH_DIR: z.string().default(".run/scratch"),
  /** How soon a letter or a small job of a worker that died is begun by another, in seconds. */
  JOB_LOCK_SEC: z.coerce.number().min(3).max(300).default(15),
  CLAMD_URL: z.string().optional(),
  /** Absolute path of a model for whisper.cpp; without it no captions are made from sound. */
  SPEECH_MODEL_PATH: z.string().startsWith("/").optional(),
  /** Absolute path of whisper.cpp's `whisper-cli`, where it does not lie in /usr/bin. */
  SPEECH_PROGRAM_PATH: z.string().startsWith("/").default("/usr/bin/whisper-cli"),
  /** A movable clock, to rehearse both sides of a deadline. Refused in production. */
  REHEARSAL: flag,
  /** Development and tests: the name of one point in the code at which the process kills itself. */
  FAULT_POINT: z.string().optional(),
  /** IANA zone of the district: every time is said in it. */
  DISTRICT_ZONE: z.string().default("America/New_York"),
  CONTACT_NAME: z.string().default("Joint Governing Panel office"),
  CONTACT_EMAIL: z.string().default("jgp@district.example"),
  CONTACT_PHONE: z.string().default("410-555-0142"),
  LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
  MAIL_INBOX_URL: z.url().optional(),
});

export type Config = {
  mode: "development" | "test" | "production";
  port: number;
  baseUrl: string;
  trustProxyHops: number;
  mongoUrl: string;
  redis: { url: string; prefix: string };
  s3: {
    endpoint: string;
    publicEndpoint: string;
    region: string;
    bucket: string;
    accessKey: string;
    secretKey: string;
    answerWithinMs: number;
  };
  mail: { smtpUrl: string; from: string; inboxUrl: string | null };
  session: { secret: string; minutes: number };
  upload: { minPartBytes: number };
  scratchDir: string;
  jobLockMs: number;
  clamdUrl: string | null;
  speech: { modelPath: string; programPath: string } | null;
  zone: string;
  contact: { name: string; email: string; phone: string };
  isRehearsal: boolean;
  faultPoint: string | null;
  logLevel: "silent" | "error" | "warn" | "info" | "debug";
};

/**
 * Reads the environment, the only place that does.
 * @throws Error that names every missing or unusable variable
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const read = Environment.safeParse(env);
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment needs another look:\n${lines.join("\n")}\nSee docs/operations.md.`);
  }
  const e = read.data;
  if (e.NODE_ENV === "production" && (e.REHEARSAL || e.FAULT_POINT)) {
    throw new Error("REHEARSAL and FAULT_POINT are for development and tests; production refuses them.");
  }
  return {
    mode: e.NODE_ENV,
    port: e.PORT,
    baseUrl: e.BASE_URL.replace(/\/$/, ""),
    trustProxyHops: e.TRUST_PROXY_HOPS,
    mongoUrl: e.MONGO_URL,
    redis: { url: e.REDIS_URL, prefix: e.REDIS_PREFIX },
    s3: {
      endpoint: e.S3_ENDPOINT,
      publicEndpoint: e.S3_PUBLIC_ENDPOINT ?? e.S3_ENDPOINT,
      region: e.S3_REGION,
      bucket: e.S3_BUCKET,
      accessKey: e.S3_ACCESS_KEY,
      secretKey: e.S3_SECRET_KEY,
      answerWithinMs: e.S3_ANSWER_SEC * 1000,
    },
    mail: { smtpUrl: e.SMTP_URL, from: e.MAIL_FROM, inboxUrl: e.MAIL_INBOX_URL ?? null },
    session: { secret: e.SESSION_SECRET, minutes: e.SESSION_MINUTES },
    upload: { minPartBytes: e.UPLOAD_PART_MIB * 1024 * 1024 },
    scratchDir: e.SCRATCH_DIR,
    jobLockMs: e.JOB_LOCK_SEC * 1000,
    clamdUrl: e.CLAMD_URL ?? null,
    speech: e.SPEECH_MODEL_PATH ? { modelPath: e.SPEECH_MODEL_PATH, programPath: e.SPEECH_PROGRAM_PATH } : null,
    zone: e.DISTRICT_ZONE,
    contact: { name: e.CONTACT_NAME, email: e.CONTACT_EMAIL, phone: e.CONTACT_PHONE },
    isRehearsal: e.REHEARSAL,
    faultPoint: e.FAULT_POINT ?? null,
    logLevel: e.LOG_LEVEL,
  };
}
