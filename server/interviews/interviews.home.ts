import type { Deps } from "../deps.ts";
import type { HomeProvider, NowItem } from "../platform/home-part.ts";
import { pluralText } from "../platform/wording.ts";
import { casesToOffer } from "./offer-interviews.ts";
import { interviewOffers } from "./offers.rules.ts";
import { isToBeWidened } from "./give-opinion.ts";
import { appointmentOf } from "./interview-record.rules.ts";
import { visibleInterviewsOf } from "./visible-interview.ts";

type Needs = Pick<Deps, "interviews" | "applications" | "cases" | "cohorts" | "clock">;

/** The applicant's offer and appointment; what the panel has to write, and offers that can go out. */
export const interviewsHome: readonly HomeProvider<Needs>[] = [
  {
    role: "applicant",
    async load(deps, actor) {
      const [newest] = (await deps.interviews.visibleTo(actor).find()).toSorted(
        (a, b) => b.offeredAt.getTime() - a.offeredAt.getTime(),
      );
      if (!newest) return null;
      const appointment = appointmentOf(newest);
      if (newest.state === "offered" || newest.state === "missed")
        return {
          now: [
            {
              urgency: 1,
              heading: newest.state === "offered" ? "Choose a time for your interview" : "Choose another time",
              text: "The Joint Governing Panel would like to talk with you about your Profile.",
              dueAt: newest.chooseBy,
              dueLabel: "Choose by",
              actionHref: "/interviews/mine",
              actionText: "Choose a time",
            },
          ],
        };
      if (!appointment || (newest.state !== "slot-chosen" && newest.state !== "moved")) return null;
      return {
        now: [
          {
            urgency: 2,
            heading: "Your interview",
            text: appointment.place,
            dueAt: appointment.startsAt,
            dueLabel: "It begins",
            actionHref: "/interviews/mine",
            actionText: "See your interview",
          },
        ],
      };
    },
  },
  {
    role: "jgp",
    async load(deps, actor) {
      const cohorts = await deps.cohorts.inStates("reviewing", "interviewing", "recommending");
      const now: NowItem[] = [];
      for (const cohort of cohorts) {
        const all = await visibleInterviewsOf(deps, actor, cohort.id);
        const held = all.filter(({ record }) => record.state === "held");
        const mine = held.filter(
          ({ record }) =>
            record.panel.some(({ personId }) => personId === actor.personId) &&
            !record.opinions.some(({ byId }) => byId === actor.personId),
        );
        for (const { record } of mine)
          now.push({
            urgency: 2,
            heading: `Write your opinion on ${record.code}`,
            text: "The panel’s recommendation waits for it.",
            dueAt: null,
            dueLabel: null,
            actionHref: `/interviews/${record.id}`,
            actionText: "Write it",
          });
        const split = held.filter(({ record }) => isToBeWidened(record));
        if (split.length > 0)
          now.push(board(`${pluralText(split.length, "panel needs", "panels need")} one more member a side`));
        const unrecorded = all.filter(({ record }) => {
          const at = appointmentOf(record)?.startsAt;
          return (record.state === "slot-chosen" || record.state === "moved") && at && at < deps.clock.now();
        });
        if (unrecorded.length > 0)
          now.push(board(`Did ${pluralText(unrecorded.length, "interview")} take place? Please put it on record`));
        const applications = await deps.applications.visibleTo(actor).find({ cohortId: cohort.id });
        const cases = await deps.cases.visibleTo(actor).find({ cohortId: cohort.id });
        const offers = interviewOffers(casesToOffer(applications, cases));
        if (offers.length > 0)
          now.push(
            board(`Every case of ${cohort.name} has its result: offer ${pluralText(offers.length, "interview")}`),
          );
      }
      return now.length > 0 ? { now } : null;
    },
  },
];

function board(heading: string): NowItem {
  return {
    urgency: 2,
    heading,
    text: null,
    dueAt: null,
    dueLabel: null,
    actionHref: "/interviews",
    actionText: "Open the interviews",
  };
}
