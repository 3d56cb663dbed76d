import type { Answer } from "./answer.ts";

/**
 * Answers that the server has not taken yet, kept on this machine so that a flat battery, a crash or a closed lid loses
 * none. Each is removed as soon as it is sent; signing out, or another person in this browser, removes them all.
 */
const PREFIX = "unsent:";
export type Unsent = { answer: Answer; revision: number };

const person = () => document.body.dataset["signedIn"] ?? "";
const keyOf = (reviewId: string, indicatorId: string) => `${PREFIX}${person()}:${reviewId}:${indicatorId}`;

/** True when it is kept; a browser that keeps nothing (full, or private) says false. */
export function keepUnsent(reviewId: string, indicatorId: string, unsent: Unsent): boolean {
  try {
    localStorage.setItem(keyOf(reviewId, indicatorId), JSON.stringify(unsent));
    return true;
  } catch {
    return false;
  }
}

export function dropUnsent(reviewId: string, indicatorId: string): void {
  localStorage.removeItem(keyOf(reviewId, indicatorId));
}

export function unsentOf(reviewId: string, indicatorId: string): Unsent | null {
  const text = localStorage.getItem(keyOf(reviewId, indicatorId));
  return text === null ? null : (JSON.parse(text) as Unsent);
}

/** Forgets what was kept for others than `who`; for null, everybody's. */
export function forgetUnsent(who: string | null): void {
  for (const key of Object.keys(localStorage))
    if (key.startsWith(PREFIX) && (who === null || !key.startsWith(`${PREFIX}${who}:`))) localStorage.removeItem(key);
}
