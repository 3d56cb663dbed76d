import type { Deps } from "../deps.ts";
import { queueMessage } from "../letters/index.ts";
import { exclusionCounts, findEligible } from "./eligibility.rules.ts";
import { matchingInput } from "./matching-input.ts";
import { reasonSentence } from "./reasons.rules.ts";

type Needs = Pick<
  Deps,
  | "applications"
  | "people"
  | "schools"
  | "reviewers"
  | "seats"
  | "cohorts"
  | "programs"
  | "matchBoards"
  | "messages"
  | "mailTemplates"
  | "clock"
  | "newId"
  | "config"
>;

/** A bench is dry: every coordinator hears at once, in words. Once for each time the seat came open. */
export async function tellBenchIsDry(deps: Needs, seatId: string): Promise<void> {
  const seat = await deps.seats.get({ id: seatId });
  if (seat.state !== "open") return;
  const application = await deps.applications.get({ id: seat.profileId });
  const reason = await whyOpen(deps, seat.cohortId, seat.profileId, seat.past.length);
  for (const { id, name } of await deps.people.holding("jgp")) {
    if (id === application.applicantId || application.conflictedIds.includes(id)) continue;
    await queueMessage(deps, {
      key: `bench-dry-${seatId}-${seat.past.length}-${id}`,
      to: id,
      template: "bench-dry",
      model: {
        name,
        profileCode: application.code,
        subjectBand: application.declaration
          ? `${application.declaration.subject}, ${application.declaration.band}`
          : "no subject declared",
        reason,
        link: `${deps.config.baseUrl}/matching/${seat.cohortId}`,
        why: "You get this because you coordinate this cohort.",
      },
    });
  }
}

async function whyOpen(deps: Needs, cohortId: string, profileId: string, askedCount: number): Promise<string> {
  const input = await matchingInput(deps, cohortId, await deps.matchBoards.of(cohortId));
  const p = input.profiles.findIndex(({ id }) => id === profileId);
  if (p < 0) return "The Profile is no longer being read.";
  const eligibility = findEligible(input);
  const { pairStart } = eligibility.instance;
  const eligible = (pairStart[p + 1] ?? 0) - (pairStart[p] ?? 0);
  const reasons = exclusionCounts(eligibility, p).map(reasonSentence);
  const asked = askedCount > 0 ? ` ${askedCount} gave it back or did not answer.` : "";
  const others =
    eligible === 1
      ? "1 other reader of this subject and grade band is"
      : `${eligible} other readers of this subject and grade band are`;
  return `${others} eligible, and none has room.${asked} ${reasons.join(" ")}`.trim();
}
