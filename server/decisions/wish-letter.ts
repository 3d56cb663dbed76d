import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import type { Deps } from "../deps.ts";
import type { LetterWish } from "./letter-wish.store.ts";

/** Keeps how the applicant wants to hear; a letter that is still held is written anew. */
export async function wishLetter(
  { letterWishes, clock, newId }: Pick<Deps, "letterWishes" | "clock" | "newId">,
  actor: Actor,
  wants: LetterWish["wants"],
): Promise<LetterWish> {
  const at = clock.now();
  const before = await letterWishes.findOne({ id: actor.personId });
  const changed = event(newId(), "letter-wish.changed", at, { personId: actor.personId });
  if (before) return letterWishes.save({ ...before, wants, at }, [changed]);
  return letterWishes.insert({ id: actor.personId, wants, at }, [changed]);
}
