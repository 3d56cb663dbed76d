import type { Request, Response } from "express";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { type FieldError, notFound, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Cohort } from "../cohorts/index.ts";
import { policy } from "../people/index.ts";
import { actorOf, orShowAgain, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { chooseInterviewSlot, declineInterview, moveInterview, recordMeeting } from "./book-interview.ts";
import { calendarText } from "./calendar.ts";
import { giveOpinion, isToBeWidened, widenPanel } from "./give-opinion.ts";
import { appointmentOf } from "./interview-record.rules.ts";
import { absencePage, meetingPage, offersPage } from "./confirmations.page.ts";
import {
  boardPage,
  EMPTY_SLOT_FORM,
  interviewPage,
  type OpinionForm,
  ownInterviewPage,
  type SlotForm,
} from "./interviews.page.ts";
import { momentIn, timesAtNight } from "./local-moment.rules.ts";
import { casesToOffer, offerInterviews } from "./offer-interviews.ts";
import { interviewOffers, notYetBanded } from "./offers.rules.ts";
import { closeInterviewSlot, openInterviewSlots } from "./open-slots.ts";
import { usableSlots } from "./usable-slots.ts";
import { ownInterview, type VisibleInterview, visibleInterview, visibleInterviewsOf } from "./visible-interview.ts";

const JGP = policy("interview", "jgp");
const APPLICANT = policy("interview", "applicant");
const several = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((value) => (typeof value === "string" ? [value] : value).filter((one) => one !== ""));
const whole = (min: number, max: number) =>
  z.coerce.number(`Write a number from ${min} to ${max}.`).int().min(min).max(max);
const SlotBody = z.object({
  cohortId: z.string(),
  startsAt: z.string(),
  minutes: whole(10, 180),
  count: whole(1, 20),
  breakMinutes: whole(0, 240),
  place: z.string().trim().max(300),
  link: z.union([z.literal(""), z.url({ protocol: /^https$/, error: "Write a link that begins with https://." })]),
  panelIds: several,
});
const Choice = z.object({ slotId: z.string().default(""), needs: z.string().max(500).default("") });
const Move = z.object({ slotId: z.string().default(""), reason: z.string().max(500).default("") });
const NO_FORM: OpinionForm = { isYes: "", reasons: [] };

/** Interviews: the coordinators' board, the panel's page, and the applicant's own. */
export function interviewsRoutes(deps: Deps): Route[] {
  return [...ownRoutes(deps), ...boardRoutes(deps), ...panelRoutes(deps)];
}

function boardRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/interviews",
      policy: JGP,
      async handle(req, res) {
        await showBoard(deps, req, res);
      },
    },
    {
      method: "get",
      path: "/interviews/offers",
      policy: JGP,
      async handle(req, res) {
        const cohort = await cohortFor(deps, req);
        const cases = await casesSeen(deps, actorOf(req), cohort.id);
        const offerCount = interviewOffers(cases).length;
        if (notYetBanded(cases).length > 0 || offerCount === 0)
          return res.redirect(303, `/interviews?cohort=${cohort.id}`);
        res.render("shared/confirm", offersPage(cohort, offerCount));
      },
    },
    {
      method: "post",
      path: "/interviews/offers",
      policy: JGP,
      async handle(req, res) {
        const { cohortId } = readBody(req, z.object({ cohortId: z.string() }));
        await orShowAgain(
          async () => {
            await offerInterviews(deps, actorOf(req), cohortId);
            redirectWith(req, res, "/interviews", "Everyone in the band is being asked, all at the same time.");
          },
          (errors, status) => showBoard(deps, req, res, { errors, status }),
        );
      },
    },
    {
      method: "post",
      path: "/interviews/slots",
      policy: JGP,
      async handle(req, res) {
        await orShowAgain(
          async () => {
            const { startsAt: text, link, ...order } = readBody(req, SlotBody);
            const startsAt = momentIn(deps.config.zone, text);
            if (!startsAt) {
              refuseIfAny([{ field: "startsAt", message: "Choose a day and a time." }]);
              return;
            }
            const opened = await openInterviewSlots(deps, actorOf(req), { ...order, startsAt, link: link || null });
            const starts = opened.map((slot) => slot.startsAt);
            const atNight = new Intl.ListFormat("en").format(timesAtNight(starts, deps.config.zone));
            const lookAgain = atNight === "" ? "" : ` Please look again: they begin at ${atNight}.`;
            redirectWith(req, res, "/interviews", `The times are open.${lookAgain}`);
          },
          (errors, status) => showBoard(deps, req, res, { errors, status, form: slotForm(req) }),
        );
      },
    },
    {
      method: "post",
      path: "/interviews/slots/:slotId/removal",
      policy: JGP,
      async handle(req, res) {
        await closeInterviewSlot(deps, pathId(req, "slotId"));
        redirectWith(req, res, "/interviews", "The time is taken back.");
      },
    },
  ];
}

function slotForm(req: Request): SlotForm {
  const sent = (req.body ?? {}) as Record<string, unknown>;
  const text = (key: string) => (typeof sent[key] === "string" ? (sent[key] as string) : "");
  const panel = several.safeParse(sent["panelIds"]);
  return {
    startsAt: text("startsAt"),
    minutes: text("minutes"),
    count: text("count"),
    breakMinutes: text("breakMinutes"),
    place: text("place"),
    link: text("link"),
    panelIds: panel.data ?? [],
  };
}

/** The cohort asked for, or the newest one with interviews to think of. */
async function cohortFor({ cohorts }: Deps, req: Request): Promise<Cohort> {
  const asked = req.query["cohort"] ?? (req.body as Record<string, unknown> | undefined)?.["cohortId"];
  if (typeof asked === "string") return cohorts.get({ id: asked });
  const [newest] = await cohorts.inStates("reviewing", "interviewing", "recommending", "deciding", "approved");
  const cohort = newest ?? (await cohorts.all())[0];
  if (!cohort) throw notFound();
  return cohort;
}

/** What stands between this cohort and its offers, as far as this person may know. */
async function casesSeen(deps: Deps, actor: Actor, cohortId: string) {
  const applications = await deps.applications.visibleTo(actor).find({ cohortId });
  return casesToOffer(applications, await deps.cases.visibleTo(actor).find({ cohortId }));
}

async function showBoard(
  deps: Deps,
  req: Request,
  res: Response,
  {
    errors = [],
    status = 200,
    form = EMPTY_SLOT_FORM,
  }: { errors?: FieldError[]; status?: number; form?: SlotForm } = {},
): Promise<void> {
  const actor = actorOf(req);
  const cohort = await cohortFor(deps, req);
  const { settings } = await rulesOfCohort(deps, cohort.id);
  const interviews = await visibleInterviewsOf(deps, actor, cohort.id);
  const slots = await deps.interviewSlots.ofCohort(cohort.id);
  const cases = await casesSeen(deps, actor, cohort.id);
  const waitingCount = notYetBanded(cases).length;
  const jgp = (await deps.people.holding("jgp")).filter(({ side }) => side !== null);
  const people = await namesFor(deps, [
    ...interviews.map(({ application }) => application.applicantId),
    ...interviews.flatMap(({ record }) => record.panel.map(({ personId }) => personId)),
    ...slots.flatMap(({ panelIds }) => panelIds),
  ]);
  res.status(status).render(
    "interviews/board",
    boardPage({
      cohort,
      interviews: interviews.map((one) => ({ ...one, isSplit: isToBeWidened(one.record) })),
      slots,
      people,
      jgp,
      waitingCount,
      offerCount: interviewOffers(cases).length,
      noticeDays: settings.interviewNoticeDays,
      actor,
      now: deps.clock.now(),
      errors,
      form,
    }),
  );
}

async function namesFor({ people }: Deps, ids: readonly string[]) {
  return new Map((await people.byIds([...new Set(ids)])).map((person) => [person.id, person]));
}

function panelRoutes(deps: Deps): Route[] {
  const seen = (req: Request) => visibleInterview(deps, actorOf(req), pathId(req));
  const step = (path: string, act: (actor: Actor, one: VisibleInterview, req: Request) => Promise<string>): Route => ({
    method: "post",
    path: `/interviews/:id/${path}`,
    policy: JGP,
    async handle(req, res) {
      await orShowAgain(
        async () => {
          const text = await act(actorOf(req), await seen(req), req);
          redirectWith(req, res, `/interviews/${pathId(req)}`, text);
        },
        (errors, status) => showInterview(deps, req, res, { errors, status, form: opinionForm(req) }),
      );
    },
  });
  return [
    {
      method: "get",
      path: "/interviews/:id",
      policy: JGP,
      handle: (req, res) => showInterview(deps, req, res),
    },
    step("slot", async (actor, one, req) => {
      await chooseInterviewSlot(deps, actor, one, readBody(req, Choice));
      return "Booked. The invitations are on their way.";
    }),
    step("move", async (actor, one, req) => {
      await moveInterview(deps, actor, one, readBody(req, Move));
      return "Moved. The new invitations are on their way.";
    }),
    {
      method: "get",
      path: "/interviews/:id/meeting",
      policy: JGP,
      async handle(req, res) {
        const { record } = await seen(req);
        res.render("shared/confirm", meetingPage(record.id, record.code));
      },
    },
    step("meeting", async (actor, one) => {
      await recordMeeting(deps, actor, one, "hold");
      return "On record. Every member of the panel now writes an opinion.";
    }),
    {
      method: "get",
      path: "/interviews/:id/absence",
      policy: JGP,
      async handle(req, res) {
        const { record } = await seen(req);
        const { settings } = await rulesOfCohort(deps, record.cohortId);
        res.render("shared/confirm", absencePage(record.id, record.movesUsed >= settings.interviewMovesForCause));
      },
    },
    step("absence", async (actor, one) => {
      await recordMeeting(deps, actor, one, "miss");
      return "On record. If it is the first time, the applicant may move it once, for a reason.";
    }),
    step("opinions", async (actor, one, req) => {
      const { isYes, reasons } = opinionForm(req);
      const choice = { field: "isYes", message: "Please choose yes or no." };
      refuseIfAny(isYes === "yes" || isYes === "no" ? [] : [choice]);
      await giveOpinion(deps, actor, one, { isYes: isYes === "yes", reasons });
      return "Your opinion is on record.";
    }),
    step("panel", async (actor, one, req) => {
      await widenPanel(deps, actor, one, readBody(req, z.object({ personIds: several })).personIds);
      return "They have been asked to join.";
    }),
  ];
}

function opinionForm(req: Request): OpinionForm {
  const sent = (req.body ?? {}) as Record<string, unknown>;
  const text = (key: string) => (typeof sent[key] === "string" ? (sent[key] as string).trim().slice(0, 2000) : "");
  const rows = [1, 2, 3].map((n) => ({ indicatorId: text(`indicator${n}`), text: text(`text${n}`) }));
  return { isYes: text("isYes"), reasons: rows.filter((row) => row.indicatorId !== "" || row.text !== "") };
}

async function showInterview(
  deps: Deps,
  req: Request,
  res: Response,
  { errors = [], status = 200, form = NO_FORM }: { errors?: FieldError[]; status?: number; form?: OpinionForm } = {},
): Promise<void> {
  const actor = actorOf(req);
  const interview = await visibleInterview(deps, actor, pathId(req));
  const { record, application } = interview;
  const { settings, rubric } = await rulesOfCohort(deps, record.cohortId);
  const school = await deps.schools.findOne({ id: application.declaration?.schoolId ?? "" });
  const jgp = (await deps.people.holding("jgp")).filter(
    ({ id, side }) => side !== null && id !== application.applicantId && !application.conflictedIds.includes(id),
  );
  const ids = [application.applicantId, ...record.panel.map(({ personId }) => personId)];
  res.status(status).render("interviews/interview", {
    ...interviewPage({
      interview,
      isSplit: isToBeWidened(record),
      people: await namesFor(deps, ids),
      schoolName: school?.name ?? "",
      usable: await usableSlots(deps, application, settings.interviewNoticeDays),
      jgp,
      rubric,
      movesAllowed: settings.interviewMovesForCause,
      actor,
      zone: deps.config.zone,
      now: deps.clock.now(),
      errors,
      form,
    }),
    yesNo: YES_NO,
  });
}

const YES_NO = [
  { value: "yes", text: "Yes, promote" },
  { value: "no", text: "No" },
];

function ownRoutes(deps: Deps): Route[] {
  const step = (path: string, act: (actor: Actor, one: VisibleInterview, req: Request) => Promise<string>): Route => ({
    method: "post",
    path: `/interviews/mine/${path}`,
    policy: APPLICANT,
    async handle(req, res) {
      const actor = actorOf(req);
      await orShowAgain(
        async () => {
          const text = await act(actor, await ownInterview(deps, actor), req);
          redirectWith(req, res, "/interviews/mine", text);
        },
        (errors, status) => showOwn(deps, req, res, errors, status),
      );
    },
  });
  return [
    {
      method: "get",
      path: "/interviews/mine",
      policy: APPLICANT,
      handle: (req, res) => showOwn(deps, req, res),
    },
    {
      method: "get",
      path: "/interviews/mine/calendar.ics",
      policy: APPLICANT,
      async handle(req, res) {
        res
          .type("text/calendar")
          .attachment("interview.ics")
          .send(await ownCalendar(deps, actorOf(req)));
      },
    },
    {
      method: "get",
      path: "/interviews/mine/decline",
      policy: APPLICANT,
      async handle(req, res) {
        await ownInterview(deps, actorOf(req));
        res.render("shared/confirm", {
          title: "Do without an interview?",
          isNarrow: true,
          question: "Without an interview your application is decided as “not promoted”.",
          consequences: [
            "Your time becomes free for somebody else.",
            "This cannot be taken back in the app; call us if it was a mistake.",
          ],
          action: "/interviews/mine/refusal",
          actionText: "I do not want an interview",
          cancelHref: "/interviews/mine",
          isGrave: true,
          errors: [],
        });
      },
    },
    step("slot", async (actor, one, req) => {
      await chooseInterviewSlot(deps, actor, one, readBody(req, Choice));
      return "This time is yours. The invitation is on its way to your mail.";
    }),
    step("move", async (actor, one, req) => {
      await moveInterview(deps, actor, one, readBody(req, Move));
      return "Your interview has moved. A new invitation is on its way.";
    }),
    step("refusal", async (actor, one) => {
      await declineInterview(deps, actor, one);
      return "On record: no interview.";
    }),
  ];
}

async function showOwn(deps: Deps, req: Request, res: Response, errors: FieldError[] = [], status = 200) {
  const interview = await ownInterview(deps, actorOf(req));
  const { record, application } = interview;
  const { settings, cohort } = await rulesOfCohort(deps, record.cohortId);
  const sent = (req.body ?? {}) as Record<string, unknown>;
  const text = (key: string) => (typeof sent[key] === "string" ? (sent[key] as string) : "");
  res.status(status).render(
    "interviews/mine",
    ownInterviewPage({
      interview,
      usable: await usableSlots(deps, application, settings.interviewNoticeDays),
      people: await namesFor(deps, [...(appointmentOf(record)?.panelIds ?? [])]),
      cohortName: cohort.name,
      movesAllowed: settings.interviewMovesForCause,
      zone: deps.config.zone,
      now: deps.clock.now(),
      errors,
      form: { slotId: text("slotId"), needs: text("needs"), reason: text("reason") },
    }),
  );
}

async function ownCalendar(deps: Deps, actor: Actor): Promise<string> {
  const { record } = await ownInterview(deps, actor);
  const appointment = appointmentOf(record);
  if (!appointment) throw notFound();
  const { name, email } = await deps.people.get({ id: actor.personId });
  const { config } = deps;
  return calendarText({
    interviewId: record.id,
    host: new URL(config.baseUrl).hostname,
    method: "request",
    sequence: record.sequence,
    appointment,
    summary: "Interview about your Profile",
    address: `${config.baseUrl}/interviews/mine`,
    to: { name, email },
    organizer: { name: config.contact.name, email: config.contact.email },
  });
}
