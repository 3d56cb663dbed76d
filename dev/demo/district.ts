import { randomUUID } from "node:crypto";
import type { Role, Side } from "../../server/kernel/actor.ts";
import type { GradeBand, Person, Reviewer, School } from "../../server/people/index.ts";
import { reviewerCode } from "../../server/people/index.ts";
import { Chance } from "./chance.ts";
import { FAMILY_NAMES, GIVEN_NAMES, NETWORKS, SCHOOL_NAMES } from "./names.ts";

export type NewPerson = Omit<Person, "version">;
export type NewReviewer = Omit<Reviewer, "version">;
export type NewSchool = Omit<School, "version">;

/** How often each subject is taught in the district; few teach music, many teach everything. */
export const SUBJECT_WEIGHTS = {
  "Elementary generalist": 26,
  "English/literacy": 16,
  Mathematics: 14,
  "Special education": 12,
  Science: 9,
  "Social studies": 7,
  "World languages/ESOL": 5,
  "Health/PE": 4,
  "Visual art": 3,
  Music: 2,
  "School counselor": 2,
} as const;

const BANDS_OF: Record<string, Partial<Record<GradeBand, number>>> = {
  "Elementary generalist": { early: 4, elementary: 6 },
  Music: { elementary: 3, middle: 2, high: 2, k12: 1 },
  "Visual art": { elementary: 3, middle: 2, high: 2, k12: 1 },
  "Health/PE": { elementary: 2, middle: 2, high: 2 },
  "School counselor": { middle: 1, high: 1, k12: 2 },
  "Special education": { elementary: 4, middle: 3, high: 3, k12: 1 },
};
const OTHER_BANDS = { elementary: 2, middle: 4, high: 5 };

const FITS: Record<GradeBand, RegExp> = {
  early: /Elementary|Charter/,
  elementary: /Elementary|Charter/,
  middle: /Middle|Charter|Academy/,
  high: /High\b|Charter|Academy/,
  k12: /./,
};

/** People and schools with their relations, before any cohort. Ids are new each time; everything else follows the seed. */
export class District {
  readonly chance: Chance;
  readonly schools: NewSchool[];
  readonly #taken = new Set<string>();
  readonly #createdAt: Date;
  #reviewers = 0;

  constructor(seed: number, createdAt: Date) {
    this.chance = new Chance(seed);
    this.#createdAt = createdAt;
    this.schools = SCHOOL_NAMES.map((name, i) => ({
      id: randomUUID(),
      name,
      network: NETWORKS[i % NETWORKS.length] as string,
      isCharter: name.includes("Charter"),
    }));
  }

  person(
    roles: Role[],
    options: { name?: string; side?: Side; isKeyHolder?: boolean; hasNoSchool?: boolean; band?: GradeBand } = {},
  ): NewPerson {
    const name = options.name ?? this.#freeName();
    this.#taken.add(name);
    const school = this.chance.pick(this.#schoolsOf(options.band));
    return {
      id: randomUUID(),
      name,
      email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@district.example`,
      passwordHash: null,
      roles,
      side: options.side ?? null,
      isKeyHolder: options.isKeyHolder ?? false,
      schoolId: options.hasNoSchool ? null : school.id,
      pastSchoolIds: this.chance.next() < 0.25 ? [this.chance.pick(this.#schoolsOf(options.band)).id] : [],
      phone: null,
      createdAt: this.#createdAt,
    };
  }

  subject(): string {
    return this.chance.weighted(SUBJECT_WEIGHTS);
  }

  bandFor(subject: string): GradeBand {
    return this.chance.weighted((BANDS_OF[subject] ?? OTHER_BANDS) as Record<GradeBand, number>);
  }

  /** An active reviewer; a third read a second band if need be, every capacity is between 8 and 13. */
  reviewer(personId: string, subject = this.subject(), band = this.bandFor(subject)): NewReviewer {
    this.#reviewers += 1;
    const capacity = this.chance.between(8, 13);
    const second = this.bandFor(subject);
    return {
      id: personId,
      code: reviewerCode(this.#reviewers),
      state: "active",
      subjects: [subject],
      bands: [
        { band, preference: 0 },
        ...(second !== band ? [{ band: second, preference: this.chance.between(1, 2) as 1 | 2 }] : []),
      ],
      capacity,
      hours: capacity * 2.5,
      conflicts: [],
      pausedUntil: null,
      pauseReason: null,
      updatedAt: this.#createdAt,
    };
  }

  /** Schools that teach a band, by their names; charters and academies teach all. */
  #schoolsOf(band: GradeBand | undefined): NewSchool[] {
    const fits = band === undefined ? /./ : FITS[band];
    return this.schools.filter(({ name }) => fits.test(name));
  }

  #freeName(): string {
    for (;;) {
      const name = `${this.chance.pick(GIVEN_NAMES)} ${this.chance.pick(FAMILY_NAMES)}`;
      if (!this.#taken.has(name)) return name;
    }
  }
}
