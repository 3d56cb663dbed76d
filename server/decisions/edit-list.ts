import { isRace } from "../kernel/problem.ts";
import type { DomainEvent } from "../kernel/event.ts";
import type { Deps } from "../deps.ts";
import type { ClientSession } from "mongoose";
import type { RecommendationList } from "./list-record.rules.ts";

/** What a change of the list comes to; `also` is written in the same transaction. */
export type ListChange = {
  list: RecommendationList;
  events: readonly DomainEvent[];
  also?: (session: ClientSession) => Promise<unknown>;
};

const TRIES = 6;

/**
 * Load, decide, save; again from the start when another signature or ballot came in between. Each try decides on what
 * stands then, so that nothing is lost and nothing is counted on an older list.
 * @throws Problem `not-found`, whatever `decide` refuses, `changed-meanwhile` after several tries
 */
export async function editList(
  { lists, inTransaction }: Pick<Deps, "lists" | "inTransaction">,
  cohortId: string,
  decide: (list: RecommendationList) => Promise<ListChange> | ListChange,
): Promise<RecommendationList> {
  for (let tried = 1; ; tried += 1) {
    const { list, events, also } = await decide(await lists.get({ id: cohortId }));
    try {
      if (!also) return await lists.save(list, events);
      return await inTransaction(async (session) => {
        await also(session);
        return lists.save(list, events, session);
      });
    } catch (error) {
      if (!isRace(error) || tried === TRIES) throw error;
    }
  }
}
