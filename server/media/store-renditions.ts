import { join } from "node:path";
import type { Deps } from "../deps.ts";
import { putFile } from "../platform/put-stream.ts";
import type { MediaItem, Rendition, RenditionKind } from "./media-item.rules.ts";

export type MadeFile = { kind: RenditionKind; number?: number; file: string; contentType: string };

export const CAPTIONS_FILE: MadeFile = {
  kind: "captions",
  file: "captions.vtt",
  contentType: "text/vtt; charset=utf-8",
};

/**
 * Where everything lies that was made of one item: beside its key, not below it, because some stores cannot have a file
 * with children. Told from the key, which stays, and not from the shelf, which a draft taken along changes.
 */
export const renditionPrefix = ({ object }: Pick<MediaItem, "object">) =>
  `renditions/${object.key.replace(/^evidence\//, "")}/`;

/** Puts what was made into the store. Doing it twice leaves an older version behind, which goes with the item. */
export async function storeRenditions(
  { s3 }: Pick<Deps, "s3">,
  item: MediaItem,
  folder: string,
  made: readonly MadeFile[],
): Promise<Rendition[]> {
  const stored: Rendition[] = [];
  for (const { kind, number = 1, file, contentType } of made) {
    const path = join(folder, file);
    const key = `${renditionPrefix(item)}${file}`;
    const { objectVersion, sizeBytes } = await putFile(s3, key, path, contentType);
    stored.push({ kind, number, key, objectVersion, sizeBytes, contentType });
  }
  return stored;
}
