import { BANDS, type Band } from "./candidates.rules.ts";
import { isAdjacent } from "./cells.rules.ts";
import { reasonSentence } from "./reasons.rules.ts";
import type { Remedy, ShortCell } from "./remedies.rules.ts";
import type { Shortage } from "./shortage.rules.ts";
import type { Change } from "./what-if.rules.ts";

/** "Music, middle: 4 Profiles need 12 reviews; 3 reviewers can give 7; ... Recruit 2 (adds 5), or ...". */
export function shortageSentence(shortage: Omit<Shortage, "sentence">): string {
  const { need, profiles, readerCount, canGive, excluded, remedies } = shortage;
  const facts = [
    `${plural(profiles.length, "Profile needs", "Profiles need")} ${plural(need, "review", "reviews")}`,
    readerCount === 0 ? "nobody can read them" : `${plural(readerCount, "reviewer", "reviewers")} can give ${canGive}`,
    ...excluded.map(reasonSentence),
  ];
  return `${cellsInWords(shortage.cells)}: ${facts.join("; ")}. ${remediesInWords(remedies, shortage.cells.length === 1)}`;
}

/** One remedy as the beginning of a sentence, with what it adds; the cell is named unless it is clear. */
export function remedyInWords({ change, gain }: Remedy, isCellClear = false): string {
  return `${changeInWords(change, isCellClear)} (adds ${gain})`;
}

/** "Music, middle". */
export function cellInWords({ subject, band }: Pick<ShortCell, "subject" | "band">): string {
  return `${subject}, ${bandInWords(band)}`;
}

function cellsInWords(cells: readonly ShortCell[]): string {
  const named = cells.slice(0, cells.length > 3 ? 2 : 3).map(cellInWords);
  if (cells.length > 3) named.push(`${cells.length - 2} more cells`);
  return named.length === 1 ? (named[0] as string) : `${named.slice(0, -1).join("; ")} and ${named.at(-1)}`;
}

function remediesInWords(remedies: readonly Remedy[], isCellClear: boolean): string {
  if (remedies.length === 0) return "No recruit, cap or neighbouring cell would help by itself.";
  const words = remedies.map((remedy) => remedyInWords(remedy, isCellClear));
  return `${[words[0], ...words.slice(1).map((each) => each[0]?.toLowerCase() + each.slice(1))].join(", or ")}.`;
}

function changeInWords(change: Change, isCellClear: boolean): string {
  if (change.kind === "raise-cap")
    return `Raise the cap of ${plural(change.reviewers.length, "reviewer", "reviewers")} to ${change.to}`;
  const cell = isCellClear ? "" : ` for ${cellInWords(change)}`;
  if (change.kind === "recruit")
    return `Recruit ${change.count}${cell} who can give ${plural(change.reviewsEach, "review", "reviews")} each`;
  return `Allow ${fallbackInWords(change)}${cell}`;
}

function fallbackInWords({ subject, band, step }: Change & { kind: "fallback" }): string {
  if (step === "subject-group") return `reviewers of subjects like ${subject}`;
  if (step === "any-band") return `${subject} reviewers of any band`;
  const beside = BANDS.filter((other) => isAdjacent(band, other)).map(bandInWords);
  return `${subject} reviewers of ${beside.join(" or ")}`;
}

function bandInWords(band: Band): string {
  return band === "k12" ? "K-12" : band;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
