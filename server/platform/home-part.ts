import type { Actor, Role } from "../kernel/actor.ts";
import type { ChecklistItem, TimelineItem, Tile, TableModel, TrackItem } from "./part-models.ts";

/** One thing to do now. The most urgent of all features stands in the big card; the others are listed under it. */
export type NowItem = {
  /** 1: somebody waits on this and it is late. 2: to do now. 3: when there is time. */
  urgency: 1 | 2 | 3;
  heading: string;
  text: string | null;
  /** Who or what is waited for, where it is not the reader. */
  dueAt: Date | null;
  dueLabel: string | null;
  actionHref: string | null;
  actionText: string | null;
  otherHref?: string;
  otherText?: string;
};

/** What one feature has to say on the “What now?” page of one role. Everything may be left out. */
export type HomePart = {
  /** The page's head; of several the first in the order of the features wins. */
  head?: { title: string; eyebrow?: string; lead?: string };
  now?: readonly NowItem[];
  track?: { heading: string; items: readonly TrackItem[] };
  tiles?: readonly Tile[];
  steps?: { heading: string; items: readonly ChecklistItem[] };
  tables?: readonly TableModel[];
  timeline?: { heading: string; items: readonly TimelineItem[] };
  links?: readonly { text: string; href: string }[];
  emptyState?: { heading: string; text?: string; icon?: string; actionHref?: string; actionText?: string };
};

/** A feature's share of a role's first page; null when it has nothing to say. It sees what the actor may see, no more. */
export type HomeProvider<D> = { role: Role; load(deps: D, actor: Actor): Promise<HomePart | null> };
