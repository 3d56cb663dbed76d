import * as fc from "fast-check";
import { nextRung, rungDueAt, rungKey, type Waiting } from "../../server/letters/index.ts";
import { DEFAULT_SETTINGS } from "../../server/programs/index.ts";

const DAY = 86_400_000;
const START = new Date("2026-03-23T12:00:00Z");
const after = (days: number) => new Date(START.getTime() + days * DAY);
const LADDER = DEFAULT_SETTINGS.reviewRungs;
const waiting: Waiting = { caseKey: "review:7:1", startAt: START, dueAt: after(20), snoozedUntilAt: null };

test.each([
  ["review-50pct", 10],
  ["review-75pct", 15],
  ["review-3-before", 17],
  ["review-1-before", 19],
  ["review-1-after", 21],
  ["review-3-after", 23],
  ["review-5-after", 25],
])("%s is due on day %d, and not a moment before", (id, day) => {
  const earlier = LADDER.slice(
    0,
    LADDER.findIndex((rung) => rung.id === id),
  ).map((rung) => rung.id);
  expect(nextRung(waiting, LADDER, earlier, after(day))?.send.id).toBe(id);
  expect(nextRung(waiting, LADDER, earlier, new Date(after(day).getTime() - 1))).toBeNull();
});

test("after missed days one mail goes out, and the rungs it replaces are put on record", () => {
  const step = nextRung(waiting, LADDER, ["review-50pct"], after(19.5));
  expect([step?.send.id, step?.replaced.map(({ id }) => id)]).toEqual([
    "review-1-before",
    ["review-75pct", "review-3-before"],
  ]);
});

test("the hand-back to the coordinator is never replaced by a reminder, nor put off by a snooze", () => {
  const snoozed = { ...waiting, snoozedUntilAt: after(40) };
  expect(nextRung(snoozed, LADDER, [], after(30))?.send).toMatchObject({ id: "review-5-after", to: "coordinator" });
  expect(nextRung(waiting, LADDER, [], after(60))?.send.to).toBe("coordinator");
});

test("a snooze puts reminders off to its end", () => {
  const [half] = LADDER;
  const snoozed = { ...waiting, snoozedUntilAt: after(12) };
  expect(half && rungDueAt(snoozed, half)).toEqual(after(12));
  expect([nextRung(snoozed, LADDER, [], after(11)), nextRung(snoozed, LADDER, [], after(12))?.send.id]).toEqual([
    null,
    "review-50pct",
  ]);
});

test("however seldom or often the ladder is looked at, every rung goes on record once", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 * 24 }), { minLength: 1 }), (hours) => {
      const recorded: string[] = [];
      for (const hour of [...hours, 60 * 24].toSorted((a, b) => a - b)) {
        const step = nextRung(waiting, LADDER, recorded, new Date(START.getTime() + hour * 3_600_000));
        if (step !== null) recorded.push(...step.replaced.map(({ id }) => id), step.send.id);
      }
      expect(recorded.toSorted()).toEqual(LADDER.map(({ id }) => id).toSorted());
      expect(new Set(recorded.map((id) => rungKey(waiting.caseKey, id))).size).toBe(LADDER.length);
    }),
  );
});
