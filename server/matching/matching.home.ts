import type { Deps } from "../deps.ts";
import type { HomeProvider, NowItem } from "../platform/home-part.ts";
import { isApplicantHere } from "./matching-input.ts";

/** A coordinator's matching: cohorts that wait for it, and places that stand open. */
export const matchingHome: readonly HomeProvider<Deps>[] = [
  {
    role: "jgp",
    async load(deps, actor) {
      const now: NowItem[] = [];
      for (const { id, name } of await deps.cohorts.inStates("matching")) {
        if (await isApplicantHere(deps, actor, id)) continue;
        now.push({
          urgency: 2,
          heading: `Match ${name}`,
          text: "Propose, look, adjust, publish.",
          dueAt: null,
          dueLabel: null,
          actionHref: `/matching/${id}`,
          actionText: "Open the board",
        });
      }
      for (const { id, name } of await deps.cohorts.inStates("reviewing")) {
        if (await isApplicantHere(deps, actor, id)) continue;
        const open = (await deps.seats.ofCohort(id)).filter(({ state }) => state === "open").length;
        if (open === 0) continue;
        now.push({
          urgency: 1,
          heading: open === 1 ? `1 place is open in ${name}` : `${open} places are open in ${name}`,
          text: "Nobody on the bench can take them. The board shows what would help.",
          dueAt: null,
          dueLabel: null,
          actionHref: `/matching/${id}`,
          actionText: "Open the board",
        });
      }
      return { now, links: [{ text: "Matching", href: "/matching" }] };
    },
  },
];
