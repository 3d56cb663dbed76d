import { Problem } from "../server/kernel/problem.ts";

/** The Problem's name and its fields, or null when nothing was refused. Anything else flies. */
export function refusalOf(act: () => unknown): { name: string; fields: string[] } | null {
  try {
    act();
    return null;
  } catch (problem) {
    if (problem instanceof Problem) return { name: problem.name, fields: problem.errors.map(({ field }) => field) };
    throw problem;
  }
}
