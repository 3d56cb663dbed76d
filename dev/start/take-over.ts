import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Children, claim } from "../engines.ts";

/**
 * Makes this process the one `npm start` of `runDir`, and ends what one before it left running after a kill -9.
 * With `isReset` everything kept in `runDir` is gone afterwards, but never while another start still works with it.
 * @throws Error that names the process which runs already; nothing has been touched then
 */
export async function takeOver(runDir: string, isReset: boolean, say: (line: string) => void): Promise<void> {
  const owner = claim(runDir);
  if (owner !== null) throw new Error(`This clone is running already, as process ${owner}. Stop that one with Ctrl-C.`);
  const left: string[] = [];
  for (const kind of ["app", "engines"]) left.push(...(await new Children(join(runDir, kind)).endStale()));
  if (left.length > 0) say(`Ended what an earlier start left behind: ${left.join(", ")}.`);
  if (!isReset) return;
  rmSync(runDir, { recursive: true, force: true });
  claim(runDir);
  mkdirSync(join(runDir, "app"), { recursive: true });
  say("Beginning anew: the data of this clone is gone.");
}
