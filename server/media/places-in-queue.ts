import type { Deps } from "../deps.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { waitText } from "./waiting.rules.ts";

/** For each video that waits to be made playable: its place in the queue and the time that is expected, in words. */
export async function placesInQueue(
  { mediaItems }: Pick<Deps, "mediaItems">,
  items: readonly MediaItem[],
): Promise<Record<string, string>> {
  const waiting = items.filter(isWaiting);
  if (waiting.length === 0) return {};
  const queue = await mediaItems.unprepared();
  return Object.fromEntries(
    waiting.map((item) => {
      const place = queue.findIndex(({ id }) => id === item.id);
      return [item.id, waitText(item, queue.slice(0, Math.max(0, place)))];
    }),
  );
}

const isWaiting = ({ role, check, playable }: MediaItem) =>
  role === "video" && check === "usable" && playable === "waiting";
