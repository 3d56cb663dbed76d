import type { MatchingInput } from "./candidates.rules.ts";

/** The input with some of its Profiles, in this order; what its readers hold of the others is kept as load. */
export function onlyProfiles(input: MatchingInput, ids: readonly string[]): MatchingInput {
  const byId = new Map(input.profiles.map((profile) => [profile.id, profile]));
  const elsewhere = new Map<string, number>();
  const chosen = new Set(ids);
  for (const { id, startedWith } of input.profiles)
    if (!chosen.has(id)) for (const reader of startedWith) elsewhere.set(reader, (elsewhere.get(reader) ?? 0) + 1);
  return {
    ...input,
    profiles: ids.flatMap((id) => byId.get(id) ?? []),
    reviewers: input.reviewers.map((reviewer) => ({
      ...reviewer,
      heldElsewhere: (reviewer.heldElsewhere ?? 0) + (elsewhere.get(reviewer.id) ?? 0),
    })),
  };
}
