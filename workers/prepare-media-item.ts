import { z } from "zod";
import { prepareItem } from "../server/media/index.ts";
import { defineJob } from "./define-job.ts";

/** A usable video is made ready to play, after all checks that wait. */
export const prepareMediaItem = defineJob({
  name: "prepare-media-item",
  on: ["media-item.checked", "media-item.prepare-resumed"],
  queue: "media-prepare",
  data: z.object({ itemId: z.string() }),
  run: (deps, { itemId }, { signal }) => prepareItem(deps, itemId, signal),
});
