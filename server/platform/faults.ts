/** Named points between two steps of a write. In tests, one of them may end the process as a power cut would. */
export type Faults = { reach(point: string): void };

export function createFaults(faultPoint: string | null): Faults {
  return {
    reach(point) {
      if (point === faultPoint) process.kill(process.pid, "SIGKILL");
    },
  };
}
