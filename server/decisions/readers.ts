import type { Deps } from "../deps.ts";
import { maxPointsOf } from "../programs/index.ts";
import { type Review, totalOf } from "../reviews/index.ts";

const LETTERS = ["A", "B", "C", "D"] as const;

/** The readers of a case as its applicant knows them, by their places: Reader A, B, C, and D for a fourth. */
export async function readersOf(
  { reviews }: Pick<Deps, "reviews">,
  profileId: string,
): Promise<{ name: string; review: Review }[]> {
  const counted = (await reviews.ofProfile(profileId)).filter(({ state }) => state === "submitted");
  return counted
    .toSorted((a, b) => a.place - b.place)
    .map((review) => ({ name: `Reader ${LETTERS[review.place - 1] ?? review.place}`, review }));
}

/** Each reader's points of the most one reader can give. */
export async function readerTotals(
  deps: Pick<Deps, "reviews">,
  profileId: string,
): Promise<{ name: string; points: number; of: number }[]> {
  return (await readersOf(deps, profileId)).map(({ name, review }) => ({
    name,
    points: totalOf(review.sheets.at(-1)?.answers ?? [], review.rubric),
    of: maxPointsOf(review.rubric),
  }));
}
