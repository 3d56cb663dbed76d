import type { IncompletePerson } from "../server/matching/incomplete.rules.ts";
import type { ObjectiveByStage } from "../server/matching/stages.rules.ts";

/** What `npm run match` found, by ids. */
export type MatchResult = {
  assignments: { profile: string; reviewers: string[] }[];
  objective: ObjectiveByStage;
  shortages: { sentence: string; proof: string }[];
  incomplete: IncompletePerson[];
  refusedLocks: { profileId: string; reviewerId: string; reasons: string[] }[];
  certificate: {
    isChecked: boolean;
    wrong: string[];
    isFewestShortProven: boolean;
    isWaitingChoiceProven: boolean;
    dearestPair: number;
    emptyPlaceCost: number;
    prices: Record<string, number>;
  };
};

/** The answer as text for people. */
export function matchInWords(result: MatchResult): string {
  const { assignments, incomplete, refusedLocks, shortages } = result;
  const sections = [
    ["Readers", assignments.map(({ profile, reviewers }) => `${profile}: ${reviewers.join(", ") || "nobody yet"}`)],
    ["Objective, stage by stage", objectiveInWords(result.objective)],
    ["Short of readers", shortages.map(({ sentence, proof }) => `${sentence} (${proof})`)],
    ["To be completed first", incomplete.map(({ code, missing }) => `${code}: ${missing.join(", ")}`)],
    [
      "Locks not applied",
      refusedLocks.map(({ profileId, reviewerId, reasons }) => `${profileId}, ${reviewerId}: ${reasons.join("; ")}`),
    ],
    ["Certificate", certificateInWords(result.certificate)],
  ] as const;
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`)
    .join("\n");
}

function objectiveInWords({ placed, shortCount, worstPair, sum, changes }: ObjectiveByStage): string[] {
  return [
    `1. reviews placed: ${placed}`,
    `2. Profiles short of their readers: ${shortCount}`,
    `3. dearest pair: ${worstPair < 0 ? "none" : worstPair}`,
    `4. sum of pair and load costs: ${sum}`,
    `5. changes from what stands: ${changes}`,
  ];
}

function certificateInWords(certificate: MatchResult["certificate"]): string[] {
  const { isChecked, wrong, isFewestShortProven, isWaitingChoiceProven, prices } = certificate;
  return [
    isChecked ? "checked: no answer is better in stages 1, 3, 4 or 5" : `NOT PROVED: ${wrong.join("; ")}`,
    isFewestShortProven
      ? "stage 2: no answer leaves fewer Profiles short (by exact search or by counting)"
      : "stage 2: the search reached its limit; fewer short Profiles may be possible",
    isWaitingChoiceProven
      ? "no other choice of who waits is better in the later stages"
      : "who waits was chosen in stage 2; stages 3 to 5 are the best for that choice",
    `pairs up to ${certificate.dearestPair}; an empty place counts ${certificate.emptyPlaceCost}`,
    `prices: ${Object.entries(prices)
      .map(([reviewer, price]) => `${reviewer} ${price}`)
      .join(", ")}`,
  ];
}
