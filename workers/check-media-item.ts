import { z } from "zod";
import { checkItem } from "../server/media/index.ts";
import { defineJob } from "./define-job.ts";

/** All bytes of a file are here: is it good to submit? */
export const checkMediaItem = defineJob({
  name: "check-media-item",
  on: ["media-item.completed", "media-item.check-resumed"],
  queue: "media-check",
  data: z.object({ itemId: z.string() }),
  run: (deps, { itemId }, { signal }) => checkItem(deps, itemId, signal),
});
