import type { MediaRole } from "./media-item.rules.ts";
import { MIB } from "./part-plan.rules.ts";

export const DOCUMENT_MAX_BYTES = 100 * MIB;
/** Ninety minutes at 50 Mbit/s are 34 GB; phones write a third of it. */
export const VIDEO_MAX_BYTES = 40 * 1024 * MIB;

/** How many files of one role a Profile holds at most. The video's parts are one lesson. */
export const ITEMS_MAX: Record<MediaRole, number> = { video: 3, plan: 10, work: 30, data: 10, captions: 3 };

/** What a file picker offers; the server looks at the content, never at the name. */
export const ACCEPT: Record<MediaRole, string> = {
  video: "video/mp4,video/quicktime,video/webm,.mp4,.mov,.m4v,.webm",
  plan: ".pdf,.docx,.pptx,.xlsx,.csv,.png,.jpg,.jpeg,.heic",
  work: ".pdf,.docx,.pptx,.xlsx,.csv,.png,.jpg,.jpeg,.heic",
  data: ".pdf,.docx,.pptx,.xlsx,.csv,.png,.jpg,.jpeg,.heic",
  captions: ".vtt,.srt",
};

export const isVideo = (role: MediaRole) => role === "video";
export const maxBytesOf = (role: MediaRole) =>
  role === "video" ? VIDEO_MAX_BYTES : role === "captions" ? 5 * MIB : DOCUMENT_MAX_BYTES;
