import { createServer } from "node:http";
import { createApp } from "./app.ts";
import { compose } from "./compose.ts";
import { loadConfig } from "./config.ts";
import { replayDeletions } from "./media/index.ts";

/** The web server. Stops on SIGTERM or SIGINT after the requests under way. */
async function main(): Promise<void> {
  const rootDir = import.meta.dirname.replace(/\/server$/, "");
  const config = loadConfig();
  const house = await compose(config, { name: "server", rootDir });
  // A restored backup must not show again what was deleted since.
  const deletedAgain = await replayDeletions(house.deps);
  if (deletedAgain > 0) house.deps.log.warn({ deletedAgain }, "a backup was restored: deletions were replayed");
  const server = createServer(
    { requestTimeout: 3_600_000, headersTimeout: 30_000, keepAliveTimeout: 65_000 },
    createApp(house.deps, rootDir),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, resolve);
  });
  house.deps.log.info({ port: config.port }, "listening");
  process.send?.("ready");

  const stop = () => {
    server.close(() => void house.close().then(() => process.exit(0)));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 10_000).unref();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
