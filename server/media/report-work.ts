import type { Deps } from "../deps.ts";
import { type MediaItem, moveStep } from "./media-item.rules.ts";

const EVERY_MS = 2000;
const HEARTBEAT_MS = 20_000;

/** Tells the applicant what is being done, and other workers that somebody is at it. */
export type Report = {
  step(name: string, percent?: number | null): Promise<void>;
  /** Words that stand beside the steps from now on: what will be the matter, before the end of the work. */
  foresee(words: string): Promise<void>;
  stop(): Promise<void>;
};

/** Steps are written when they change, percents every two seconds, and a sign of life every twenty. */
export function reportWork(
  { mediaItems, clock }: Pick<Deps, "mediaItems" | "clock">,
  itemId: string,
  isStillMine: (item: MediaItem) => boolean,
): Report {
  let [current, percent]: [string | null, number | null] = [null, null];
  let foreseen: string | null = null;
  let writtenAt = 0;
  let writing = Promise.resolve();
  const write = () => {
    writtenAt = Date.now();
    const [name, share] = [current, percent];
    if (name === null) return writing;
    writing = writing.then(async () => {
      await mediaItems
        .change(itemId, (item) =>
          isStillMine(item) ? [moveStep(item, { name, percent: share, foreseen }, clock.now())] : null,
        )
        .catch(() => undefined); // progress is told again; the work itself reports its own failures
    });
    return writing;
  };
  const timer = setInterval(() => void write(), HEARTBEAT_MS);
  return {
    async step(name, share = null) {
      const isNew = name !== current;
      [current, percent] = [name, share];
      if (isNew || Date.now() - writtenAt >= EVERY_MS) await write();
    },
    async foresee(words) {
      foreseen = words;
      await write();
    },
    async stop() {
      clearInterval(timer);
      await writing;
    },
  };
}
