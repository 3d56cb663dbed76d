/** What the partials of `views/partials` are given, as types. `views/README.md` says how they look. */

export type Tone = "good" | "waiting" | "attention" | "bad";
export type TrackItem = { text: string; state: "done" | "current" | "todo"; when?: string };
export type Tile = { figure: string; label: string; note?: string; href?: string; tone?: Tone };
export type ChecklistItem = {
  text: string;
  href?: string;
  hint?: string;
  state: "done" | "current" | "todo";
  status?: string;
  tone?: Tone;
  time?: string;
};
export type Cell = { text: string; href?: string; tone?: Tone; at?: Date; note?: string };
export type TableModel = {
  caption: string;
  columns: readonly { text: string; isNumber?: boolean }[];
  rows: readonly { cells: readonly Cell[] }[];
  emptyText?: string;
};
export type TimelineItem = {
  when: string;
  at?: Date;
  text: string;
  detail?: string;
  state?: "good" | "attention" | "next";
};
export type SummaryRow = {
  label: string;
  value: string;
  href?: string;
  note?: string;
  actionHref?: string;
  actionText?: string;
};
export type Option = { value: string; text: string; hint?: string };
