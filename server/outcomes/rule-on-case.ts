import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { voidIn } from "../profiles/index.ts";
import { type CaseRecord, verdictNow } from "./case.rules.ts";
import { visibleCase } from "./visible-cases.ts";
import type { NsRuling } from "./not-scorable.rules.ts";

type Needs = Pick<Deps, "applications" | "cases" | "clock" | "newId">;

/**
 * The JGP's blind look at a held case: let it stand, or ask for a fourth read. The result follows by itself.
 * @throws Problem `not-found`, `wrong-state` when nothing is held, `invalid-input` without a reason
 */
export async function ruleOnHeldCase(
  { applications, cases, clock, newId }: Needs,
  actor: Actor,
  profileId: string,
  decision: "let-stand" | "fourth-read",
  reason: string,
): Promise<CaseRecord> {
  const record = await visibleCase({ applications, cases }, actor, profileId);
  refuseUnlessStage(record, ["held"]);
  refuseWithoutReason(reason);
  const at = clock.now();
  return cases.save({ ...record, look: { decision, byId: actor.personId, reason, at } }, [
    ruled(record, actor, at, newId()),
  ]);
}

/** What becomes of a case with indicators that could not be scored, or that a reader stopped. */
export async function ruleOnNotScorable(
  deps: Needs & Pick<Deps, "shelves" | "inTransaction">,
  actor: Actor,
  profileId: string,
  ruling: NsRuling["ruling"],
  reason: string,
): Promise<CaseRecord> {
  const { cases, clock, newId } = deps;
  const record = await visibleCase(deps, actor, profileId);
  refuseUnlessStage(record, ["held-not-scorable", "stopped"]);
  refuseWithoutReason(reason);
  const at = clock.now();
  const verdict = verdictNow(record);
  const about =
    verdict?.stage === "stopped" ? verdict.codes : verdict?.stage === "held-not-scorable" ? verdict.indicatorIds : [];
  const nsRulings = [...record.nsRulings, { ruling, about: [...about], byId: actor.personId, reason, at }];
  return deps.inTransaction(async (session) => {
    // What ends the application for good and what says who decided it stand together, or neither does.
    if (ruling === "void") await voidIn(deps, actor, profileId, reason, session);
    return cases.save({ ...record, nsRulings }, [ruled(record, actor, at, newId())], session);
  });
}

/** The JGP asks for a fourth read of a case that is scored (trigger d), with a reason. At most one a case. */
export async function askForFourthRead(
  { applications, cases, clock, newId }: Needs,
  actor: Actor,
  profileId: string,
  reason: string,
): Promise<CaseRecord> {
  const record = await visibleCase({ applications, cases }, actor, profileId);
  refuseUnlessStage(record, ["banded", "held"]);
  refuseWithoutReason(reason);
  if (record.fourthRead) throw new Problem("wrong-state", "This case has had its fourth read; there is at most one.");
  if (record.sealedAt) throw new Problem("wrong-state", "The list with this case is signed; nothing reopens it.");
  const at = clock.now();
  return cases.save(
    { ...record, requests: [...record.requests, { byRole: "jgp", byId: actor.personId, reason, at }] },
    [ruled(record, actor, at, newId())],
  );
}

/** No fourth reader came forward in time: the case goes to interview. */
export async function giveUpFourthRead(
  { applications, cases, clock, newId }: Needs,
  actor: Actor,
  profileId: string,
  reason: string,
): Promise<CaseRecord> {
  const record = await visibleCase({ applications, cases }, actor, profileId);
  refuseUnlessStage(record, ["fourth-read"]);
  refuseWithoutReason(reason);
  if (!record.fourthRead) throw new Problem("wrong-state", "No fourth read is under way.");
  const at = clock.now();
  return cases.save({ ...record, fourthRead: { ...record.fourthRead, isGivenUp: true } }, [
    ruled(record, actor, at, newId()),
  ]);
}

function ruled(record: CaseRecord, actor: Actor, at: Date, id: string) {
  return event(id, "case.ruled", at, { profileId: record.id, cohortId: record.cohortId, byId: actor.personId });
}

function refuseUnlessStage(record: CaseRecord, stages: readonly string[]): void {
  if (!stages.includes(verdictNow(record)?.stage ?? "waiting")) {
    throw new Problem("wrong-state", "Nothing waits for this decision now. Somebody may have taken it already.");
  }
}

function refuseWithoutReason(reason: string): void {
  if (reason.trim() === "") {
    throw new Problem("invalid-input", "Please give a reason; it stays on record.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  }
}
