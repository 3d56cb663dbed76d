import type { Clock } from "../../server/kernel/time.ts";

/** Stands at the moment it was set to and goes on by a second with every look, so that no two steps share an instant. */
export type MovingClock = Clock & { set(at: Date): void };

export function movingClock(at: Date): MovingClock {
  let now = at.getTime();
  return {
    now() {
      now += 1000;
      return new Date(now);
    },
    set(to) {
      now = to.getTime();
    },
  };
}
