import { rmSync } from "node:fs";

export default async function globalTeardown(): Promise<void> {
  const running = globalThis.testEngines;
  if (!running) return;
  await running.engines.stop();
  rmSync(running.runDir, { recursive: true, force: true });
}
