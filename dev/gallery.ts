/** Every page and part with a sample view model, on a tiny server: for `dev/look.ts` and for the tests of the views. */
import { readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import helmet from "helmet";
import type { Role } from "../server/kernel/actor.ts";
import { type NavItem, navFor, PRODUCT_NAME, type PageFrame, ROLE_NAMES } from "../server/platform/page-frame.ts";
import { builtFiles } from "../server/platform/built-files.ts";
import { createMailTemplates, type MailWords } from "../server/platform/mail-templates.ts";
import { createViews, type ViewModel } from "../server/platform/views.ts";

const ROOT = join(import.meta.dirname, "..");
const ZONE = "America/New_York";
const CONTACT = { name: "Office of Career Pathways", email: "pathways@district.example", phone: "+1-410-555-0100" };

/** `views/_samples/NAME.json`. `role` null is a visitor; `nav` stands in for the role's own. */
export type Sample = {
  view: string;
  layout?: string;
  status?: number;
  role?: Role | null;
  person?: string;
  nav?: NavItem[];
  flash?: PageFrame["flash"];
  isRehearsal?: boolean;
  /** 3 hours when not said. */
  sessionLastsSec?: number;
  model: ViewModel;
};

export function sampleNames(): string[] {
  const files = readdirSync(join(ROOT, "views/_samples")).filter((file) => file.endsWith(".json"));
  return files.map((file) => file.replace(/\.json$/, "")).sort();
}

const MAILS = createMailTemplates(ROOT, {
  productName: PRODUCT_NAME,
  baseUrl: "https://pathway.district.example",
  contact: CONTACT,
  zone: ZONE,
});

/** Mails are shown as `mail-NAME`. */
export function mailNames(): string[] {
  return MAILS.names.map((name) => `mail-${name}`);
}

/** A mail with the words of its `sample.json`. */
export function sampleMail(name: string): MailWords {
  const path = join(ROOT, "templates", name, "sample.json");
  return MAILS.render(name, JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>);
}

export function readSample(name: string): Sample {
  return JSON.parse(readFileSync(join(ROOT, "views/_samples", `${name}.json`), "utf8")) as Sample;
}

/** The clock of all samples: a Monday morning in the district. */
export const SAMPLE_NOW = new Date("2026-11-23T14:30:00Z");

export function frameOf(sample: Sample): PageFrame {
  const role = sample.role ?? null;
  const now = SAMPLE_NOW;
  return {
    productName: PRODUCT_NAME,
    actor: role && {
      name: sample.person ?? "Dana Whitfield",
      role,
      roleName: ROLE_NAMES[role],
      side: role === "jgp" || role === "joc" ? "district" : null,
      holdsSeveral: true,
    },
    nav: sample.nav?.map((item, index) => ({ ...item, isCurrent: index === 0 })) ?? (role ? navFor(role, "/") : []),
    flash: sample.flash ?? [],
    zone: ZONE,
    now,
    isRehearsal: sample.isRehearsal ?? false,
    sessionLastsSec: role && (sample.sessionLastsSec ?? 3 * 3600),
    contact: CONTACT,
    path: "/",
  };
}

/** The policy that the product sends, so that a page which needs more shows here first. */
export const CONTENT_POLICY = {
  useDefaults: false,
  directives: {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "media-src": ["'self'", "blob:"],
    "connect-src": ["'self'"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
  },
};

export function galleryApp(isCached = true): express.Express {
  const app = express();
  createViews(ROOT, { isCached }).configure(app);
  // Before the policy: mails carry their styles inline, as mail programs want them.
  app.get("/look/mail-:name", (req, res) => void res.type("html").send(sampleMail(req.params.name).html));
  app.use(helmet({ contentSecurityPolicy: CONTENT_POLICY, strictTransportSecurity: false }));
  app.use("/build", builtFiles(ROOT));
  app.use(express.static(join(ROOT, "public")));
  app.get("/look/:name", (req, res) => {
    const sample = readSample(req.params.name);
    res.locals["page"] = frameOf(sample);
    res.status(sample.status ?? 200).render(sample.view, { layout: sample.layout ?? "main", ...sample.model });
  });
  return app;
}

/** Listens on a free port of this machine alone. */
export async function openGallery(isCached = true): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = await new Promise<Server>((resolve) => {
    const opened = galleryApp(isCached).listen(0, "127.0.0.1", () => resolve(opened));
  });
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { origin: `http://127.0.0.1:${port}`, close };
}
