export {
  MEDIA_CHECKS,
  MEDIA_ROLES,
  type MediaCheck,
  type MediaItem,
  type MediaRole,
  type MediaSeal,
} from "./media-item.rules.ts";
export { MediaItemStore } from "./media-item.store.ts";
export { mayChangeShelf, refuseUnlessOpen, type Shelf } from "./shelf.rules.ts";
export { ShelfStore } from "./shelf.store.ts";
export { checkVideo, type VideoCheck, type VideoCheckStep } from "./check-video.ts";
export { lengthInWords, type VideoReason } from "./video.rules.ts";
