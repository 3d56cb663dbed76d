import type { HomePart, NowItem } from "./platform/home-part.ts";
import { shortDateText } from "./platform/wording.ts";

/** One page from what every feature says: nothing is repeated, the most urgent thing stands first. */
export function homePage(parts: readonly HomePart[], roleName: string, zone: string): Record<string, unknown> {
  const head = parts.find((part) => part.head)?.head;
  const waiting = parts.flatMap(({ now }) => now ?? []).toSorted(byUrgency);
  const [first, ...others] = waiting;
  const links = parts.flatMap((part) => part.links ?? []);
  const tables = parts.flatMap((part) => part.tables ?? []);
  const tiles = parts.flatMap((part) => part.tiles ?? []);
  const empty = parts.find((part) => part.emptyState)?.emptyState;
  const isBare = waiting.length === 0 && tables.length === 0 && tiles.length === 0;
  return {
    title: head?.title ?? "What now?",
    eyebrow: head?.eyebrow ?? roleName,
    lead: head?.lead ?? (isBare && !empty ? "Nothing waits for you." : null),
    nowCard: first ?? null,
    track: parts.find((part) => part.track)?.track ?? null,
    tiles: tiles.length > 0 ? tiles : null,
    steps: parts.find((part) => part.steps)?.steps ?? null,
    tables: [...(others.length > 0 ? [alsoWaiting(others, zone)] : []), ...tables],
    timeline: parts.find((part) => part.timeline)?.timeline ?? null,
    links: links.length > 0 ? { heading: "If you need something", items: links } : null,
    emptyState: empty ?? null,
  };
}

const FAR = 8_640_000_000_000_000;

function byUrgency(a: NowItem, b: NowItem): number {
  return a.urgency - b.urgency || (a.dueAt?.getTime() ?? FAR) - (b.dueAt?.getTime() ?? FAR);
}

function alsoWaiting(items: readonly NowItem[], zone: string) {
  return {
    caption: "Also waiting",
    columns: [{ text: "What" }, { text: "By" }],
    rows: items.map(({ heading, text, actionHref, dueAt }) => ({
      cells: [
        { text: heading, ...(actionHref && { href: actionHref }), ...(text && { note: text }) },
        dueAt ? { text: shortDateText(dueAt, zone), at: dueAt } : { text: "" },
      ],
    })),
  };
}
