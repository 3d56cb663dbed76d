import { extname, join } from "node:path";
import express, { type RequestHandler } from "express";

/** What `dev/build-browser.ts` compresses: a phone fetches 50 KB of style instead of 420. */
export const COMPRESSED = /\.(?:css|js|svg)$/;

/** `public/build/`: the names carry a hash of the content, so browsers keep them for a year. Mount it at `/build`. */
export function builtFiles(rootDir: string): RequestHandler {
  const serve = express.static(join(rootDir, "public/build"), {
    index: false,
    immutable: true,
    maxAge: "1y",
    setHeaders(res, path) {
      res.vary("Accept-Encoding");
      if (!path.endsWith(".gz")) return;
      res.set("Content-Encoding", "gzip").type(extname(path.slice(0, -".gz".length)));
    },
  });
  return (req, res, next) => {
    if (COMPRESSED.test(req.path) && req.acceptsEncodings("gzip")) req.url = `${req.path}.gz`;
    return serve(req, res, next);
  };
}
