import { hashOf } from "../kernel/canonical.ts";
import type { InterviewRecord } from "../interviews/index.ts";
import type { CaseRecord } from "../outcomes/index.ts";
import type { Application } from "../profiles/index.ts";
import type { Recommendation, Row, RowBasis } from "./list.rules.ts";
import type { RowAnswer } from "./list-record.rules.ts";

const BASIS_WORDS: Record<string, string> = {
  "let-stand": "The panel looked at split readings and let them stand.",
  "fourth-read": "Decided with a fourth reader.",
  "no-fourth-reader": "No fourth reader was found in time; an interview instead.",
};

const SAID: Record<"yes" | "no" | "divided", Recommendation> = {
  yes: "promote",
  no: "not-promoted",
  divided: "panel-divided",
};

type Said = { recommendation: Recommendation; basis: RowBasis; reasons: string[] };

/** What became of an interview; null while it is not over. */
function afterInterview(interview: InterviewRecord | null): Said | null {
  if (interview?.recommendation) {
    const reasons = interview.opinions.flatMap(({ isYes, reasons: given }) =>
      given.map(({ indicatorId, text }) => `${isYes ? "For" : "Against"}, ${indicatorId}: ${text}`),
    );
    return { recommendation: SAID[interview.recommendation.says], basis: "interview", reasons };
  }
  if (interview?.state === "declined")
    return { recommendation: "not-promoted", basis: "interview-declined", reasons: ["Without an interview."] };
  if (interview?.state === "missed")
    return { recommendation: "not-promoted", basis: "interview-missed", reasons: ["The interview was missed."] };
  return null;
}

/**
 * The row of one case, or null while it is not ready for the list. A row that says the same keeps its salt, and with it
 * its hash: signatures and ballots on it stay. Scores decide by the rule; only after an interview may the JGP's answer
 * to the committee change the recommendation.
 */
export function rowOf(
  application: Pick<Application, "id" | "code">,
  record: CaseRecord | null,
  interview: InterviewRecord | null,
  answers: readonly RowAnswer[],
  before: Row | null,
  newSalt: () => string,
): Row | null {
  const outcome = record?.outcomes.at(-1);
  if (!outcome || outcome.verdict.stage !== "banded") return null;
  const { band, share, basis, signs } = outcome.verdict;
  const byScores = (recommendation: Recommendation): Said => ({ recommendation, basis: "scores", reasons: [] });
  const said = band === "interview" ? afterInterview(interview) : byScores(band);
  if (said === null) return null;
  const own = answers.filter(({ applicationId }) => applicationId === application.id);
  const changed = said.basis === "interview" ? own.findLast((one) => one.recommendation !== null) : undefined;
  const content = {
    applicationId: application.id,
    code: application.code,
    recommendation: changed?.recommendation ?? said.recommendation,
    basis: said.basis,
    points: share.points,
    of: share.of,
    reasons: [
      ...signs.map((sign) => `${sign.slice(0, 1).toUpperCase()}${sign.slice(1)}.`),
      ...(BASIS_WORDS[basis] ? [BASIS_WORDS[basis]] : []),
      ...said.reasons,
      ...own.map(({ text }) => `Answer to the committee: ${text}`),
    ],
    outcomeVersion: outcome.version,
  };
  if (before !== null && hashOf({ ...content, salt: before.salt }) === hashOf(before)) return before;
  return { ...content, salt: newSalt() };
}
