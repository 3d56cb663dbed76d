import type { Deps } from "../deps.ts";
import { queueMessage } from "../letters/index.ts";
import { cover } from "./coverage.rules.ts";
import { exclusionCounts, findEligible } from "./eligibility.rules.ts";
import { matchingInput } from "./matching-input.ts";
import { reasonSentence } from "./reasons.rules.ts";
import { askedFor } from "./seat.rules.ts";
import { remedyInWords } from "./shortage-words.rules.ts";
import { explainShortages } from "./shortage.rules.ts";

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
  const keyFor = (id: string) => `bench-dry-${seatId}-${seat.past.length}-${id}`;
  const coordinators = (await deps.people.holding("jgp")).filter(
    ({ id }) => id !== application.applicantId && !application.conflictedIds.includes(id),
  );
  // Looked at every few seconds while it stays dry: the words are only worked out for whoever has not heard them.
  const told = new Set((await deps.messages.byKeys(coordinators.map(({ id }) => keyFor(id)))).map(({ to }) => to));
  const untold = coordinators.filter(({ id }) => !told.has(id));
  if (untold.length === 0) return;
  const reason = await whyOpen(deps, seat.cohortId, seat.profileId);
  if (reason === null) return; // no longer being read: there is nothing to do
  for (const { id, name } of untold) {
    await queueMessage(deps, {
      key: keyFor(id),
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

/** Who is left, why the others are not, and what would help; null for a Profile that nobody reads any more. */
async function whyOpen(deps: Needs, cohortId: string, profileId: string): Promise<string | null> {
  const asked = askedFor(await deps.seats.ofProfile(profileId));
  const facts = await matchingInput(deps, cohortId, await deps.matchBoards.of(cohortId));
  const p = facts.profiles.findIndex(({ id }) => id === profileId);
  if (p < 0) return null;
  const input = { ...facts, asked: [...asked].map((reviewerId) => ({ profileId, reviewerId })) };
  const eligibility = findEligible(input);
  const held = exclusionCounts(eligibility, p).filter(({ reason }) => reason !== "askedBefore");
  const { pairStart } = eligibility.instance;
  const eligible = (pairStart[p + 1] ?? 0) - (pairStart[p] ?? 0);
  const others = [
    "No other reader of this subject and grade band is eligible.",
    "1 other reader of this subject and grade band is eligible, and has no room.",
  ];
  const who =
    others[eligible] ?? `${eligible} other readers of this subject and grade band are eligible, and none has room.`;
  const gave = asked.size > 0 ? [`${asked.size} gave it back or did not answer.`] : [];
  const { shortages } = explainShortages(input, eligibility, cover(eligibility.instance));
  const remedies = shortages.find(({ profiles }) => profiles.includes(p))?.remedies.slice(0, 3) ?? [];
  const help =
    remedies.length > 0 ? [`What would help: ${remedies.map((each) => remedyInWords(each)).join("; ")}.`] : [];
  return [who, ...gave, ...held.map((each) => `${reasonSentence(each)}.`), ...help].join(" ");
}
