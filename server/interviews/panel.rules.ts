import type { PersonId, Side } from "../kernel/actor.ts";
import { SIDES } from "../kernel/actor.ts";
import type { FieldError } from "../kernel/problem.ts";

export type PanelMember = { personId: PersonId; side: Side; schoolId: string | null; isJgp: boolean };
export type Interviewed = { applicantId: PersonId; schoolId: string; conflictedIds: readonly PersonId[] };

/** Why these people cannot interview this applicant, in plain words. Empty means that they can. */
export function faultsOfPanel(members: readonly PanelMember[], applicant: Interviewed): FieldError[] {
  const faults: FieldError[] = [];
  const say = (field: string, message: string) => faults.push({ field, message });
  for (const side of SIDES)
    if (!members.some((member) => member.side === side))
      say("panel", `The panel needs a member of the ${side}’s side.`);
  if (new Set(members.map(({ personId }) => personId)).size !== members.length)
    say("panel", "Somebody is named twice.");
  for (const { personId, schoolId, isJgp } of members) {
    if (!isJgp) say(personId, "Only members of the Joint Governing Panel interview.");
    if (personId === applicant.applicantId) say(personId, "Nobody interviews themselves.");
    else if (schoolId !== null && schoolId === applicant.schoolId)
      say(personId, "This member works at the applicant’s school.");
    else if (applicant.conflictedIds.includes(personId)) say(personId, "This member has a conflict with the case.");
  }
  return faults;
}

/** One member's word, each with reasons tied to indicators. */
export type Opinion = {
  byId: PersonId;
  side: Side;
  isYes: boolean;
  reasons: readonly { indicatorId: string; text: string }[];
};

/** `widen`: the sides differ, one more member a side joins. `divided`: they still differ, the JOC votes on the case by itself. */
export type PanelVerdict = "waiting" | "yes" | "no" | "widen" | "divided";

function viewOf(opinions: readonly Opinion[], side: Side): "yes" | "no" | "split" {
  const own = opinions.filter((one) => one.side === side);
  const yes = own.filter(({ isYes }) => isYes).length;
  if (yes * 2 === own.length) return "split";
  return yes * 2 > own.length ? "yes" : "no";
}

/** What the panel recommends: both sides' majorities agree, or the panel is widened once, or it is divided. */
export function panelVerdict(
  members: readonly PanelMember[],
  opinions: readonly Opinion[],
  isWidened: boolean,
): PanelVerdict {
  if (members.some(({ personId }) => !opinions.some(({ byId }) => byId === personId))) return "waiting";
  const [district, union] = SIDES.map((side) => viewOf(opinions, side));
  if (district === union && district !== undefined && district !== "split") return district;
  return isWidened ? "divided" : "widen";
}

/** Opinions without a reason, or with one that names no indicator of the rubric. */
export function faultsOfOpinion({ reasons }: Pick<Opinion, "reasons">, indicatorIds: readonly string[]): FieldError[] {
  if (reasons.length === 0) return [{ field: "reasons", message: "Give at least one reason, tied to an indicator." }];
  return reasons.flatMap(({ indicatorId, text }, i) => {
    if (!indicatorIds.includes(indicatorId))
      return [{ field: `reasons.${i}`, message: "Choose an indicator for this reason." }];
    return text.trim() === "" ? [{ field: `reasons.${i}`, message: "Write this reason in a sentence." }] : [];
  });
}
