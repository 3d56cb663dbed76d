/**
 * Two histories that differ only in what a viewer may not see give that viewer the same bytes: real pages of one case
 * (Ada's) under random sheets, looks and fourth reads, before the release, read by her, by one of her readers, by a
 * coordinator with a conflict and by an outsider. Taken away before comparing is only what each request makes anew:
 * `data-now` and `data-lasts-sec`, the clock and what is left of the session (`steady`).
 */
import type { Express } from "express";
import fc from "fast-check";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { ruleOnHeldCase } from "../../server/outcomes/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import { steady } from "../signed-in.ts";
import {
  actorOf,
  addDistrict,
  addPerson,
  addProfile,
  COHORT,
  emptyHouse,
  handInSheet,
  handInSheets,
  reviewIdOf,
  signedIn,
} from "../small-district.ts";

const RUNS = process.env["LONG"] ? 60 : 8;
const CONFLICTED = "jgp-district-2";
const MISSING = "eve";
let house: House;
let app: Express;

beforeAll(async () => {
  house = await testHouse(__filename, { clock: fixedClock("2026-03-23T15:00:00Z") });
  app = createApp(house.deps, ROOT_DIR);
});
afterAll(() => house.close());

type History = {
  /** Of the second and the third reader; the first always gives 36. */
  points: readonly [number, number];
  order: readonly number[];
  look: "let-stand" | "fourth-read";
  /** Null: the fourth reader has not answered. */
  fourth: number | null;
};
const PLAIN: History = { points: [35, 34], order: [1, 2, 3], look: "let-stand", fourth: null };
const histories: fc.Arbitrary<History> = fc.record({
  points: fc.tuple(fc.integer({ min: 14, max: 42 }), fc.integer({ min: 14, max: 42 })),
  order: fc.shuffledSubarray([1, 2, 3], { minLength: 3, maxLength: 3 }),
  look: fc.constantFrom("let-stand" as const, "fourth-read" as const),
  fourth: fc.option(fc.integer({ min: 14, max: 42 })),
});

/** Ada's case lives through the history, Ben's always through the same. */
async function live({ points, order, look, fourth }: History, name: string): Promise<string> {
  const { deps } = house;
  await emptyHouse(deps);
  await addDistrict(deps);
  await addProfile(deps, "ada", 1, { conflictedIds: [CONFLICTED] });
  await addPerson(deps, "ada", "applicant", { schoolId: "cedar", name });
  await addProfile(deps, "ben", 2);
  await handInSheets(deps, "ben", [36, 36, 36]);
  for (const place of order) await handInSheet(deps, "ada", place, place === 1 ? 36 : (points[place - 2] ?? 36));
  await drain(deps);
  if ((await deps.cases.get({ id: "ada" })).stage === "held") {
    await ruleOnHeldCase(deps, await actorOf(deps, "jgp-union-1", "jgp"), "ada", look, "Both were read again.");
    await drain(deps);
    const isAsked = (await deps.cases.get({ id: "ada" })).stage === "fourth-read";
    if (isAsked && fourth !== null) await handInSheet(deps, "ada", 4, fourth);
    await drain(deps);
  }
  return (await deps.applications.get({ id: "ada" })).state;
}

async function bytes(viewer: string, paths: readonly string[]): Promise<string[]> {
  const agent = await signedIn(app, viewer);
  const seen: string[] = [];
  for (const path of paths) {
    const { status, text, headers } = await agent.get(path);
    seen.push(`${path} ${status} ${headers["location"] ?? ""} ${steady(text)}`);
  }
  return seen;
}

const VIEWS: Record<string, readonly string[]> = {
  ada: ["/", "/profiles", "/profiles/ada", "/results", "/results/ada", "/interviews/mine", "/messages"],
  "reader-1": ["/", "/reviews", `/reviews/${reviewIdOf("ada", 1)}`, `/reviews/${reviewIdOf("ada", 2)}`, "/messages"],
  [CONFLICTED]: ["/", "/cases", "/cases/ada", "/profiles/ada", `/lists/${COHORT}`, "/readings", "/intake", "/profiles"],
  ben: ["/", "/profiles", "/profiles/ada", "/results/ada", "/quality", "/messages"],
  "pia-principal": ["/", "/promotions", "/quality"],
  "hana-hr": ["/", "/placements"],
};
/** Who may know Ada's name: to everybody else it is one more thing that may not show. */
const KNOWS_NAME = ["ada"];

async function views(isNameKept: boolean): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const [viewer, paths] of Object.entries(VIEWS))
    if (isNameKept || !KNOWS_NAME.includes(viewer)) all[viewer] = await bytes(viewer, paths);
  return all;
}

test("no sheet, look, fourth read or result changes a byte for those who may not see it", async () => {
  const reached = new Set([await live(PLAIN, "Ada")]);
  const plain = await views(true);
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      reached.add(await live(history, "Ada"));
      const now = await views(true);
      for (const viewer of Object.keys(VIEWS)) expect([viewer, now[viewer]]).toEqual([viewer, plain[viewer]]);
    }),
    {
      numRuns: RUNS,
      seed: 4,
      endOnFailure: true,
      examples: [
        [{ points: [42, 14], order: [3, 1, 2], look: "fourth-read", fourth: null }],
        [{ points: [14, 42], order: [2, 3, 1], look: "fourth-read", fourth: 20 }],
      ],
    },
  );
  expect([...reached].sort()).toEqual(["banded", "fourth-read"]);
});

test("another name of the applicant changes nothing for a reader, a conflicted coordinator and an outsider", async () => {
  await live(PLAIN, "Ada");
  const before = await views(false);
  await live(PLAIN, "Zora Quist");
  expect(await views(false)).toEqual(before);
});

test("a case that one may not see and one that does not exist give the same bytes", async () => {
  await live(PLAIN, "Ada");
  const addresses = (id: string) => [`/profiles/${id}`, `/profiles/${id}/receipt`, `/cases/${id}`, `/results/${id}`];
  for (const viewer of ["ben", "reader-4", CONFLICTED, "pia-principal", "hana-hr"]) {
    const foreign = (await bytes(viewer, addresses("ada"))).map((text) => text.replaceAll("ada", MISSING));
    expect([viewer, foreign]).toEqual([viewer, await bytes(viewer, addresses(MISSING))]);
  }
});
