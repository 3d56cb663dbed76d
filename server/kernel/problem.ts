/** Everything the app may refuse, by name. Bugs are not Problems: they fly to the error handler as they are. */
export const PROBLEMS = {
  "not-found": { status: 404, title: "We could not find that page" },
  "sign-in-first": { status: 401, title: "Please sign in first" },
  "not-allowed": { status: 403, title: "That is not part of your role" },
  "wrong-state": { status: 409, title: "That step is not open now" },
  "changed-meanwhile": { status: 409, title: "Somebody changed this in the meantime" },
  "invalid-input": { status: 422, title: "Some answers need another look" },
  "too-large": { status: 413, title: "That file is too large" },
  "too-many-tries": { status: 429, title: "Too many tries, please wait a little" },
  "engine-down": { status: 503, title: "A part of the service is not answering" },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** One field that was refused: where, and in plain words what to do about it. */
export type FieldError = { field: string; message: string };

/** A refusal in plain words. Answered as RFC 9457 JSON, or as the page again with its fields marked. */
export class Problem extends Error {
  override readonly name: ProblemName;
  readonly detail: string;
  readonly errors: readonly FieldError[];

  constructor(name: ProblemName, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.name = name;
    this.detail = detail;
    this.errors = errors;
  }

  get status(): number {
    return PROBLEMS[this.name].status;
  }

  get title(): string {
    return PROBLEMS[this.name].title;
  }
}

/** The one answer for a record that is missing and for one that the asker may not see: the same bytes. */
export function notFound(): Problem {
  return new Problem("not-found", "It may have been moved, or the address may be mistyped.");
}

/** @throws Problem `invalid-input` when there is at least one entry */
export function refuseIfAny(errors: readonly FieldError[], detail = "Please look at the marked fields."): void {
  if (errors.length > 0) throw new Problem("invalid-input", detail, errors);
}

/** True where somebody else was quicker: nothing is wrong, and the same again succeeds. */
export const isRace = (error: unknown): boolean => error instanceof Problem && error.name === "changed-meanwhile";
