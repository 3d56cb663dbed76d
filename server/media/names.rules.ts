/** Looks for names in texts and captions, so that an applicant can cover them before reviewers read along. Pure. */

/** A name that was found, with a few words around its first place. */
export type FoundName = { name: string; count: number; near: string };

// Words that stand in many schools' names and alone say nothing.
const COMMON = new Set(
  "academy and at center charter city college county district elementary for high institute middle of park preparatory public school secondary the university".split(
    " ",
  ),
);

const simple = (text: string) =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[\u2019\u2018`]/g, "'");

const wordsOf = (text: string) => simple(text).match(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu) ?? [];

/** The whole name, and for people their last name alone; for schools the name without its common words. */
function formsOf(name: string): string[][] {
  const words = wordsOf(name);
  const telling = words.filter((word) => !COMMON.has(word));
  const last = words.at(-1) ?? "";
  const forms = [words, telling.length === words.length ? [last] : telling];
  return forms.filter((form) => form.length > 0 && form.join("").length >= 3);
}

const escape = (word: string) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * Where any of these names stands, as whole words, whatever its accents, capitals and line breaks.
 * @param names of the applicant and their school, as they are known
 */
export function findNames(text: string, names: readonly string[]): FoundName[] {
  const searched = simple(text);
  return names.flatMap((name) => {
    const forms = formsOf(name).map((form) => form.map(escape).join(String.raw`[\s.,_-]+`));
    if (forms.length === 0) return [];
    const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${forms.join("|")})(?:'s)?(?![\p{L}\p{N}])`, "gu");
    const places = [...searched.matchAll(pattern)];
    const [first] = places;
    if (!first) return [];
    const near = searched.slice(Math.max(0, first.index - 30), first.index + first[0].length + 30);
    return [{ name, count: places.length, near: near.replaceAll(/\s+/g, " ").trim() }];
  });
}
