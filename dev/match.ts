/**
 * `npm run match -- FILE [--json]` matches the people of a JSON file and prints who reads what, the objective stage by
 * stage and the certificate. See docs/matching.md.
 */
import { readFileSync } from "node:fs";
import { PLACES_EACH } from "../server/matching/assignment.rules.ts";
import { checkCertificate } from "../server/matching/check-certificate.rules.ts";
import { completeProfiles } from "../server/matching/complete-profiles.ts";
import { cover } from "../server/matching/coverage.rules.ts";
import { findEligible } from "../server/matching/eligibility.rules.ts";
import { reasonInWords, reasonsIn } from "../server/matching/reasons.rules.ts";
import { explainShortages } from "../server/matching/shortage.rules.ts";
import { solveMatching } from "../server/matching/solve-matching.rules.ts";
import { readMatchFile } from "./match-file.ts";
import { matchInWords } from "./match-words.ts";

const [path, ...flags] = process.argv.slice(2);
if (!path || path.startsWith("-") || flags.some((flag) => flag !== "--json"))
  refuse([
    "Say: npm run match -- FILE [--json]. docs/matching.md describes the file; dev/samples/matching.json is one.",
  ]);

const read = readMatchFile(textOf(path));
if ("problems" in read) refuse([`${path} cannot be used:`, ...listed(read.problems)]);
const { input } = read;
const eligibility = findEligible(input);
const { instance } = eligibility;
const coverage = cover(instance);
const completed = await completeProfiles(instance, coverage);
const { assignment, objective, certificate } = solveMatching(instance, { coverage: completed });
const wrong = checkCertificate(instance, assignment, objective, certificate);
const { shortages } = explainShortages(input, eligibility, coverage);
const idOf = (reviewer: number) => input.reviewers[reviewer]?.id ?? "";

const result = {
  assignments: input.profiles.map(({ id }, p) => ({
    profile: id,
    reviewers: [
      ...eligibility.fixedPairs.filter(({ profile }) => profile === p).map(({ reviewer }) => idOf(reviewer)),
      ...[...assignment.subarray(PLACES_EACH * p, PLACES_EACH * (p + 1))].filter((j) => j >= 0).map(idOf),
    ],
  })),
  objective,
  shortages: shortages.map(({ sentence, need, places, elsewhere, missing }) => ({
    sentence,
    proof: `${need} - ${places} - ${elsewhere} = ${missing}`,
  })),
  incomplete: eligibility.incomplete,
  refusedLocks: eligibility.refusedLocks.map(({ lock, reasons }) => ({
    ...lock,
    reasons: reasonsIn(reasons).map(reasonInWords),
  })),
  certificate: {
    isChecked: wrong.length === 0,
    wrong,
    isFewestShortProven: completed.isFewestProven,
    isWaitingChoiceProven: completed.choices !== null,
    dearestPair: certificate.dearestPair,
    emptyPlaceCost: certificate.lackCost / certificate.scale,
    prices: Object.fromEntries(
      [...certificate.price].map((price, reviewer) => [idOf(reviewer), price / certificate.scale]),
    ),
  },
  pairs: input.profiles.flatMap(({ id }, p) =>
    [...instance.pairReviewer.subarray(instance.pairStart[p], instance.pairStart[p + 1])].map((reviewer, k) => ({
      profile: id,
      reviewer: idOf(reviewer),
      cost: instance.pairCost[(instance.pairStart[p] as number) + k],
    })),
  ),
};
process.stdout.write(flags.includes("--json") ? `${JSON.stringify(result, null, 2)}\n` : matchInWords(result));

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return refuse([`${file} cannot be read. Is the path right?`]);
  }
}

/** The first ten, and how many more. */
function listed(problems: readonly string[]): string[] {
  const more = problems.length - 10;
  return [...problems.slice(0, 10).map((each) => `  ${each}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function refuse(lines: readonly string[]): never {
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exit(2);
}
