import type { MediaItem } from "./media-item.rules.ts";

/** Transcoding to 720p costs about 0.7 of the running time on two cores; a remux next to nothing. */
export const TRANSCODE_SHARE = 0.7;

const minutesOf = ({ durationMs }: Pick<MediaItem, "durationMs">) => ((durationMs ?? 0) / 60_000) * TRANSCODE_SHARE;

/** `number 3 in the queue, at most about 1 hour 50 minutes`: the longest it can take, if all before it need a transcode. */
export function waitText(
  item: Pick<MediaItem, "durationMs">,
  before: readonly Pick<MediaItem, "durationMs">[],
): string {
  const minutes = Math.ceil([...before, item].reduce((sum, one) => sum + minutesOf(one), 0));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const span = hours === 0 ? `${rest} min` : `${hours} h ${rest} min`;
  return `number ${before.length + 1} in the queue, at most about ${span}`;
}
