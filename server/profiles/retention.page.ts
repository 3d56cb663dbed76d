import type { Cohort } from "../cohorts/index.ts";
import type { FieldError } from "../kernel/problem.ts";
import { type Deletion, lengthInWords, type MediaItem } from "../media/index.ts";
import type { Tone } from "../platform/part-models.ts";
import { dateText, dateTimeText, pluralText, shortDateText, sizeText } from "../platform/wording.ts";
import type { Application } from "./application-record.rules.ts";
import type { Kept } from "./retention.ts";
import { type RetentionDue, retentionReason, type RetentionState } from "./retention.rules.ts";
import { ROLE_WORDS } from "./receipt.rules.ts";

const STATES: Record<RetentionState, { text: string; tone: Tone }> = {
  gone: { text: "Deleted", tone: "good" },
  empty: { text: "Nothing stored", tone: "good" },
  held: { text: "Kept: legal hold", tone: "attention" },
  due: { text: "Due now", tone: "attention" },
  later: { text: "Kept until its day", tone: "waiting" },
  open: { text: "Cohort not closed", tone: "waiting" },
};

const stored = (items: readonly MediaItem[]) => items.filter(({ purgedAt }) => purgedAt === null);
const bytesOf = (items: readonly MediaItem[]) => stored(items).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
const dayOf = ({ at }: RetentionDue, zone: string) => (at === null ? "Not fixed yet" : dateText(at, zone));

/** The dry run of one cohort: what would go, when and why. */
export function retentionPage(
  cohort: Cohort | null,
  kept: readonly Kept[],
  { cohorts, now }: { cohorts: readonly Cohort[]; now: Date },
) {
  const zone = cohort?.calendar.zone ?? "utc";
  const count = (state: RetentionState) => kept.filter((one) => one.state === state).length;
  const figure = (value: number) => value.toLocaleString("en-US");
  return {
    title: "When evidence is deleted",
    breadcrumbs: [{ text: "Cohorts", href: "/cohorts" }],
    now,
    cohortId: cohort?.id ?? "",
    cohorts: cohorts.map(({ id, name }) => ({ value: id, text: name })),
    closing: cohort === null ? "There is no cohort yet." : closingText(cohort),
    tiles: [
      { figure: figure(count("later") + count("open")), label: "Profiles with evidence, not due" },
      { figure: figure(count("due")), label: "Due now", note: "gone within the hour" },
      { figure: figure(count("held")), label: "Kept by a legal hold" },
      { figure: sizeText(kept.reduce((sum, { items }) => sum + bytesOf(items), 0)), label: "Stored now" },
    ],
    table: {
      caption: "What goes, when and why",
      columns: [
        { text: "Profile" },
        { text: "Why" },
        { text: "Files", isNumber: true },
        { text: "Size", isNumber: true },
        { text: "Deleted after" },
        { text: "State" },
      ],
      rows: kept.map(({ application, due, items, state }) => ({
        cells: [
          { text: application.code, href: `/retention/${application.id}` },
          { text: retentionReason(due) },
          { text: figure(stored(items).length) },
          { text: sizeText(bytesOf(items)) },
          { text: dayOf(due, zone) },
          STATES[state],
        ],
      })),
      emptyText: "Nothing of this cohort was uploaded",
    },
  };
}

function closingText({ state, calendar }: Cohort): string {
  const day = shortDateText(`${calendar.closesOn}T12:00:00Z`, "utc");
  if (state === "closed") return "This cohort is closed; its days count.";
  const when = state === "released" ? "closes by itself after" : "closes after its release, by its calendar after";
  return `This cohort ${when} ${day}. The days count from then on.`;
}

/** One Profile's evidence: what is stored, what went, and the legal hold. */
export function retainedPage(
  { application, due, items, shelf, state, cohort }: Kept & { cohort: Cohort },
  { names, deletions, zone }: { names: Readonly<Record<string, string>>; deletions: readonly Deletion[]; zone: string },
  { errors = [], reason = "" }: { errors?: readonly FieldError[]; reason?: string } = {},
) {
  const at = `/retention/${application.id}`;
  const deletionOf = new Map(deletions.map((one) => [one.itemId, one]));
  return {
    title: `Evidence of ${application.code}`,
    tag: STATES[state].text,
    tone: STATES[state].tone,
    breadcrumbs: [
      { text: "Cohorts", href: "/cohorts" },
      { text: "When evidence is deleted", href: `/retention?cohort=${cohort.id}` },
    ],
    errors: [...errors],
    reason,
    isHeld: shelf?.isHeld ?? false,
    mayHold: shelf !== null && state !== "gone",
    holdAction: `${at}/hold`,
    liftAction: `${at}/lifting`,
    summary: [
      { label: "Cohort", value: cohort.name },
      { label: "Deleted after", value: dayOf(due, cohort.calendar.zone), note: retentionReason(due) },
      { label: "Stored now", value: `${pluralText(stored(items).length, "file")}, ${sizeText(bytesOf(items))}` },
      { label: "Kept", value: "Scores, letters, the narrative and the answers of families stay on record." },
    ],
    table: {
      caption: "Files",
      columns: [{ text: "Part" }, { text: "Size" }, { text: "State" }, { text: "Certificate" }],
      rows: items.map((item) => ({
        cells: [
          { text: roleText(item) },
          { text: sizeText(item.sizeBytes) },
          fileState(item, zone),
          deletionOf.get(item.id)?.certifiedAt
            ? { text: "Certificate of deletion", href: `${at}/certificates/${item.id}` }
            : { text: "" },
        ],
      })),
      emptyText: "Nothing was uploaded",
    },
    holds: (shelf?.holds ?? [])
      .toReversed()
      .flatMap(({ reason: why, byId, at: since, lifted }) => [
        ...(lifted
          ? [{ when: dateTimeText(lifted.at, zone), at: lifted.at, text: "Hold lifted", detail: said(lifted, names) }]
          : []),
        { when: dateTimeText(since, zone), at: since, text: "Legal hold", detail: said({ reason: why, byId }, names) },
      ]),
  };
}

const said = ({ reason, byId }: { reason: string; byId: string }, names: Readonly<Record<string, string>>) =>
  `${names[byId] ?? "A coordinator"}: ${reason}`;

const roleText = ({ role, part }: Pick<MediaItem, "role" | "part">) =>
  `${role === "captions" ? "Captions" : ROLE_WORDS[role]} ${part}`;

function fileState({ purgedAt, deletedAt }: MediaItem, zone: string): { text: string; tone: Tone } {
  if (purgedAt) return { text: `Deleted ${dateTimeText(purgedAt, zone)}`, tone: "good" };
  return deletedAt ? { text: "Replaced, still stored", tone: "waiting" } : { text: "Stored", tone: "waiting" };
}

/** What is printed and filed: one file's end, and what the store says of it at this moment. */
export function certificatePage(
  {
    application,
    item,
    deletion,
    cohort,
  }: { application: Application; item: MediaItem; deletion: Deletion; cohort: Cohort },
  { storedNow, zone, now }: { storedNow: number; zone: string; now: Date },
) {
  const isTrue = deletion.certifiedAt !== null && storedNow === 0;
  return {
    title: "Certificate of deletion",
    breadcrumbs: [
      { text: "When evidence is deleted", href: `/retention?cohort=${cohort.id}` },
      { text: application.code, href: `/retention/${application.id}` },
    ],
    isNarrow: true,
    isTrue,
    storedNow,
    rows: [
      { label: "Profile", value: `${application.code}, ${cohort.name}` },
      { label: "What it was", value: whatItWas(item) },
      { label: "File number", value: item.id },
      ...(item.seal ? [{ label: "SHA-256", value: item.seal.sha256 }] : []),
      { label: "Why", value: deletion.why },
      { label: "Deletion begun", value: dateTimeText(deletion.begunAt, zone) },
      {
        label: "Found empty",
        value: deletion.certifiedAt ? dateTimeText(deletion.certifiedAt, zone) : "Not yet",
        note: `${pluralText(deletion.removedVersions ?? 0, "stored version")} removed, delete markers included`,
      },
      {
        label: "Looked again",
        value: dateTimeText(now, zone),
        note: isTrue ? "the file store lists nothing under these keys" : "the file store still lists something",
      },
    ],
    keys: [...deletion.prefixes],
  };
}

function whatItWas(item: MediaItem): string {
  const length = item.durationMs === null ? "" : `, ${lengthInWords(Math.round(item.durationMs / 1000))}`;
  return `${roleText(item)}, ${sizeText(item.sizeBytes)}${length}`;
}
