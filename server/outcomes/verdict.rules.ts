import type { Share } from "../kernel/percent.ts";
import { maxPointsOf, type ProgramSettings, type Rubric } from "../programs/index.ts";
import { type FourthReadRequest, type Fired, firedTriggers } from "./discrepancy.rules.ts";
import { type Resolution, resolutionFor, resolve } from "./fourth-read.rules.ts";
import { heldIndicatorsOf, type NsRuling, openOrRuled, stopCodesOf } from "./not-scorable.rules.ts";
import { type Band, bandOf, type Reading, shareOf, straddledCuts, totalsOf } from "./outcome.rules.ts";

/** What the JGP decided after its blind look at a held case. */
export type BlindLook = { decision: "let-stand" | "fourth-read"; byId: string; reason: string; at: Date };

/** The fourth read on record: how it will be counted, and its reading, or that nobody could be found in time. */
export type FourthRead = { resolution: Resolution; reading: Reading | null; isGivenUp: boolean };

/**
 * Everything of one case that its result depends on. Reviews that no longer count are left out by the caller; a
 * reopening begins a new file: rulings, look, requests and fourth read of the old one stay on record with its version.
 */
export type CaseFile = {
  readings: readonly Reading[];
  requests: readonly FourthReadRequest[];
  nsRulings: readonly NsRuling[];
  look: BlindLook | null;
  fourth: FourthRead | null;
  /** Stop codes that readers confirmed before their sheet was in. */
  stops?: readonly string[];
};

/** Where the case stands, and if banded why. `signs` are shown beside the result and hold nothing. */
export type Verdict =
  | { stage: "waiting"; readingsMissing: number }
  | { stage: "stopped"; codes: readonly string[] }
  | { stage: "held-not-scorable"; indicatorIds: readonly string[] }
  | { stage: "returned-for-fix" | "void" }
  | { stage: "held"; fired: readonly Fired[] }
  | { stage: "fourth-read"; fired: readonly Fired[]; resolution: Resolution }
  | { stage: "banded"; band: Band; share: Share; basis: Basis; signs: readonly string[] };
export type Basis = "three-readers" | "let-stand" | "fourth-read" | "no-fourth-reader";

export const STRADDLE_SIGN = "readers straddle the cut";

function signsOf(
  three: readonly Reading[],
  fired: readonly Fired[],
  rubric: Rubric,
  settings: ProgramSettings,
): string[] {
  const isShown = fired.some(({ trigger }) => trigger === "c");
  const cuts = straddledCuts(totalsOf(three, rubric), maxPointsOf(rubric), settings);
  return isShown && cuts.length > 0 ? [STRADDLE_SIGN] : [];
}

/**
 * The result of a case from all that is on record, the same for any order of readings. The first of these counts: a
 * stop code, a reading missing, an unresolved not-scorable indicator, the fourth read, automatic triggers, held ones.
 */
export function verdictOf(file: CaseFile, rubric: Rubric, settings: ProgramSettings): Verdict {
  const { readings, fourth, look, nsRulings } = file;
  const codes = stopCodesOf(fourth?.reading ? [...readings, fourth.reading] : readings, file.stops);
  const stopped = openOrRuled(codes, nsRulings);
  if (stopped !== null) return stopped === "open" ? { stage: "stopped", codes } : { stage: stopped };
  const readingsMissing = settings.readersPerProfile - readings.length;
  if (readingsMissing > 0) return { stage: "waiting", readingsMissing };
  const indicatorIds = heldIndicatorsOf(readings, rubric);
  const coded = openOrRuled(indicatorIds, nsRulings);
  if (coded !== null) return coded === "open" ? { stage: "held-not-scorable", indicatorIds } : { stage: coded };
  const fired = firedTriggers(readings, file.requests, rubric, settings);
  const banded = (share: Share, basis: Basis, band = bandOf(share, settings)): Verdict => ({
    stage: "banded",
    band,
    share,
    basis,
    signs: signsOf(readings, fired, rubric, settings),
  });
  if (fourth?.reading) return banded(resolve(readings, fourth.reading, fourth.resolution, rubric), "fourth-read");
  if (fourth?.isGivenUp) return banded(shareOf(readings, rubric), "no-fourth-reader", "interview");
  if (fourth !== null) return { stage: "fourth-read", fired, resolution: fourth.resolution };
  const isAsked = look?.decision === "fourth-read" || fired.some(({ mode }) => mode === "automatic");
  if (isAsked) return { stage: "fourth-read", fired, resolution: resolutionFor(fired) };
  const held = fired.filter(({ mode }) => mode === "hold");
  if (held.length > 0 && look === null) return { stage: "held", fired: held };
  return banded(shareOf(readings, rubric), look === null ? "three-readers" : "let-stand");
}
