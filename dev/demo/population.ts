import type { Deps } from "../../server/deps.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { DEMO_PASSWORD, type GradeBand, hashPassword } from "../../server/people/index.ts";
import { LEADS, type Part, SEATS } from "./cast.ts";
import { District, type NewPerson, type NewReviewer } from "./district.ts";
import { inTurns } from "./stage.ts";

/** How many of the 110 read what. Two read music: enough to show what a shortage looks like. */
const READERS: readonly [subject: string, band: GradeBand, count: number][] = [
  ["Elementary generalist", "early", 10],
  ["Elementary generalist", "elementary", 15],
  ["English/literacy", "middle", 8],
  ["English/literacy", "high", 7],
  ["Mathematics", "middle", 8],
  ["Mathematics", "high", 7],
  ["Special education", "elementary", 7],
  ["Special education", "middle", 6],
  ["Science", "middle", 6],
  ["Science", "high", 6],
  ["Social studies", "middle", 6],
  ["Social studies", "high", 6],
  ["World languages/ESOL", "high", 6],
  ["Health/PE", "elementary", 6],
  ["Visual art", "elementary", 3],
  ["Music", "elementary", 2],
];

/** Everybody who is there before the first cohort, and a source of applicants for each. */
export type Population = {
  district: District;
  leads: ReadonlyMap<string, NewPerson>;
  people: Map<string, NewPerson>;
  pool: NewReviewer[];
  jgp: Record<"district" | "union", Actor[]>;
  joc: Record<"district" | "union", Actor[]>;
  passwordHash: string;
};

export async function settlePopulation(deps: Deps, seed: number, since: Date): Promise<Population> {
  const district = new District(seed, since);
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const parts = [...LEADS, ...SEATS].map((part) => [part, personOf(district, part, passwordHash)] as const);
  const leads = new Map(parts.map(([{ key }, person]) => [key, person]));
  const cells = READERS.flatMap(([subject, band, count]) => Array.from({ length: count }, () => ({ subject, band })));
  const readers = cells.map(({ band }) => ({ ...district.person(["reviewer"], { band }), passwordHash }));
  const principal = leads.get("principal") as NewPerson;
  const ruth = {
    ...(leads.get("reviewer") as NewPerson),
    schoolId: district.schools[16]?.id ?? null,
    pastSchoolIds: [],
  };
  leads.set("reviewer", ruth);
  leads.set("principal", { ...principal, schoolId: district.schools[0]?.id ?? null, pastSchoolIds: [] });
  const others = cells.map(({ subject, band }, i) => roomier(district.reviewer(readers[i]?.id ?? "", subject, band)));
  const pool = [reader(district, ruth.id, "Mathematics", "middle"), ...others];
  const people = new Map([...leads.values(), ...readers].map((person) => [person.id, person]));
  await inTurns(district.schools, async (school) => void (await deps.schools.insert(school)));
  await inTurns([...people.values()], async (person) => void (await deps.people.insert(person)));
  await inTurns(pool, async (reviewer) => void (await deps.reviewers.insert(reviewer)));
  const seated = [...leads.values()];
  return { district, leads, people, pool, jgp: halvesOf(seated, "jgp"), joc: halvesOf(seated, "joc"), passwordHash };
}

/** Somebody who teaches that band, at a school that does. */
export function applicantFrom({ district, passwordHash }: Population, band: GradeBand): NewPerson {
  return { ...district.person(["applicant"], { band }), passwordHash };
}

export function leadOf({ leads }: Population, key: string): NewPerson {
  const person = leads.get(key);
  if (!person) throw new Error(`nobody plays ${key}`);
  return person;
}

export function actorFor({ id, roles, side, isKeyHolder, schoolId }: NewPerson, role: Actor["role"]): Actor {
  const isSeated = role === "jgp" || role === "joc";
  return { personId: id, role, holds: roles, side: isSeated ? side : null, isKeyHolder, schoolId };
}

/** Ruth reads middle school gladly and high school if need be, and has room for twelve. */
function reader(district: District, id: string, subject: string, band: GradeBand): NewReviewer {
  const bands: NewReviewer["bands"] = [
    { band, preference: 0 },
    { band: "high", preference: 1 },
  ];
  return { ...district.reviewer(id, subject, band), bands, capacity: 12, hours: 30 };
}

function personOf(district: District, part: Part, passwordHash: string): NewPerson {
  const { name, email, roles, side, isKeyHolder, hasNoSchool } = part;
  const person = district.person(roles, {
    name,
    ...(side && { side }),
    ...(isKeyHolder && { isKeyHolder }),
    ...(hasNoSchool && { hasNoSchool }),
  });
  return { ...person, email, passwordHash, pastSchoolIds: hasNoSchool ? [] : person.pastSchoolIds };
}

function halvesOf(people: readonly NewPerson[], role: "jgp" | "joc"): Record<"district" | "union", Actor[]> {
  const seated = people.filter(({ roles }) => roles.includes(role)).map((person) => actorFor(person, role));
  return {
    district: seated.filter(({ side }) => side === "district"),
    union: seated.filter(({ side }) => side === "union"),
  };
}

/** Two more than the plain draw of 8 to 13, because 341 Profiles ask 110 people for 1,023 reviews and no cell fits exactly. */
function roomier(reviewer: NewReviewer): NewReviewer {
  const capacity = reviewer.capacity + 2;
  return { ...reviewer, capacity, hours: capacity * 2.5 };
}
