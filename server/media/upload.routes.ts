import type { Request, Response } from "express";
import { z } from "zod";
import { notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { policy } from "../people/index.ts";
import { actorOf, pathId, readBody, redirectWith, type Route, wantsJson } from "../platform/request.ts";
import { addDocuments } from "./add-documents.ts";
import { takeDocuments } from "./document.upload.ts";
import { finishUpload } from "./finish-upload.ts";
import { MEDIA_ROLES, type MediaRole } from "./media-item.rules.ts";
import { placesInQueue } from "./places-in-queue.ts";
import { removeMediaItem } from "./remove-item.ts";
import { signParts } from "./sign-parts.ts";
import { startUpload } from "./start-upload.ts";
import { uploaderPage } from "./uploader.page.ts";

const OWN = policy("profile-evidence", "applicant");

const Start = z.object({
  shelfId: z.string().min(1).max(100),
  role: z.literal("video"),
  replacesId: z.string().max(100).nullable().default(null),
  fileName: z.string().min(1).max(255),
  contentType: z.string().max(200).default(""),
  sizeBytes: z.number().int().nonnegative(),
  lastModified: z.number().int(),
  fingerprint: z.string().max(128).nullable().default(null),
});
const Crc32 = z.string().regex(/^[A-Za-z0-9+/]{6}==$/);
const Parts = z.object({
  parts: z
    .array(z.object({ number: z.number().int(), crc32: Crc32 }))
    .min(1)
    .max(64),
});

/** Uploads: video in parts straight to the file store, documents by a form. */
export function uploadRoutes(deps: Deps): Route[] {
  return [
    {
      method: "post",
      path: "/media/uploads",
      policy: OWN,
      async handle(req, res) {
        res.status(201).json(await startUpload(deps, actorOf(req), readBody(req, Start)));
      },
    },
    {
      method: "post",
      path: "/media/uploads/:id/parts",
      policy: OWN,
      async handle(req, res) {
        const { parts } = readBody(req, Parts);
        res.json({ parts: await signParts(deps, actorOf(req), pathId(req), parts) });
      },
    },
    {
      method: "post",
      path: "/media/uploads/:id/completion",
      policy: OWN,
      async handle(req, res) {
        res.json(await finishUpload(deps, actorOf(req), pathId(req)));
      },
    },
    {
      method: "post",
      path: "/media/items/:id/removal",
      policy: OWN,
      async handle(req, res) {
        const { shelfId } = await removeMediaItem(deps, actorOf(req), pathId(req));
        if (wantsJson(req)) return void res.json({});
        redirectWith(req, res, returnTo(req, `/evidence/${shelfId}`), "The file was taken away.");
      },
    },
    {
      method: "get",
      path: "/evidence/:shelfId/:role",
      policy: OWN,
      async handle(req, res) {
        const uploader = await uploaderOf(deps, req);
        if (req.query["part"] === "list") res.render("media/files", { layout: false, uploader });
        else res.render("media/evidence", { title: TITLES[uploader.role], scripts: ["upload.js"], uploader });
      },
    },
    {
      method: "post",
      path: "/evidence/:shelfId/:role/documents",
      policy: OWN,
      before: takeDocuments(deps, documentRole),
      async handle(req, res) {
        await receiveDocuments(deps, req, res);
      },
    },
  ];
}

const TITLES: Record<MediaRole, string> = {
  video: "Your video",
  plan: "Your lesson plans",
  work: "Samples of student work",
  data: "Student data",
  captions: "Captions",
};

async function uploaderOf(deps: Deps, req: Request) {
  const shelf = await deps.shelves.getVisible(actorOf(req), pathId(req, "shelfId"));
  const role = roleOf(req);
  const items = await deps.mediaItems.ofShelf(shelf.id);
  const placeInQueue = await placesInQueue(deps, items);
  return uploaderPage(shelf, items, role, { returnTo: returnTo(req, `/evidence/${shelf.id}/${role}`), placeInQueue });
}

async function receiveDocuments(deps: Deps, req: Request, res: Response): Promise<void> {
  const [shelfId, role] = [pathId(req, "shelfId"), documentRole(req)];
  const files = (Array.isArray(req.files) ? req.files : []).flatMap(({ arrived }) => (arrived ? [arrived] : []));
  if (files.length === 0)
    throw new Problem("invalid-input", "Please choose a file.", [{ field: "file", message: "Please choose a file." }]);
  const { replacesId } = readBody(req, z.object({ replacesId: z.string().max(100).nullable().default(null) }));
  const items = await addDocuments(deps, actorOf(req), { shelfId, role, replacesId: replacesId || null }, files);
  if (wantsJson(req)) return void res.status(201).json({ items: items.map(({ id }) => ({ id })) });
  const text =
    items.length === 1
      ? "The file is here. It is being checked now."
      : `${items.length} files are here. They are being checked now.`;
  redirectWith(req, res, returnTo(req, `/evidence/${shelfId}/${role}`), text);
}

/** @throws Problem `not-found` */
function roleOf(req: Request): MediaRole {
  const role = MEDIA_ROLES.find((one) => one === pathId(req, "role"));
  if (!role) throw notFound();
  return role;
}

function documentRole(req: Request): MediaRole {
  const role = roleOf(req);
  if (role === "video") throw notFound();
  return role;
}

/** A page of ours, or the fallback: never another site. */
function returnTo(req: Request, fallback: string): string {
  const asked = req.query["returnTo"];
  const isOurs = typeof asked === "string" && /^\/(?![/\\])[^\\\r\n]*$/.test(asked);
  return isOurs ? asked : fallback;
}
