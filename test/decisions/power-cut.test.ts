import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createApp } from "../../server/app.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { rowHash, totalHash } from "../../server/decisions/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testEnvironment } from "../engines.ts";
import { addDistrict, addProfile, COHORT, handInSheets, send, signedIn } from "../small-district.ts";

const RELEASE_AT = new Date("2026-04-28T14:00:00Z");
const clock = fixedClock("2026-04-21T15:00:00Z");
const environment = testEnvironment(__filename, { REHEARSAL: "1" });
let house: House;

beforeAll(async () => {
  house = await compose(loadConfig(environment), { name: "test", rootDir: ROOT_DIR, clock });
  await abandonAfter(10);
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await abandonAfter(60);
  await house.deps.connection.dropDatabase();
  await house.close();
});

/**
 * How long the database keeps what a dead process had begun (60 seconds by itself). Until then the documents of that
 * transaction refuse others, so that a release after a power cut waits that long.
 */
async function abandonAfter(seconds: number): Promise<void> {
  const admin = house.deps.connection.getClient().db("admin");
  await admin.command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds });
}

const children: ChildProcess[] = [];

/** A worker's process of its own, as it runs in production; `faultPoint` is where the power goes. */
async function work(faultPoint: string | null): Promise<{ signal: string | null }> {
  const child = spawn(join(ROOT_DIR, "node_modules/.bin/node"), ["workers/main.ts"], {
    cwd: ROOT_DIR,
    env: { ...environment, ...(faultPoint && { FAULT_POINT: faultPoint }) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.push(child);
  const ended = new Promise<{ signal: string | null }>((resolve) => {
    child.once("exit", (_code, signal) => resolve({ signal }));
  });
  if (faultPoint === null) {
    await untilSent();
    child.kill("SIGTERM");
  }
  return ended;
}

async function untilSent(): Promise<void> {
  for (let tried = 0; tried < 300; tried += 1) {
    const sent = await house.deps.messages.count({ template: "decision-promoted", state: "sent" });
    const told = await house.deps.messages.count({ template: "placements-ready", state: "sent" });
    if (sent === 2 && told === 1) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the letters were not sent");
}

const stands = async () => ({
  list: (await house.deps.lists.get({ id: COHORT })).state,
  cases: (await house.deps.applications.ofCohort(COHORT)).map(({ state }) => state),
  letters: (await house.deps.messages.find({ template: "decision-promoted" })).map(({ state }) => state),
  readable: (await house.deps.decisions.ofCohort(COHORT)).map(({ releasedAt }) => releasedAt !== null),
});

test("a power cut in the middle of the release leaves all of it undone, one after it nothing twice, and then it goes out once", async () => {
  await plannedRelease();
  const before = await stands();
  expect(before).toEqual({
    list: "approved",
    cases: ["approved", "approved"],
    letters: ["held", "held"],
    readable: [false, false],
  });
  await house.deps.rehearsal?.move(RELEASE_AT.getTime() - Date.now());
  expect((await work("release.before-list")).signal).toBe("SIGKILL");
  expect(await stands()).toEqual(before);
  expect((await work("release.before-commit")).signal).toBe("SIGKILL");
  expect(await stands()).toEqual(before);
  expect((await work("release.after-commit")).signal).toBe("SIGKILL");
  const out = await stands();
  expect([out.list, out.cases, out.readable]).toEqual(["released", ["released", "released"], [true, true]]);
  await work(null);
  expect(await stands()).toEqual({ ...out, letters: ["sent", "sent"] });
  const letters = await house.deps.messages.find({ template: "decision-promoted" });
  expect(letters.map(({ attempts }) => attempts)).toEqual([1, 1]);
}, 180_000);

async function plannedRelease(): Promise<void> {
  const { deps } = house;
  const app = createApp(deps, ROOT_DIR);
  await addDistrict(deps);
  for (const [i, id] of ["ada", "ben"].entries()) {
    await addProfile(deps, id, i + 1);
    await handInSheets(deps, id, [36, 35, 34]);
  }
  await drain(deps);
  const jgp = await signedIn(app, "jgp-union-1");
  await send(jgp, "/lists", { cohortId: COHORT }).expect(303);
  const { rows } = await deps.lists.get({ id: COHORT });
  for (const id of ["jgp-union-1", "jgp-district-1"])
    await send(await signedIn(app, id), `/lists/${COHORT}/signatures`, { total: totalHash(rows) }).expect(303);
  const seatIds = ["district", "union"].flatMap((side) => [1, 2, 3].map((n) => `joc-${side}-${n}`));
  await send(jgp, `/lists/${COHORT}/sending`, { seatIds }).expect(303);
  const ballot = Object.fromEntries(
    rows.flatMap((row) => [
      [`hash-${row.applicationId}`, rowHash(row)],
      [`choice-${row.applicationId}`, "yes"],
    ]),
  );
  for (const id of seatIds) await send(await signedIn(app, id), `/votes/${COHORT}/ballots`, ballot).expect(303);
  await drain(deps);
  const plan = { releaseAt: "2026-04-28T10:00", effectiveOn: "2026-07-01", callName: "Helen Marsh", callPhone: "1" };
  await send(jgp, `/lists/${COHORT}/release`, plan).expect(303);
  await drain(deps);
}
