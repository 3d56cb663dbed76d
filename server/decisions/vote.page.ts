import type { Actor, PersonId } from "../kernel/actor.ts";
import { SIDES } from "../kernel/actor.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { Person } from "../people/index.ts";
import { pageLinks } from "../platform/page-parts.ts";
import type { Option } from "../platform/part-models.ts";
import { pluralText } from "../platform/wording.ts";
import type { Application } from "../profiles/index.ts";
import { rowHash } from "./list.rules.ts";
import { BASIS_WORDS, leftText, type Named, RECOMMENDATION_WORDS, scoreText, STATE_WORDS } from "./list.page.ts";
import { conflictsOf, type RecommendationList, rowContext, type RowStanding } from "./list-record.rules.ts";

/** Rows a page: what somebody can hold in mind, and what one form may carry. */
const PAGE_ROWS = 50;
export const VOTE_FILTERS = ["all", "without-vote", "panel-divided", "promote", "not-promoted"] as const;
export type VoteFilter = (typeof VOTE_FILTERS)[number];
const FILTER_WORDS: Record<VoteFilter, string> = {
  all: "All rows",
  "without-vote": "Without my vote",
  "panel-divided": "Panel divided",
  promote: "Recommended: promote",
  "not-promoted": "Recommended: not promoted",
};

/** Which rows a member looks at; `page` counts from 1. */
export type VoteView = { show: VoteFilter; page: number };

export function voteHref(cohortId: string, { show, page }: VoteView, path = ""): string {
  const query = new URLSearchParams();
  if (show !== "all") query.set("show", show);
  if (page > 1) query.set("page", String(page));
  return `/votes/${cohortId}${path}${query.size > 0 ? `?${query}` : ""}`;
}

export type VoteInput = {
  list: RecommendationList;
  cohort: Cohort;
  applications: readonly Application[];
  people: Named;
  standings: readonly RowStanding[];
  committee: readonly Person[];
  actor: Actor;
  view: VoteView;
  errors: readonly FieldError[];
  form: Readonly<Record<string, string>>;
};

const CHOICES: Option[] = [
  { value: "yes", text: "Yes" },
  { value: "no", text: "No" },
  { value: "abstain", text: "Abstain" },
];

/** The committee's list, by code until the vote is over. A row is voted on as it is shown. */
export function votePage(input: VoteInput) {
  const { list, cohort, applications, people, standings, actor, form } = input;
  const hidden = conflictsOf(applications, actor.personId);
  const seen = standings.filter(({ row }) => !hidden.includes(row.applicationId));
  const seat = list.seats.find(({ personId }) => personId === actor.personId);
  const isOpen = list.state === "voting";
  const isVoted = list.state === "approved" || list.state === "released";
  const all = seen.map(({ row, tally, decision }) => {
    const application = applications.find(({ id }) => id === row.applicationId);
    const context = rowContext(list, row, application);
    const seatOf = seat?.personId ?? designatedBy(list, row.applicationId, actor.personId);
    const own = list.ballots.find(
      (one) => one.applicationId === row.applicationId && one.seatOf === seatOf && one.rowHash === rowHash(row),
    );
    const isOut = context.recusals.some(({ personId }) => personId === actor.personId);
    const choiceKey = `choice-${row.applicationId}`;
    const reasonKey = `reason-${row.applicationId}`;
    return {
      id: row.applicationId,
      code: row.code,
      name: isVoted ? (people.get(application?.applicantId ?? "")?.name ?? "") : "",
      says: RECOMMENDATION_WORDS[row.recommendation],
      isDivided: row.recommendation === "panel-divided",
      basis: BASIS_WORDS[row.basis],
      scores: scoreText(row),
      reasons: row.reasons,
      hash: rowHash(row),
      // How others voted is read once one's own vote is in.
      tallyText: isOpen && own === undefined && !isOut ? "" : tallyText(tally),
      stands: decision === "waiting" ? "waits" : decision === "returned" ? "goes back" : "carried",
      isOut,
      recommendation: row.recommendation,
      canVote: isOpen && !isOut && seatOf !== null,
      choice: form[choiceKey] ?? own?.choice ?? "",
      reason: form[reasonKey] ?? own?.reason ?? "",
      reasonError: input.errors.find(({ field }) => field === reasonKey)?.message ?? "",
      hasVoted: own !== undefined,
      vacancies: seat ? vacanciesOf(input, context.recusals, seat.side, row.applicationId) : [],
      choices: CHOICES,
    };
  });
  const isShown: Record<VoteFilter, (row: (typeof all)[number]) => boolean> = {
    all: () => true,
    "without-vote": ({ canVote, hasVoted }) => canVote && !hasVoted,
    "panel-divided": ({ recommendation }) => recommendation === "panel-divided",
    promote: ({ recommendation }) => recommendation === "promote",
    "not-promoted": ({ recommendation }) => recommendation === "not-promoted",
  };
  const { show } = input.view;
  const kept = all.filter(isShown[show]);
  const pages = Math.max(1, Math.ceil(kept.length / PAGE_ROWS));
  const page = Math.min(input.view.page, pages);
  const rows = kept.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS);
  const open = all.filter(isShown["without-vote"]).length;
  return {
    title: "Vote on the list",
    state: STATE_WORDS[list.state],
    cohort: { id: cohort.id, name: cohort.name },
    lead: isOpen
      ? "Row by row: on each side the quorum and more yes than no. A no goes back with its reason."
      : "The list is not before the committee now.",
    action: voteHref(cohort.id, { show, page }, "/ballots"),
    draftKey: `vote-${cohort.id}-${show}-${page}`,
    filters: VOTE_FILTERS.filter((one) => one === "all" || one === show || all.some(isShown[one])).map((one) => ({
      text: `${FILTER_WORDS[one]} (${all.filter(isShown[one]).length})`,
      href: voteHref(cohort.id, { show: one, page: 1 }),
      isCurrent: one === show,
    })),
    pagination: pageLinks(page, pages, (number) => voteHref(cohort.id, { show, page: number })),
    isPaged: pages > 1,
    emptyText:
      show === "without-vote" ? "Your vote is on record for every row that is yours to vote on." : "No rows here.",
    leftText: leftText(list, hidden),
    openText: isOpen && all.some(({ canVote }) => canVote) ? `${pluralText(open, "row")} without your vote` : "",
    rows,
    canVote: rows.some(({ canVote }) => canVote),
    canClose: isOpen && seat !== undefined && !list.closings.some(({ byId }) => byId === actor.personId),
    hasSeat: seat !== undefined,
    errors: [...input.errors],
  };
}

export type RestInput = {
  list: RecommendationList;
  cohort: Cohort;
  view: VoteView;
  form: Readonly<Record<string, string>>;
  /** Rows that would get a yes because nothing is marked. */
  restIds: readonly string[];
};

/** Before many votes at once: which rows get a yes unmarked. What was marked goes along, whichever way they go on. */
export function restPage({ list, cohort, view, form, restIds }: RestInput) {
  const rest = list.rows.filter(({ applicationId }) => restIds.includes(applicationId));
  const divided = rest.filter(({ recommendation }) => recommendation === "panel-divided");
  const marked = Object.keys(form).filter((key) => key.startsWith("choice-")).length;
  return {
    title: `Yes to ${pluralText(rest.length, "row")}?`,
    breadcrumbs: [{ text: "Vote on the list", href: voteHref(cohort.id, view) }],
    isNarrow: true,
    cohort: { id: cohort.id, name: cohort.name },
    action: voteHref(cohort.id, view, "/ballots"),
    kept: Object.entries(form)
      .filter(([name]) => /^(hash|choice|reason)-/.test(name))
      .map(([name, value]) => ({ name, value })),
    rows: rest.map((row) => ({
      code: row.code,
      scores: scoreText(row),
      says: RECOMMENDATION_WORDS[row.recommendation],
    })),
    dividedText:
      divided.length === 0
        ? ""
        : `On ${pluralText(divided.length, "row")} the panel is divided: a yes there promotes (${divided.map(({ code }) => code).join(", ")}).`,
    markedText: marked === 0 ? "" : `The ${pluralText(marked, "row")} you marked yourself go in as you marked them.`,
    button: `Yes to ${rest.length === 1 ? "this row" : `these ${rest.length} rows`}`,
  };
}

/** Before a member leaves a row: nothing in the app lets them in again. By code, as the rows are. */
export function recusalPage(cohort: Cohort, { applicationId, code }: { applicationId: string; code: string }) {
  return {
    title: `Recuse yourself from ${code}?`,
    isNarrow: true,
    breadcrumbs: [{ text: "Vote on the list", href: `/votes/${cohort.id}` }],
    question: `You would be out of row ${code}.`,
    consequences: [
      "A vote of yours on this row does not count any more.",
      "Somebody of your side without a seat may step in; else the row may have to wait.",
      "This cannot be taken back in the app.",
    ],
    action: `/votes/${cohort.id}/recusals`,
    hidden: [{ name: "applicationId", value: applicationId }],
    actionText: `Recuse me from ${code}`,
    cancelHref: `/votes/${cohort.id}`,
    isGrave: true,
    errors: [],
  };
}

/** Before a member says that the vote may end. `openCount`: rows that are theirs to vote on and without their vote. */
export function voteEndPage(cohort: Cohort, openCount: number) {
  const own = `${pluralText(openCount, "row")} ${openCount === 1 ? "is" : "are"} still without your vote.`;
  return {
    title: "May the vote end?",
    isNarrow: true,
    breadcrumbs: [{ text: "Vote on the list", href: `/votes/${cohort.id}` }],
    question: "The vote ends when one member of each side has said so and every row has its quorum.",
    consequences: [
      ...(openCount > 0 ? [own] : []),
      "Whoever has not voted by then is not counted.",
      "Rows without enough yes go back to the panel. This cannot be taken back in the app.",
    ],
    action: `/votes/${cohort.id}/closing`,
    actionText: "The vote may end",
    cancelHref: `/votes/${cohort.id}`,
    isGrave: true,
    errors: [],
  };
}

function tallyText(tally: RowStanding["tally"]): string {
  return SIDES.map(
    (side) => `${side} ${tally[side].yes} yes, ${tally[side].no} no, ${tally[side].abstain} abstain`,
  ).join("; ");
}

function designatedBy(list: RecommendationList, applicationId: string, personId: PersonId): PersonId | null {
  const recusal = list.recusals.find((one) => one.applicationId === applicationId && one.designeeId === personId);
  return recusal?.personId ?? null;
}

/** Seats of one's own side that nobody fills on this row, with who could. */
function vacanciesOf(
  { list, committee, people, applications }: VoteInput,
  recusals: readonly { personId: PersonId; designeeId: PersonId | null }[],
  side: string,
  applicationId: string,
) {
  const application = applications.filter(({ id }) => id === applicationId);
  const free = committee.filter(
    ({ id, side: own }) =>
      own === side && !list.seats.some(({ personId }) => personId === id) && conflictsOf(application, id).length === 0,
  );
  return recusals
    .filter(({ personId }) => list.seats.some((seat) => seat.personId === personId && seat.side === side))
    .map(({ personId, designeeId }) => ({
      seatOf: personId,
      name: people.get(personId)?.name ?? "",
      designee: designeeId === null ? "" : (people.get(designeeId)?.name ?? ""),
      options: free.map(({ id, name }): Option => ({ value: id, text: name })),
    }));
}
