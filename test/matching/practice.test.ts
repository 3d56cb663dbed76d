import { computeMatch } from "../../server/matching/compute-match.ts";
import { practiceInput } from "../../server/matching/practice.rules.ts";

test("the practice before the first run meets everything that a real run may: a full answer, a shortage and remedies", async () => {
  const answer = await computeMatch(practiceInput());
  expect(answer.objective.placed).toBeGreaterThan(500);
  expect(answer.objective.shortCount).toBeGreaterThan(0);
  expect(answer.shortages.length).toBeGreaterThan(0);
  expect(answer.shortages.flatMap(({ remedies }) => remedies).length).toBeGreaterThan(0);
  expect(answer.profiles.every(({ readers }) => new Set(readers.map(({ reviewerId }) => reviewerId)).size <= 3)).toBe(
    true,
  );
});
