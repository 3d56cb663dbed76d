import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";

export type RenderedMail = { subject: string; text: string; html: string };
export type MailTemplates = {
  /** @throws Error for an unknown template or a model that lacks a value the template prints */
  render(template: string, model: Record<string, unknown>): RenderedMail;
};

const PARTS = ["subject", "text", "html"] as const;

/** `templates/<mail>/{subject,text,html}.hbs` within `templates/layout/{text,html}.hbs`. Strict: no empty word is ever sent. */
export function createMailTemplates(rootDir: string): MailTemplates {
  const root = join(rootDir, "templates");
  const handlebars = Handlebars.create();
  const compile = (path: string, isText: boolean) =>
    handlebars.compile(readFileSync(join(root, path), "utf8"), {
      strict: true,
      knownHelpersOnly: true,
      noEscape: isText,
    });
  const mails = new Map(
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "layout")
      .map(({ name }) => [
        name,
        Object.fromEntries(PARTS.map((part) => [part, compile(`${name}/${part}.hbs`, part !== "html")])),
      ]),
  );
  const layouts = { text: compile("layout/text.hbs", true), html: compile("layout/html.hbs", false) };
  return {
    render(template, model) {
      const mail = mails.get(template);
      if (!mail) throw new Error(`there is no mail template called ${template}`);
      const part = (name: (typeof PARTS)[number]) => (mail[name] as Handlebars.TemplateDelegate)(model).trim();
      const subject = part("subject").replace(/\s+/g, " ");
      return {
        subject,
        text: layouts.text({ ...model, subject, body: part("text") }),
        html: layouts.html({ ...model, subject, body: new Handlebars.SafeString(part("html")) }),
      };
    },
  };
}
