import {
  type Calendar,
  changeProgram,
  COHORT_STATES,
  COHORT_WORKFLOW,
  type CohortState,
  daysToRelease,
  faultsOfCalendar,
  isReopeningOpen,
  nextDayOf,
  submissionDeadlineAt,
} from "../../server/cohorts/index.ts";
import { refusalOf } from "../refusal.ts";
import { unreachableStates, walksEveryTransition } from "../workflow-walk.ts";

const CALENDAR: Calendar = {
  zone: "America/New_York",
  sessionsOn: ["2026-01-12"],
  registrationFromOn: "2026-01-12",
  draftingFromOn: "2026-01-12",
  submissionDueOn: "2026-03-13",
  intakeDueOn: "2026-03-18",
  reviewsFromOn: "2026-03-23",
  reviewsDueOn: "2026-04-13",
  fourthReadsDueOn: "2026-04-24",
  interviewsDueOn: "2026-05-06",
  recommendationDueOn: "2026-05-11",
  approvalDueOn: "2026-05-14",
  releaseOn: "2026-05-19",
  closesOn: "2026-06-30",
};
const cohort = (state: CohortState) => ({ id: "c", name: "Spring", state, calendar: CALENDAR, programVersionId: "p1" });

test("exactly the listed steps can be taken", () => walksEveryTransition(COHORT_WORKFLOW, COHORT_STATES));
test("every state can be reached", () => expect(unreachableStates(COHORT_WORKFLOW, COHORT_STATES)).toEqual([]));

test("a calendar in order has no faults and keeps the target of 8 to 10 weeks", () => {
  expect([faultsOfCalendar(CALENDAR), daysToRelease(CALENDAR)]).toEqual([[], 67]);
  expect(submissionDeadlineAt(CALENDAR).toISOString()).toBe("2026-03-14T03:59:59.000Z");
});

test("a day before the step that leads to it is a fault at that day; intake needs a day after the deadline", () => {
  const fields = (part: Partial<Calendar>) => faultsOfCalendar({ ...CALENDAR, ...part }).map(({ field }) => field);
  expect(fields({ releaseOn: "2026-05-01" })).toEqual(["releaseOn"]);
  expect(fields({ intakeDueOn: "2026-03-13" })).toEqual(["intakeDueOn"]);
  expect(fields({ draftingFromOn: "2026-01-12" })).toEqual([]);
});

test("the next day is the first one not over", () => {
  expect(nextDayOf(CALENDAR, new Date("2026-03-14T03:59:59Z"))?.day).toBe("submissionDueOn");
  expect(nextDayOf(CALENDAR, new Date("2026-03-14T04:00:00Z"))?.day).toBe("intakeDueOn");
  expect(nextDayOf(CALENDAR, new Date("2026-07-02T12:00:00Z"))).toBeNull();
});

test("nobody changes the rules of an open cohort", () => {
  expect(changeProgram(cohort("planned"), "p2").programVersionId).toBe("p2");
  for (const state of COHORT_STATES.slice(1))
    expect(refusalOf(() => changeProgram(cohort(state), "p2"))?.name).toBe("wrong-state");
});

test("a review can be reopened until the list is signed", () => {
  expect(COHORT_STATES.filter(isReopeningOpen)).toEqual(["reviewing", "interviewing", "recommending"]);
});
