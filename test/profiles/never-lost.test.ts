/**
 * The one promise: nothing is lost between pressing Submit and its effect. Real processes are ended as by a power cut at
 * each named point, engines are killed in between, and after the restart a Profile is submitted exactly once or not at
 * all, and a submitted one has exactly one receipt in the app and one message in the inbox, counted by Message-ID.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Engines } from "../../dev/engines.ts";
import { type SmtpSink, startSmtpSink } from "../../dev/smtp-sink.ts";
import { compose, type House, storesOf } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { hashPassword } from "../../server/people/index.ts";
import type { Application } from "../../server/profiles/index.ts";
import { type AppProcess, freePort, launch } from "../app-process.ts";
import { ownEngines, ROOT_DIR, testEnvironment } from "../engines.ts";
import { until } from "../until.ts";
import { CALENDAR, fullDraft, openWorld } from "./world.ts";

jest.setTimeout(180_000);

const PASSWORD = "a quiet river";
let engines: Engines;
let sink: SmtpSink;
let env: Record<string, string>;
let house: House;
let server: AppProcess;
let worker: AppProcess;
const drafts: { email: string; id: string }[] = [];

const SERVER_POINTS = [
  ["submit-profile.before-transaction", "draft"],
  ["submit-profile.after-application", "draft"],
  ["submit-profile.after-shelf", "draft"],
  ["submit-profile.after-commit", "submitted"],
] as const;
const WORKER_POINTS = [
  "relay.before-add",
  "relay.after-add",
  "submission-receipt.before-message",
  "submission-receipt.after-message",
  "send-message.before-smtp",
  "send-message.after-smtp",
] as const;
const ENGINE_CASES = 6;

beforeAll(async () => {
  engines = await ownEngines(__filename, ["mongo", "redis", "s3"]);
  sink = await startSmtpSink();
  const port = await freePort();
  env = testEnvironment(__filename, {
    ...engines.env,
    SMTP_URL: sink.url,
    PORT: String(port),
    BASE_URL: `http://127.0.0.1:${port}`,
    JOB_LOCK_SEC: "5",
  });
  house = await compose(loadConfig(env), { name: "test", rootDir: ROOT_DIR });
  await endOpenTransactionsSoon();
  const world = await openWorld(house.deps, soon());
  const passwordHash = await hashPassword(PASSWORD);
  for (let i = 0; i < SERVER_POINTS.length + WORKER_POINTS.length + ENGINE_CASES; i++) {
    const [applicant, { id }] = await fullDraft(house.deps, world);
    const person = await house.deps.people.get({ id: applicant.personId });
    await house.deps.people.save({ ...person, passwordHash });
    drafts.push({ email: person.email, id });
  }
  worker = await launch("workers", env);
  await until("what the drafts caused is done", allQuiet);
  server = await launch("server", env);
});

afterAll(async () => {
  await Promise.all([server?.kill(), worker?.kill()]);
  await house?.close();
  await sink?.close();
  await engines?.stop();
});

/** A killed server leaves its transaction open until MongoDB ends it: here after five seconds, in production twenty. */
const endOpenTransactionsSoon = () =>
  house.deps.connection.getClient().db("admin").command({ setParameter: 1, transactionLifetimeLimitSeconds: 5 });

/** A cohort that is open today, whatever today is. */
function soon(): typeof CALENDAR {
  const moved = Object.entries(CALENDAR).map(([key, value]) => {
    const later = (day: string) => day.replace(/^\d{4}/, (year) => String(Number(year) + 10));
    const isEarly = key === "registrationFromOn" || key === "draftingFromOn" || key === "sessionsOn";
    return [key, typeof value === "string" && !isEarly && key !== "zone" ? later(value) : value];
  });
  return {
    ...(Object.fromEntries(moved) as typeof CALENDAR),
    registrationFromOn: "2020-01-01",
    draftingFromOn: "2020-01-01",
  };
}

/** Nothing is left in an outbox, and every message was handed over. */
async function allQuiet(): Promise<boolean> {
  for (const store of storesOf(house.deps)) if ((await store.withEvents(1)).length > 0) return false;
  const waiting = await house.deps.messages.find({ state: "queued" });
  const sending = await house.deps.messages.find({ state: "sending" });
  return waiting.length + sending.length === 0;
}

const nextDraft = () => {
  const draft = drafts.pop();
  if (!draft) throw new Error("make more drafts");
  return draft;
};
const applicationOf = (id: string): Promise<Application> => house.deps.applications.get({ id });
const origin = () => env["BASE_URL"] ?? "";
const form = (fields: Record<string, string>, cookie = "") => ({
  method: "POST",
  redirect: "manual" as const,
  headers: {
    Origin: origin(),
    Cookie: cookie,
    Accept: "text/html",
    "Content-Type": "application/x-www-form-urlencoded",
  },
  body: new URLSearchParams(fields).toString(),
});

async function signIn(email: string): Promise<string> {
  const answer = await fetch(`${origin()}/sign-in`, form({ email, password: PASSWORD }));
  expect(answer.status).toBe(303);
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

/** What the browser is told: a status, or that the line went dead. */
const press = (id: string, cookie: string) =>
  fetch(`${origin()}/profiles/${id}/submission`, form({}, cookie)).then(
    ({ status, headers }) => `${status} ${headers.get("location") ?? ""}`.trim(),
    () => "no answer",
  );

/** Submitted once, one receipt in the app, one message by its Message-ID, whatever had to be sent again. */
async function expectHandedInOnce({ id, email }: { id: string; email: string }): Promise<void> {
  await until(
    "the receipt is sent",
    async () => {
      const receipt = await house.deps.messages.byKey(`submission-receipt-${id}-v1`);
      return receipt?.state === "sent" && allQuiet();
    },
    100_000,
  );
  const application = await applicationOf(id);
  expect([application.state, application.submission?.kind]).toEqual(["submitted", "complete"]);
  expect(application.history.filter(({ action }) => action === "submit")).toHaveLength(1);
  const rows = await house.deps.messages.find({ to: application.applicantId, template: "submission-receipt" });
  expect(rows).toHaveLength(1);
  const arrived = sink.messages.filter((mail) => mail.includes(`<${email}>`) || mail.includes(`To: ${email}`));
  const receipts = arrived.filter((mail) => /^subject: We have your Profile/im.test(mail));
  const ids = receipts.map((mail) => /^message-id:\s*(<[^>]+>)/im.exec(mail)?.[1]);
  expect(new Set(ids).size).toBe(1);
}

test.each(SERVER_POINTS)(
  "the server dies at %s: it is a %s, and pressing again hands it in once",
  async (point, left) => {
    const draft = nextDraft();
    const cookie = await signIn(draft.email);
    await server.kill();
    server = await launch("server", { ...env, FAULT_POINT: point });
    expect(await press(draft.id, cookie)).toBe("no answer");
    expect(await server.exited).toBe("SIGKILL");
    server = await launch("server", env);
    expect((await applicationOf(draft.id)).state).toBe(left);
    expect((await house.deps.shelves.get({ id: draft.id })).open).toBe(left === "draft" ? "all" : "none");
    expect(await press(draft.id, cookie)).toBe(`303 /profiles/${draft.id}/receipt`);
    await expectHandedInOnce(draft);
  },
);

test.each(WORKER_POINTS)("a worker dies at %s: one receipt all the same", async (point) => {
  const draft = nextDraft();
  const cookie = await signIn(draft.email);
  await worker.kill();
  worker = await launch("workers", { ...env, FAULT_POINT: point });
  expect(await press(draft.id, cookie)).toBe(`303 /profiles/${draft.id}/receipt`);
  expect(await worker.exited).toBe("SIGKILL");
  worker = await launch("workers", env);
  await expectHandedInOnce(draft);
});

test("Redis is away when Submit is pressed: it is handed in, and the receipt comes when Redis is back", async () => {
  const draft = nextDraft();
  const cookie = await signIn(draft.email);
  await engines.kill("redis");
  expect(await press(draft.id, cookie)).toBe(`303 /profiles/${draft.id}/receipt`);
  await engines.restart("redis");
  await expectHandedInOnce(draft);
});

test("Redis dies between the relay and the receipt", async () => {
  const draft = nextDraft();
  const cookie = await signIn(draft.email);
  await worker.kill();
  worker = await launch("workers", { ...env, FAULT_POINT: "relay.after-add" });
  await press(draft.id, cookie);
  expect(await worker.exited).toBe("SIGKILL");
  await engines.kill("redis");
  await engines.restart("redis");
  worker = await launch("workers", env);
  await expectHandedInOnce(draft);
});

test("Redis comes back with nothing in it: what it forgot is told again", async () => {
  const draft = nextDraft();
  const cookie = await signIn(draft.email);
  await worker.kill();
  worker = await launch("workers", { ...env, FAULT_POINT: "submission-receipt.before-message" });
  await press(draft.id, cookie);
  expect(await worker.exited).toBe("SIGKILL");
  await until(
    "the relay's part is over",
    async () => {
      const left = await house.deps.applications.withEvents(10);
      return left.length === 0;
    },
    5_000,
  ).catch(() => {}); // it may have died before it could tick its list off; both are fine
  await engines.kill("redis");
  const folder = join(process.env["TEST_RUN_DIR"] ?? "", "own", "never-lost-test-ts", "redis");
  for (const kept of readdirSync(folder)) rmSync(join(folder, kept), { recursive: true, force: true });
  await engines.restart("redis");
  worker = await launch("workers", env);
  await expectHandedInOnce(draft);
});

test("MongoDB is away when Submit is pressed: told so plainly, nothing is half done, pressing again hands it in", async () => {
  const draft = nextDraft();
  const cookie = await signIn(draft.email);
  await engines.kill("mongo");
  expect(await press(draft.id, cookie)).toMatch(/^(503|no answer)/);
  await engines.restart("mongo");
  await until("the server has found it again", async () => (await press(draft.id, cookie)).startsWith("303"));
  await expectHandedInOnce(draft);
});

test("MongoDB dies in the very moment of Submit: submitted once or not at all", async () => {
  const draft = nextDraft();
  const cookie = await signIn(draft.email);
  const [answer] = await Promise.all([press(draft.id, cookie), engines.kill("mongo")]);
  expect(answer).toMatch(/^(303 |503|no answer)/);
  await engines.restart("mongo");
  const after = await until("MongoDB is back", () => applicationOf(draft.id).catch(() => null));
  if (answer.startsWith("303")) expect(after.state).toBe("submitted");
  expect(["draft", "submitted"]).toContain(after.state);
  await until("it is handed in", async () => (await press(draft.id, cookie)).startsWith("303"));
  await expectHandedInOnce(draft);
});

test("MongoDB dies between Submit and the receipt, and the worker with it", async () => {
  const draft = nextDraft();
  const cookie = await signIn(draft.email);
  await worker.kill();
  expect(await press(draft.id, cookie)).toBe(`303 /profiles/${draft.id}/receipt`);
  await engines.kill("mongo");
  await engines.restart("mongo");
  worker = await launch("workers", env);
  await expectHandedInOnce(draft);
});
