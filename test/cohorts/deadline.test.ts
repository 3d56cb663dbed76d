import {
  areBytesInTime,
  countdownTo,
  dayIn,
  deadlineFor,
  deadlineText,
  endOfDay,
  isInTime,
  plusDays,
  returnDueAt,
  startOfDay,
} from "../../server/cohorts/index.ts";

const NEW_YORK = "America/New_York";
const utc = (text: string) => new Date(text);
const DEADLINE = utc("2026-03-14T03:59:59Z");

test.each([
  ["2026-03-13", NEW_YORK, "2026-03-14T03:59:59.000Z"],
  ["2026-03-08", NEW_YORK, "2026-03-09T03:59:59.000Z"],
  ["2026-11-01", NEW_YORK, "2026-11-02T04:59:59.000Z"],
  ["2026-01-15", NEW_YORK, "2026-01-16T04:59:59.000Z"],
  ["2026-01-15", "Pacific/Honolulu", "2026-01-16T09:59:59.000Z"],
  ["2024-03-30", "Africa/Cairo", "2024-03-30T21:59:59.000Z"],
  ["2026-04-23", "Africa/Cairo", "2026-04-23T21:59:59.000Z"],
])("the last second of %s in %s is %s", (on, zone, at) => {
  expect(endOfDay({ on, zone }).toISOString()).toBe(at);
});

test("a day that has no midnight begins when its clocks do", () => {
  expect(startOfDay({ on: "2026-04-24", zone: "Africa/Cairo" }).toISOString()).toBe("2026-04-23T22:00:00.000Z");
});

test.each([
  ["2026-03-14T03:59:59.000Z", true],
  ["2026-03-14T03:59:59.999Z", true],
  ["2026-03-14T04:00:00.000Z", false],
])("Submit pressed at %s is in time: %s", (at, inTime) => expect(isInTime(utc(at), DEADLINE)).toBe(inTime));

test.each([
  ["2026-03-14T04:14:59.999Z", true],
  ["2026-03-14T04:15:00.000Z", false],
])("bytes complete at %s are in time: %s", (at, inTime) => expect(areBytesInTime(utc(at), DEADLINE, 15)).toBe(inTime));

test("an extension is one person's own, and never makes a deadline earlier", () => {
  const given = (personId: string, untilAt: Date) => ({
    personId,
    untilAt,
    reason: "Flu.",
    byId: "j",
    givenAt: utc("2026-03-10T12:00Z"),
  });
  const extensions = [given("ann", utc("2026-03-16T03:59:59Z")), given("bob", utc("2026-03-01T03:59:59Z"))];
  const of = (person: string) => deadlineFor(DEADLINE, extensions, person).toISOString();
  expect([of("ann"), of("bob"), of("cy")]).toEqual([
    "2026-03-16T03:59:59.000Z",
    DEADLINE.toISOString(),
    DEADLINE.toISOString(),
  ]);
});

test("a return is 48 hours, also over a change of clocks", () => {
  expect(returnDueAt(utc("2026-03-07T12:00:00Z"), 48).toISOString()).toBe("2026-03-09T12:00:00.000Z");
});

test("the countdown reaches zero when the deadline is over, and not before", () => {
  expect(countdownTo(DEADLINE, utc("2026-03-14T03:59:59.500Z"))).toEqual({
    isOver: false,
    days: 0,
    hours: 0,
    minutes: 0,
    seconds: 1,
  });
  expect(countdownTo(DEADLINE, utc("2026-03-14T04:00:00Z"))).toEqual({
    isOver: true,
    days: 0,
    hours: 0,
    minutes: 0,
    seconds: 0,
  });
  expect(countdownTo(DEADLINE, utc("2026-03-12T02:58:58Z"))).toEqual({
    isOver: false,
    days: 2,
    hours: 1,
    minutes: 1,
    seconds: 2,
  });
});

test("people read the deadline with its zone", () => {
  expect(deadlineText(DEADLINE, NEW_YORK)).toBe("Friday, March 13, 2026, 11:59:59 PM EDT");
  expect([dayIn(NEW_YORK, DEADLINE), plusDays("2026-02-27", 2)]).toEqual(["2026-03-13", "2026-03-01"]);
});
