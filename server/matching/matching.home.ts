import type { Deps } from "../deps.ts";
import type { HomeProvider, NowItem } from "../platform/home-part.ts";
import { intakeOf } from "./begin-matching.ts";
import { conflictedProfiles } from "./conflicted-profiles.ts";
import { isApplicantHere } from "./matching-input.ts";

/** A coordinator's matching: cohorts that wait for it, and places that stand open. */
export const matchingHome: readonly HomeProvider<Deps>[] = [
  {
    role: "jgp",
    async load(deps, actor) {
      const now: NowItem[] = [];
      for (const { id, name } of await deps.cohorts.inStates("intake")) {
        if (await isApplicantHere(deps, actor, id)) continue;
        const { waiting } = await intakeOf(deps, actor, id);
        now.push({
          urgency: 2,
          heading: waiting === 0 ? `Intake of ${name} is done` : `Intake of ${name}`,
          text:
            waiting === 0 ? "Nothing waits any more; the accepted Profiles can be matched." : `${waiting} still wait.`,
          dueAt: null,
          dueLabel: null,
          actionHref: waiting === 0 ? `/matching/${id}` : "/intake",
          actionText: waiting === 0 ? "Go on to matching" : "Go to intake",
        });
      }
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
        const hidden = await conflictedProfiles(deps, actor.personId, id);
        const seats = (await deps.seats.ofCohort(id)).filter(({ profileId }) => !hidden.has(profileId));
        const open = seats.filter(({ state }) => state === "open").length;
        if (open === 0) continue;
        now.push({
          urgency: 1,
          heading: open === 1 ? `1 place is open in ${name}` : `${open} places are open in ${name}`,
          text: "Nobody on the bench is left to ask. The board shows what would help.",
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
