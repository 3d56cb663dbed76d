import type { Role, Side } from "../../server/kernel/actor.ts";

/** One part in the demo: who it is, and how to sign in as them (the password is `demo` for all). */
export type Part = {
  key: string;
  name: string;
  email: string;
  roles: Role[];
  side?: Side;
  isKeyHolder?: boolean;
  hasNoSchool?: boolean;
  /** What the sign-in page says of them; null for those who only fill a seat. */
  says: string | null;
};

const at = (local: string) => `${local}@district.example`;

/** The people to sign in as, in the order in which a newcomer would try them. */
export const LEADS: readonly Part[] = [
  {
    key: "applicant",
    name: "Maya Ellison",
    email: at("applicant"),
    roles: ["applicant"],
    says: "Applicant with a draft: everything but the video is there",
  },
  {
    key: "interviewee",
    name: "Terrence Vaughn",
    email: at("interviewee"),
    roles: ["applicant"],
    says: "Applicant who is offered an interview",
  },
  {
    key: "promoted",
    name: "Sofia Delgado",
    email: at("promoted"),
    roles: ["applicant"],
    says: "Applicant whose result is out: promoted",
  },
  {
    key: "not-promoted",
    name: "Graham Tyson",
    email: at("feedback"),
    roles: ["applicant"],
    says: "Applicant whose result is out: not this time, with feedback",
  },
  {
    key: "reviewer",
    name: "Ruth Holloway",
    email: at("reviewer"),
    roles: ["reviewer"],
    says: "Reviewer with Profiles to answer and to score",
  },
  {
    key: "coordinator",
    name: "Dana Whitfield",
    email: at("coordinator"),
    roles: ["jgp"],
    side: "district",
    isKeyHolder: true,
    hasNoSchool: true,
    says: "JGP coordinator, district half, key holder",
  },
  {
    key: "union-coordinator",
    name: "Lionel Mathis",
    email: at("union-coordinator"),
    roles: ["jgp"],
    side: "union",
    isKeyHolder: true,
    hasNoSchool: true,
    says: "JGP coordinator, union half, key holder",
  },
  {
    key: "coordinator-who-applies",
    name: "Yvonne Carrington",
    email: at("both"),
    roles: ["jgp", "applicant"],
    side: "union",
    says: "JGP coordinator who also applies: two roles, neither widens the other",
  },
  {
    key: "joc",
    name: "Priya Mehta",
    email: at("joc"),
    roles: ["joc"],
    side: "district",
    hasNoSchool: true,
    says: "JOC member, district half",
  },
  {
    key: "union-joc",
    name: "Clarence Bolden",
    email: at("union-joc"),
    roles: ["joc"],
    side: "union",
    hasNoSchool: true,
    says: "JOC member, union half",
  },
  {
    key: "pprc-admin",
    name: "Beatriz Cordova",
    email: at("pprc"),
    roles: ["pprc-admin"],
    hasNoSchool: true,
    says: "PPRC administrator: the reviewer pool, never a Profile",
  },
  { key: "hr", name: "Wendell Pace", email: at("hr"), roles: ["hr"], hasNoSchool: true, says: "HR specialist" },
  { key: "principal", name: "Naomi Greenfield", email: at("principal"), roles: ["principal"], says: "Principal" },
];

const seat = (name: string, roles: Role[], side: Side): Part => ({
  key: name,
  name,
  email: at(name.toLowerCase().replaceAll(/[^a-z]+/g, ".")),
  roles,
  side,
  hasNoSchool: true,
  says: null,
});

/** The rest of both bodies: JGP 4 + 4 and JOC 5 + 5 with the leads above, and principals of some schools. */
export const SEATS: readonly Part[] = [
  ...["Helen Kessler", "Desmond Ware", "Irene Zimmerman"].map((name) => seat(name, ["jgp"], "district")),
  ...["Tamara Nwosu", "Oscar Figueroa"].map((name) => seat(name, ["jgp"], "union")),
  ...["Edwin Drayton", "Carla Santiago", "Marian Kearney", "Paul Ingram"].map((name) =>
    seat(name, ["joc"], "district"),
  ),
  ...["Gwen Swann", "Arturo Bautista", "Fiona McBride", "Jerome Tillman"].map((name) => seat(name, ["joc"], "union")),
  ...["Valerie Osborne", "Samuel Okafor", "Lydia Pham", "Malcolm Rhodes", "Anita Schroeder"].map(
    (name): Part => ({
      key: name,
      name,
      email: at(name.toLowerCase().replaceAll(/[^a-z]+/g, ".")),
      roles: ["principal"],
      says: null,
    }),
  ),
];
