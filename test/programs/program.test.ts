import type { Actor } from "../../server/kernel/actor.ts";
import { Problem } from "../../server/kernel/problem.ts";
import {
  approveProgram,
  DEFAULT_SETTINGS,
  editProgram,
  faultsOfSettings,
  PROGRAM_STATES,
  PROGRAM_WORKFLOW,
  type ProgramVersion,
  reviseProgram,
} from "../../server/programs/index.ts";
import { unreachableStates, walksEveryTransition } from "../workflow-walk.ts";

const AT = new Date("2026-01-05T12:00:00Z");
const member = (personId: string, side: Actor["side"], role: Actor["role"] = "joc"): Actor => ({
  personId,
  role,
  holds: [role],
  side,
  isKeyHolder: false,
  schoolId: null,
});
const proposed: ProgramVersion = {
  id: "p1",
  version: 1,
  number: 1,
  state: "proposed",
  settings: DEFAULT_SETTINGS,
  rubric: "sample-model-teacher@1.0",
  approvals: [],
  note: "",
  comment: null,
};
const nameOf = (act: () => unknown) => {
  try {
    return act();
  } catch (refusal) {
    if (refusal instanceof Problem) return refusal.name;
    throw refusal;
  }
};

test("exactly the listed steps can be taken", () => walksEveryTransition(PROGRAM_WORKFLOW, PROGRAM_STATES));
test("every state can be reached", () => expect(unreachableStates(PROGRAM_WORKFLOW, PROGRAM_STATES)).toEqual([]));
test("the defaults do not contradict themselves", () => expect(faultsOfSettings(DEFAULT_SETTINGS)).toEqual([]));

test("rules are approved when both sides have approved, and one person counts once", () => {
  const one = approveProgram(proposed, member("d1", "district"), AT);
  const again = approveProgram(one, member("d1", "district"), AT);
  const both = approveProgram(again, member("u1", "union"), AT);
  expect([one.state, again.state, again.approvals.length, both.state]).toEqual(["proposed", "proposed", 1, "approved"]);
});

test("approved rules cannot be edited; a revision is a new draft and leaves them as they were", () => {
  const approved = { ...proposed, state: "approved" as const };
  const changed = { ...DEFAULT_SETTINGS, promoteAtPct: 85 };
  expect(nameOf(() => editProgram(approved, member("j1", "union", "jgp"), changed))).toBe("wrong-state");
  expect(reviseProgram(approved, "p2")).toMatchObject({ id: "p2", number: 2, state: "draft", approvals: [] });
  expect(approved).toMatchObject({ number: 1, state: "approved" });
});

test.each([
  ["interviewAtPct", { interviewAtPct: 80 }],
  ["promoteAtPct", { promoteAtPct: 79.5 }],
  ["readersPerProfile", { readersPerProfile: 2 }],
  ["jocQuorumPerSide", { jocQuorumPerSide: 6 }],
  ["videoMaxSec", { videoMaxSec: 60 }],
])("settings with a wrong %s are refused at that field", (field, part) => {
  const settings = { ...DEFAULT_SETTINGS, ...part };
  expect(faultsOfSettings(settings).map((one) => one.field)).toEqual([field]);
  expect(nameOf(() => approveProgram({ ...proposed, settings }, member("d1", "district"), AT))).toBe("invalid-input");
});
