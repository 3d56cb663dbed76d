import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import {
  approveProgram,
  editProgram,
  type ProgramVersion,
  proposeProgram,
  reviseProgram,
  sendBackProgram,
} from "./program.rules.ts";
import { SAMPLE_RUBRIC } from "./sample.rules.ts";
import { DEFAULT_SETTINGS, type ProgramSettings } from "./settings.rules.ts";

type Needs = Pick<Deps, "programs" | "rubrics" | "clock" | "newId">;

/**
 * A new draft: from the newest version, or from the defaults and the sample rubric where there is none.
 * @throws Problem `wrong-state` while another draft is open, `not-allowed`
 */
export async function draftProgram(deps: Needs, actor: Actor): Promise<ProgramVersion> {
  if (actor.role !== "jgp") throw new Problem("not-allowed", "The JGP drafts the rules.");
  const now = deps.clock.now();
  const latest = await deps.programs.latest();
  if (latest && (latest.state === "draft" || latest.state === "proposed"))
    throw new Problem("wrong-state", `Version ${latest.number} is still being worked on.`);
  const first: ProgramVersion = {
    id: deps.newId(),
    version: 1,
    number: 1,
    state: "draft",
    settings: DEFAULT_SETTINGS,
    rubric: await deps.rubrics.keep(SAMPLE_RUBRIC, now),
    approvals: [],
    note: "",
    comment: null,
  };
  const draft = latest ? reviseProgram(latest, deps.newId()) : first;
  const { version: _, ...fresh } = draft;
  return deps.programs.insert(fresh, [event(deps.newId(), "program.drafted", now, { programId: draft.id })]);
}

/** @throws Problem `wrong-state`, `not-allowed` */
export async function changeProgramDraft(
  { programs }: Pick<Deps, "programs">,
  actor: Actor,
  id: string,
  changes: { settings: ProgramSettings; note: string },
): Promise<ProgramVersion> {
  const before = await programs.visibleTo(actor).get(id);
  return programs.save({ ...editProgram(before, actor, changes.settings), note: changes.note });
}

async function moved(deps: Needs, actor: Actor, after: ProgramVersion, name: string): Promise<ProgramVersion> {
  return deps.programs.save(after, [
    event(deps.newId(), name, deps.clock.now(), { programId: after.id, byId: actor.personId }),
  ]);
}

/** @throws Problem `wrong-state`, `not-allowed`, `invalid-input` */
export async function putProgramForward(deps: Needs, actor: Actor, id: string): Promise<ProgramVersion> {
  const before = await deps.programs.visibleTo(actor).get(id);
  return moved(deps, actor, proposeProgram(before, actor), "program.proposed");
}

/** One JOC member's yes; in force once each side has said it. @throws Problem `wrong-state`, `not-allowed` */
export async function giveApproval(deps: Needs, actor: Actor, id: string): Promise<ProgramVersion> {
  const before = await deps.programs.visibleTo(actor).get(id);
  const after = approveProgram(before, actor, deps.clock.now());
  return moved(deps, actor, after, after.state === "approved" ? "program.approved" : "program.supported");
}

/** @throws Problem `wrong-state`, `not-allowed`, `invalid-input` without a comment */
export async function returnProgram(deps: Needs, actor: Actor, id: string, comment: string): Promise<ProgramVersion> {
  const before = await deps.programs.visibleTo(actor).get(id);
  return moved(deps, actor, sendBackProgram(before, actor, comment), "program.sent-back");
}
