import { sizeText } from "../platform/wording.ts";
import type { MediaItem, RenditionKind } from "./media-item.rules.ts";

const LABELS: Record<MediaItem["role"], string> = {
  video: "Video",
  plan: "Lesson plan",
  work: "Student work",
  data: "Student data",
  captions: "Captions",
};

/** What the partial `player` is given. Addresses are our own; null for what there is not. */
export type Player = {
  id: string;
  label: string;
  src: string;
  poster: string | null;
  captions: string | null;
  storyboard: string | null;
  waveform: string | null;
  durationSec: number;
  /** False while only the file as it was uploaded is there, which not every browser plays. */
  isReady: boolean;
};

const has = ({ renditions }: MediaItem, kind: RenditionKind) => renditions.some((one) => one.kind === kind);

/** @param captionsItem an uploaded captions file for this video; it goes before captions made by speech recognition */
export function playerOf(item: MediaItem, captionsItem: MediaItem | null): Player {
  const at = `/media/${item.id}`;
  const ownCaptions = has(item, "captions") ? `${at}/captions` : null;
  return {
    id: item.id,
    label: labelOf(item),
    src: `${at}/stream`,
    poster: has(item, "poster") ? `${at}/poster` : null,
    captions: captionsItem ? `/media/${captionsItem.id}/captions` : ownCaptions,
    storyboard: has(item, "storyboard-index") ? `${at}/storyboard.vtt` : null,
    waveform: has(item, "waveform-picture") ? `${at}/waveform.svg` : null,
    durationSec: Math.floor(((item.durationMs ?? 0) + 500) / 1000),
    isReady: item.playable === "ready",
  };
}

export const labelOf = ({ role, part }: MediaItem) => `${LABELS[role]} ${part}`;

/** The page of one file, for its owner as for a reader: they see the same. */
export function watchPage(
  item: MediaItem,
  captionsItem: MediaItem | null,
  { code, isOwner }: { code: string; isOwner: boolean },
) {
  const isVideo = item.role === "video";
  const reading = has(item, "reading") ? "page" : has(item, "picture") ? "picture" : null;
  return {
    title: `${code}: ${labelOf(item)}`,
    code,
    label: labelOf(item),
    isOwner,
    scripts: isVideo ? ["player.js"] : [],
    player: isVideo ? playerOf(item, captionsItem) : null,
    reading: reading === "page" ? `/media/${item.id}/reading` : null,
    picture: reading === "picture" ? `/media/${item.id}/picture` : null,
    size: sizeText(item.sizeBytes),
    // Only its owner sees what the file was called.
    fileName: isOwner ? item.fileName : null,
    downloadHref: isOwner ? `/media/${item.id}/original` : null,
  };
}
