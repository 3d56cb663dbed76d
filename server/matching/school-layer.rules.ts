import type { Instance } from "./instance.rules.ts";
import type { Slots } from "./slots.rules.ts";

/**
 * The rule "at most one of a Profile's reviewers from any one school", as questions about slots. Without the rule, and for
 * reviewers without a school, every reviewer is a school of their own.
 */
export class SchoolLayer {
  /** Per reviewer (spare ones too): school, or -1. */
  readonly #school: Int32Array;
  readonly #slots: Slots;
  /** Per school its members: `#memberStart[s]` up to `#memberStart[s + 1]`, ascending. */
  readonly #memberStart: Int32Array;
  readonly #member: Int32Array;

  constructor({ school, isOnePerSchool }: Instance, slots: Slots) {
    this.#slots = slots;
    this.#school = new Int32Array(slots.used.length).fill(-1);
    if (isOnePerSchool) this.#school.set(school);
    [this.#memberStart, this.#member] = membersOf(this.#school);
  }

  /** Whether the Profile could also have this reviewer: not yet theirs, and from a school that none of its slots uses. */
  mayAdd(profile: number, reviewer: number): boolean {
    const school = this.#school[reviewer] as number;
    const end = this.#slots.start[profile + 1] as number;
    for (let slot = this.#slots.start[profile] as number; slot < end; slot++) {
      const present = this.#slots.reviewer[slot] as number;
      if (present < 0) continue;
      if (present === reviewer || (school >= 0 && this.#school[present] === school)) return false;
    }
    return true;
  }

  /** First and last + 1 position in `memberAt` of those who share the slot's school; empty where nobody can. */
  firstMember(slot: number): number {
    const school = this.#schoolOf(slot);
    return school < 0 ? 0 : (this.#memberStart[school] as number);
  }

  endOfMembers(slot: number): number {
    const school = this.#schoolOf(slot);
    return school < 0 ? 0 : (this.#memberStart[school + 1] as number);
  }

  memberAt(position: number): number {
    return this.#member[position] as number;
  }

  #schoolOf(slot: number): number {
    const reviewer = this.#slots.reviewer[slot] as number;
    return reviewer < 0 ? -1 : (this.#school[reviewer] as number);
  }
}

function membersOf(school: Int32Array): [Int32Array, Int32Array] {
  const count = school.reduce((most, each) => Math.max(most, each + 1), 0);
  const start = new Int32Array(count + 1);
  for (const each of school) if (each >= 0) start[each + 1] = (start[each + 1] as number) + 1;
  for (let s = 0; s < count; s++) start[s + 1] = (start[s + 1] as number) + (start[s] as number);
  const at = start.slice();
  const member = new Int32Array(start[count] as number);
  school.forEach((each, reviewer) => {
    if (each < 0) return;
    member[at[each] as number] = reviewer;
    at[each] = (at[each] as number) + 1;
  });
  return [start, member];
}
