import type { Express } from "express";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { letterKey, PAYROLL_ID, releaseDue, rowHash, totalHash } from "../../server/decisions/index.ts";
import { DAY, HOUR, MINUTE } from "../../server/kernel/time.ts";
import { moveApplication, withdrawApplication } from "../../server/profiles/index.ts";
import { reopenSheet, setAsideSheet } from "../../server/outcomes/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import {
  actorOf,
  addDistrict,
  addProfile,
  type Agent,
  COHORT,
  emptyHouse,
  handInSheets,
  send,
  signedIn,
} from "../small-district.ts";

const clock = fixedClock("2026-04-21T15:00:00Z");
const RELEASE = {
  releaseAt: "2026-04-28T10:00",
  effectiveOn: "2026-07-01",
  callName: "Helen Marsh",
  callPhone: "410-555-0142",
};
const RELEASE_AT = new Date("2026-04-28T14:00:00Z");
const signal = new AbortController().signal;
let house: House;
let app: Express;

beforeAll(async () => {
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
});
afterAll(() => house.close());
beforeEach(async () => {
  clock.set("2026-04-21T15:00:00Z");
  await emptyHouse(house.deps);
  await addDistrict(house.deps);
});

const as = (id: string): Promise<Agent> => signedIn(app, id);

/** Ada is promoted, Ben is not; both by their scores. */
async function banded(rest: Record<string, readonly number[]> = {}): Promise<void> {
  let n = 0;
  for (const [id, points] of Object.entries({ ada: [36, 35, 34], ben: [32, 31, 31], ...rest })) {
    n += 1;
    await addProfile(house.deps, id, n);
    await handInSheets(house.deps, id, points);
  }
  await drain(house.deps);
}

const list = () => house.deps.lists.get({ id: COHORT });
const stateOf = async (id: string) => (await house.deps.applications.get({ id })).state;
const sign = async (id: string, total?: string) =>
  send(await as(id), `/lists/${COHORT}/signatures`, { total: total ?? totalHash((await list()).rows) });
const SEATS = ["district", "union"].flatMap((side) => [1, 2, 3].map((n) => `joc-${side}-${n}`));

async function signed(): Promise<void> {
  await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(303);
  expect((await sign("jgp-union-1")).status).toBe(303);
  expect((await sign("jgp-district-1")).status).toBe(303);
  await drain(house.deps);
}

async function sent(): Promise<void> {
  await signed();
  await send(await as("jgp-union-1"), `/lists/${COHORT}/sending`, { seatIds: SEATS }).expect(303);
  await drain(house.deps);
}

/** The form as the member's page shows it, with choices for some rows. */
async function ballots(choices: Record<string, "yes" | "no" | "abstain">, reason = "") {
  const rows = (await list()).rows;
  return Object.fromEntries(
    Object.entries(choices).flatMap(([id, choice]) => {
      const row = rows.find(({ applicationId }) => applicationId === id);
      return [
        [`hash-${id}`, row ? rowHash(row) : ""],
        [`choice-${id}`, choice],
        [`reason-${id}`, reason],
      ];
    }),
  );
}
const vote = async (id: string, choices: Record<string, "yes" | "no" | "abstain">, reason = "") =>
  send(await as(id), `/votes/${COHORT}/ballots`, await ballots(choices, reason));

async function approved(...ids: string[]): Promise<void> {
  await sent();
  const yes = Object.fromEntries((ids.length > 0 ? ids : ["ada", "ben"]).map((id) => [id, "yes" as const]));
  for (const seat of SEATS) expect((await vote(seat, yes)).status).toBe(303);
  await drain(house.deps);
}

async function planned(): Promise<void> {
  await approved();
  await send(await as("jgp-union-1"), `/lists/${COHORT}/release`, RELEASE).expect(303);
  await drain(house.deps);
}

const letters = async () =>
  (await house.deps.messages.find({ template: /^decision-/ } as never, { sort: { key: 1 } })).map(
    ({ to, template, state }) => [to, template, state],
  );

test("from banded cases to letters: list, two signatures, six votes, a moment, and everything out at once", async () => {
  await banded();
  await planned();
  expect((await list()).state).toBe("approved");
  expect(await letters()).toEqual([
    ["ada", "decision-promoted", "held"],
    ["ben", "decision-not-promoted", "held"],
  ]);
  clock.set(new Date(RELEASE_AT.getTime() - MINUTE));
  expect(await releaseDue(house.deps, signal)).toEqual([]);
  await (await as("ada")).get("/results/ada").expect(404);
  clock.set(RELEASE_AT);
  expect([await releaseDue(house.deps, signal), await releaseDue(house.deps, signal)]).toEqual([[COHORT], []]);
  await drain(house.deps, { times: 2, isMailing: true });
  expect(await letters()).toEqual([
    ["ada", "decision-promoted", "sent"],
    ["ben", "decision-not-promoted", "sent"],
  ]);
  expect([await stateOf("ada"), await stateOf("ben")]).toEqual(["released", "released"]);
  expect((await house.deps.cohorts.get({ id: COHORT })).state).toBe("released");
});

test("the letters say the result first, then pay and dates, and one person to call", async () => {
  await banded();
  await planned();
  const [ada, ben] = await Promise.all(
    ["ada", "ben"].map(async (id) => (await house.deps.messages.byKey(letterKey(id)))?.text ?? ""),
  );
  expect(ada?.split("\n")[0]).toBe("You are promoted to the Model pathway. Congratulations, Ada.");
  for (const word of ["$85,337", "Model pathway, interval 1", "$82,769", "July 1, 2026", "Helen Marsh, 410-555-0142"])
    expect(ada).toContain(word);
  expect(ben?.split("\n")[0]).toBe("You are not promoted to the Model pathway in this cohort, Ben.");
  for (const word of ["/results/ben/counselling", "/results/ben/procedural-review", "May 28, 2026", "wait one cohort"])
    expect(ben).toContain(word);
  for (const text of [ada, ben]) expect(text).toContain("September 28, 2026");
});

test("an applicant chooses the scores in the mail, and a letter that is still held is written anew", async () => {
  await banded();
  await planned();
  expect((await house.deps.messages.byKey(letterKey("ben")))?.text).not.toContain("Reader A");
  await send(await as("ben"), "/results/wish", { wants: "scores" }).expect(303);
  await drain(house.deps);
  expect((await house.deps.messages.byKey(letterKey("ben")))?.text).toContain(
    "Reader A 32 of 42, Reader B 31 of 42, Reader C 31 of 42. Together 94 of 126 points, 74.60 percent.",
  );
  expect(await letters()).toHaveLength(2);
});

test("after the release the applicant reads every score and note by Reader A, B, C, and nobody else does", async () => {
  await banded();
  await planned();
  clock.set(RELEASE_AT);
  await releaseDue(house.deps, signal);
  const page = await (await as("ben")).get("/results/ben").expect(200);
  for (const word of [
    "not promoted to the Model pathway",
    "94 of 126 points: 74.60 percent",
    "Reader A",
    "Seen in the lesson, indicator 1.1.",
  ])
    expect(page.text).toContain(word);
  expect(page.text).not.toMatch(/R-00\d|reader-\d/);
  await (await as("ada")).get("/results/ben").expect(404);
});

test("who looked at the files is read from the release on, as role and day, and only by their owner", async () => {
  const look = (personId: string, role: string, day: string, itemId = "video-1") =>
    house.deps.viewLog.served({ itemId, shelfId: "ben", personId, role, day }, 1000, clock.now());
  await look("reader-1", "reviewer", "2026-03-02");
  await look("reader-2", "reviewer", "2026-03-02");
  await look("reader-3", "reviewer", "2026-03-09", "plan-1");
  await look("jgp-union-1", "jgp", "2026-03-09");
  await banded();
  await planned();
  const ben = await as("ben");
  await ben.get("/profiles/ben/views").expect(404);
  clock.set(RELEASE_AT);
  await releaseDue(house.deps, signal);
  expect((await ben.get("/results/ben")).text).toContain('href="/profiles/ben/views"');
  const { text } = await ben.get("/profiles/ben/views").expect(200);
  const cells = [...text.matchAll(/<t[hd][^>]*data-label="(?:Day|Who)">([^<]*)</g)].map((match) => match[1]);
  expect(cells).toEqual([
    "Monday 2 March 2026",
    "PPRC readers",
    "Monday 9 March 2026",
    "The Joint Governing Panel",
    "Monday 9 March 2026",
    "PPRC readers",
  ]);
  expect(text).not.toMatch(/reader-\d|R-00\d|jgp-union/);
  await (await as("ada")).get("/profiles/ben/views").expect(404);
  await (await as("jgp-union-1")).get("/profiles/ben/views").expect(403);
});

test("HR and the principal see those promoted, after the release, and no score", async () => {
  await banded({ cleo: [35, 35, 35] });
  const cleo = await house.deps.applications.get({ id: "cleo" });
  await house.deps.applications.save({
    ...cleo,
    declaration: cleo.declaration && { ...cleo.declaration, schoolId: "harbor" },
  });
  await approved("ada", "ben", "cleo");
  await send(await as("jgp-union-1"), `/lists/${COHORT}/release`, RELEASE).expect(303);
  await drain(house.deps);
  const hr = await as("hana-hr");
  const principal = await as("pia-principal");
  expect((await hr.get("/placements.csv")).text.split("\r\n")).toHaveLength(2);
  expect((await principal.get("/promotions")).text).not.toContain("Ada");
  clock.set(RELEASE_AT);
  await releaseDue(house.deps, signal);
  await drain(house.deps, { times: 2 });
  const csv = (await hr.get("/placements.csv")).text.trim().split("\r\n");
  expect(csv.slice(1).map((line) => line.split(",").slice(0, 8).join())).toEqual([
    '"Ada","ada@district.example","Cedar Hill Elementary","","","Model","1","85337"',
    '"Cleo","cleo@district.example","Harbor View High","","","Model","1","85337"',
  ]);
  const promotions = (await principal.get("/promotions")).text;
  expect([promotions.includes("Ada"), promotions.includes("Cleo"), promotions.includes("Ben")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(await house.deps.messages.count({ to: "pia-principal", template: "promotions-at-school" })).toBe(1);
});

test("payroll's list puts the true difference into letters that have not gone out, and names no applicant", async () => {
  await banded();
  await planned();
  const letter = async () => (await house.deps.messages.byKey(letterKey("ada")))?.text ?? "";
  const preflight = async () => (await (await as("jgp-union-1")).get(`/lists/${COHORT}/release`).expect(200)).text;
  expect(await letter()).toContain("ends with $82,769 at interval 15");
  expect(await preflight()).toContain("For 1 of 1 promoted people payroll’s list has no interval");
  const hr = await as("hana-hr");
  const list = "Email,Interval\r\nADA@district.example,12\r\nnobody@district.example;3";
  const looked = await send(hr, "/placements/payroll", { list }).expect(200);
  expect(looked.text).toContain("Keep this list");
  expect(looked.text).not.toContain("Ada<");
  expect(await house.deps.payroll.count({})).toBe(0);
  await send(hr, "/placements/payroll", { list, step: "record" }).expect(303);
  await drain(house.deps, { times: 2 });
  expect(await letter()).toContain(
    "That is $5,583 a year more than the $79,754 of the Professional pathway, interval 12, where payroll has you now.",
  );
  expect(await letters()).toHaveLength(2);
  expect(await preflight()).not.toContain("has no interval");
  clock.set(RELEASE_AT);
  await releaseDue(house.deps, signal);
  await drain(house.deps, { times: 2 });
  const sent = await letter();
  await send(hr, "/placements/payroll", { list: "ada@district.example,15", step: "record" }).expect(303);
  await drain(house.deps);
  expect(await letter()).toBe(sent);
  expect((await hr.get("/placements.csv")).text).toContain('"12","5583","Model","1"');
  expect((await (await as("ada")).get("/results/ada")).text).toContain("$5,583 a year more");
});

test("what payroll and the panel change in the last minute, before any job ran, stands in the letters that go out", async () => {
  await banded();
  await planned();
  await send(await as("hana-hr"), "/placements/payroll", { list: "ada@district.example,12", step: "record" }).expect(
    303,
  );
  const later = { ...RELEASE, callName: "Omar Reyes" };
  await send(await as("jgp-union-1"), `/lists/${COHORT}/release`, later).expect(303);
  clock.set(RELEASE_AT);
  expect(await releaseDue(house.deps, signal)).toEqual([COHORT]);
  await drain(house.deps, { times: 2, isMailing: true });
  const letter = (await house.deps.messages.byKey(letterKey("ada")))?.text ?? "";
  expect([letter.includes("$5,583 a year more"), letter.includes("Omar Reyes")]).toEqual([true, true]);
  expect(await letters()).toEqual([
    ["ada", "decision-promoted", "sent"],
    ["ben", "decision-not-promoted", "sent"],
  ]);
});

test.each([
  ["ada@district.example,16", "Line 1 has interval 16; the Professional pathway has 1 to 15"],
  ["ada@district.example,0", "Line 1 has interval 0"],
  ["email,interval\nada@district.example", "Line 2 has no interval"],
  ["Ada,12", "Line 1 has no address"],
  ["ada@district.example,12,79754", "Line 1 has more than one number"],
  ["ada@district.example,12\nAda@district.example,13", "Line 2 gives ada@district.example another interval"],
  ["  \n", "The list is empty."],
])("payroll's list %j is refused as a whole, and says why", async (list, why) => {
  const hr = await as("hana-hr");
  await send(hr, "/placements/payroll", { list: "ada@district.example,9", step: "record" }).expect(303);
  const answer = await send(hr, "/placements/payroll", { list, step: "record" }).expect(422);
  expect(answer.text).toContain(why);
  expect((await house.deps.payroll.get({ id: PAYROLL_ID })).places).toEqual([
    { email: "ada@district.example", interval: 9 },
  ]);
});

test.each(["jgp-union-1", "ada", "reader-1", "pia-principal"])(
  "payroll's list is HR's alone, not %s's",
  async (who) => {
    await (await as(who)).get("/placements/payroll").expect(403);
  },
);

test("a signature on a list that changed since the page was drawn is refused", async () => {
  await banded();
  await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(303);
  expect((await sign("jgp-union-1", "0".repeat(64))).status).toBe(409);
  expect((await list()).signatures).toEqual([]);
});

test("one half alone signs nothing off, and both halves seal the cases", async () => {
  await banded();
  await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(303);
  await sign("jgp-union-1");
  await sign("jgp-union-2");
  expect((await list()).state).toBe("building");
  await sign("jgp-district-2");
  await drain(house.deps);
  expect([(await list()).state, (await house.deps.cases.get({ id: "ada" })).sealedAt]).toEqual(["signed", clock.now()]);
});

describe("a sheet that is opened again or set aside, and the last signature, one after the other before any job ran", () => {
  const coordinator = () => actorOf(house.deps, "jgp-district-2", "jgp");
  const change = {
    reopened: async (reviewId: string) =>
      reopenSheet(house.deps, await coordinator(), "ada", { reviewId, reason: "A mark was misread." }),
    "set aside": async (reviewId: string) =>
      setAsideSheet(house.deps, await coordinator(), "ada", { reviewId, reason: "Her cousin." }),
  };
  test.each(Object.entries(change))("%s first: the list is not signed on the old result", async (_, act) => {
    await banded();
    await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(303);
    await sign("jgp-union-1");
    const [review] = await house.deps.reviews.ofProfile("ada");
    await act(review?.id ?? "");
    const refused = await sign("jgp-district-1");
    expect([refused.status, refused.text.includes("A case on the list has just changed")]).toEqual([409, true]);
    expect([(await list()).state, (await house.deps.cases.get({ id: "ben" })).sealedAt]).toEqual(["building", null]);
    await drain(house.deps);
    expect((await sign("jgp-district-1")).status).toBe(409);
  });

  test.each(Object.entries(change))("%s last: refused, the signed list stands", async (_, act) => {
    await banded();
    await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(303);
    await sign("jgp-union-1");
    const [review] = await house.deps.reviews.ofProfile("ada");
    expect((await sign("jgp-district-1")).status).toBe(303);
    await expect(act(review?.id ?? "")).rejects.toMatchObject({ name: "wrong-state" });
    expect((await house.deps.reviews.ofProfile("ada")).map(({ state }) => state)).toEqual(Array(3).fill("submitted"));
  });

  test.each(Object.entries(change))("%s in the same moment: one of the two", async (_, act) => {
    await banded();
    await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(303);
    await sign("jgp-union-1");
    const [review] = await house.deps.reviews.ofProfile("ada");
    const total = totalHash((await list()).rows);
    const [{ status }, isDone] = await Promise.all([
      sign("jgp-district-1", total),
      act(review?.id ?? "").then(
        () => true,
        () => false,
      ),
    ]);
    const isSigned = status === 303;
    expect([isDone, (await list()).state]).toEqual([!isSigned, isSigned ? "signed" : "building"]);
    await drain(house.deps);
    const { sealedAt } = await house.deps.cases.get({ id: "ada" });
    expect(sealedAt !== null).toBe(isSigned);
  });
});

test("a member with a conflict signs without seeing the row, in rows or in counts; the row needs another of that side", async () => {
  await banded();
  const ada = await house.deps.applications.get({ id: "ada" });
  await house.deps.applications.save({ ...ada, conflictedIds: ["jgp-union-1", "joc-union-1"] });
  await send(await as("jgp-district-1"), "/lists", { cohortId: COHORT }).expect(303);
  const page = await (await as("jgp-union-1")).get(`/lists/${COHORT}`).expect(200);
  expect([page.text.includes("C01-M-001"), page.text.includes("C01-M-002")]).toEqual([false, true]);
  expect(page.text).toMatch(/0<\/[^>]+>\s*<[^>]+>promote</);
  await sign("jgp-union-1");
  await sign("jgp-district-1");
  expect((await list()).state).toBe("building");
  await sign("jgp-union-2");
  expect((await list()).state).toBe("signed");
  await send(await as("jgp-union-2"), `/lists/${COHORT}/sending`, { seatIds: SEATS }).expect(303);
  expect((await (await as("joc-union-1")).get(`/votes/${COHORT}`)).text).not.toContain("C01-M-001");
  expect((await vote("joc-union-1", { ada: "yes" })).status).toBe(404);
});

test("the committee votes by code, sees no name before the vote is over, and needs the quorum of each side", async () => {
  await banded();
  await sent();
  const member = await as("joc-union-1");
  const before = await member.get(`/votes/${COHORT}`).expect(200);
  expect([before.text.includes("C01-M-001"), before.text.includes("Ada")]).toEqual([true, false]);
  for (const seat of SEATS.slice(0, 5)) await vote(seat, { ada: "yes", ben: "yes" });
  expect((await list()).state).toBe("voting");
  await vote(SEATS[5] ?? "", { ada: "yes", ben: "yes" });
  expect((await list()).state).toBe("approved");
  expect((await member.get(`/votes/${COHORT}`)).text).toContain("Ada");
});

/** What a browser would send of a page's form, with some fields set by hand. */
function formOf(html: string, set: Record<string, string>): Record<string, string> {
  const hidden = [...html.matchAll(/<input type="hidden" name="((?:hash|choice|reason)-[^"]*)" value="([^"]*)"/g)];
  return { ...Object.fromEntries(hidden.map(([, name, value]) => [name ?? "", value ?? ""])), ...set };
}

test("yes to the rest is asked about first, goes back without losing a mark, and counts once it is said", async () => {
  await banded({ cleo: [35, 35, 35] });
  await sent();
  const member = await as("joc-union-1");
  const at = `/votes/${COHORT}`;
  const own = async () =>
    (await list()).ballots
      .filter(({ byId }) => byId === "joc-union-1")
      .map(({ applicationId, choice }) => `${applicationId} ${choice}`)
      .sort();
  const marked = { "choice-ben": "no", "reason-ben": "Look at 2.3 again.", rest: "ask" };
  const asked = await send(member, `${at}/ballots`, formOf((await member.get(at)).text, marked)).expect(200);
  expect(asked.text).toContain("Yes to 2 rows?");
  expect(await own()).toEqual([]);
  const back = await send(member, `${at}/ballots`, formOf(asked.text, { rest: "back" })).expect(200);
  expect(back.text).toMatch(/id="choice-ben-no"[^>]* checked/);
  expect(back.text).toContain("Look at 2.3 again.");
  expect(await own()).toEqual([]);
  const said = formOf(asked.text, { rest: "yes" });
  await send(member, `${at}/ballots`, { ...said, "hash-cleo": "0".repeat(64) }).expect(409);
  expect(await own()).toEqual([]);
  await send(member, `${at}/ballots`, said).expect(303);
  expect(await own()).toEqual(["ada yes", "ben no", "cleo yes"]);
  await send(member, `${at}/ballots`, formOf((await member.get(at)).text, { rest: "ask" })).expect(303);
  expect(await own()).toEqual(["ada yes", "ben no", "cleo yes"]);
});

test("the rows of a vote are filtered, and a page and a filter that do not exist are the first of all", async () => {
  await banded();
  await sent();
  const member = await as("joc-union-1");
  const codes = async (query: string) =>
    [...(await member.get(`/votes/${COHORT}${query}`).expect(200)).text.matchAll(/name="hash-([^"]*)"/g)].map(
      ([, id]) => id,
    );
  expect(await codes("")).toEqual(["ada", "ben"]);
  expect(await codes("?show=promote")).toEqual(["ada"]);
  expect(await codes("?show=not-promoted&page=7")).toEqual(["ben"]);
  expect(await codes("?show=nobody&page=-1")).toEqual(["ada", "ben"]);
  const { header } = await send(
    member,
    `/votes/${COHORT}/ballots?show=without-vote`,
    await ballots({ ada: "yes" }),
  ).expect(303);
  expect(header["location"]).toBe(`/votes/${COHORT}?show=without-vote`);
  expect(await codes("?show=without-vote")).toEqual(["ben"]);
});

test("a no needs a reason and returns the row; answered, it and the total are signed anew, and other votes still count", async () => {
  await banded();
  await sent();
  expect((await vote("joc-union-1", { ada: "no" })).status).toBe(422);
  for (const seat of SEATS) {
    const isUnion = seat.includes("union");
    await vote(seat, { ben: "yes" });
    await vote(seat, { ada: isUnion ? "no" : "yes" }, "The video shows another class.");
  }
  await drain(house.deps);
  expect([(await list()).state, (await house.deps.cohorts.get({ id: COHORT })).state]).toEqual([
    "building",
    "recommending",
  ]);
  const page = await (await as("jgp-union-1")).get(`/lists/${COHORT}`);
  expect(page.text).toContain("The video shows another class.");
  expect((await sign("jgp-union-1")).status).toBe(409);
  await send(await as("jgp-union-1"), `/lists/${COHORT}/answers`, { applicationId: "ben", text: "x" }).expect(409);
  await send(await as("jgp-union-1"), `/lists/${COHORT}/answers`, {
    applicationId: "ada",
    text: "It is her own class; the room was another.",
  }).expect(303);
  await sign("jgp-union-1");
  await sign("jgp-district-1");
  await send(await as("jgp-union-1"), `/lists/${COHORT}/sending`).expect(303);
  for (const seat of SEATS) await vote(seat, { ada: "yes" });
  expect((await list()).state).toBe("approved");
});

test("a vote on a row that changed since the page was drawn is refused", async () => {
  await banded();
  await sent();
  const old = await ballots({ ada: "yes" });
  const before = await list();
  const rows = before.rows.map((row) => (row.applicationId === "ada" ? { ...row, reasons: ["Another text."] } : row));
  await house.deps.lists.save({ ...before, rows });
  await send(await as("joc-union-1"), `/votes/${COHORT}/ballots`, old).expect(409);
  expect((await list()).ballots).toEqual([]);
});

test("two members who vote in the same moment are both counted", async () => {
  await banded();
  await sent();
  const answers = await Promise.all(SEATS.map((seat) => vote(seat, { ada: "yes", ben: "yes" })));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 303]);
  expect((await list()).ballots).toHaveLength(12);
});

test("a recused member is out of the row; one of the same side without a seat steps in", async () => {
  await banded();
  await sent();
  const [first = ""] = SEATS;
  await send(await as(first), `/votes/${COHORT}/recusals`, { applicationId: "ada" }).expect(303);
  expect((await vote(first, { ada: "yes" })).status).toBe(403);
  const order = { applicationId: "ada", seatOf: first, designeeId: "joc-union-4" };
  await send(await as("joc-district-2"), `/votes/${COHORT}/designees`, order).expect(422);
  await send(await as("joc-district-2"), `/votes/${COHORT}/designees`, {
    ...order,
    designeeId: "joc-district-4",
  }).expect(303);
  expect((await vote("joc-district-5", { ada: "yes" })).status).toBe(403);
  for (const seat of SEATS) await vote(seat, seat === first ? { ben: "yes" } : { ada: "yes", ben: "yes" });
  expect((await list()).state).toBe("voting");
  expect((await vote("joc-district-4", { ada: "yes" })).status).toBe(303);
  expect((await list()).state).toBe("approved");
});

test("of 120 rows each page carries its fifty, votes on one page alone, and says which are left", async () => {
  await banded();
  await sent();
  const now = await list();
  const [row] = now.rows;
  if (!row) throw new Error("the list has no row");
  const many = Array.from({ length: 118 }, (_, n) => ({ ...row, applicationId: `more-${n}`, code: `More-${n}` }));
  await house.deps.lists.save({ ...now, rows: [...now.rows, ...many] });
  const member = await as("joc-union-1");
  const page = async (query: string) => (await member.get(`/votes/${COHORT}${query}`).expect(200)).text;
  const idsOf = (text: string) => [...text.matchAll(/name="hash-([^"]*)"/g)].map(([, id]) => id);
  const pages = await Promise.all(["", "?page=2", "?page=3", "?page=4"].map(page));
  expect(pages.map((text) => idsOf(text).length)).toEqual([50, 50, 20, 20]);
  expect(new Set(pages.slice(0, 3).flatMap(idsOf)).size).toBe(120);
  const second = idsOf(pages[1] ?? "");
  const hashes = [...(pages[1] ?? "").matchAll(/name="(hash-[^"]*)" value="([^"]*)"/g)].map(([, key, hash]) => [
    key,
    hash,
  ]);
  const { header } = await send(member, `/votes/${COHORT}/ballots?page=2`, {
    ...Object.fromEntries(hashes),
    rest: "yes",
  }).expect(303);
  expect(header["location"]).toBe(`/votes/${COHORT}?page=2`);
  expect(new Set((await list()).ballots.map(({ applicationId }) => applicationId))).toEqual(new Set(second));
  expect(await page("?show=without-vote")).toContain("70 rows without your vote");
});

test("recusing oneself and ending the vote are asked about first, and looking at the question changes nothing", async () => {
  await banded();
  await sent();
  const [first = "", second = ""] = SEATS;
  const member = await as(first);
  const before = await list();
  const page = (await member.get(`/votes/${COHORT}`).expect(200)).text;
  expect(page).not.toContain(`action="/votes/${COHORT}/recusals"`);
  expect(page).not.toContain(`action="/votes/${COHORT}/closing"`);
  expect(page).toContain(`href="/votes/${COHORT}/recusals/ada"`);
  const asked = (await member.get(`/votes/${COHORT}/recusals/ada`).expect(200)).text;
  expect(asked).toContain('name="applicationId" value="ada"');
  expect(asked).not.toContain("Ada");
  const ending = (await member.get(`/votes/${COHORT}/closing`).expect(200)).text;
  expect(ending).toContain("2 rows are still without your vote.");
  expect(await list()).toEqual(before);
  await house.deps.applications.save({
    ...(await house.deps.applications.get({ id: "ada" })),
    conflictedIds: [second],
  });
  const other = await as(second);
  for (const id of ["ada", "nobody"]) await other.get(`/votes/${COHORT}/recusals/${id}`).expect(404);
});

test("a moment at night, on the eve of a holiday or in the past is refused", async () => {
  await banded();
  await approved();
  const jgp = await as("jgp-union-1");
  for (const releaseAt of ["2026-04-28T21:00", "2026-07-02T10:00", "2026-04-20T10:00", ""]) {
    const refused = await send(jgp, `/lists/${COHORT}/release`, { ...RELEASE, releaseAt });
    expect([releaseAt, refused.status]).toEqual([releaseAt, 422]);
  }
  expect((await list()).plan).toBe(null);
});

test("a case on hold keeps everything back, and what was planned goes out once it is settled", async () => {
  await banded();
  await planned();
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  await moveApplication(house.deps, jgp, "ada", "place-on-hold", { reason: "Consent was withdrawn." });
  await drain(house.deps);
  clock.set(RELEASE_AT);
  expect(await releaseDue(house.deps, signal)).toEqual([]);
  expect(await letters()).toEqual([
    ["ada", "decision-promoted", "held"],
    ["ben", "decision-not-promoted", "held"],
  ]);
  await moveApplication(house.deps, jgp, "ada", "resume-approved");
  await drain(house.deps);
  expect(await releaseDue(house.deps, signal)).toEqual([COHORT]);
});

test("a list is not begun while a case is held", async () => {
  await banded({ cleo: [42, 42, 17] });
  await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(409);
  expect(await house.deps.lists.count({})).toBe(0);
});

test("down at the moment, it goes out once when it is back, and not at night", async () => {
  await banded();
  await planned();
  clock.set(new Date("2026-04-29T03:00:00Z"));
  expect(await releaseDue(house.deps, signal)).toEqual([]);
  clock.set(new Date("2026-04-29T12:30:00Z"));
  const both = await Promise.allSettled([releaseDue(house.deps, signal), releaseDue(house.deps, signal)]);
  expect(both.flatMap((one) => (one.status === "fulfilled" ? one.value : []))).toEqual([COHORT]);
  await drain(house.deps, { times: 3, isMailing: true });
  expect((await letters()).map(([, , state]) => state)).toEqual(["sent", "sent"]);
  expect((await house.deps.messages.find({ template: "decision-promoted" })).map(({ attempts }) => attempts)).toEqual([
    1,
  ]);
});

test.each(["listed", "signed", "voting", "approved", "planned"] as const)(
  "a withdrawal while %s takes the row out, and everybody else's result goes out",
  async (when) => {
    await banded();
    if (when === "listed") await send(await as("jgp-union-1"), "/lists", { cohortId: COHORT }).expect(303);
    if (when === "signed") await signed();
    if (when === "voting") await sent();
    if (when === "approved") await approved();
    if (when === "planned") await planned();
    await drain(house.deps);
    await withdrawn("ada");
    await drain(house.deps, { times: 2 });
    if (when === "listed") {
      await sign("jgp-union-1");
      await sign("jgp-district-1");
    }
    if (when === "listed" || when === "signed")
      await send(await as("jgp-union-1"), `/lists/${COHORT}/sending`, { seatIds: SEATS }).expect(303);
    if (when === "voting") expect((await vote(SEATS[0] ?? "", { ada: "yes" })).status).toBe(409);
    if (when === "listed" || when === "signed" || when === "voting")
      for (const seat of SEATS) await vote(seat, { ben: "yes" });
    await drain(house.deps);
    if (when !== "planned") await send(await as("jgp-union-1"), `/lists/${COHORT}/release`, RELEASE).expect(303);
    await drain(house.deps);
    clock.set(RELEASE_AT);
    expect(await releaseDue(house.deps, signal)).toEqual([COHORT]);
    expect(await letters()).toEqual([["ben", "decision-not-promoted", "queued"]]);
    expect([await stateOf("ada"), await stateOf("ben")]).toEqual(["withdrawn", "released"]);
    await (await as("ada")).get("/results/ada").expect(404);
  },
);

async function withdrawn(id: string): Promise<void> {
  await withdrawApplication(house.deps, await actorOf(house.deps, id, "applicant"), id, "");
}

test("asking for a talk and for a procedural review: once, in time, answered by somebody who was not involved", async () => {
  await banded();
  await planned();
  clock.set(RELEASE_AT);
  await releaseDue(house.deps, signal);
  const ben = await as("ben");
  await send(ben, "/results/ben/counselling", { text: "" }).expect(422);
  await send(ben, "/results/ben/counselling", { text: "Any afternoon, by phone." }).expect(303);
  await send(ben, "/results/ben/counselling", { text: "Again." }).expect(409);
  await send(await as("ada"), "/results/ben/procedural-review", { text: "Not mine." }).expect(404);
  const [asked] = await house.deps.followUps.find({ applicationId: "ben" });
  await send(await as("jgp-union-1"), `/follow-ups/${asked?.id}/answer`, { answer: "Tuesday at 4 pm." }).expect(303);
  await drain(house.deps, { times: 2 });
  expect(await house.deps.messages.count({ to: "ben", template: "follow-up-answer" })).toBe(1);
  expect((await ben.get("/results/ben")).text).toContain("Tuesday at 4 pm.");
  clock.advance(31 * DAY + HOUR);
  await send(ben, "/results/ben/procedural-review", { text: "The wrong rubric." }).expect(409);
});

test("before the release an applicant reads the same bytes, whatever was decided", async () => {
  const pages = async () => {
    const agent = await signedIn(app, "ada");
    const seen = [];
    for (const path of ["/", "/results", "/results/ada", "/interviews/mine", "/profiles", "/profiles/ada"]) {
      const { status, text } = await agent.get(path);
      // How long the session still lasts is the only thing that moves by itself.
      seen.push([path, status, text.replaceAll(/data-lasts-sec="\d+"/g, "")]);
    }
    return seen;
  };
  const histories: Record<string, unknown> = {};
  for (const [name, points] of Object.entries({ promoted: [36, 35, 34], not: [30, 30, 30], held: [42, 42, 17] })) {
    clock.set("2026-04-21T15:00:00Z");
    await emptyHouse(house.deps);
    await addDistrict(house.deps);
    await addProfile(house.deps, "ada", 1);
    await handInSheets(house.deps, "ada", points);
    await drain(house.deps);
    if (name !== "held") {
      await approved("ada");
      await send(await as("jgp-union-1"), `/lists/${COHORT}/release`, RELEASE).expect(303);
      await drain(house.deps);
    }
    histories[name] = await pages();
  }
  expect(histories["not"]).toEqual(histories["promoted"]);
  expect(histories["held"]).toEqual(histories["promoted"]);
});

test("a member with a conflict reads the same list as if the case were not on it, but for the fingerprint", async () => {
  const plain = (html: string) =>
    html.replaceAll(/data-lasts-sec="\d+"/g, "").replaceAll(/[0-9a-f]{64}|<code>[0-9a-f]{12}<\/code>/g, "");
  const seen: string[] = [];
  for (const isThere of [true, false]) {
    await emptyHouse(house.deps);
    await addDistrict(house.deps);
    await addProfile(house.deps, "ben", 2);
    await handInSheets(house.deps, "ben", [32, 31, 31]);
    if (isThere) {
      await addProfile(house.deps, "ada", 1, { conflictedIds: ["jgp-union-1"] });
      await handInSheets(house.deps, "ada", [36, 35, 34]);
    }
    await drain(house.deps);
    await send(await as("jgp-district-1"), "/lists", { cohortId: COHORT }).expect(303);
    // What an earlier step still has to say is said on another page.
    await (await as("jgp-union-1")).get("/messages");
    seen.push(plain((await (await as("jgp-union-1")).get(`/lists/${COHORT}`).expect(200)).text));
  }
  expect(seen[0]).toBe(seen[1]);
});
