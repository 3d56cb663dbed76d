import {
  faultsOfMoment,
  federalHolidays,
  goingOut,
  isReleaseDue,
  type Preflight,
  type PreflightCase,
  preflight,
} from "../../server/decisions/index.ts";
import { APPLICATION_STATES } from "../../server/profiles/index.ts";
import { DEFAULT_SETTINGS } from "../../server/programs/index.ts";

const ZONE = "America/New_York";
const NOW = new Date("2026-05-01T12:00:00Z");
const RELEASE = new Date("2026-05-19T14:00:00Z");
const one = (code: string, part: Partial<PreflightCase> = {}): PreflightCase => ({
  code,
  state: "approved",
  hasLetter: true,
  hasAddress: true,
  ...part,
});
const ready = (part: Partial<Preflight> = {}): Preflight => ({
  cases: [one("C1"), one("C2"), one("C3", { state: "withdrawn", hasLetter: false })],
  isListSigned: true,
  isListApproved: true,
  releaseAt: RELEASE,
  zone: ZONE,
  now: NOW,
  ...part,
});
const about = (given: Preflight) => preflight(given, DEFAULT_SETTINGS).map((finding) => [finding.about, finding.codes]);

test("the federal holidays of 2026 and 2027, with the days they are kept on", () => {
  // opm.gov, Federal Holidays: 2026 and 2027.
  expect(federalHolidays(2026)).toEqual([
    "2026-01-01",
    "2026-01-19",
    "2026-02-16",
    "2026-05-25",
    "2026-06-19",
    "2026-07-03",
    "2026-07-04",
    "2026-09-07",
    "2026-10-12",
    "2026-11-11",
    "2026-11-26",
    "2026-12-25",
  ]);
  expect(federalHolidays(2027)).toEqual([
    "2027-01-01",
    "2027-01-18",
    "2027-02-15",
    "2027-05-31",
    "2027-06-18",
    "2027-06-19",
    "2027-07-04",
    "2027-07-05",
    "2027-09-06",
    "2027-10-11",
    "2027-11-11",
    "2027-11-25",
    "2027-12-24",
    "2027-12-25",
  ]);
});

test.each([
  ["2026-05-19T14:00:00Z", 0, "a Tuesday morning"],
  ["2026-05-19T11:59:59Z", 1, "before eight"],
  ["2026-05-19T12:00:00Z", 0, "at eight"],
  ["2026-05-19T21:59:59Z", 0, "before six"],
  ["2026-05-19T22:00:00Z", 1, "at six in the evening"],
  ["2026-11-25T17:00:00Z", 1, "the day before Thanksgiving"],
  ["2026-11-26T17:00:00Z", 1, "Thanksgiving"],
  ["2026-07-02T15:00:00Z", 1, "the eve of a holiday kept early"],
  ["2026-12-31T15:00:00Z", 1, "New Year's eve"],
  ["2027-12-31T15:00:00Z", 1, "New Year's day kept on the Friday before"],
  ["2026-04-30T15:00:00Z", 1, "in the past"],
])("a release at %s has %d faults: %s", (at, count) => {
  expect(faultsOfMoment(new Date(at), ZONE, NOW, DEFAULT_SETTINGS).length).toBe(count);
});

test("with everything in place nothing stands in the way, and withdrawn cases get no letter", () => {
  expect(about(ready())).toEqual([]);
  expect(goingOut(ready().cases).map(({ code }) => code)).toEqual(["C1", "C2"]);
});

test.each<[string, Partial<Preflight>, unknown]>([
  ["an unsigned list", { isListSigned: false }, [["list", []]]],
  ["an unapproved list", { isListApproved: false }, [["list", []]]],
  ["a held case", { cases: [one("C1"), one("C2", { state: "on-hold" })] }, [["cases", ["C2"]]]],
  ["a letter not written", { cases: [one("C1", { hasLetter: false })] }, [["letters", ["C1"]]]],
  ["an unknown address", { cases: [one("C1", { hasAddress: false })] }, [["addresses", ["C1"]]]],
  ["no moment", { releaseAt: null }, [["moment", []]]],
  ["a moment at night", { releaseAt: new Date("2026-05-20T03:00:00Z") }, [["moment", []]]],
])("%s stands in the way", (_, part, findings) => expect(about(ready(part))).toEqual(findings));

test.each(APPLICATION_STATES)("a case that is %s", (state) => {
  const blocks = ![
    "approved",
    "registered",
    "session-attended",
    "draft",
    "withdrawn",
    "void",
    "released",
    "closed",
  ].includes(state);
  expect(about(ready({ cases: [one("C1", { state })] }))).toEqual(blocks ? [["cases", ["C1"]]] : []);
});

test.each([
  ["a moment too early", "2026-05-19T13:59:59Z", true, false],
  ["at the moment", "2026-05-19T14:00:00Z", true, true],
  ["a little late", "2026-05-19T14:40:00Z", true, true],
  ["late, in the same afternoon", "2026-05-19T20:00:00Z", true, true],
  ["late, at night", "2026-05-20T06:00:00Z", true, false],
  ["late, on the next morning", "2026-05-20T12:00:00Z", true, true],
  ["at the moment, unsigned", "2026-05-19T14:00:00Z", false, false],
])("a release is due %s: %s", (_, now, isListSigned, isDue) => {
  expect(isReleaseDue(ready({ now: new Date(now), isListSigned }), DEFAULT_SETTINGS)).toBe(isDue);
});
