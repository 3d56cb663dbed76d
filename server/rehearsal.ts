import { z } from "zod";
import { deadlineText, submissionDeadlineAt } from "./cohorts/index.ts";
import type { Deps } from "./deps.ts";
import { fieldMoment, momentIn } from "./interviews/index.ts";
import { notFound, Problem } from "./kernel/problem.ts";
import { after, HOUR, MINUTE } from "./kernel/time.ts";
import type { RehearsalClock } from "./platform/clock.ts";
import { readBody, redirectWith, type Route } from "./platform/request.ts";

const OPEN = { open: "anyone", why: "a rehearsal has no secrets; outside of one the address does not exist" } as const;

/** One of three ways to say where the clock is to stand. */
const Move = z.union([
  z.object({ to: z.literal("now") }),
  z.object({ by: z.coerce.number().int().min(-1_000_000).max(1_000_000) }),
  z.object({ moment: z.string().trim().min(1) }),
]);
const UNREAD = [{ field: "moment", message: "Please choose a day and a time." }];
const STEPS = [
  { text: "10 minutes on", minutes: 10 },
  { text: "1 hour on", minutes: 60 },
  { text: "1 day on", minutes: 24 * 60 },
  { text: "1 week on", minutes: 7 * 24 * 60 },
];

/** A clock that anybody may move, to see both sides of a deadline. Only in a rehearsal; elsewhere not found. */
export function rehearsalRoutes(deps: Deps): Route[] {
  const clockOf = () => {
    if (!deps.rehearsal) throw notFound();
    return deps.rehearsal;
  };
  return [
    {
      method: "get",
      path: "/clock",
      policy: OPEN,
      async handle(_req, res) {
        const clock = clockOf();
        res.render("home/clock", await clockPage(deps, clock));
      },
    },
    {
      method: "post",
      path: "/clock",
      policy: OPEN,
      async handle(req, res) {
        const clock = clockOf();
        const wish = readBody(req, Move);
        if ("to" in wish) await clock.move(0);
        else if ("by" in wish) await clock.move(clock.offsetMs() + wish.by * MINUTE);
        else {
          const at = momentIn(deps.config.zone, wish.moment);
          if (at === null) throw new Problem("invalid-input", "That moment could not be read.", UNREAD);
          await clock.move(clock.offsetMs() + at.getTime() - clock.now().getTime());
        }
        redirectWith(req, res, "/clock", "The clock was moved, for everybody in this rehearsal.");
      },
    },
  ];
}

async function clockPage(deps: Deps, clock: RehearsalClock) {
  const { zone } = deps.config;
  const now = clock.now();
  const offsetMs = clock.offsetMs();
  const cohorts = (await deps.cohorts.all()).filter(({ state }) => state === "open");
  return {
    title: "The rehearsal clock",
    isNarrow: true,
    now,
    zone,
    toNow: [{ name: "to", value: "now" }],
    isMoved: Math.abs(offsetMs) > 1000,
    offsetHours: Math.round(offsetMs / HOUR),
    moment: fieldMoment(now, zone),
    steps: STEPS.map(({ text, minutes }) => ({ text, hidden: [{ name: "by", value: minutes }] })),
    deadlines: cohorts.map(({ name, calendar }) => {
      const at = submissionDeadlineAt(calendar);
      return {
        text: `${name}: ${deadlineText(at, calendar.zone)}`,
        about: name,
        before: jump(after(at, -2 * MINUTE), now),
        behind: jump(after(at, MINUTE), now),
      };
    }),
  };
}

const jump = (at: Date, now: Date) => [{ name: "by", value: Math.round((at.getTime() - now.getTime()) / MINUTE) }];
