import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mailNames, readSample, sampleMail, sampleNames } from "../../dev/gallery.ts";

const ROOT = join(import.meta.dirname, "../..");

function templatesUnder(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return entries.filter((name) => name.endsWith(".hbs")).map((name) => join(folder, name));
}

const templates = [...templatesUnder("views"), ...templatesUnder("templates")];
const source = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** The attributes whose value does not begin with a quote; Handlebars and text outside tags are left out. */
function unquoted(html: string): string[] {
  const plain = html.replace(/\{\{\{?[\s\S]*?\}\}\}?/g, "x");
  return [...plain.matchAll(/<[a-z][^<>]*>/gi)].flatMap(
    ([tag]) => tag.replace(/="[^"]*"/g, "").match(/[\w-]+=[^\s>]*/g) ?? [],
  );
}

test("only the layouts print without escaping, and only their body", () => {
  const found = templates.flatMap((path) =>
    (source(path).match(/\{\{\{[^}]*\}\}\}|\{\{&/g) ?? []).map((raw) => [path, raw]),
  );
  expect(found).toEqual([
    ["views/layouts/bare.hbs", "{{{body}}}"],
    ["views/layouts/main.hbs", "{{{body}}}"],
    ["templates/layout/html.hbs", "{{{body}}}"],
  ]);
});

test("every attribute is quoted", () => {
  expect(unquoted(`<a href={{url}} class="b {{c}}">x=y</a>`)).toEqual(["href=x"]);
  expect(templates.flatMap((path) => unquoted(source(path)).map((attribute) => `${path}: ${attribute}`))).toEqual([]);
});

test("every address that a template is given goes through safeUrl", () => {
  const fixed = /^(?:#|\/|mailto:|tel:|\{\{safeUrl |\{\{asset |\{\{frame\.baseUrl\}\})/;
  const found = templates.flatMap((path) =>
    [...source(path).matchAll(/\s(?:href|action|src)="([^"]*(?:"[^"]*"\}\})?[^"]*)"/g)]
      .filter(([, address]) => !fixed.test(address ?? ""))
      .map(([, address]) => `${path}: ${address}`),
  );
  expect(found).toEqual([]);
});

test("pages carry no inline script or style, which the content policy would refuse", () => {
  const found = templatesUnder("views").filter((path) =>
    /\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)/.test(source(path)),
  );
  expect(found).toEqual([]);
});

test("every icon that is named exists", () => {
  const sprite = source("node_modules/@uswds/uswds/dist/img/sprite.svg");
  const known = new Set([...sprite.matchAll(/id="([\w-]+)"/g)].map(([, id]) => id));
  const named = [
    ...templates.flatMap((path) => [...source(path).matchAll(/icon (?:name|icon)=(?:\(or icon )?"([\w-]+)"/g)]),
    ...sampleNames().flatMap((name) => [...JSON.stringify(readSample(name)).matchAll(/"icon":"([\w-]+)"/g)]),
  ].map(([, name]) => name ?? "");
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test.each(mailNames())("%s says everything, in both forms, on one line of subject", (name) => {
  const { subject, text, html } = sampleMail(name.replace("mail-", ""));
  expect(subject).toMatch(/^\S.*\S$/);
  for (const words of [subject, text, html]) expect(words).not.toMatch(/undefined|null|NaN|Invalid|\[object|\{\{/);
  expect(text).not.toMatch(/&[a-z#0-9]+;|<[a-z/]/);
  expect(html).toMatch(/^<!doctype html>/);
  const links = (body: string) => new Set(body.match(/https:\/\/[^\s"<)]+[^\s"<).:,]/g));
  expect(links(html)).toEqual(links(text));
});

test("a decision says its result in the first line, and offers of an interview say no score", () => {
  const first = (name: string) => sampleMail(name).text.split("\n")[0];
  expect(first("decision-promoted")).toMatch(/^You are promoted/);
  expect(first("decision-promoted-after-interview")).toMatch(/^You are promoted/);
  expect(first("decision-not-promoted")).toMatch(/^You are not promoted/);
  expect(first("decision-not-promoted-after-interview")).toMatch(/^You are not promoted/);
  expect(sampleMail("interview-offer").text).not.toMatch(/\d\s?%|percent|points/);
});
