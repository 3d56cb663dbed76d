import { type Person, reviewerCode } from "../../server/people/index.ts";
import type { Theatre } from "./theatre.ts";

const NAMES = [
  "Ruth Holloway",
  "Samuel Okafor",
  "Lydia Pham",
  "Malcolm Rhodes",
  "Anita Schroeder",
  "Valerie Osborne",
  "Jerome Sewell",
  "Nia Whitaker",
  "Oscar Lindsey",
  "Vera Calloway",
];

/** Ten active readers of middle school mathematics, each at a school of their own. */
export async function openPool(theatre: Theatre, schools: readonly string[]): Promise<Person[]> {
  const { deps } = theatre.house;
  const pool: Person[] = [];
  for (const [i, name] of NAMES.entries()) {
    const person = await theatre.person(name, ["reviewer"], { schoolId: schools[i] ?? null });
    await deps.reviewers.insert({
      id: person.id,
      code: reviewerCode(i + 1),
      state: "active",
      subjects: ["Mathematics"],
      bands: [{ band: "middle", preference: 0 }],
      capacity: 3,
      hours: 7.5,
      conflicts: [],
      pausedUntil: null,
      pauseReason: null,
      updatedAt: deps.clock.now(),
    });
    pool.push(person);
  }
  return pool;
}
