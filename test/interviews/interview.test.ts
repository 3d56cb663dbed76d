import {
  chooseSlot,
  INTERVIEW_STATES,
  INTERVIEW_WORKFLOW,
  type Interview,
  interviewOffers,
  isForgone,
  moveSlot,
  notYetBanded,
  openSlots,
  stepInterview,
} from "../../server/interviews/index.ts";
import { APPLICATION_STATES, type ApplicationState } from "../../server/profiles/index.ts";
import { refusalOf } from "../refusal.ts";
import { unreachableStates, walksEveryTransition } from "../workflow-walk.ts";

const NOW = new Date("2026-04-20T12:00:00Z");
const slot = (slotId: string, day: number, bookedFor: string | null = null) => ({
  slotId,
  startsAt: new Date(NOW.getTime() + day * 86_400_000),
  minutes: 45,
  bookedFor,
});
const SLOTS = [slot("near", 4), slot("first", 5), slot("taken", 6, "someone"), slot("later", 9)];
const OPEN = openSlots(SLOTS, NOW, 5);
const ANN = { role: "applicant", personId: "ann" } as const;
const JGP = { role: "jgp", personId: "jo" } as const;
const interview = (part: Partial<Interview> = {}): Interview => ({
  applicationId: "a1",
  applicantId: "ann",
  state: "offered",
  slotId: null,
  movesUsed: 0,
  ...part,
});

test("exactly the listed steps can be taken", () => walksEveryTransition(INTERVIEW_WORKFLOW, INTERVIEW_STATES));
test("every state can be reached", () => expect(unreachableStates(INTERVIEW_WORKFLOW, INTERVIEW_STATES)).toEqual([]));

test("slots that are taken or too near for notice are not open", () => {
  expect(OPEN.map(({ slotId }) => slotId)).toEqual(["first", "later"]);
});

test("an applicant chooses an open slot", () => {
  expect(chooseSlot(interview(), "first", OPEN, ANN)).toEqual(interview({ state: "slot-chosen", slotId: "first" }));
  expect(refusalOf(() => chooseSlot(interview(), "taken", OPEN, ANN))).toEqual({
    name: "changed-meanwhile",
    fields: ["slotId"],
  });
  expect(refusalOf(() => chooseSlot(interview(), "near", OPEN, ANN))?.name).toBe("changed-meanwhile");
});

test("whoever chose no time is asked for one, and not told that it is taken", () => {
  const asked = { name: "invalid-input", fields: ["slotId"] };
  expect(refusalOf(() => chooseSlot(interview(), "", OPEN, ANN))).toEqual(asked);
  const chosen = interview({ state: "slot-chosen", slotId: "first" });
  expect(refusalOf(() => moveSlot(chosen, { slotId: "", reason: "A recital" }, OPEN, 1, ANN))).toEqual(asked);
});

test("an interview moves once, for cause", () => {
  const chosen = interview({ state: "slot-chosen", slotId: "first" });
  const moved = moveSlot(chosen, { slotId: "later", reason: "A school trip." }, OPEN, 1, ANN);
  expect(moved).toEqual(interview({ state: "moved", slotId: "later", movesUsed: 1 }));
  expect(refusalOf(() => moveSlot(chosen, { slotId: "later", reason: " " }, OPEN, 1, ANN))?.name).toBe("invalid-input");
  expect(refusalOf(() => moveSlot(moved, { slotId: "first", reason: "Again." }, OPEN, 1, ANN))?.name).toBe(
    "wrong-state",
  );
});

test("one who missed the first appointment may still use the move; after it the interview is forgone", () => {
  const missed = stepInterview(interview({ state: "slot-chosen", slotId: "first" }), "miss", JGP);
  expect([missed.state, isForgone(missed, 1)]).toEqual(["missed", false]);
  const moved = moveSlot(missed, { slotId: "later", reason: "I was ill." }, OPEN, 1, JGP);
  const again = stepInterview(moved, "miss", JGP);
  expect(isForgone(again, 1)).toBe(true);
  expect(refusalOf(() => moveSlot(again, { slotId: "first", reason: "Again." }, OPEN, 1, JGP))?.name).toBe(
    "wrong-state",
  );
  expect(isForgone(stepInterview(interview(), "decline", ANN), 1)).toBe(true);
});

test("another's interview does not exist for an applicant, nor one's own for a coordinator", () => {
  expect(refusalOf(() => stepInterview(interview(), "decline", { role: "applicant", personId: "bob" }))?.name).toBe(
    "not-found",
  );
  expect(refusalOf(() => chooseSlot(interview(), "first", OPEN, { role: "jgp", personId: "ann" }))?.name).toBe(
    "not-found",
  );
});

describe("offers", () => {
  const one = (code: string, state: ApplicationState, band: string | null = null) => ({
    applicationId: code,
    code,
    state,
    band,
  });
  const settled = [
    one("C2", "banded", "interview"),
    one("C1", "banded", "interview"),
    one("C3", "banded", "promote"),
    one("C4", "withdrawn"),
  ];

  test("go to everyone in the band together, once every case is banded", () => {
    expect(interviewOffers(settled).map(({ code }) => code)).toEqual(["C1", "C2"]);
  });

  test.each(APPLICATION_STATES)("with one more case that is %s", (state) => {
    const isOutOfTheWay = ["banded", "registered", "session-attended", "draft", "withdrawn", "void"].includes(state);
    const cases = [...settled, one("C9", state, state === "banded" ? "promote" : null)];
    expect(notYetBanded(cases).map(({ code }) => code)).toEqual(isOutOfTheWay ? [] : ["C9"]);
    expect(interviewOffers(cases).length).toBe(isOutOfTheWay ? 2 : 0);
  });
});
