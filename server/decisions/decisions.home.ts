import type { Deps } from "../deps.ts";
import type { HomeProvider, NowItem } from "../platform/home-part.ts";
import { pluralText } from "../platform/wording.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { totalHash } from "./list.rules.ts";
import { standingsOf, unansweredReturns, conflictsOf } from "./list-record.rules.ts";
import { findingsOf } from "./release-results.ts";

const item = (rest: Partial<NowItem> & Pick<NowItem, "heading" | "actionHref" | "actionText">): NowItem => ({
  urgency: 2,
  text: null,
  dueAt: null,
  dueLabel: null,
  ...rest,
});

/** The list to build, sign, vote on and release; results, placements and promotions once they are out. */
export const decisionsHome: readonly HomeProvider<Deps>[] = [
  {
    role: "applicant",
    async load(deps, actor) {
      const [newest] = await deps.decisions.visibleTo(actor).find();
      if (!newest) return { links: [{ text: "How the result should reach you", href: "/results" }] };
      return {
        head: { title: newest.facts.firstLine, eyebrow: newest.cohortName },
        now: [
          item({
            heading: "Read your result",
            text: "Every score, every note, and what it means.",
            actionHref: `/results/${newest.id}`,
            actionText: "Open my result",
          }),
        ],
      };
    },
  },
  {
    role: "jgp",
    async load(deps, actor) {
      const now: NowItem[] = [];
      for (const list of await deps.lists.inStates("building", "signed", "approved")) {
        const { cohort } = await rulesOfCohort(deps, list.cohortId);
        const href = `/lists/${cohort.id}`;
        if (list.state === "signed")
          now.push(item({ heading: `Send the list of ${cohort.name}`, actionHref: href, actionText: "Open the list" }));
        else if (list.state === "approved") now.push(await releaseItem(deps, list, cohort.name));
        else if (unansweredReturns(list).length > 0)
          now.push(item({ heading: `Rows of ${cohort.name} came back`, actionHref: href, actionText: "Answer them" }));
        else if (!list.signatures.some((one) => one.byId === actor.personId && one.total === totalHash(list.rows)))
          now.push(item({ heading: `Sign the list of ${cohort.name}`, actionHref: href, actionText: "Read and sign" }));
      }
      const applications = await deps.applications.visibleTo(actor).find();
      const ids = new Set(applications.map(({ id }) => id));
      const asked = (await deps.followUps.find({ state: "asked" })).filter((one) => ids.has(one.applicationId));
      if (asked.length > 0)
        now.push(
          item({
            heading: `${pluralText(asked.length, "request")} after the results`,
            text: "Talks and procedural reviews.",
            actionHref: "/follow-ups",
            actionText: "Answer",
          }),
        );
      return now.length > 0 ? { now } : null;
    },
  },
  {
    role: "joc",
    async load(deps, actor) {
      const now: NowItem[] = [];
      for (const list of await deps.lists.inStates("voting")) {
        const { cohort, settings } = await rulesOfCohort(deps, list.cohortId);
        const applications = await deps.applications.ofCohort(list.cohortId);
        const hidden = conflictsOf(applications, actor.personId);
        const rows = standingsOf(list, applications, settings.jocQuorumPerSide).filter(
          ({ row }) => !hidden.includes(row.applicationId),
        );
        const voted = new Set(
          list.ballots.filter(({ byId }) => byId === actor.personId).map(({ applicationId }) => applicationId),
        );
        const open = rows.filter(({ row }) => !voted.has(row.applicationId)).length;
        if (open > 0)
          now.push(
            item({
              heading: `Vote on the list of ${cohort.name}`,
              text: `${pluralText(open, "row waits", "rows wait")} for your vote.`,
              actionHref: `/votes/${list.cohortId}`,
              actionText: "Open the list",
            }),
          );
      }
      return {
        now,
        links: [{ text: "Votes", href: "/votes" }],
        ...(now.length === 0 && { emptyState: { heading: "No list waits for your vote", icon: "check_circle" } }),
      };
    },
  },
  {
    role: "hr",
    async load(deps, actor) {
      const own = await deps.decisions.visibleTo(actor).find();
      if (own.length === 0) return { emptyState: { heading: "No placements yet", text: "They come with a release." } };
      return {
        now: [
          item({
            heading: `${pluralText(own.length, "placement")} for payroll`,
            text: own[0]?.cohortName ?? null,
            actionHref: "/placements",
            actionText: "See the placements",
          }),
        ],
      };
    },
  },
  {
    role: "principal",
    async load(deps, actor) {
      const own = await deps.decisions.visibleTo(actor).find();
      if (own.length === 0) return { emptyState: { heading: "No promotions yet", text: "You hear after a release." } };
      return {
        now: [
          item({
            heading: `${pluralText(own.length, "person", "people")} of your school promoted`,
            actionHref: "/promotions",
            actionText: "See who",
          }),
        ],
      };
    },
  },
];

async function releaseItem(
  deps: Deps,
  list: Awaited<ReturnType<Deps["lists"]["inStates"]>>[number],
  cohortName: string,
): Promise<NowItem> {
  const actionHref = `/lists/${list.cohortId}/release`;
  if (list.plan === null)
    return item({ heading: `Set the release of ${cohortName}`, actionHref, actionText: "Plan the release" });
  const isStuck = (await findingsOf(deps, list)).some(({ about }) => about !== "moment");
  return item({
    urgency: isStuck ? 1 : 3,
    heading: isStuck
      ? `Something stands in the way of the release of ${cohortName}`
      : `${cohortName} goes out by itself`,
    dueAt: list.plan.releaseAt,
    dueLabel: "Release",
    actionHref,
    actionText: isStuck ? "See what" : "Look at the letters",
  });
}
