import type { Connection } from "mongoose";
import type { Role } from "../kernel/actor.ts";
import { AggregateStore, type New, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { Person } from "./person.rules.ts";

/** People and their accounts. Only sign-in and the system look them up without an actor. */
export class PersonStore extends AggregateStore<Person> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "people",
      {
        name: String,
        email: String,
        passwordHash: String,
        roles: [String],
        side: String,
        isKeyHolder: Boolean,
        schoolId: String,
        pastSchoolIds: [String],
        phone: String,
        createdAt: Date,
      },
      { indexes: [[{ email: 1 }, { unique: true }], [{ roles: 1 }], [{ schoolId: 1 }]], nudge },
    );
  }

  byEmail(email: string): Promise<Person | null> {
    return this.findOne({ email });
  }

  byIds(ids: readonly string[]): Promise<Person[]> {
    return this.find({ id: trusted({ $in: [...ids] }) });
  }

  holding(role: Role): Promise<Person[]> {
    return this.find({ roles: role }, { sort: { name: 1 } });
  }

  async insertMany(people: readonly New<Person>[]): Promise<void> {
    for (const person of people) await this.insert(person);
  }
}
