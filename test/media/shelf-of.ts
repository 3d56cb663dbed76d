import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import request from "supertest";
import type { Express } from "express";
import type { Deps } from "../../server/deps.ts";
import { newShelf } from "../../server/media/index.ts";
import { hashPassword } from "../../server/people/index.ts";
import type { Role } from "../../server/kernel/actor.ts";

export const MIB = 1024 * 1024;
const PASSWORD = "a quiet river";
let passwordHash: Promise<string> | null = null;

/** A person who can sign in as `ID@school.example`. */
export async function addPerson(deps: Deps, id: string, roles: Role[]): Promise<void> {
  passwordHash ??= hashPassword(PASSWORD);
  await deps.people.insert({
    id,
    name: `Person ${id}`,
    email: `${id}@school.example`,
    passwordHash: await passwordHash,
    roles,
    side: roles.includes("jgp") || roles.includes("joc") ? "union" : null,
    isKeyHolder: false,
    schoolId: null,
    pastSchoolIds: [],
    phone: null,
    createdAt: new Date(),
  });
}

/** An applicant with an open shelf of their own; both have the same id. */
export async function addApplicant(deps: Deps, id: string): Promise<void> {
  await addPerson(deps, id, ["applicant"]);
  await deps.shelves.insert(newShelf({ id: `shelf-${id}`, ownerId: id, code: "C01-M-001" }));
}

/** A browser that is signed in. Every request names its own site, as a browser does. */
export async function signedIn(app: Express, id: string): Promise<ReturnType<typeof request.agent>> {
  const agent = request.agent(app).set("Sec-Fetch-Site", "same-origin");
  await agent
    .post("/sign-in")
    .type("form")
    .send({ email: `${id}@school.example`, password: PASSWORD })
    .expect(303);
  return agent;
}

export const passwordOf = () => PASSWORD;
export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
/** CRC-32 in base64, as a part brings it. */
export function partSum(part: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(part));
  return bytes.toString("base64");
}
export const someBytes = (size: number) => randomBytes(size);
