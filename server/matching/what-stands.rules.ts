import { type Canonical, hashOf } from "../kernel/canonical.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import type { MatchAnswer } from "./match-answer.rules.ts";

/** The proposal on the table, with what it was decided from. */
export type Proposal = { input: MatchingInput; answer: MatchAnswer };

/**
 * What the next proposal is decided from: the facts of today, and whom the one on the table gives each Profile, so that a
 * correction moves no more readers than it has to (stage 5). While the facts are those of the one on the table, it is
 * asked again exactly as it was, and gives the same bytes.
 */
export function withWhatStands(today: MatchingInput, onTable: Proposal | null): MatchingInput {
  if (onTable === null) return today;
  if (factsHash(today) === factsHash(onTable.input)) return onTable.input;
  const readersOf = new Map(
    onTable.answer.profiles.map(({ profileId, readers }) => [
      profileId,
      readers.filter(({ isFixed }) => !isFixed).map(({ reviewerId }) => reviewerId),
    ]),
  );
  return {
    ...today,
    profiles: today.profiles.map((profile) => ({ ...profile, standsWith: readersOf.get(profile.id) ?? [] })),
  };
}

function factsHash(input: MatchingInput): string {
  const profiles = input.profiles.map((profile) => ({ ...profile, standsWith: [] }));
  return hashOf({ ...input, profiles } as unknown as Canonical);
}
