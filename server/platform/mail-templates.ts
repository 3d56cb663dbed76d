/** Mails from `templates/NAME/{subject,text,html}.hbs`, as strict as the pages: a missing value is an error. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { HELPERS } from "./view-helpers.ts";

export type MailWords = { subject: string; text: string; html: string };

/** What every mail may say besides its own words; templates read it as `frame`. */
export type MailFrame = {
  productName: string;
  /** The public address of the app, without a slash at the end. */
  baseUrl: string;
  contact: { name: string; email: string; phone: string };
  /** IANA zone of every time in the mail. */
  zone: string;
};

export type MailTemplates = {
  names: readonly string[];
  /**
   * `model` is an explicit plain object of the template's own words (its `sample.json` shows them all); `why`, where
   * given, ends the mail: the reason for which this person gets it.
   * @throws Error for an unknown template or a model that lacks a value the template prints
   */
  render(template: string, model: Record<string, unknown>): MailWords;
};

const STRICT = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])),
  explicitPartialContext: true,
} as const;

const LAYOUT_FOLDER = "layout";

/** Compiles all templates at once. */
export function createMailTemplates(rootDir: string, frame: MailFrame): MailTemplates {
  const folder = join(rootDir, "templates");
  const source = (name: string, part: string) => readFileSync(join(folder, name, `${part}.hbs`), "utf8");
  const handlebars = Handlebars.create();
  for (const [name, helper] of Object.entries(HELPERS)) if (name !== "asset") handlebars.registerHelper(name, helper);
  handlebars.registerPartial("button", source(LAYOUT_FOLDER, "button"));
  const plain = (words: string) => handlebars.compile(words, { ...STRICT, noEscape: true });
  const marked = (words: string) => handlebars.compile(words, STRICT);
  const layout = { text: plain(source(LAYOUT_FOLDER, "text")), html: marked(source(LAYOUT_FOLDER, "html")) };
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => name !== LAYOUT_FOLDER);
  const mails = new Map(
    names.map((name) => [
      name,
      {
        subject: plain(source(name, "subject")),
        text: plain(source(name, "text")),
        html: marked(source(name, "html")),
      },
    ]),
  );
  return {
    names: names.sort(),
    render(template, model) {
      const mail = mails.get(template);
      if (mail === undefined) throw new Error(`there is no mail template called ${template}`);
      const words = { baseUrl: frame.baseUrl, ...model, frame };
      const subject = oneLine(mail.subject(words));
      return {
        subject,
        text: trimmed(layout.text({ ...words, body: mail.text(words).trim() })),
        html: layout.html({ ...words, subject, body: mail.html(words) }),
      };
    },
  };
}

/** A line break in a subject would begin another header. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function trimmed(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}
