import { join } from "node:path";
import { compose } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { makeDistrict } from "./make-district.ts";
import { movingClock } from "./moving-clock.ts";

/** Fills an empty database with a made-up district. Where somebody lives already, nothing changes. */
async function main(): Promise<void> {
  const today = new Date();
  const clock = movingClock(today);
  const rootDir = join(import.meta.dirname, "../..");
  const house = await compose(loadConfig(), { name: "demo", rootDir, clock });
  try {
    if ((await house.deps.people.count({})) > 0) return;
    process.stdout.write("Making up a district to look around in (once, about a minute) ...\n");
    const begun = performance.now();
    await makeDistrict(house.deps, clock, today);
    process.stdout.write(`The district is there (${Math.round((performance.now() - begun) / 1000)} s).\n`);
  } catch (error) {
    // Half a district would be taken for a whole one at the next start.
    await house.deps.connection.dropDatabase();
    throw error;
  } finally {
    await house.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The demo could not be made up: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
