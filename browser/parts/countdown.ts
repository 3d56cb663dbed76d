import { nowMs } from "./clock.ts";

const SPANS = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** Keeps `<time data-countdown datetime="...">` current: each minute, each second in the last ten minutes. */
export function tickCountdowns(): void {
  const times = [...document.querySelectorAll<HTMLTimeElement>("time[data-countdown]")];
  if (times.length === 0) return;
  const tick = () => {
    const now = nowMs();
    let isSoon = false;
    for (const time of times) {
      const seconds = Math.round((Date.parse(time.dateTime) - now) / 1000);
      isSoon ||= Math.abs(seconds) < 600;
      const text = seconds === 0 ? "now" : seconds > 0 ? `in ${spanText(seconds)}` : `${spanText(-seconds)} ago`;
      if (time.textContent !== text) time.textContent = text;
    }
    setTimeout(tick, isSoon ? 1000 : 15_000);
  };
  tick();
}

/** `3 days 4 hours`: as the server says it (`wording.ts`), the two largest units. */
export function spanText(seconds: number): string {
  const first = SPANS.findIndex(([size]) => seconds >= size);
  if (first === -1) return "0 seconds";
  const said: string[] = [];
  let rest = seconds;
  for (const [size, unit] of SPANS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) said.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return said.join(" ");
}
