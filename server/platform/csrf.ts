import type { RequestHandler } from "express";
import { Problem } from "../kernel/problem.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a change that another site's page asks for: Fetch Metadata first, Origin where a browser does not send it
 * (OWASP's accepted primary defence, with its mandatory fallback). The session cookie is SameSite=Lax besides.
 */
export function refuseCrossSite(baseUrl: string): RequestHandler {
  const own = new URL(baseUrl).origin;
  return (req, _res, next) => {
    if (SAFE.has(req.method)) return next();
    const site = req.get("sec-fetch-site");
    const origin = req.get("origin");
    const isOurs =
      site !== undefined
        ? site === "same-origin" || site === "none"
        : origin !== undefined
          ? origin === own || hostOf(origin) === req.get("host")
          : req.get("cookie") === undefined;
    if (!isOurs)
      throw new Problem("not-allowed", "This request came from another site. Please use the form in the app itself.");
    next();
  };
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
