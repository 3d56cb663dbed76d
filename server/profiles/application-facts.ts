import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { MediaItem } from "../media/index.ts";
import type { Application } from "./application-record.rules.ts";
import { type Rules, rulesFor } from "./rules-for.ts";

export type FactNeeds = Pick<Deps, "applications" | "cohorts" | "programs" | "rubrics" | "mediaItems" | "clock">;
export type ApplicationFacts = Rules & { application: Application; items: MediaItem[]; now: Date };

/** An application as this actor may see it, with the rules that hold for it and its files. @throws Problem `not-found` */
export async function factsOf(deps: FactNeeds, actor: Actor, profileId: string): Promise<ApplicationFacts> {
  const application = await deps.applications.visibleTo(actor).get(profileId);
  return {
    application,
    ...(await rulesFor(deps, application)),
    items: await deps.mediaItems.ofShelf(profileId),
    now: deps.clock.now(),
  };
}
