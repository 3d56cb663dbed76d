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
export { captionsGapOf, type Cue, readCaptions, writeCaptions } from "./captions.rules.ts";
export { checkDocument, type DocumentCheck } from "./check-document.ts";
export { DOCUMENT_KINDS, type DocumentKind, type DocumentReason, refusal } from "./document.rules.ts";
export { findNames, type FoundName } from "./names.rules.ts";
export { playPlanOf, type Waveform } from "./play.rules.ts";
export { type DocumentWork, prepareDocument, type Prepared, textOf } from "./prepare-document.ts";
export { prepareVideo, type VideoWork } from "./prepare-video.ts";
export { saveAndHash } from "./save-and-hash.ts";
export { transcribeVideo } from "./transcribe-video.ts";
