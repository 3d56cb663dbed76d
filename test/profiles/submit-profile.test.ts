import type { House } from "../../server/compose.ts";
import { giveExtension } from "../../server/cohorts/index.ts";
import { mayChangeShelf } from "../../server/media/index.ts";
import {
  acceptProfile,
  isIntact,
  returnProfile,
  settleSubmission,
  submitProfile,
  takeBackConsent,
  withdrawApplication,
  writeConsent,
} from "../../server/profiles/index.ts";
import { fixedClock, type MovableClock, testHouse } from "../engines.ts";
import { actor, addItem, DEADLINE, emptyDraft, fullDraft, openWorld, type World } from "./world.ts";

let house: House;
let world: World;
let clock: MovableClock;
const NOON = "2026-11-20T17:00:00Z";
const deps = () => house.deps;
const nameOf = (refusal: unknown) => (refusal as { name?: string }).name;
const refused = (work: Promise<unknown>) => work.then(() => "done", nameOf);

beforeAll(async () => {
  clock = fixedClock(NOON);
  house = await testHouse(__filename, { clock });
  world = await openWorld(deps());
});
afterAll(() => house.close());
beforeEach(() => clock.set(NOON));

test("a full draft is handed in: the manifest is frozen, sealed and intact", async () => {
  const [applicant, { id }] = await fullDraft(deps(), world);
  const after = await submitProfile(deps(), applicant, id);
  expect(after.state).toBe("submitted");
  expect(after.submission).toMatchObject({ kind: "complete", pressedAt: new Date(NOON) });
  expect(after.manifest?.items.map(({ role }) => role)).toEqual(["data", "narrative", "plan", "video", "work"]);
  expect(after.manifest && isIntact(after.manifest)).toBe(true);
});

test("every gap is named in one answer", async () => {
  const [applicant, { id }] = await emptyDraft(deps(), world);
  const refusal = await submitProfile(deps(), applicant, id).catch((error: unknown) => error);
  expect((refusal as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual([
    "declaration",
    "video",
    "plan",
    "work",
    "data",
    "narrative",
    "consent",
  ]);
  expect((await deps().applications.get({ id })).state).toBe("draft");
});

test("the last second counts, the next one is late, and an extension is one person's own", async () => {
  const [inTime, first] = await fullDraft(deps(), world);
  const [late, second] = await fullDraft(deps(), world);
  clock.set(new Date(DEADLINE.getTime() + 999));
  expect((await submitProfile(deps(), inTime, first.id)).state).toBe("submitted");
  clock.set(new Date(DEADLINE.getTime() + 1000));
  expect(await refused(submitProfile(deps(), late, second.id))).toBe("wrong-state");
  const order = { cohortId: world.cohort.id, personId: late.personId, untilOn: "2026-11-30", reason: "Illness" };
  await giveExtension(deps(), world.coordinator, order);
  expect((await submitProfile(deps(), late, second.id)).state).toBe("submitted");
});

test("more time ends with the reviews, and once they are over there is none", async () => {
  const [{ personId }] = await fullDraft(deps(), world);
  const give = (untilOn: string) =>
    refused(
      giveExtension(deps(), world.coordinator, { cohortId: world.cohort.id, personId, untilOn, reason: "Illness" }),
    );
  expect(await give("9999-12-31")).toBe("invalid-input");
  expect(await give("2027-01-09")).toBe("invalid-input");
  expect(await give("2027-01-08")).toBe("done");
  const over = {
    ...(await deps().cohorts.get({ id: world.cohort.id })),
    id: "over",
    code: "C99",
    state: "interviewing" as const,
  };
  const { version: _, ...fresh } = over;
  await deps().cohorts.insert(fresh, []);
  const order = { cohortId: over.id, personId, untilOn: "2027-01-08", reason: "Illness" };
  expect(await refused(giveExtension(deps(), world.coordinator, order))).toBe("wrong-state");
});

test("pressed twice, also at once, it is handed in once", async () => {
  const [applicant, { id }] = await fullDraft(deps(), world);
  const both = await Promise.all([1, 2].map(() => submitProfile(deps(), applicant, id)));
  expect(both.map(({ state }) => state)).toEqual(["submitted", "submitted"]);
  const { history } = await deps().applications.get({ id });
  expect(history.filter(({ action }) => action === "submit")).toHaveLength(1);
});

test("Submit while a file still arrives is received, and finishes when it is checked", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const part = { check: "uploading", seal: null, completedAt: null } as const;
  const item = await addItem(deps(), draft, "work", part);
  const pressed = await submitProfile(deps(), applicant, draft.id);
  expect([pressed.submission?.kind, pressed.manifest?.hash]).toEqual(["finishing", null]);
  await settleSubmission(deps(), draft.id);
  expect((await deps().applications.get({ id: draft.id })).submission?.kind).toBe("finishing");
  const seal = { objectVersion: "v", sha256: "0".repeat(64), sizeBytes: 3 };
  await deps().mediaItems.save({ ...item, check: "usable", completedAt: clock.now(), seal });
  await settleSubmission(deps(), draft.id);
  const done = await deps().applications.get({ id: draft.id });
  expect([done.submission?.kind, done.manifest !== null && isIntact(done.manifest)]).toEqual(["complete", true]);
});

test("a rejection after the deadline returns that item only, for 48 hours", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const item = await addItem(deps(), draft, "work", { check: "checking" });
  clock.set(DEADLINE);
  await submitProfile(deps(), applicant, draft.id);
  clock.advance(60_000);
  await deps().mediaItems.save({ ...item, check: "rejected", reason: "It cannot be opened." });
  await settleSubmission(deps(), draft.id);
  const back = await deps().applications.get({ id: draft.id });
  expect(back.state).toBe("returned");
  expect(back.returned).toMatchObject({
    fixes: [{ itemId: item.id, reason: "It cannot be opened." }],
    dueAt: new Date(DEADLINE.getTime() + 60_000 + 48 * 3_600_000),
  });
  const shelf = await deps().shelves.get({ id: draft.id });
  expect([mayChangeShelf(shelf, "work", item.id), mayChangeShelf(shelf, "video", null)]).toEqual([true, false]);
});

test("bytes that are not here 15 minutes after the deadline go back", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  await addItem(deps(), draft, "work", { check: "uploading", seal: null, completedAt: null });
  clock.set(DEADLINE);
  await submitProfile(deps(), applicant, draft.id);
  const stateAt = async (ms: number) => {
    clock.set(new Date(DEADLINE.getTime() + ms));
    await settleSubmission(deps(), draft.id);
    return (await deps().applications.get({ id: draft.id })).state;
  };
  expect(await stateAt(15 * 60_000 + 999)).toBe("submitted");
  expect(await stateAt(15 * 60_000 + 1000)).toBe("returned");
});

test("what changes after Submit changes nothing that was submitted", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const { manifest } = await submitProfile(deps(), applicant, draft.id);
  const rewrite = writeConsent(deps(), applicant, draft.id, { change: () => [], seen: null });
  expect(await refused(rewrite)).toBe("wrong-state");
  expect((await deps().shelves.get({ id: draft.id })).open).toBe("none");
  expect((await deps().applications.get({ id: draft.id })).manifest).toEqual(manifest);
});

/** A delete as another tab does it: in its own transaction, over the shelf. */
async function deleteItem(profileId: string, itemId: string): Promise<void> {
  await deps().inTransaction(async (session) => {
    const shelf = await deps().shelves.get({ id: profileId }, session);
    const item = await deps().mediaItems.get({ id: itemId }, session);
    if (!mayChangeShelf(shelf, item.role, itemId)) throw Object.assign(new Error("closed"), { name: "wrong-state" });
    await deps().mediaItems.save({ ...item, deletedAt: clock.now() }, [], session);
    await deps().shelves.touch(shelf, session);
  });
}

test.each([1, 2, 3, 4, 5, 6])("Submit against a delete in the same instant has one winner (round %#)", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const [video] = (await deps().mediaItems.ofShelf(draft.id)).filter(({ role }) => role === "video");
  const id = video?.id ?? "";
  const outcome = await Promise.all([
    refused(submitProfile(deps(), applicant, draft.id)),
    refused(deleteItem(draft.id, id)),
  ]);
  const after = await deps().applications.get({ id: draft.id });
  const kept = (await deps().mediaItems.get({ id })).deletedAt === null;
  expect([outcome, after.state, kept]).toEqual(
    kept ? [["done", "wrong-state"], "submitted", true] : [["invalid-input", "done"], "draft", false],
  );
});

test.each([1, 2, 3, 4])(
  "Submit against withdrawing leaves it withdrawn, or submitted and then withdrawn (%#)",
  async () => {
    const [applicant, draft] = await fullDraft(deps(), world);
    await Promise.allSettled([
      submitProfile(deps(), applicant, draft.id),
      withdrawApplication(deps(), applicant, draft.id, ""),
    ]);
    const after = await deps().applications.get({ id: draft.id });
    const moves = after.history.map(({ action }) => action).slice(3);
    expect(after.state).toBe("withdrawn");
    expect([["withdraw"], ["submit", "withdraw"]]).toContainEqual(moves);
  },
);

test.each([1, 2, 3, 4])(
  "Submit one second late against more time in the same instant: handed in, or a draft that may still be (%#)",
  async () => {
    const [applicant, draft] = await fullDraft(deps(), world);
    clock.set(new Date(DEADLINE.getTime() + 1000));
    const order = { cohortId: world.cohort.id, personId: applicant.personId, untilOn: "2026-11-30", reason: "Illness" };
    const [submit, extension] = await Promise.all([
      refused(submitProfile(deps(), applicant, draft.id)),
      refused(giveExtension(deps(), world.coordinator, order)),
    ]);
    const { state } = await deps().applications.get({ id: draft.id });
    expect([extension, submit, state]).toEqual(
      submit === "done" ? ["done", "done", "submitted"] : ["done", "wrong-state", "draft"],
    );
    if (submit !== "done") await submitProfile(deps(), applicant, draft.id);
    expect((await deps().applications.get({ id: draft.id })).state).toBe("submitted");
  },
);

test.each([1, 2, 3, 4])("Submit against a consent withdrawal never leaves locked evidence in review (%#)", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const granted = { isRecorded: true, answer: "granted", attested: null } as const;
  const line = { studentId: "s", label: "A. B.", video: granted, audio: granted, work: granted };
  await writeConsent(deps(), applicant, draft.id, { change: () => [line], seen: null });
  const [submit] = await Promise.all([
    refused(submitProfile(deps(), applicant, draft.id)),
    takeBackConsent(deps(), applicant, draft.id, { studentId: "s", kind: "video" }),
  ]);
  const after = await deps().applications.get({ id: draft.id });
  const shelf = await deps().shelves.get({ id: draft.id });
  expect([submit, after.state, shelf.lockedRoles]).toEqual(
    submit === "done" ? ["done", "on-hold", ["video"]] : ["invalid-input", "draft", ["video"]],
  );
});

test("a return by a coordinator opens what was named; handing in again makes a second manifest", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const { manifest } = await submitProfile(deps(), applicant, draft.id);
  const [item] = (await deps().mediaItems.ofShelf(draft.id)).filter(({ role }) => role === "plan");
  const fixes = [{ itemId: item?.id ?? "", label: "Plan", reason: "The last page is missing." }];
  await returnProfile(deps(), world.coordinator, draft.id, { fixes, dueAt: new Date("2026-12-02T04:59:59Z") });
  clock.set("2026-12-01T00:00:00Z");
  const again = await submitProfile(deps(), applicant, draft.id);
  expect([again.state, again.manifest?.version, again.earlierManifests]).toEqual(["submitted", 2, [manifest]]);
});

test("accepted while checks still run is refused; afterwards it is accepted", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const item = await addItem(deps(), draft, "work", { check: "checking" });
  await submitProfile(deps(), applicant, draft.id);
  expect(await refused(acceptProfile(deps(), world.coordinator, draft.id))).toBe("wrong-state");
  await deps().mediaItems.save({ ...item, check: "usable" });
  await settleSubmission(deps(), draft.id);
  expect((await acceptProfile(deps(), world.coordinator, draft.id)).state).toBe("accepted");
});

test("a foreign case and one's own in another role do not exist", async () => {
  const [applicant, draft] = await fullDraft(deps(), world);
  const stranger = await actor(deps(), "applicant");
  const asCoordinator = { ...applicant, role: "jgp" as const };
  expect(await refused(submitProfile(deps(), stranger, draft.id))).toBe("not-found");
  expect(await refused(acceptProfile(deps(), asCoordinator, draft.id))).toBe("not-found");
  const seen = await deps().applications.visibleTo(asCoordinator).find({ cohortId: world.cohort.id });
  const all = await deps().applications.ofCohort(world.cohort.id);
  expect(all.map(({ id }) => id)).toContain(draft.id);
  expect(seen.map(({ id }) => id)).toEqual(all.map(({ id }) => id).filter((id) => id !== draft.id));
  const counts = await deps().applications.visibleTo(asCoordinator).counts({ cohortId: world.cohort.id });
  expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(all.length - 1);
});
