import { DateTime } from "luxon";
import type { FieldError } from "../kernel/problem.ts";
import { after, HOUR } from "../kernel/time.ts";
import type { ApplicationState } from "../profiles/index.ts";
import type { ProgramSettings } from "../programs/index.ts";
import { isEveOfHoliday, isHoliday } from "./holidays.rules.ts";

export type ReleaseHours = Pick<ProgramSettings, "releaseFromHour" | "releaseUntilHour">;

/** Why this is no moment to send a decision, in plain words: past, at night, on a holiday or on its eve. Local time of `zone`. */
export function faultsOfMoment(
  at: Date,
  zone: string,
  now: Date,
  { releaseFromHour, releaseUntilHour }: ReleaseHours,
): FieldError[] {
  const local = DateTime.fromJSDate(at, { zone });
  const on = local.toFormat("yyyy-MM-dd");
  const checks: [boolean, string][] = [
    [at.getTime() <= now.getTime(), "Choose a moment that is still to come."],
    [
      local.hour < releaseFromHour || local.hour >= releaseUntilHour,
      `Choose a time between ${releaseFromHour}:00 and ${releaseUntilHour}:00: nobody should get this at night.`,
    ],
    [isHoliday(on), "This is a holiday: nobody would answer the phone."],
    [!isHoliday(on) && isEveOfHoliday(on), "This is the eve of a holiday: nobody would answer the phone the next day."],
  ];
  return checks.filter(([isWrong]) => isWrong).map(([, message]) => ({ field: "releaseAt", message }));
}

/** States that a release passes over: never handed in, withdrawn, void, or out already. */
const PASSED_OVER: readonly ApplicationState[] = [
  "registered",
  "session-attended",
  "draft",
  "withdrawn",
  "void",
  "released",
  "closed",
];

export type PreflightCase = { code: string; state: ApplicationState; hasLetter: boolean; hasAddress: boolean };
export type Preflight = {
  cases: readonly PreflightCase[];
  isListSigned: boolean;
  isListApproved: boolean;
  releaseAt: Date | null;
  zone: string;
  now: Date;
};

/** One thing to put right before the release. `codes` names the cases it is about. */
export type Finding = {
  about: "list" | "cases" | "letters" | "addresses" | "moment";
  message: string;
  codes: readonly string[];
};

const isGoingOut = ({ state }: PreflightCase) => !PASSED_OVER.includes(state);

/** All that stands in the way of a release; empty means go. Looked at on the page, and again at the moment itself. */
export function preflight(given: Preflight, hours: ReleaseHours): Finding[] {
  const going = given.cases.filter(isGoingOut);
  const codes = (isWrong: (one: PreflightCase) => boolean) => going.filter(isWrong).map(({ code }) => code);
  const open = codes(({ state }) => state !== "approved");
  const findings: (Finding | false)[] = [
    !given.isListSigned && {
      about: "list",
      message: "The list is not signed by both halves as it stands now.",
      codes: [],
    },
    !given.isListApproved && {
      about: "list",
      message: "The Joint Oversight Committee has not approved every row.",
      codes: [],
    },
    open.length > 0 && {
      about: "cases",
      message: "These cases are not decided yet. All results go out together.",
      codes: open,
    },
    { about: "letters", message: "These letters are not written yet.", codes: codes(({ hasLetter }) => !hasLetter) },
    {
      about: "addresses",
      message: "For these no mail address is known.",
      codes: codes(({ hasAddress }) => !hasAddress),
    },
    given.releaseAt === null && { about: "moment", message: "Choose the moment of the release.", codes: [] },
  ];
  const found = findings.filter((one): one is Finding => one !== false);
  const real = found.filter(
    ({ about, codes: named }) => (about !== "letters" && about !== "addresses") || named.length > 0,
  );
  const moment = given.releaseAt === null ? [] : faultsOfMoment(given.releaseAt, given.zone, given.now, hours);
  return [...real, ...moment.map(({ message }): Finding => ({ about: "moment", message, codes: [] }))];
}

/** The cases that a release sends letters to. */
export function goingOut(cases: readonly PreflightCase[]): PreflightCase[] {
  return cases.filter(isGoingOut);
}

/** A release that is this late (the server was down) waits for a decent hour again. */
const LATE_MS = HOUR;

/**
 * May it go out now? The moment has come, and nothing but the moment itself stands in the way. A server that was down
 * sends when it is back, once; after more than an hour, only at a moment that one could have chosen.
 */
export function isReleaseDue(given: Preflight, hours: ReleaseHours): boolean {
  const { releaseAt, now, zone } = given;
  if (releaseAt === null || now.getTime() < releaseAt.getTime()) return false;
  if (preflight(given, hours).some(({ about }) => about !== "moment")) return false;
  const isLate = now.getTime() - releaseAt.getTime() > LATE_MS;
  return !isLate || faultsOfMoment(now, zone, after(now, -1), hours).length === 0;
}
