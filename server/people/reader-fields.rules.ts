import type { FieldError } from "../kernel/problem.ts";
import type { Reviewer } from "./reviewer.rules.ts";

/** What a reader reads: subjects, and bands with how gladly. */
export type Fields = Pick<Reviewer, "subjects" | "bands">;

/** A reader without a subject or a band would never be asked. */
export function faultsOfFields({ subjects, bands }: Fields): FieldError[] {
  return [
    ...(subjects.length === 0 ? [{ field: "subjects", message: "Please choose at least one subject." }] : []),
    ...(bands.length === 0 ? [{ field: "bands", message: "Please choose at least one grade band." }] : []),
  ];
}
