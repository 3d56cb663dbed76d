import type { Cohort } from "../cohorts/index.ts";
import type { OnBench } from "./bench.rules.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import { type BoardFacts, codesOf, isLocked, SEAT_WORDS } from "./match-board.page.ts";
import type { MatchRun } from "./match-run.rules.ts";

/** One Profile: its three and why these, who comes next, and what a coordinator may decide. */
export function matchProfilePage(facts: BoardFacts & { profileId: string; benchNow: readonly OnBench[] | null }) {
  const { run, board, cohort, seats, profileId, benchNow, today } = facts;
  const input = run?.input ?? null;
  const found = run?.answer?.profiles.find((each) => each.profileId === profileId) ?? null;
  const known = [today, input].map((each) => each?.profiles.find(({ id }) => id === profileId)).find(Boolean);
  const isSeated = seats.some((seat) => seat.profileId === profileId);
  if (!input || !known || !(found || isSeated)) return null;
  // Accepted after the run: there are seats, and no answer of the run.
  const profile = found ?? { readers: [], missing: 0, bench: [] };
  const codes = codesOf(input, today);
  return {
    title: `Readers of ${known.code}`,
    breadcrumbs: [{ text: `Matching of ${cohort.name}`, href: `/matching/${cohort.id}` }],
    cohortId: cohort.id,
    profileId,
    code: known.code,
    cell: `${known.subject ?? "no subject"}, ${known.band ?? "no band"}`,
    subject: known.subject ?? "",
    band: known.band ?? "",
    isOpen: cohort.state === "matching" && board.state === "open",
    readers: profile.readers.map(({ reviewerId, cost, isFixed }) => ({
      id: reviewerId,
      code: codes.reviewer(reviewerId),
      cost,
      isLocked: isFixed || isLocked(board, profileId, reviewerId),
      why: `${whyChosen(input, profileId, reviewerId, cost)}; ${loadOf(run, reviewerId)}`,
    })),
    missing: profile.missing,
    isPublished: board.state === "published",
    bench:
      benchNow === null
        ? profile.bench.map(({ reviewerId, cost, why }) => ({
            id: reviewerId,
            code: codes.reviewer(reviewerId),
            cost,
            why,
          }))
        : benchNow.slice(0, MOST_ON_BENCH).map(({ reviewerId, code, cost, load }) => ({
            id: reviewerId,
            code,
            cost,
            why: `One more review costs them ${load}`,
          })),
    seats: seats
      .filter((seat) => seat.profileId === profileId)
      .map(({ place, state, reviewerId, offerId, past, respondBy }) => ({
        place,
        code: reviewerId ? codes.reviewer(reviewerId) : "nobody yet",
        ...SEAT_WORDS[state],
        respondBy: state === "offered" ? respondBy : null,
        reviewId: offerId,
        canTakeBack: state === "accepted",
        past: past.map((one) => `${codes.reviewer(one.reviewerId)} (${one.why.replaceAll("-", " ")})`).join(", "),
      })),
  };
}

const MOST_ON_BENCH = 12;

/** "3 of 4 reviews in this run". */
function loadOf(run: MatchRun | null, reviewerId: string): string {
  const capacity = run?.input.reviewers.find(({ id }) => id === reviewerId)?.capacity ?? 0;
  const held = run?.answer?.profiles.filter(({ readers }) => readers.some((one) => one.reviewerId === reviewerId));
  return `${held?.length ?? 0} of ${capacity} reviews in this run`;
}

function whyChosen(input: MatchingInput, profileId: string, reviewerId: string, cost: number): string {
  const profile = input.profiles.find(({ id }) => id === profileId);
  const reviewer = input.reviewers.find(({ id }) => id === reviewerId);
  if (!profile || !reviewer) return "";
  const band = reviewer.bands.find(
    (each) => each.band === profile.band || each.band === "k12" || profile.band === "k12",
  );
  const wish =
    ["their first choice", "a band they are willing to read", "a band they read if need be"][band?.preference ?? 2] ??
    "";
  const network =
    profile.networkId !== null && profile.networkId === reviewer.networkId ? "same network (1)" : "another network (0)";
  return `${profile.subject ?? ""}, ${profile.band ?? ""}: ${wish}; ${network}; cost ${cost}`;
}

/** Two runs side by side: what each achieved, and which pairs differ. */
export function comparisonPage(cohort: Cohort, a: MatchRun, b: MatchRun) {
  const codes = codesOf(b.input);
  const rows = (b.answer?.profiles ?? []).flatMap(({ profileId, readers }) => {
    const before = new Set(
      a.answer?.profiles.find((each) => each.profileId === profileId)?.readers.map(({ reviewerId }) => reviewerId),
    );
    const after = new Set(readers.map(({ reviewerId }) => reviewerId));
    const gone = [...before].filter((id) => !after.has(id)).map((id) => codes.reviewer(id));
    const come = [...after].filter((id) => !before.has(id)).map((id) => codes.reviewer(id));
    return gone.length + come.length === 0
      ? []
      : [{ code: codes.profile(profileId), gone: gone.join(", "), come: come.join(", ") }];
  });
  const figures = (run: MatchRun) => run.answer?.objective ?? null;
  return {
    title: `Run ${a.number} and run ${b.number}`,
    breadcrumbs: [{ text: `Matching of ${cohort.name}`, href: `/matching/${cohort.id}` }],
    a: { number: a.number, ...figures(a) },
    b: { number: b.number, ...figures(b) },
    stages: (
      [
        ["placed", "Reviews placed"],
        ["shortCount", "Profiles waiting"],
        ["worstPair", "Cost of the worst pair"],
        ["sum", "Sum of all costs"],
        ["changes", "Changes from what stood"],
      ] as const
    ).map(([key, label]) => ({ label, a: String(figures(a)?.[key] ?? "–"), b: String(figures(b)?.[key] ?? "–") })),
    rows,
  };
}
