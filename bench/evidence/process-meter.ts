import { readFileSync, writeFileSync } from "node:fs";

const TICKS_PER_SEC = 100;

/** What another process holds in memory, now and at most since `forgetPeakOf`, in MB (Linux). */
export function memoryMbOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

/** From now on `peak` counts anew. */
export function forgetPeakOf(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** Processor time that a process has used, all threads, in seconds. */
export function cpuSecOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in brackets may hold spaces; utime and stime are the 14th and 15th field.
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_PER_SEC;
}

/** What a process uses while `work` runs: memory over what it held before, and the share of one core. */
export async function meter<Answer>(pid: number, work: () => Promise<Answer>) {
  forgetPeakOf(pid);
  const before = memoryMbOf(pid).now;
  const [cpu, begin] = [cpuSecOf(pid), performance.now()];
  const answer = await work();
  const sec = (performance.now() - begin) / 1000;
  return { answer, sec, growthMb: memoryMbOf(pid).peak - before, coreShare: (cpuSecOf(pid) - cpu) / sec, before };
}
