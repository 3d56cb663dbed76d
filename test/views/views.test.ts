import { join } from "node:path";
import { frameOf, readSample } from "../../dev/gallery.ts";
import { buildBrowser } from "../../dev/build-browser.ts";
import { createMailTemplates } from "../../server/platform/mail-templates.ts";
import { navFor } from "../../server/platform/page-frame.ts";
import { barChart, dotPlot, pageLinks } from "../../server/platform/page-parts.ts";
import { safeJson, safeUrl } from "../../server/platform/view-helpers.ts";
import { createViews, type Views } from "../../server/platform/views.ts";
import {
  dateTimeText,
  durationText,
  fromNowText,
  pluralText,
  sizeText,
  spanText,
} from "../../server/platform/wording.ts";

const ROOT = join(import.meta.dirname, "../..");
const page = frameOf(readSample("sign-in"));
let views: Views;

beforeAll(async () => {
  await buildBrowser();
  views = createViews(ROOT);
});

test("a page that prints a value its model lacks fails", async () => {
  const whole = { page, title: "Oops", status: 404, detail: "Not here." };
  await expect(views.render("errors/problem", whole)).resolves.toMatch(/Not here\./);
  const { detail: _, ...lacking } = whole;
  await expect(views.render("errors/problem", lacking)).rejects.toThrow(/"detail" not defined/);
});

test("words of people cannot become markup", async () => {
  const html = await views.render("errors/problem", {
    page,
    title: "x",
    status: 404,
    detail: `<img src=x onerror="a">`,
  });
  expect(html).toMatch(/&lt;img src&#x3D;x onerror&#x3D;&quot;a&quot;&gt;/);
});

test.each(["/etc/passwd", "../../package.json", "other"])("a model cannot name %s as its layout", async (layout) => {
  await expect(async () => views.render("errors/problem", { page, layout, title: "x" })).rejects.toThrow(
    /no such layout/,
  );
});

test.each(["helpers", "partials", "data", "runtimeOptions", "encoding"])(
  "a model cannot use the word %s",
  async (word) => {
    await expect(async () => views.render("errors/problem", { page, [word]: {} })).rejects.toThrow(/may not use/);
  },
);

test("the answer to a missing record tells neither its address nor its moment", async () => {
  const sample = readSample("error-404");
  const answer = (path: string, now: string) =>
    views.render(sample.view, { page: { ...frameOf(sample), path, now: new Date(now) }, ...sample.model });
  const first = await answer("/profiles/foreign", "2026-11-23T15:00:00Z");
  expect(first).toMatch(/We could not find that page/);
  expect(await answer("/profiles/missing", "2026-11-23T16:00:00Z")).toBe(first);
});

test.each([
  ["/reviews/1", "/reviews/1"],
  ["https://union.example/x", "https://union.example/x"],
  ["mailto:a@b.example", "mailto:a@b.example"],
  ["#field", "#field"],
  ["javascript:alert(1)", "#"],
  [" JaVaScRiPt:alert(1)", "#"],
  ["data:text/html,x", "#"],
  ["//evil.example", "#"],
  ["/\\evil.example", "#"],
  [undefined, "#"],
])("safeUrl %s is %s", (url, safe) => {
  expect(safeUrl(url)).toBe(safe);
});

test("JSON in a page cannot close a tag", () => {
  expect(safeJson({ a: "</script>&" })).toBe('{"a":"\\u003c/script\\u003e\\u0026"}');
});

test("times are said with their zone, and seconds only where they matter", () => {
  expect(dateTimeText("2026-11-28T04:59:59Z", "America/New_York")).toBe("Fri 27 Nov 2026, 11:59:59 pm EST");
  expect(dateTimeText("2026-07-01T16:00:00Z", "America/New_York")).toBe("Wed 1 Jul 2026, 12:00 pm EDT");
  expect(() => dateTimeText("soon", "America/New_York")).toThrow(/not an instant/);
});

test.each([
  ["2026-11-26T18:00:00Z", "in 3 days 3 hours"],
  ["2026-11-23T15:00:01Z", "in 1 second"],
  ["2026-11-23T15:00:00Z", "now"],
  ["2026-11-23T14:48:00Z", "12 minutes ago"],
])("%s is %s", (at, text) => {
  expect(fromNowText(at, new Date("2026-11-23T15:00:00Z"))).toBe(text);
});

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1 KB"],
  [999_499, "999 KB"],
  [999_600, "1 MB"],
  [3_104_220_811, "3.1 GB"],
  [12_000_000_000, "12 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test.each([
  [2699.4, "44:59"],
  [2699.5, "45:00"],
  [3729, "1:02:09"],
])("%d seconds of video are %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test("counts and spans are said in full", () => {
  expect(pluralText(1, "Profile")).toBe("1 Profile");
  expect(pluralText(1023, "review")).toBe("1,023 reviews");
  expect(pluralText(2, "entry", "entries")).toBe("2 entries");
  expect(spanText(93_784)).toBe("1 day 2 hours");
});

test("page links show the first, the last and the neighbours", () => {
  const { items, previousHref, nextHref } = pageLinks(4, 12, (number) => `?page=${number}`);
  expect(items.map((item) => (item.isGap ? "…" : item.number))).toEqual([1, "…", 3, 4, 5, "…", 12]);
  expect([previousHref, nextHref]).toEqual(["?page=3", "?page=5"]);
  expect(pageLinks(1, 1, String).items).toEqual([]);
});

test("bars are shares of the largest, and of nothing where all are nothing", () => {
  const width = (values: number[]) =>
    barChart(
      "t",
      values.map((value) => ({ label: "l", value })),
    ).rows.map((row) => row.width);
  expect(width([50, 200, 0])).toEqual(["25.00", "100.00", "0.00"]);
  expect(width([0, 0])).toEqual(["0.00", "0.00"]);
});

test("dots stay on their line", () => {
  const plot = dotPlot("t", [{ label: "l", values: [-1, 50, 200], interval: [40, 60], valueText: "50" }]);
  expect(plot.rows[0]).toMatchObject({
    dots: [{ x: "0.00" }, { x: "50.00" }, { x: "100.00" }],
    low: "40.00",
    high: "60.00",
  });
});

test("the navigation marks the entry that the page lies under", () => {
  expect(navFor("reviewer", "/").filter((item) => item.isCurrent)).toEqual([
    { text: "What now?", href: "/", isCurrent: true },
  ]);
  expect(navFor("reviewer", "/elsewhere").filter((item) => item.isCurrent)).toEqual([]);
});

test("a mail that lacks a word is never made, and a subject is one line", () => {
  const frame = { productName: "Model Pathway", baseUrl: "https://x.example", contact: page.contact, zone: page.zone };
  const mails = createMailTemplates(ROOT, frame);
  expect(() => mails.render("sign-in-link", { name: "Ada", minutes: 20 })).toThrow(/"link" not defined/);
  const { subject } = mails.render("review-reminder", {
    name: "Ada",
    profileCode: "K7\r\nBcc: all@x.example",
    subjectBand: "Mathematics",
    waitingFor: "review",
    dueAt: "2027-01-29T22:00:00Z",
    link: "https://x.example/reviews/1",
  });
  expect(subject).toBe("Still with you: Profile K7 Bcc: all@x.example, due Fri 29 Jan");
});
