/** Turns plain numbers into what the `pagination`, `bar-chart` and `dot-plot` partials draw. Pure. */

export type PageLinks = {
  items: ({ isGap: true } | { isGap: false; number: number; href: string; isCurrent: boolean })[];
  previousHref: string | null;
  nextHref: string | null;
  of: number;
};

/** Links to the first, the last and the neighbours of `current` (from 1). No items where there is one page. */
export function pageLinks(current: number, count: number, hrefOf: (page: number) => string): PageLinks {
  const items: PageLinks["items"] = [];
  let before = 0;
  for (let number = 1; number <= count && count > 1; number++) {
    if (number !== 1 && number !== count && Math.abs(number - current) > 1) continue;
    if (number - before > 1) items.push({ isGap: true });
    items.push({ isGap: false, number, href: hrefOf(number), isCurrent: number === current });
    before = number;
  }
  return {
    items,
    previousHref: current > 1 ? hrefOf(current - 1) : null,
    nextHref: current < count ? hrefOf(current + 1) : null,
    of: count,
  };
}

export type ChartTone = "plain" | "attention" | "quiet";
export type Bar = { label: string; value: number; valueText?: string; tone?: ChartTone };
export type BarChart = {
  title: string;
  note: string | null;
  rows: { label: string; width: string; valueText: string; tone: ChartTone }[];
};

/** Horizontal bars from 0 to `max` (default: the largest value). Values are not negative. */
export function barChart(title: string, bars: readonly Bar[], { note = "", max = 0 } = {}): BarChart {
  const top = Math.max(max, ...bars.map((bar) => bar.value)) || 1;
  const rows = bars.map(({ label, value, valueText, tone = "plain" }) => ({
    label,
    width: place(value, 0, top),
    valueText: valueText ?? value.toLocaleString("en-US"),
    tone,
  }));
  return { title, note: note || null, rows };
}

export type DotRow = {
  label: string;
  values: readonly number[];
  interval?: readonly [number, number];
  valueText: string;
};
export type DotPlot = {
  title: string;
  note: string | null;
  marks: { x: string; text: string }[];
  rows: {
    label: string;
    dots: { x: string }[];
    hasInterval: boolean;
    low: string;
    high: string;
    valueText: string;
  }[];
};

/** Dots on a line from `from` to `to`, with dashed marks (the cuts) across all rows. */
export function dotPlot(
  title: string,
  rows: readonly DotRow[],
  { from = 0, to = 100, marks = [] as readonly { at: number; text: string }[], note = "" } = {},
): DotPlot {
  return {
    title,
    note: note || null,
    marks: marks.map(({ at, text }) => ({ x: place(at, from, to), text })),
    rows: rows.map(({ label, values, interval, valueText }) => ({
      label,
      dots: values.map((value) => ({ x: place(value, from, to) })),
      hasInterval: interval !== undefined,
      low: place(interval?.[0] ?? from, from, to),
      high: place(interval?.[1] ?? from, from, to),
      valueText,
    })),
  };
}

/** Per cent of the way from `from` to `to`, within 0 and 100, for an SVG attribute. */
function place(value: number, from: number, to: number): string {
  const pct = ((value - from) / (to - from)) * 100;
  return Math.min(100, Math.max(0, pct)).toFixed(2);
}
