import {
  type EvidenceItem,
  EVIDENCE_ROLES,
  gapsOf,
  mayReplace,
  NOT_RECORDED,
  receive,
  settle,
  type Submission,
  wholeSeconds,
} from "../../server/profiles/index.ts";
import { DEFAULT_SETTINGS } from "../../server/programs/index.ts";
import { refusalOf } from "../refusal.ts";

const DEADLINE = new Date("2026-03-14T03:59:59Z");
const BEFORE = new Date("2026-03-14T03:50:00Z");
const HOUR_MS = 3_600_000;
const item = (role: EvidenceItem["role"], part: Partial<EvidenceItem> = {}): EvidenceItem => ({
  itemId: role,
  role,
  check: "usable",
  reason: null,
  durationMs: role === "video" ? HOUR_MS : null,
  completedAt: BEFORE,
  ...part,
});
const video = (...durations: (number | null)[]) =>
  durations.map((durationMs, i) => item("video", { itemId: `v${i}`, durationMs }));
const rest = EVIDENCE_ROLES.filter((role) => role !== "video").map((role) => item(role));
const submission = (items: EvidenceItem[], part: Partial<Submission> = {}): Submission => ({
  items,
  board: [],
  isNobodyRecorded: true,
  ...part,
});
const fields = (given: Submission) => gapsOf(given, DEFAULT_SETTINGS).map(({ field }) => field);
const ms = (min: number, sec: number, milli = 0) => (min * 60 + sec) * 1000 + milli;

test("a whole Profile has no gaps", () => expect(fields(submission([...video(HOUR_MS), ...rest]))).toEqual([]));
test("an empty one is told every piece", () => {
  expect(fields(submission([], { isNobodyRecorded: false }))).toEqual([...EVIDENCE_ROLES, "consent"]);
});
test.each(EVIDENCE_ROLES)("without %s there is one gap", (role) => {
  expect(fields(submission([...video(HOUR_MS), ...rest].filter((one) => one.role !== role)))).toEqual([role]);
});

test.each([
  [[ms(44, 59)], false],
  [[ms(44, 59, 499)], false],
  [[ms(44, 59, 500)], true],
  [[ms(45, 0)], true],
  [[ms(90, 0)], true],
  [[ms(90, 0, 499)], true],
  [[ms(90, 0, 500)], false],
  [[ms(90, 1)], false],
  [[ms(15, 0), ms(15, 0), ms(15, 0)], true],
  [[ms(22, 29, 750), ms(22, 29, 750)], true],
  [[ms(22, 29, 749), ms(22, 29, 750)], false],
  [[ms(20, 0), ms(20, 0), ms(20, 0), ms(20, 0)], false],
])("video parts of %j milliseconds are accepted: %s", (parts, isAccepted) => {
  expect(fields(submission([...video(...parts), ...rest]))).toEqual(isAccepted ? [] : ["video"]);
});

test("parts are added before rounding", () => expect(wholeSeconds([400, 400, 700])).toBe(2));

test("a part still unchecked is no gap, unless the known parts are too long already", () => {
  expect(fields(submission([...video(ms(20, 0), null), ...rest]))).toEqual([]);
  expect(fields(submission([...video(ms(91, 0), null), ...rest]))).toEqual(["video"]);
});

test("a rejected file is a gap with its own reason", () => {
  const bad = item("plan", { check: "rejected", reason: "This PDF is protected by a password." });
  const gaps = gapsOf(
    submission([...video(HOUR_MS), ...rest.filter(({ role }) => role !== "plan"), bad]),
    DEFAULT_SETTINGS,
  );
  expect(gaps).toEqual([{ field: "plan:plan", message: "This PDF is protected by a password." }]);
});

test("a student without consent is a gap", () => {
  const line = {
    studentId: "s1",
    label: "S. 1",
    video: { ...NOT_RECORDED, isRecorded: true },
    audio: NOT_RECORDED,
    work: NOT_RECORDED,
  };
  expect(fields(submission([...video(HOUR_MS), ...rest], { board: [line] }))).toEqual(["consent:s1:video"]);
});

test("Submit is received at once, or as “finishing” while bytes and checks still run", () => {
  const running = [item("video", { check: "uploading", durationMs: null, completedAt: null }), ...rest];
  const at = (items: EvidenceItem[], now: Date) => receive(submission(items), DEFAULT_SETTINGS, now, DEADLINE);
  expect(at([...video(HOUR_MS), ...rest], DEADLINE)).toEqual({ kind: "received", unfinishedIds: [] });
  expect(at(running, BEFORE)).toEqual({ kind: "finishing", unfinishedIds: ["video"] });
});

test("Submit one second late is refused, however complete", () => {
  const late = new Date(DEADLINE.getTime() + 1000);
  expect(
    refusalOf(() => receive(submission([...video(HOUR_MS), ...rest]), DEFAULT_SETTINGS, late, DEADLINE))?.name,
  ).toBe("wrong-state");
  expect(refusalOf(() => receive(submission([]), DEFAULT_SETTINGS, BEFORE, DEADLINE))?.fields).toEqual([
    ...EVIDENCE_ROLES,
  ]);
});

describe("after the deadline", () => {
  const min = (minutes: number) => new Date(DEADLINE.getTime() + minutes * 60_000);
  const settled = (part: Partial<EvidenceItem>, now: Date) =>
    settle([item("video", part), ...rest], DEFAULT_SETTINGS, DEADLINE, now);
  test.each<[string, Partial<EvidenceItem>, number, ReturnType<typeof settle>]>([
    ["all usable", {}, 60, { kind: "complete", itemIds: [] }],
    [
      "bytes on their way within the grace",
      { check: "uploading", completedAt: null },
      15,
      { kind: "finishing", itemIds: ["video"] },
    ],
    [
      "bytes on their way after it",
      { check: "uploading", completedAt: null },
      16,
      { kind: "return", itemIds: ["video"] },
    ],
    ["bytes that came too late", { completedAt: min(16) }, 30, { kind: "return", itemIds: ["video"] }],
    [
      "a check that takes hours",
      { check: "checking", completedAt: min(15) },
      300,
      { kind: "finishing", itemIds: ["video"] },
    ],
    ["a rejection", { check: "rejected" }, 300, { kind: "return", itemIds: ["video"] }],
    ["a lesson found too short", { durationMs: ms(44, 59) }, 300, { kind: "return", itemIds: ["video"] }],
  ])("%s", (_, part, minutes, settlement) => expect(settled(part, min(minutes))).toEqual(settlement));

  test("only what was sent back may be replaced", () => {
    expect([
      mayReplace("draft", "x", []),
      mayReplace("returned", "x", ["x"]),
      mayReplace("returned", "y", ["x"]),
      mayReplace("submitted", "x", ["x"]),
    ]).toEqual([true, true, false, false]);
  });
});
