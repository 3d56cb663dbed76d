import * as fc from "fast-check";
import {
  APPLICATION_STATES,
  type ApplicationState,
  type HistoryEntry,
  visibleHistoryOf,
  visibleStateOf,
} from "../../server/profiles/index.ts";

const HIDDEN: ApplicationState[] = [
  "accepted",
  "scored",
  "fourth-read",
  "banded",
  "interview-held",
  "recommended",
  "approved",
];
const READS_IN_REVIEW: ApplicationState[] = ["in-review", ...HIDDEN];

test.each(APPLICATION_STATES)("%s, as its applicant reads it", (state) => {
  expect(visibleStateOf(state)).toBe(HIDDEN.includes(state) ? "in-review" : state);
});

test("the time of a hidden move leaves no trace", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 3, day));
  const history: HistoryEntry[] = [
    { state: "submitted", at: at(1) },
    { state: "accepted", at: at(2) },
    { state: "in-review", at: at(3) },
    { state: "scored", at: at(4) },
    { state: "banded", at: at(5) },
    { state: "interview-offered", at: at(6) },
  ];
  expect(visibleHistoryOf(history)).toEqual([
    { state: "submitted", at: at(1) },
    { state: "in-review", at: at(2) },
    { state: "interview-offered", at: at(6) },
  ]);
});

/** Two histories with the same visible runs, each “in review” run filled with hidden moves of its own, at its own times. */
const visibleRuns = fc.array(
  fc.constantFrom<ApplicationState>("draft", "submitted", "in-review", "interview-offered", "on-hold"),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const hiddenMoves = fc.array(fc.array(fc.tuple(fc.constantFrom(...READS_IN_REVIEW), fc.nat(999)), { maxLength: 5 }), {
  minLength: 6,
  maxLength: 6,
});
const filled = (
  runs: readonly ApplicationState[],
  moves: readonly (readonly [ApplicationState, number][])[],
): HistoryEntry[] =>
  runs.flatMap((state, i) => {
    if (state !== "in-review") return [{ state, at: new Date(i * 1000) }];
    const inside = (moves[i] ?? []).toSorted((x, y) => x[1] - y[1]);
    const states = [...inside.map(([one]) => one), "in-review" as const];
    const times = [0, ...inside.map(([, ms]) => ms)];
    return states.map((one, k) => ({ state: one, at: new Date(i * 1000 + (times[k] ?? 0)) }));
  });

test("two histories that differ only in what an applicant may not see read the same", () => {
  let different = 0;
  fc.assert(
    fc.property(visibleRuns, hiddenMoves, hiddenMoves, (runs, movesA, movesB) => {
      const [a, b] = [filled(runs, movesA), filled(runs, movesB)];
      if (JSON.stringify(a) !== JSON.stringify(b)) different++;
      expect(JSON.stringify(visibleHistoryOf(a))).toBe(JSON.stringify(visibleHistoryOf(b)));
    }),
    { numRuns: 500 },
  );
  expect(different).toBeGreaterThan(50);
});
