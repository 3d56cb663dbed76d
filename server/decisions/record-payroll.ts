import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { SAMPLE_SALARY_SCHEDULE } from "../programs/index.ts";
import { changesOf, PAYROLL_ID, type PayPlace, readPayroll } from "./payroll.rules.ts";

/**
 * What payroll's list would change, nothing written yet.
 * @throws Problem `invalid` with the lines that cannot be read
 */
export async function planPayroll({ payroll }: Pick<Deps, "payroll">, text: string) {
  const places = readOrRefuse(text);
  const before = await payroll.findOne({ id: PAYROLL_ID });
  return { people: places.length, ...changesOf(before?.places ?? [], places) };
}

/**
 * Keeps payroll's list in place of the one before; letters that are still held are written anew. Returns how many people
 * it names.
 * @throws Problem `invalid` with the lines that cannot be read; `changed-meanwhile` when two send one at once
 */
export async function recordPayroll(
  { payroll, clock, newId }: Pick<Deps, "payroll" | "clock" | "newId">,
  actor: Actor,
  text: string,
): Promise<number> {
  const places = readOrRefuse(text);
  const at = clock.now();
  const before = await payroll.findOne({ id: PAYROLL_ID });
  const made = { places, recordedAt: at, recordedById: actor.personId };
  const events = [event(newId(), "payroll.recorded", at, { count: places.length })];
  if (before) await payroll.save({ ...before, ...made }, events);
  else await payroll.insert({ id: PAYROLL_ID, ...made }, events);
  return places.length;
}

function readOrRefuse(text: string): PayPlace[] {
  const { places, faults } = readPayroll(text, SAMPLE_SALARY_SCHEDULE);
  refuseIfAny(faults, "The list cannot be read as it stands; nothing was changed.");
  return places;
}
