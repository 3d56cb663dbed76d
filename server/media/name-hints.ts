import type { Deps } from "../deps.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { findNames } from "./names.rules.ts";

const IN_A_FILE = { where: "this file", advice: "you may want to cover it." };

/**
 * The applicant's and their school's name in the words of a file, as hints for the applicant: reviewers should not read them.
 * @param place `where` the words stand, as in “NAME stands in this file”, and `advice` how they can be taken out
 */
export async function nameHints(
  { people, schools }: Pick<Deps, "people" | "schools">,
  { ownerId }: Pick<MediaItem, "ownerId">,
  text: string,
  place = IN_A_FILE,
): Promise<string[]> {
  const owner = await people.findOne({ id: ownerId });
  const school = owner?.schoolId ? await schools.findOne({ id: owner.schoolId }) : null;
  const names = [owner?.name, school?.name].filter((name) => name !== undefined);
  return findNames(text, names).map(
    ({ name, count, near }) =>
      `“${name}” stands in ${place.where}${count > 1 ? ` ${count} times` : ""} (“… ${near} …”). Reviewers should not read names: ${place.advice}`,
  );
}
