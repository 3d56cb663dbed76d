import { readFileSync, writeFileSync } from "node:fs";

/** Forgets the highest memory so far (Linux); false where the system does not offer it. */
export function forgetPeak(): boolean {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
    return true;
  } catch {
    return false;
  }
}

/** This process's memory now and at its highest since `forgetPeak`, in MB. */
export function memoryMb(): { now: number; peak: number } {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    return { now: kilobytes(status, "VmRSS") / 1024, peak: kilobytes(status, "VmHWM") / 1024 };
  } catch {
    const peak = process.resourceUsage().maxRSS / 1024;
    return { now: process.memoryUsage.rss() / 1_048_576, peak };
  }
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
}
