import type { Request, Response } from "express";
import { z } from "zod";
import { notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { dayIn } from "../cohorts/index.ts";
import { pathId, readBody, type Route } from "../platform/request.ts";
import type { RenditionKind } from "./media-item.rules.ts";
import { watchPage } from "./player.page.ts";
import { serveObject } from "./serve-object.routes.ts";
import { type Watched, watchItem } from "./watch-item.ts";
import { originalOf, renditionOf, type Served, streamOf } from "./watch.rules.ts";

const DOOR = {
  open: "anyone",
  why: "asks session, role and live assignment itself, so that all who may not look get the same answer as for a missing file",
} as const;

const Heartbeat = z.object({ fromSec: z.number().min(0).max(100_000), toSec: z.number().min(0).max(100_000) });

/** Path -> what it serves. */
const PARTS: Record<string, RenditionKind> = {
  poster: "poster",
  captions: "captions",
  "storyboard.vtt": "storyboard-index",
  "waveform.json": "waveform",
  "waveform.svg": "waveform-picture",
  reading: "reading",
  picture: "picture",
};

/** Every byte of evidence goes through here. */
export function playRoutes(deps: Deps): Route[] {
  const serve = (path: string, pick: (watched: Watched, req: Request) => Served | null, isDownload = false): Route => ({
    method: "get",
    path,
    policy: DOOR,
    handle: (req, res) => send(deps, req, res, pick, isDownload),
  });
  return [
    {
      method: "get",
      path: "/media/:id",
      policy: DOOR,
      async handle(req, res) {
        // A media element that was given this address wants the bytes.
        if (req.get("range") || req.get("sec-fetch-dest") === "video")
          return send(deps, req, res, ({ item, shelf }) => streamOf(item, shelf.code), false);
        await showPage(deps, req, res);
      },
    },
    serve("/media/:id/stream", ({ item, shelf }) => streamOf(item, shelf.code)),
    serve(
      "/media/:id/original",
      ({ item, shelf, as }) => (as === "reviewer" ? null : originalOf(item, shelf.code)),
      true,
    ),
    ...Object.entries(PARTS).map(([path, kind]) =>
      serve(`/media/:id/${path}`, ({ item, shelf }) => renditionOf(item, shelf.code, kind)),
    ),
    serve("/media/:id/:sheet", ({ item, shelf }, req) => {
      const [, number] = /^storyboard-(\d{3})\.jpg$/.exec(pathId(req, "sheet")) ?? [];
      return number ? renditionOf(item, shelf.code, "storyboard", Number(number)) : null;
    }),
    {
      method: "post",
      path: "/media/:id/heartbeat",
      policy: DOOR,
      async handle(req, res) {
        const watched = await watchItem(deps, req.actor, pathId(req));
        const { fromSec, toSec } = readBody(req, Heartbeat);
        const isPlayed = toSec > fromSec && toSec - fromSec <= 60;
        if (watched.as !== "owner" && isPlayed)
          await deps.viewLog.played(lookOf(deps, req, watched), [fromSec, toSec], deps.clock.now());
        res.status(204).end();
      },
    },
  ];
}

async function send(
  deps: Deps,
  req: Request,
  res: Response,
  pick: (watched: Watched, req: Request) => Served | null,
  isDownload: boolean,
): Promise<void> {
  const watched = await watchItem(deps, req.actor, pathId(req));
  const served = pick(watched, req);
  if (!served) throw notFound();
  await serveObject(deps, req, res, served, {
    isDownload,
    isStillAllowed: () => isStillAllowed(deps, req),
    onServed: async (bytes) => {
      if (watched.as !== "owner") await deps.viewLog.served(lookOf(deps, req, watched), bytes, deps.clock.now());
    },
  });
}

/** The same door again, and the session: somebody who signed out elsewhere is out here too. */
async function isStillAllowed(deps: Deps, req: Request): Promise<boolean> {
  const session = await new Promise((resolve) =>
    req.sessionStore.get(req.sessionID, (_error, found) => resolve(found)),
  );
  if (!session) return false;
  return watchItem(deps, req.actor, pathId(req)).then(
    () => true,
    () => false,
  );
}

function lookOf({ clock, config }: Deps, req: Request, { item, as }: Watched) {
  const personId = req.actor?.personId ?? "";
  return { itemId: item.id, shelfId: item.shelfId, personId, role: as, day: dayIn(config.zone, clock.now()) };
}

async function showPage(deps: Deps, req: Request, res: Response): Promise<void> {
  const watched = await watchItem(deps, req.actor, pathId(req));
  const { item, shelf, as } = watched;
  const captions = (await deps.mediaItems.ofShelf(shelf.id)).find(
    (one) => one.role === "captions" && one.check === "usable" && one.part === item.part,
  );
  if (as !== "owner") await deps.viewLog.served(lookOf(deps, req, watched), 0, deps.clock.now());
  res.render("media/watch", watchPage(item, captions ?? null, { code: shelf.code, isOwner: as === "owner" }));
}
