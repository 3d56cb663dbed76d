import { isRenewalDue, payAt, placementFor, SAMPLE_SALARY_SCHEDULE } from "../../server/programs/index.ts";

test("the step from Professional 15 to Model 1 is 82,769 to 85,337", () => {
  expect(payAt(SAMPLE_SALARY_SCHEDULE, "Professional", 15)).toBe(82_769);
  expect(placementFor(SAMPLE_SALARY_SCHEDULE, 15, "2026-07-01", 5)).toEqual({
    pathway: "Model",
    interval: 1,
    yearlyPay: 85_337,
    before: { interval: 15, yearlyPay: 82_769, change: 2_568 },
    renewalDueOn: "2031-07-01",
  });
});

test.each([
  [1, 58_434, 26_903],
  [12, 79_754, 5_583],
])("from Professional %d, at %d, a promotion is %d more a year", (interval, yearlyPay, change) => {
  expect(placementFor(SAMPLE_SALARY_SCHEDULE, interval, "2026-07-01", 5).before).toEqual({
    interval,
    yearlyPay,
    change,
  });
});

test("an interval that nobody recorded is no difference of 0 but none", () => {
  expect(placementFor(SAMPLE_SALARY_SCHEDULE, null, "2026-07-01", 5).before).toBeNull();
});

test.each([[0], [16], [1.5]])("the schedule has no Professional interval %d", (interval) => {
  expect(payAt(SAMPLE_SALARY_SCHEDULE, "Professional", interval)).toBeNull();
});

test.each([
  ["2031-06-30", 4, false],
  ["2031-07-01", 1, true],
  ["2028-01-01", 5, true],
])("on %s at interval %d renewal is due: %s", (todayOn, interval, isDue) => {
  expect(isRenewalDue({ renewalDueOn: "2031-07-01", interval }, todayOn, 5)).toBe(isDue);
});
