import { type LetterInput, letterFactsFor, letterTemplateFor } from "../../server/decisions/index.ts";
import { DEFAULT_SETTINGS, SAMPLE_SALARY_SCHEDULE } from "../../server/programs/index.ts";

const input: LetterInput = {
  isPromoted: true,
  basis: "scores",
  professionalInterval: 15,
  releasedOn: "2026-05-19",
  effectiveOn: "2026-07-01",
  cohortClosesOn: "2026-06-30",
  schedule: SAMPLE_SALARY_SCHEDULE,
};

test("a promotion says what it means for pay and from when", () => {
  const facts = letterFactsFor(input, DEFAULT_SETTINGS);
  expect(facts.firstLine).toBe("You are promoted to the Model pathway.");
  expect(facts.pay).toEqual({
    pathway: "Model",
    interval: 1,
    yearlyPay: 85_337,
    before: { interval: 15, yearlyPay: 82_769, change: 2_568 },
    fromOn: "2026-07-01",
    renewalDueOn: "2031-07-01",
  });
  expect([facts.counsellingUntilOn, facts.isAdvisedToWaitOneCycle, facts.videoDeletedOn]).toEqual([
    null,
    false,
    "2026-09-28",
  ]);
});

test("“not promoted” offers counselling within 30 days, a procedural review, and the advice to wait one cycle", () => {
  const facts = letterFactsFor({ ...input, isPromoted: false }, DEFAULT_SETTINGS);
  expect(facts).toMatchObject({
    template: "decision-not-promoted",
    pay: null,
    counsellingUntilOn: "2026-06-18",
    proceduralReviewUntilOn: "2026-06-18",
    isAdvisedToWaitOneCycle: true,
  });
});

test.each([
  [true, "scores", "decision-promoted"],
  [true, "interview", "decision-promoted-after-interview"],
  [false, "scores", "decision-not-promoted"],
  [false, "interview", "decision-not-promoted-after-interview"],
  [false, "interview-declined", "decision-not-promoted-no-interview"],
  [false, "interview-missed", "decision-not-promoted-no-interview"],
] as const)("promoted %s by %s gets the letter %s", (isPromoted, basis, template) => {
  expect(letterTemplateFor(isPromoted, basis)).toBe(template);
});
