import {
  answerConsent,
  ATTESTATIONS,
  attest,
  CONSENT_ANSWERS,
  CONSENT_KINDS,
  type ConsentBoard,
  consentGapsOf,
  isClear,
  isConsentComplete,
  NOT_RECORDED,
  withdrawConsent,
} from "../../server/profiles/index.ts";

const granted = { isRecorded: true, answer: "granted", attested: null } as const;
const board: ConsentBoard = [
  { studentId: "s1", label: "A. B.", video: granted, audio: granted, work: granted },
  { studentId: "s2", label: "C. D.", video: granted, audio: NOT_RECORDED, work: NOT_RECORDED },
];

describe.each([true, false])("recorded: %s", (isRecorded) => {
  test.each(CONSENT_ANSWERS)("the answer %s", (answer) => {
    expect(isClear({ isRecorded, answer, attested: null })).toBe(!isRecorded || answer === "granted");
    for (const attested of ATTESTATIONS) expect(isClear({ isRecorded, answer, attested })).toBe(true);
  });
});

test.each(CONSENT_KINDS)("one missing answer for %s closes submission", (kind) => {
  const changed = answerConsent(board, "s1", kind, "missing");
  expect(consentGapsOf(changed)).toEqual([{ studentId: "s1", label: "A. B.", kind, answer: "missing" }]);
  expect([isConsentComplete(board, false), isConsentComplete(changed, true)]).toEqual([true, false]);
});

test("an empty board is complete only when nobody is recorded", () => {
  expect([isConsentComplete([], false), isConsentComplete([], true)]).toEqual([false, true]);
});

test.each([
  ["video", ["video"]],
  ["audio", ["video"]],
  ["work", ["work"]],
] as const)("a withdrawal of %s locks %j", (kind, roles) => {
  const { board: after, locksRoles } = withdrawConsent(board, "s1", kind);
  expect(locksRoles).toEqual(roles);
  expect(consentGapsOf(after).map((gap) => gap.answer)).toEqual(["withdrawn"]);
});

test("a withdrawal of what was not recorded locks nothing", () => {
  expect(withdrawConsent(board, "s2", "work").locksRoles).toEqual([]);
});

test("an attestation opens the gate, and a later answer of “no” closes it again", () => {
  const denied = answerConsent(board, "s2", "video", "denied");
  const attested = attest(denied, "s2", "video", "blurred");
  expect(
    [denied, attested, answerConsent(attested, "s2", "video", "withdrawn")].map((one) => isConsentComplete(one, false)),
  ).toEqual([false, true, false]);
});
