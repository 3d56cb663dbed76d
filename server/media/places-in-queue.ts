import type { Deps } from "../deps.ts";
import { trusted } from "../platform/mongo.ts";
import type { Filter } from "../platform/aggregate-store.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { waitText } from "./waiting.rules.ts";

/** For each video that waits to be made playable: its place in the queue and the time that is expected, in words. */
export async function placesInQueue(
  { mediaItems }: Pick<Deps, "mediaItems">,
  items: readonly MediaItem[],
): Promise<Record<string, string>> {
  const waiting = items.filter(isWaiting);
  const places = await Promise.all(
    waiting.map(async (item) => {
      const before = await mediaItems.find({
        role: "video",
        check: "usable",
        playable: trusted({ $in: ["waiting", "preparing"] }),
        deletedAt: null,
        completedAt: trusted({ $lt: item.completedAt }),
      } as Filter<MediaItem>);
      return [item.id, waitText(item, before)] as const;
    }),
  );
  return Object.fromEntries(places);
}

const isWaiting = ({ role, check, playable }: MediaItem) =>
  role === "video" && check === "usable" && playable === "waiting";
