import type { Deps } from "../deps.ts";
import { Problem } from "../kernel/problem.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { moveApplication } from "../profiles/index.ts";
import { openSeat, seatId } from "./seat.rules.ts";

type Needs = Pick<Deps, "applications" | "seats" | "cohorts" | "programs" | "matchBoards" | "clock" | "newId">;

/**
 * Profiles that were accepted after their cohort's matching was proposed or published join it with open places, which
 * fill like any other. Safe to repeat; each place exists once.
 * @returns how many joined
 */
export async function joinMatching(deps: Needs, cohortId: string): Promise<number> {
  const board = await deps.matchBoards.findOne({ id: cohortId });
  if (board?.state !== "published" || board.laidAt === null) return 0;
  const accepted = (await deps.applications.ofCohort(cohortId)).filter(({ state }) => state === "accepted");
  if (accepted.length === 0) return 0;
  const cohort = await deps.cohorts.get({ id: cohortId });
  const { settings } = await deps.programs.get({ id: cohort.programVersionId });
  for (const { id } of accepted) {
    for (let place = 1; place <= settings.readersPerProfile; place += 1) await layOpenSeat(deps, cohortId, id, place);
    await moveApplication(deps, SYSTEM, id, "begin-review").catch(unlessProblem);
  }
  return accepted.length;
}

async function layOpenSeat({ seats }: Needs, cohortId: string, profileId: string, place: number): Promise<void> {
  if (await seats.findOne({ id: seatId(profileId, place) })) return;
  await seats.insert(openSeat(cohortId, profileId, place)).catch(unlessProblem);
}

/** Done by another worker, or withdrawn in this very moment: both are fine. */
function unlessProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}
