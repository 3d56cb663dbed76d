import type { Job, Sweep } from "./define-job.ts";
import { sendMessageJob } from "./send-message.ts";

/** The table event -> jobs. */
export const ALL_JOBS: readonly Job[] = [sendMessageJob];

/** What looks at the clock by itself. */
export const ALL_SWEEPS: readonly Sweep[] = [];
