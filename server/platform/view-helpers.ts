/** The words that templates may use besides Handlebars' own. Pure but for `asset`, which `views.ts` supplies. */
import {
  dateText,
  dateTimeText,
  durationText,
  fromNowText,
  pluralText,
  shortDateText,
  sizeText,
  spanText,
} from "./wording.ts";

/** Plain name of a built file -> its address, hash included. */
export type Manifest = Record<string, string>;

const SAFE_URL = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#|\?)/i;

/** `url` where a browser may follow it, else `#`: no `javascript:`, no `data:`, no `//other.host`. */
export function safeUrl(url: unknown): string {
  const text = typeof url === "string" ? url.trim() : "";
  return SAFE_URL.test(text) && !text.includes("\\") ? text : "#";
}

/** JSON for a quoted `data-` attribute, where Handlebars escapes the quotes; never put it into a script block. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value ?? null)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026");
}

/** `yyyy-mm-ddThh:mm:ss.sssZ` for the `datetime` attribute. */
function isoText(at: Date | string): string {
  return new Date(at).toISOString();
}

/** The message for `field`, or undefined. `errors` are a Problem's. */
export function errorFor(errors: unknown, field: unknown): string | undefined {
  if (!Array.isArray(errors)) return undefined;
  const entry = (errors as { field: string; message: string }[]).find((error) => error.field === field);
  return entry?.message;
}

/** The ids of a field's hint and error, for `aria-describedby`. */
function describedBy(id: unknown, hint: unknown, error: unknown): string {
  const ids = [isGiven(hint) && `${String(id)}-hint`, isGiven(error) && `${String(id)}-error`];
  return ids.filter(Boolean).join(" ");
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== false;
}

/** Drops Handlebars' own last argument. */
function given(values: unknown[]): unknown[] {
  return values.slice(0, -1);
}

type Block = (this: unknown, ...values: unknown[]) => unknown;

export const HELPERS: Record<string, Block> = {
  asset: () => "",
  safeUrl: (url) => safeUrl(url),
  json: (value) => safeJson(value),
  eq: (a, b) => a === b,
  not: (a) => !isGiven(a),
  and: (...values) => given(values).every(isGiven),
  or: (...values) => given(values).find(isGiven),
  gt: (a, b) => Number(a) > Number(b),
  includes: (list, value) => Array.isArray(list) && list.includes(value),
  concat: (...values) => given(values).filter(isGiven).join(""),
  add: (a, b) => Number(a) + Number(b),
  listOf: (...values) => given(values),
  dateTime: (at, zone) => dateTimeText(at as Date, String(zone)),
  dateText: (at, zone) => dateText(at as Date, String(zone)),
  shortDate: (at, zone) => shortDateText(at as Date, String(zone)),
  fromNow: (at, now) => fromNowText(at as Date, now as Date),
  iso: (at) => isoText(at as Date),
  spanText: (seconds) => spanText(Number(seconds)),
  durationText: (seconds) => durationText(Number(seconds)),
  sizeText: (bytes) => sizeText(Number(bytes)),
  numberText: (value) => Number(value).toLocaleString("en-US"),
  plural: (count, one, many) => pluralText(Number(count), String(one), typeof many === "string" ? many : undefined),
  errorFor,
  describedBy,
};
