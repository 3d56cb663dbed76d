/** How times, sizes and counts are said to people: one voice for pages, mails and scripts. Pure. */
import { DateTime } from "luxon";

/** `Fri 27 Nov 2026, 11:59:59 pm EST`: always with its zone; seconds only where they are not zero. */
export function dateTimeText(at: Date | string, zone: string): string {
  const local = instant(at).setZone(zone);
  const clock = local.second === 0 ? "h:mm a" : "h:mm:ss a";
  return `${local.toFormat("ccc d LLL yyyy")}, ${lowerMeridiem(local.toFormat(clock))} ${local.toFormat("ZZZZ")}`;
}

/** `Friday 27 November 2026` in the zone, without a time. */
export function dateText(at: Date | string, zone: string): string {
  return instant(at).setZone(zone).toFormat("cccc d LLLL yyyy");
}

/** `Fri 27 Nov`: for tables where the year is plain. */
export function shortDateText(at: Date | string, zone: string): string {
  return instant(at).setZone(zone).toFormat("ccc d LLL");
}

/** How long from `now` until `at`, in its two largest units: `in 3 days 4 hours`, `12 minutes ago`, `now`. */
export function fromNowText(at: Date | string, now: Date | string): string {
  const seconds = Math.round((instant(at).toMillis() - instant(now).toMillis()) / 1000);
  if (seconds === 0) return "now";
  const text = spanText(Math.abs(seconds));
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}

const SPANS = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** `3 days 4 hours`: the two largest units, rounded down. `seconds` is whole and not negative. */
export function spanText(seconds: number): string {
  const first = SPANS.findIndex(([size]) => seconds >= size);
  if (first === -1) return "0 seconds";
  const said: string[] = [];
  let rest = seconds;
  for (const [size, unit] of SPANS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) said.push(pluralText(count, unit));
  }
  return said.join(" ");
}

/** Running time of media: `47:03`, `1:02:09`. `durationSec` is rounded half up. */
export function durationText(durationSec: number): string {
  const all = Math.floor(durationSec + 0.5);
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

const SIZES = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** `812 bytes`, `3.4 MB`, `1.2 GB`: powers of ten, as phones and drives count. */
export function sizeText(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < SIZES.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${SIZES[unit]}`;
}

/** `1 Profile`, `3 Profiles`, `2 entries`: pass `many` where adding an s is wrong. */
export function pluralText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function instant(at: Date | string): DateTime {
  const read = at instanceof Date ? DateTime.fromJSDate(at) : DateTime.fromISO(at, { setZone: true });
  if (!read.isValid) throw new Error(`not an instant: ${String(at)}`);
  return read.setLocale("en-US");
}

function lowerMeridiem(text: string): string {
  return text.replace("AM", "am").replace("PM", "pm");
}
