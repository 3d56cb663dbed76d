import { isSilent, offerDates } from "../../server/matching/index.ts";

test("an offer gets fresh dates at the end of local days, and is silent only when its response date is over", () => {
  const { respondByAt, reviewDueAt } = offerDates(new Date("2026-03-06T03:00:00Z"), "America/New_York", 4, 21);
  expect([respondByAt.toISOString(), reviewDueAt.toISOString()]).toEqual([
    "2026-03-10T03:59:59.000Z",
    "2026-03-27T03:59:59.000Z",
  ]);
  expect([
    isSilent(respondByAt, new Date("2026-03-10T03:59:59.999Z")),
    isSilent(respondByAt, new Date("2026-03-10T04:00:00Z")),
  ]).toEqual([false, true]);
});
