/** A process that does one whole run, the first of its life, and says how long each step took; asked by `run-rows.ts`. */
const loading = performance.now();
const { computeMatch } = await import("../../server/matching/compute-match.ts");
const { districtOf } = await import("./generator.ts");
const { peopleOf } = await import("./people.ts");
const { cover, coverageResult } = await import("../../server/matching/coverage.rules.ts");
const { findEligible } = await import("../../server/matching/eligibility.rules.ts");
const { explainShortages } = await import("../../server/matching/shortage.rules.ts");
const { solveMatching } = await import("../../server/matching/solve-matching.rules.ts");

const loadMs = performance.now() - loading;
const input = peopleOf(districtOf("s341"));
const begin = performance.now();
if (process.argv[2] === "all") await computeMatch(input);
else {
  const eligibility = findEligible(input);
  const coverage = cover(eligibility.instance);
  solveMatching(eligibility.instance, { coverage: coverageResult(eligibility.instance, coverage) });
  explainShortages(input, eligibility, coverage);
}
process.stdout.write(`${JSON.stringify({ ms: performance.now() - begin, loadMs })}\n`);
