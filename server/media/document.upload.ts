/** Documents come through the app: a plain form, streamed to the file store with flat memory. */
import type { Request, RequestHandler } from "express";
import multer, { type StorageEngine } from "multer";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { putStream } from "../platform/put-stream.ts";
import { deleteObject } from "../platform/objects.ts";
import { actorOf, pathId } from "../platform/request.ts";
import { refusalOfDocument } from "./document-kind.rules.ts";
import { maxBytesOf } from "./limits.rules.ts";
import type { MediaRole } from "./media-item.rules.ts";
import { peek } from "./sniff-stream.ts";

/** One file of a form, as it lies in the store. */
export type ArrivedDocument = {
  itemId: string;
  key: string;
  fileName: string;
  contentType: string;
  objectVersion: string;
  sizeBytes: number;
  sha256: string;
};

declare global {
  namespace Express {
    namespace Multer {
      interface File {
        arrived?: ArrivedDocument;
      }
    }
  }
}

const FORM_OVERHEAD = 1024 * 1024;
export const FILES_AT_ONCE = 10;

type Needs = Pick<Deps, "s3" | "newId" | "log" | "shelves">;

/**
 * Refuses what is too large before a byte of it is read, then who may not, then takes the files.
 * @param mostBytes the most that a file of a role may have
 */
export function takeDocuments(
  deps: Needs,
  roleOf: (req: Request) => MediaRole,
  mostBytes: (role: MediaRole) => number = maxBytesOf,
): RequestHandler[] {
  const form = multer({
    storage: storage(deps, roleOf),
    defParamCharset: "utf8",
    limits: {
      fileSize: mostBytes("plan"),
      files: FILES_AT_ONCE,
      fields: 5,
      parts: FILES_AT_ONCE + 5,
      fieldSize: 1024,
      fieldNameSize: 100,
      headerPairs: 20,
      fieldNestingDepth: 0,
      fieldArrayIndexLimit: 0,
    },
  }).array("file", FILES_AT_ONCE);
  return [refuseTooLarge(roleOf, mostBytes), mayAdd(deps), form];
}

function refuseTooLarge(roleOf: (req: Request) => MediaRole, mostBytes: (role: MediaRole) => number): RequestHandler {
  return (req, res, next) => {
    if (Number(req.get("content-length") ?? 0) <= mostBytes(roleOf(req)) + FORM_OVERHEAD) return next();
    // The rest of the request stays unread: the connection cannot be used for another one.
    res.set("Connection", "close");
    throw new Problem(
      "too-large",
      "A document may have at most 100 MB. If you chose several, please send fewer at once.",
    );
  };
}

/** Before any byte is taken: whose shelf is it? Whether it is open is asked again in the transaction that adds it. */
function mayAdd({ shelves }: Needs): RequestHandler {
  return async (req, _res, next) => {
    await shelves.getVisible(actorOf(req), pathId(req, "shelfId"));
    next();
  };
}

function storage(deps: Needs, roleOf: (req: Request) => MediaRole): StorageEngine {
  return {
    _handleFile(req, file, done) {
      file.stream.once("limit", () =>
        file.stream.destroy(new Problem("too-large", "A document may have at most 100 MB.")),
      );
      take(deps, req, file, roleOf(req)).then(
        (arrived) => done(null, { arrived, size: arrived.sizeBytes }),
        (error: unknown) => done(error),
      );
    },
    _removeFile(_req, file, done) {
      if (!file.arrived) return done(null);
      deleteObject(deps.s3, file.arrived.key, file.arrived.objectVersion).then(
        () => done(null),
        (error: unknown) => {
          deps.log.warn({ err: error }, "a refused document stays until the reaper comes");
          done(null);
        },
      );
    },
  };
}

async function take(deps: Needs, req: Request, file: Express.Multer.File, role: MediaRole): Promise<ArrivedDocument> {
  const { head, whole } = await peek(file.stream, 4096);
  const refusal = refusalOfDocument(role, head, file.originalname);
  if (refusal !== null) file.stream.resume(); // the rest of the form is read and forgotten
  if (refusal !== null) throw new Problem("invalid-input", refusal, [{ field: "file", message: refusal }]);
  const itemId = deps.newId();
  const key = `evidence/${pathId(req, "shelfId")}/${itemId}`;
  const put = await putStream(deps.s3, key, whole, "application/octet-stream").catch((error: unknown) => {
    file.stream.resume(); // what the store did not take is read and forgotten, and its own error told
    throw error;
  });
  return { itemId, key, fileName: file.originalname, contentType: file.mimetype, ...put };
}
