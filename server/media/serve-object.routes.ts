import type { Request, Response } from "express";
import { pipeline } from "node:stream/promises";
import type { Deps } from "../deps.ts";
import { openObject } from "../platform/objects.ts";
import { readRange, type Served } from "./watch.rules.ts";

/** A range is never longer: at 2.5 Mbit/s a quarter of a minute, after which the browser asks, and is asked, again. */
const RANGE_MAX = 4 * 1024 * 1024;
const ASK_EVERY_MS = 2000;

type Options = {
  isDownload?: boolean;
  /** Asked while a slow answer is still under way; false ends it. */
  isStillAllowed: () => Promise<boolean>;
  onServed?: (bytes: number) => Promise<void>;
};

/** Streams a stored object through our own origin with flat memory: as fast as the reader reads, and no faster. */
export async function serveObject(
  { s3 }: Pick<Deps, "s3">,
  req: Request,
  res: Response,
  served: Served,
  { isDownload = false, isStillAllowed, onServed }: Options,
): Promise<void> {
  const { sizeBytes, contentType, name } = served;
  const range = readRange(req.get("range"), sizeBytes, RANGE_MAX);
  const { start, end } = range === "unsatisfiable" || !range ? { start: 0, end: sizeBytes - 1 } : range;
  const isEmpty = req.method === "HEAD" || sizeBytes === 0 || range === "unsatisfiable";
  const stop = new AbortController();
  res.once("close", () => stop.abort());
  // Before any header: a store that does not answer must be told as a page of ours, not as a broken video.
  const body = isEmpty ? null : await openObject(s3, served, { start, end }, stop.signal).catch(orGone(stop.signal));
  res.set({
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
    "Content-Type": contentType,
    "Content-Disposition": `${isDownload ? "attachment" : "inline"}; filename="${name}"`,
    "X-Content-Type-Options": "nosniff",
    // What people uploaded runs nothing and fetches nothing, wherever it is shown.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
  });
  if (range === "unsatisfiable") {
    res.status(416).set("Content-Range", `bytes */${sizeBytes}`).end();
    return;
  }
  if (range) res.status(206).set("Content-Range", `bytes ${start}-${end}/${sizeBytes}`);
  res.set("Content-Length", String(end - start + 1));
  if (!body) return void res.end();
  const watch = setInterval(() => {
    void isStillAllowed().then(
      (isAllowed) => isAllowed || res.destroy(),
      () => res.destroy(),
    );
  }, ASK_EVERY_MS);
  let bytes = 0;
  try {
    body.on("data", (chunk: Buffer) => (bytes += chunk.length));
    await pipeline(body, res);
  } catch (error) {
    if (!stop.signal.aborted && !res.destroyed) throw error; // a reader who goes away is no error
  } finally {
    clearInterval(watch);
    await onServed?.(bytes);
  }
}

/** A reader who goes away is no error. */
function orGone(signal: AbortSignal) {
  return (error: unknown): null => {
    if (signal.aborted) return null;
    throw error;
  };
}
