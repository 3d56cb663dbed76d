import { findOrphans, reapUploads } from "../server/media/index.ts";
import { defineSweep } from "./define-job.ts";

/** Idle uploads, what was taken away, and uploads that no record knows. */
export const reapMedia = defineSweep({
  name: "reap-media",
  everySec: 3600,
  async run(deps) {
    const reaped = await reapUploads(deps);
    if (Object.values(reaped).some((count) => count > 0)) deps.log.info(reaped, "media was reaped");
  },
});

/** Says loudly where records and bytes differ. */
export const checkMediaOrphans = defineSweep({
  name: "check-media-orphans",
  everySec: 24 * 3600,
  async run(deps) {
    const { objects, itemIds } = await findOrphans(deps);
    if (objects.length + itemIds.length > 0)
      deps.log.warn({ objects: objects.length, itemIds }, "bytes without a record, or a record without its bytes");
  },
});
