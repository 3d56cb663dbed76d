import { compose } from "../server/compose.ts";
import { loadConfig } from "../server/config.ts";
import { checkSpeech } from "../server/media/index.ts";
import { warmUpMatching } from "../server/matching/index.ts";
import { runWorkers } from "./run-workers.ts";

/** The workers' process: relay, jobs, sweeps. Stops on SIGTERM or SIGINT after what is under way. */
async function main(): Promise<void> {
  const config = loadConfig();
  await checkSpeech(config);
  const house = await compose(config, { name: "worker", rootDir: import.meta.dirname.replace(/\/workers$/, "") });
  const workers = runWorkers(house.deps);
  house.deps.log.info({}, "working");
  process.send?.("ready");
  void warmUpMatching(house.deps);

  const stop = () => {
    setTimeout(() => process.exit(0), 10_000).unref();
    void workers
      .stop()
      .then(() => house.close())
      .then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
