import type { MatchingInput } from "./candidates.rules.ts";
import type { Coverage } from "./coverage.rules.ts";
import type { Eligibility } from "./eligibility.rules.ts";
import type { RemedyAnswer, RemedyChange, ShortageAnswer } from "./match-answer.rules.ts";
import type { Remedy } from "./remedies.rules.ts";
import { remedyInWords } from "./shortage-words.rules.ts";
import { explainShortages } from "./shortage.rules.ts";
import type { Change } from "./what-if.rules.ts";

/** Every short part in words and ids, with all of its remedies: what the board shows and what can be tried and taken. */
export function shortageAnswers(
  input: MatchingInput,
  eligibility: Eligibility,
  coverage: Coverage,
): { shortages: ShortageAnswer[]; missing: number } {
  const { shortages, missing } = explainShortages(input, eligibility, coverage);
  return {
    missing,
    shortages: shortages.map(({ sentence, missing: lacking, profiles, remedies }) => ({
      sentence,
      missing: lacking,
      profileIds: profiles.map((p) => (input.profiles[p] as { id: string }).id),
      remedies: remedies.map((remedy) => remedyAnswer(input, remedy)),
    })),
  };
}

function remedyAnswer(input: MatchingInput, remedy: Remedy): RemedyAnswer {
  return { words: remedyInWords(remedy), gain: remedy.gain, change: toIds(input, remedy.change) };
}

/** The change by ids. */
export function toIds({ reviewers }: MatchingInput, change: Change): RemedyChange {
  if (change.kind !== "raise-cap") return change;
  return { kind: "raise-cap", to: change.to, reviewerIds: change.reviewers.map((j) => reviewers[j]?.id ?? "") };
}

/** The change by today's positions; whoever is gone since is left out. */
export function toPositions({ reviewers }: MatchingInput, change: RemedyChange): Change {
  if (change.kind !== "raise-cap") return change;
  const at = new Map(reviewers.map(({ id }, j) => [id, j]));
  return { kind: "raise-cap", to: change.to, reviewers: change.reviewerIds.flatMap((id) => at.get(id) ?? []) };
}
