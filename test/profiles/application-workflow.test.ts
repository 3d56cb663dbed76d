import {
  APPLICATION_STATES,
  APPLICATION_WORKFLOW,
  type ApplicationAction,
  type ApplicationState,
  HOLDABLE,
  mayTouch,
  resume,
  type Standing,
  step,
} from "../../server/profiles/index.ts";
import { refusalOf } from "../refusal.ts";
import { unreachableStates, walksEveryTransition } from "../workflow-walk.ts";

const ANN = { role: "applicant", personId: "ann" } as const;
const JGP = { role: "jgp", personId: "jo" } as const;
const SYSTEM = { role: "system", personId: "system" } as const;
const at = (state: ApplicationState): Standing => ({ applicantId: "ann", state, heldFrom: null });

test("exactly the listed steps can be taken", () => walksEveryTransition(APPLICATION_WORKFLOW, APPLICATION_STATES));
test("every state can be reached", () =>
  expect(unreachableStates(APPLICATION_WORKFLOW, APPLICATION_STATES)).toEqual([]));

test("one application walks from registration to closing, through an interview", () => {
  const walk: [ApplicationAction, typeof ANN | typeof JGP | typeof SYSTEM, ApplicationState][] = [
    ["attend-session", JGP, "session-attended"],
    ["start-draft", ANN, "draft"],
    ["submit", ANN, "submitted"],
    ["return", JGP, "returned"],
    ["submit", ANN, "submitted"],
    ["accept", JGP, "accepted"],
    ["begin-review", JGP, "in-review"],
    ["score", SYSTEM, "scored"],
    ["ask-fourth-read", JGP, "fourth-read"],
    ["band", SYSTEM, "banded"],
    ["offer-interview", SYSTEM, "interview-offered"],
    ["schedule-interview", ANN, "interview-scheduled"],
    ["move-interview", ANN, "interview-scheduled"],
    ["hold-interview", JGP, "interview-held"],
    ["recommend", JGP, "recommended"],
    ["approve", SYSTEM, "approved"],
    ["release", SYSTEM, "released"],
    ["close", SYSTEM, "closed"],
  ];
  let application = at("registered");
  for (const [action, actor, state] of walk) {
    application = step(application, action, actor, "A reason.");
    expect([action, application.state]).toEqual([action, state]);
  }
});

test("an applicant withdraws from any state before release, and from none after it", () => {
  const withdrawable = APPLICATION_STATES.filter((state) => refusalOf(() => step(at(state), "withdraw", ANN)) === null);
  expect(withdrawable).toEqual(
    APPLICATION_STATES.filter((s) => !["released", "closed", "withdrawn", "void"].includes(s)),
  );
});

test("a held case can be neither banded, offered an interview nor released", () => {
  for (const action of ["band", "offer-interview", "release", "approve", "recommend"] as const)
    expect(refusalOf(() => step(at("on-hold"), action, SYSTEM))?.name).toBe("wrong-state");
  for (const action of ["offer-interview", "release", "recommend"] as const)
    expect(refusalOf(() => step(at("scored"), action, SYSTEM))?.name).toBe("wrong-state");
});

test.each(HOLDABLE)("a hold from %s comes back to it and to no other state", (state) => {
  const held = step(at(state), "place-on-hold", JGP, "A consent was withdrawn.");
  expect([held.state, held.heldFrom]).toEqual(["on-hold", state]);
  expect(resume(held, JGP)).toEqual(at(state));
  for (const other of HOLDABLE)
    if (other !== state) expect(refusalOf(() => step(held, `resume-${other}`, JGP))?.name).toBe("wrong-state");
});

test("what is not on hold cannot be resumed", () => {
  expect(refusalOf(() => resume(at("draft"), JGP))?.name).toBe("wrong-state");
});

test("a coordinator who applies is only an applicant on their own case, and another's case does not exist for an applicant", () => {
  const ownCase = { ...at("submitted"), applicantId: "jo" };
  expect(refusalOf(() => step(ownCase, "accept", JGP))?.name).toBe("not-found");
  expect(refusalOf(() => step(ownCase, "withdraw", { role: "applicant", personId: "jo" }))).toBeNull();
  expect(refusalOf(() => step(at("draft"), "submit", { role: "applicant", personId: "bob" }))?.name).toBe("not-found");
  expect([mayTouch(ownCase, SYSTEM), mayTouch(ownCase, JGP), mayTouch(at("draft"), JGP)]).toEqual([true, false, true]);
});

test("a return needs a reason", () => {
  expect(refusalOf(() => step(at("submitted"), "return", JGP, " "))).toEqual({
    name: "invalid-input",
    fields: ["reason"],
  });
});
