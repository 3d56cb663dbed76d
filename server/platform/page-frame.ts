/** What every page shows around its own content: who is signed in, in which role, where they may go, what was said. */
import type { Role } from "../kernel/actor.ts";

export const PRODUCT_NAME = "Model Pathway";

/** The role as people say it. */
export const ROLE_NAMES: Record<Role, string> = {
  applicant: "Applicant",
  reviewer: "PPRC reviewer",
  jgp: "JGP coordinator",
  joc: "JOC member",
  "pprc-admin": "PPRC administrator",
  hr: "HR specialist",
  principal: "Principal",
};

export type NavItem = { text: string; href: string };
export type FlashKind = "info" | "success" | "warning" | "error";
/** Said once, on the next page. */
export type Flash = { kind: FlashKind; heading?: string; text: string };
/** The person to turn to, shown in every footer. */
export type Contact = { name: string; email: string; phone: string };

/** `res.locals.page`. */
export type PageFrame = {
  productName: string;
  /** Null for a visitor. `side` is said for JGP and JOC members only. */
  actor: null | { name: string; role: Role; roleName: string; side: string | null; holdsSeveral: boolean };
  nav: (NavItem & { isCurrent: boolean })[];
  flash: readonly Flash[];
  /** IANA zone of the district, for every time that is said. */
  zone: string;
  /** The clock of this request; countdowns in the browser follow it. */
  now: Date;
  /** Only while the clock is moved (development). */
  isRehearsal: boolean;
  /** How long the session lasts from this answer on; null for a visitor. The browser warns five minutes before. */
  sessionLastsSec: number | null;
  contact: Contact;
  /** The address asked for, for "sign in again". */
  path: string;
};

/** Where each role may go. A feature adds its entry when its page lands; the first is everybody's "what now?". */
export const NAV: Record<Role, readonly NavItem[]> = {
  applicant: [
    { text: "What now?", href: "/" },
    { text: "My applications", href: "/profiles" },
    { text: "Results", href: "/results" },
    { text: "Rules", href: "/rules" },
    { text: "Messages", href: "/messages" },
  ],
  reviewer: [
    { text: "What now?", href: "/" },
    { text: "My reviews", href: "/reviews" },
    { text: "My place", href: "/reviewers/mine" },
    { text: "Rules", href: "/rules" },
    { text: "Messages", href: "/messages" },
  ],
  jgp: [
    { text: "What now?", href: "/" },
    { text: "Cases", href: "/profiles" },
    { text: "Intake", href: "/intake" },
    { text: "Matching", href: "/matching" },
    { text: "Reviews", href: "/readings" },
    { text: "Outcomes", href: "/cases" },
    { text: "Interviews", href: "/interviews" },
    { text: "List", href: "/lists" },
    { text: "Cohorts", href: "/cohorts" },
    { text: "Rules", href: "/programs" },
    { text: "Messages", href: "/messages" },
  ],
  joc: [
    { text: "What now?", href: "/" },
    { text: "Votes", href: "/votes" },
    { text: "Rules", href: "/programs" },
    { text: "Messages", href: "/messages" },
  ],
  "pprc-admin": [
    { text: "What now?", href: "/" },
    { text: "Reviewer pool", href: "/reviewers" },
    { text: "Rules", href: "/programs" },
    { text: "Messages", href: "/messages" },
  ],
  hr: [
    { text: "What now?", href: "/" },
    { text: "Placements", href: "/placements" },
    { text: "Rules", href: "/rules" },
    { text: "Messages", href: "/messages" },
  ],
  principal: [
    { text: "What now?", href: "/" },
    { text: "Promotions", href: "/promotions" },
    { text: "Rules", href: "/rules" },
    { text: "Messages", href: "/messages" },
  ],
};

/** The role's entries, the one that `path` lies under marked: the longest match wins. */
export function navFor(role: Role, path: string): PageFrame["nav"] {
  const lies = ({ href }: NavItem) => path === href || (href !== "/" && path.startsWith(`${href}/`));
  const longest = NAV[role].filter(lies).sort((a, b) => b.href.length - a.href.length)[0];
  return NAV[role].map((item) => ({ ...item, isCurrent: item.href === longest?.href }));
}
