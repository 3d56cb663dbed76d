import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { readAttendance } from "../../server/profiles/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testHouse } from "../engines.ts";
import { CALENDAR, person } from "../profiles/world.ts";
import { signedIn } from "../signed-in.ts";

let house: House;
let clock: MovableClock;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  clock = fixedClock("2026-10-15T15:00:00Z");
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
});
afterAll(() => house.close());

const agentOf = async (role: "jgp" | "joc" | "reviewer", side: "district" | "union" | null = null) =>
  signedIn(app, house.deps, (await person(house.deps, [role], { side })).id, role);
type Agent = Awaited<ReturnType<typeof agentOf>>;
const send = (agent: Agent, to: string, form: object = {}) => agent.post(to).type("form").send(form);
const { zone: _zone, sessionsOn: _sessionsOn, ...DAYS } = CALENDAR;

test("from a draft of the rules to an open cohort and an attended session, all by pages and without scripts", async () => {
  const [jgp, district, union, reader] = await Promise.all([
    agentOf("jgp", "union"),
    agentOf("joc", "district"),
    agentOf("joc", "union"),
    agentOf("reviewer"),
  ]);
  const rules = (await send(jgp, "/programs").expect(303)).headers["location"] as string;
  await reader.get(rules).expect(404);
  await send(jgp, "/programs").expect(409);
  const settings = Object.fromEntries(
    [...(await jgp.get(`${rules}/settings`)).text.matchAll(/name="(\w+)" type="text" value="([^"]*)"/g)].map(
      ([, key, value]) => [key, value],
    ),
  );
  const wrong = await send(jgp, `${rules}/settings`, { ...settings, promoteAtPct: "eighty" }).expect(422);
  expect(wrong.text).toContain("Please write a number.");
  await send(jgp, `${rules}/settings`, { ...settings, returnHours: "72", note: "Three days to mend." }).expect(303);
  await send(jgp, `${rules}/proposal`).expect(303);
  await send(jgp, `${rules}/approval`).expect(403);
  expect((await district.get(rules).expect(200)).text).toContain(`href="${rules}/approval"`);
  expect((await district.get(`${rules}/approval`).expect(200)).text).toContain(`action="${rules}/approval"`);
  await jgp.get(`${rules}/approval`).expect(403);
  await send(district, `${rules}/approval`).expect(303);
  await send(jgp, "/cohorts", { name: "x", programVersionId: "none", ...DAYS }).expect(303);
  await send(union, `${rules}/approval`).expect(303);
  expect((await reader.get(rules).expect(200)).text).toContain("72 hours");

  const programVersionId = rules.split("/").at(-1);
  const plan = { name: "Autumn cohort", programVersionId, ...DAYS };
  const early = await send(jgp, "/cohorts", { ...plan, releaseOn: "2026-11-01" }).expect(422);
  expect(early.text).toContain("This day comes too early");
  const badLine = await send(jgp, "/cohorts", { ...plan, sessions: "Monday at four" }).expect(422);
  expect(badLine.text).toContain("“Monday at four” needs a day, a time and a place");
  const at = (await send(jgp, "/cohorts", plan).expect(303)).headers["location"] as string;
  await reader.get(at).expect(404);
  expect((await send(jgp, `${at}/opening`).expect(422)).text).toContain("Add at least one: attending a session");
  await send(jgp, `${at}/plan`, { ...plan, sessions: "2026-10-20 16:00 Union hall" }).expect(303);
  expect((await jgp.get(at).expect(200)).text).toContain(`href="${at}/opening"`);
  expect((await jgp.get(`${at}/opening`).expect(200)).text).toContain("never sooner");
  await reader.get(`${at}/opening`).expect(403);
  await send(jgp, `${at}/opening`).expect(303);
  expect((await reader.get(at).expect(200)).text).toContain("Union hall");
  const sooner = await send(jgp, `${at}/plan`, { ...plan, submissionDueOn: "2026-11-20" }).expect(422);
  expect(sooner.text).toContain("may move later, never sooner");

  const known = await person(house.deps, ["reviewer"], { name: "Ada Lowe", email: "ada@school.example" });
  const list = 'Name,Email\nAda Lowe,Ada@school.example\n"Cole, Nia",nia@school.example\nNia Cole;NIA@school.example';
  const preview = await send(jgp, `${at}/attendance`, { list }).expect(200);
  expect(preview.text).toContain("What this list does");
  const cohortId = at.split("/").at(-1) ?? "";
  expect(await house.deps.applications.ofCohort(cohortId)).toEqual([]);
  for (let twice = 0; twice < 2; twice++) await send(jgp, `${at}/attendance`, { list, step: "record" }).expect(303);
  await drain(house.deps, { times: 2 });
  const opened = await house.deps.applications.ofCohort(cohortId);
  expect(opened.map(({ code, state }) => [code, state])).toEqual([
    ["C02-M-001", "session-attended"],
    ["C02-M-002", "session-attended"],
  ]);
  expect((await house.deps.people.get({ id: known.id })).roles).toEqual(["reviewer", "applicant"]);
  expect(await house.deps.messages.find({ template: "application-opened" })).toHaveLength(2);
});

test("at its deadline an open cohort goes to intake", async () => {
  const { closeDueSubmissions } = await import("../../server/cohorts/index.ts");
  const states = async () => (await house.deps.cohorts.find({ code: "C02" })).map(({ state }) => state);
  clock.set("2026-11-28T04:59:59.999Z");
  await closeDueSubmissions(house.deps);
  expect(await states()).toEqual(["open"]);
  clock.set("2026-11-28T05:00:00Z");
  await Promise.all([closeDueSubmissions(house.deps), closeDueSubmissions(house.deps)]);
  expect(await states()).toEqual(["intake"]);
});

test("an attendance list is read as spreadsheets write it, and a line without an address is named", () => {
  expect(readAttendance("\uFEFFemail;name\r\na@x.example;Ann\r\n\r\nBo\tb@x.example\r\nA@x.example")).toEqual({
    attendees: [
      { email: "a@x.example", name: "Ann" },
      { email: "b@x.example", name: "Bo" },
    ],
    faults: [],
  });
  expect(readAttendance("a@x.example\nnobody").faults).toEqual([
    { field: "list", message: "Line 2 has no address: “nobody”." },
  ]);
});
