import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { drain } from "../drain.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testHouse } from "../engines.ts";
import { signedIn, steady } from "../signed-in.ts";
import { addItem, DEADLINE, emptyDraft, fullDraft, openWorld, person, type World } from "./world.ts";

let house: House;
let world: World;
let clock: MovableClock;
let app: ReturnType<typeof createApp>;
const NOON = "2026-11-20T17:00:00Z";

beforeAll(async () => {
  clock = fixedClock(NOON);
  house = await testHouse(__filename, { clock });
  world = await openWorld(house.deps);
  app = createApp(house.deps, ROOT_DIR);
});
afterAll(() => house.close());
beforeEach(() => clock.set(NOON));

const applicantOf = (id: string) => signedIn(app, house.deps, id, "applicant");
const coordinator = () => signedIn(app, house.deps, world.coordinator.personId, "jgp");

test("without scripts: register, be let in, declare, tell, consent, submit, receive one receipt and one mail", async () => {
  const { id: personId } = await person(house.deps, ["applicant"], { name: "Ruth Okafor" });
  const me = await applicantOf(personId);
  const jgp = await coordinator();
  const registered = await me.post("/profiles").type("form").send({ cohortId: world.cohort.id }).expect(303);
  const at = registered.headers["location"] as string;
  await jgp.post(`${at}/attendance`).type("form").send({}).expect(303);
  expect((await me.get("/")).text).toContain("Begin your Profile");
  const said = { subject: "Mathematics", band: "middle", schoolId: world.schoolId };
  await me.post(`${at}/declaration`).type("form").send(said).expect(303);
  const narrative = (await me.get(`${at}/narrative`).expect(200)).text;
  const seen = /name="seen" value="([^"]*)"/.exec(narrative)?.[1] ?? "";
  const told = { seen, "text-1.1": "a", "text-2.1": "b", "text-3.1": "c", "text-4.1": "d" };
  await me.post(`${at}/narrative`).type("form").send(told).expect(303);
  await me
    .post(`${at}/consent/students`)
    .type("form")
    .send({ list: "A. B.\nC. D.", kinds: ["video", "audio"] })
    .expect(303);
  const board = (await me.get(`${at}/consent`)).text;
  const boardSeen = /name="seen" value="([^"]*)"/.exec(board)?.[1] ?? "";
  await me.post(`${at}/consent`).type("form").send({ seen: boardSeen, all: "granted" }).expect(303);
  const application = await house.deps.applications.get({ applicantId: personId });
  for (const role of ["video", "plan", "work", "data"] as const) await addItem(house.deps, application, role);
  expect((await me.get(`${at}/submission`)).text).not.toContain("Still missing");
  const receiptAt = await me.post(`${at}/submission`).type("form").send({}).expect(303);
  const receipt = await me.get(receiptAt.headers["location"] as string).expect(200);
  expect(receipt.text).toContain(`${application.code}, version 1`);
  await drain(house.deps, { times: 2 });
  const messages = await house.deps.messages.find({ to: personId, template: "submission-receipt" });
  expect(messages.map(({ subject }) => subject)).toEqual(["We have your Profile (Autumn cohort 2026)"]);
  expect((await jgp.get("/intake")).text).toContain("Ruth Okafor");
  await jgp.post(`${at}/acceptance`).type("form").send({}).expect(303);
  expect((await me.get(at)).text).toContain("Your Profile is in review");
});

test("what an applicant may read is the same before and after the intake, the reading and the banding", async () => {
  const [applicant, draft] = await fullDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  await me.post(`/profiles/${draft.id}/submission`).type("form").send({}).expect(303);
  const read = async () => steady((await me.get(`/profiles/${draft.id}`)).text) + steady((await me.get("/")).text);
  const states = [
    "accepted",
    "in-review",
    "scored",
    "fourth-read",
    "banded",
    "interview-held",
    "recommended",
    "approved",
  ];
  const pages = new Set<string>();
  for (const state of states) {
    const now = await house.deps.applications.get({ id: draft.id });
    const move = { action: "score" as const, at: clock.now(), byRole: "system" as const, byId: "system", reason: null };
    await house.deps.applications.save({
      ...now,
      state: state as typeof now.state,
      history: [...now.history, { ...move, state: state as typeof now.state }],
    });
    pages.add(await read());
  }
  expect(pages.size).toBe(1);
});

test("Submit says every gap with the page that mends it, and keeps the draft", async () => {
  const [applicant, draft] = await emptyDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  const refused = await me.post(`/profiles/${draft.id}/submission`).type("form").send({}).expect(422);
  for (const part of ["declaration", "evidence/video", "evidence/data", "narrative", "consent"])
    expect(refused.text).toContain(`href="/profiles/${draft.id}/${part}"`);
});

test("one second late is refused in plain words; a script is told with a name", async () => {
  const [applicant, draft] = await fullDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  clock.set(new Date(DEADLINE.getTime() + 1000));
  const late = await me.post(`/profiles/${draft.id}/submission`).type("form").send({}).expect(409);
  expect(late.text).toContain("The deadline has passed.");
  const json = await me.post(`/profiles/${draft.id}/submission`).set("Accept", "application/json").expect(409);
  expect(json.body).toMatchObject({ type: "about:blank#wrong-state", status: 409 });
});

test("a foreign id and a missing id get the same bytes, on every page and every form", async () => {
  const [, draft] = await fullDraft(house.deps, world);
  const me = await applicantOf((await person(house.deps, ["applicant"])).id);
  const gets = [
    "",
    "/declaration",
    "/narrative",
    "/consent",
    "/consent/pack",
    "/submission",
    "/receipt",
    "/withdrawal",
    "/evidence/video",
  ];
  const posts = ["/declaration", "/narrative", "/consent", "/submission", "/withdrawal", "/consent/nobody"];
  const answers = async (id: string) =>
    [
      ...(await Promise.all(gets.map((path) => me.get(`/profiles/${id}${path}`)))),
      ...(await Promise.all(posts.map((path) => me.post(`/profiles/${id}${path}`).type("form").send({ seen: "x" })))),
    ].map(({ status, text, headers }) => [status, steady(text.replaceAll(id, "ID")), headers["content-length"]]);
  const foreign = await answers(draft.id);
  expect(foreign.map(([status]) => status)).toEqual(foreign.map(() => 404));
  expect(foreign).toEqual(await answers("0".repeat(draft.id.length)));
});

test("a coordinator who applies meets their own case as an applicant only, in pages, searches and counts", async () => {
  const [applicant, draft] = await fullDraft(house.deps, world);
  const before = await house.deps.people.get({ id: applicant.personId });
  await house.deps.people.save({ ...before, roles: ["applicant", "jgp"], side: "district", name: "Zora Quill" });
  const both = await signedIn(app, house.deps, applicant.personId, "jgp");
  const other = await coordinator();
  expect((await other.get("/profiles?q=Zora")).text).toContain(draft.code);
  expect((await both.get("/profiles?q=Zora")).text).not.toContain(draft.code);
  await both.get(`/profiles/${draft.id}`).expect(404);
  await both.post(`/profiles/${draft.id}/hold`).type("form").send({ reason: "x" }).expect(404);
  const figure = (html: string) => Number(/mp-tile__figure">(\d+)<\/span><a[^>]*>not yet/.exec(html)?.[1]);
  expect(figure((await both.get("/")).text)).toBe(figure((await other.get("/")).text) - 1);
});

test("a declared conflict takes a case out of sight at once", async () => {
  const [, draft] = await fullDraft(house.deps, world);
  const { id } = await person(house.deps, ["jgp"], { side: "district" });
  const jgp = await signedIn(app, house.deps, id, "jgp");
  await jgp.get(`/profiles/${draft.id}`).expect(200);
  await jgp.post(`/profiles/${draft.id}/conflict`).type("form").send({}).expect(303);
  await jgp.get(`/profiles/${draft.id}`).expect(404);
  expect((await jgp.get("/profiles")).text).not.toContain(draft.code);

  const lift = `/profiles/${draft.id}/conflict/lifting`;
  await jgp.post(lift).type("form").send({ personId: id, reason: "I take it back." }).expect(404);
  const other = await coordinator();
  expect((await other.get(`/profiles/${draft.id}`)).text).toContain("Take back a conflict");
  await other.post(lift).type("form").send({ personId: id, reason: " " }).expect(422);
  await other.post(lift).type("form").send({ personId: "nobody", reason: "A slip." }).expect(409);
  await jgp.get(`/profiles/${draft.id}`).expect(404);
  await other.post(lift).type("form").send({ personId: id, reason: "The wrong case was pressed." }).expect(303);
  await jgp.get(`/profiles/${draft.id}`).expect(200);
});

test("the same file in two Profiles is told in the intake, and to no applicant", async () => {
  const [applicant, draft] = await fullDraft(house.deps, world);
  const [plan] = (await house.deps.mediaItems.ofShelf(draft.id)).filter(({ role }) => role === "plan");
  if (plan) await house.deps.mediaItems.save({ ...plan, sameAs: ["another"] });
  const me = await applicantOf(applicant.personId);
  await me.post(`/profiles/${draft.id}/submission`).type("form").send({}).expect(303);
  const intake = (await (await coordinator()).get("/intake")).text;
  const row = intake.split("<tr>").find((one) => one.includes(draft.id));
  expect(row).toContain("a file of it stands in another Profile too");
  for (const at of ["", "/receipt", "/evidence/plan"])
    expect((await me.get(`/profiles/${draft.id}${at}`).expect(200)).text).not.toContain("another");
});

test("a withdrawn consent: applicant and coordinator each have a way in, back, and on, and every link of the page opens", async () => {
  const [applicant, draft] = await fullDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  const jgp = await coordinator();
  await me.post(`/profiles/${draft.id}/consent/nobody`).type("form").send({}).expect(303);
  await me
    .post(`/profiles/${draft.id}/consent/students`)
    .type("form")
    .send({ list: "A. B.\nC. D.", kinds: ["video", "work"] })
    .expect(303);
  const [first, second] = (await house.deps.applications.get({ id: draft.id })).board;
  for (const [who, line, goesTo] of [
    [me, first, `/profiles/${draft.id}/consent`],
    [jgp, second, `/profiles/${draft.id}`],
  ] as const) {
    const at = `/profiles/${draft.id}/consent/students/${line?.studentId}/withdrawal`;
    expect((await who.get(goesTo).expect(200)).text).toContain(at);
    const page = (await who.get(at).expect(200)).text;
    const links = [...page.matchAll(/href="(\/[^"#]*)"/g)].map((match) => match[1] ?? "");
    for (const link of new Set(links.filter((one) => one.startsWith("/profiles"))))
      await who.get(link.replaceAll("&#x3D;", "=")).expect(200);
    expect(links).toContain(goesTo);
    await who.post(at).type("form").send({}).expect(422);
    await who
      .post(at)
      .type("form")
      .send({ kinds: ["video"] })
      .expect("location", goesTo)
      .expect(303);
  }
  const { board } = await house.deps.applications.get({ id: draft.id });
  expect(board.map(({ video, work }) => [video.answer, work.answer])).toEqual([
    ["withdrawn", "missing"],
    ["withdrawn", "missing"],
  ]);
  expect((await house.deps.shelves.get({ id: draft.id })).lockedRoles).toContain("video");
  const pack = (await me.get(`/profiles/${draft.id}/consent/pack`).expect(200)).text;
  expect(pack.match(/<article class="mp-sheet/g)).toHaveLength(2);
});

test("a return needs an item, a reason and a day; then it opens that item and writes one mail", async () => {
  const [applicant, draft] = await fullDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  const jgp = await coordinator();
  await me.post(`/profiles/${draft.id}/submission`).type("form").send({}).expect(303);
  const send = (form: object) => jgp.post(`/profiles/${draft.id}/return`).type("form").send(form);
  expect((await send({ dueOn: "2026-11-30" }).expect(422)).text).toContain("Please choose at least one item.");
  await send({ dueOn: "2026-11-30", items: "narrative" }).expect(422);
  await send({ dueOn: "2026-11-01", items: "narrative", "reason-narrative": "It is about another lesson." }).expect(
    422,
  );
  await send({ dueOn: "2026-11-30", items: "narrative", "reason-narrative": "It is about another lesson." }).expect(
    303,
  );
  await drain(house.deps, { times: 2 });
  const mails = await house.deps.messages.find({ to: applicant.personId, template: "profile-returned" });
  expect(mails.map(({ text }) => text.includes("It is about another lesson."))).toEqual([true]);
  expect((await me.get(`/profiles/${draft.id}`)).text).toContain("Your Profile needs a fix");
  await me
    .post(`/profiles/${draft.id}/declaration`)
    .type("form")
    .send({ subject: "Mathematics", band: "high", schoolId: world.schoolId })
    .expect(409);
});

test("an applicant names who must not read: a mistyped address is shown again, a known one is answered like an unknown one", async () => {
  const [applicant, draft] = await emptyDraft(house.deps, world);
  const reader = await person(house.deps, ["reviewer"], { name: "Ines Duarte" });
  const me = await applicantOf(applicant.personId);
  const said = { subject: "Mathematics", band: "middle", schoolId: world.schoolId };
  const save = (keepAway: string) =>
    me
      .post(`/profiles/${draft.id}/declaration`)
      .type("form")
      .send({ ...said, keepAway });
  const refused = await save("my brother in room 12").expect(422);
  expect(refused.text).toContain("Please check this address: my");
  expect(refused.text).toContain("my brother in room 12");
  const [known, unknown] = [await save(` ${reader.email.toUpperCase()} `), await save("nobody@nowhere.example")];
  expect([known.status, known.headers["location"]]).toEqual([unknown.status, unknown.headers["location"]]);
  await save(`nobody@nowhere.example\r\n${reader.email.toUpperCase()}`).expect(303);
  const { declaration } = await house.deps.applications.get({ id: draft.id });
  expect(declaration?.keepAway).toEqual(["nobody@nowhere.example", reader.email.toLowerCase()]);
  expect((await me.get(`/profiles/${draft.id}/declaration`)).text).toContain(reader.email.toLowerCase());
});

test("an applicant names the schools before: each is kept, there is room for one more, and an unknown one is refused", async () => {
  const [applicant, draft] = await emptyDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  for (const id of ["school-before", "school-long-before"])
    await house.deps.schools.insert({ id, name: `Name of ${id}`, network: "North", isCharter: false });
  const page = async () => (await me.get(`/profiles/${draft.id}/declaration`)).text;
  const boxes = (text: string) => text.match(/name="earlierSchoolIds"/g)?.length;
  const save = (earlierSchoolIds: string | string[]) =>
    me
      .post(`/profiles/${draft.id}/declaration`)
      .type("form")
      .send({ subject: "Mathematics", band: "middle", schoolId: world.schoolId, earlierSchoolIds });
  expect(boxes(await page())).toBe(2);
  const refused = await save(["school-before", "school-of-nowhere"]).expect(422);
  expect(refused.text).toContain("choose from the list of schools");
  expect(refused.text).toContain('value="school-before" selected');
  // The present school and one that is named twice add nothing.
  await save(["school-before", "", "school-long-before", "school-before", world.schoolId]).expect(303);
  const kept = async () => (await house.deps.applications.get({ id: draft.id })).declaration?.earlierSchoolIds;
  expect(await kept()).toEqual(["school-before", "school-long-before"]);
  expect(boxes(await page())).toBe(3);
  await save("").expect(303);
  expect(await kept()).toEqual([]);
});

test("a narrative of several lines comes back from its page as it was written, however often it is saved", async () => {
  const [applicant, draft] = await emptyDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  const written = "First they measure.\nThen they compare:\n\n  two groups\nand a third.";
  let text = written;
  for (let save = 0; save < 3; save++) {
    const page = (await me.get(`/profiles/${draft.id}/narrative`)).text;
    const seen = /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? "";
    if (save > 0) text = /name="text-1.1"[^>]*>([^<]*)<\/textarea>/.exec(page)?.[1] ?? "";
    await me.post(`/profiles/${draft.id}/narrative`).type("form").send({ seen, "text-1.1": text }).expect(303);
  }
  expect((await house.deps.applications.get({ id: draft.id })).narrative[0]?.text).toBe(written);
});

test("two tabs: the second save of an older narrative is refused with its words kept", async () => {
  const [applicant, draft] = await emptyDraft(house.deps, world);
  const me = await applicantOf(applicant.personId);
  const page = (await me.get(`/profiles/${draft.id}/narrative`)).text;
  const seen = /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? "";
  const save = (text: string) =>
    me.post(`/profiles/${draft.id}/narrative`).type("form").send({ seen, "text-1.1": text });
  await save("from the first tab").expect(303);
  const second = await save("from the second tab").expect(409);
  expect(second.text).toContain("from the second tab");
  expect((await house.deps.applications.get({ id: draft.id })).narrative[0]?.text).toBe("from the first tab");
});
