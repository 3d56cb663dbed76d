import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openSandbox, type Sandbox, withFolder } from "../../server/platform/sandbox.ts";

const run = promisify(execFile);
let sandbox: Sandbox;
let folder: string;

const loud = (text: string) => {
  throw new Error(text);
};

beforeAll(async () => {
  sandbox = await openSandbox("production", loud);
  folder = await mkdtemp(join(tmpdir(), "sandbox-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sh = (script: string) => ({ tool: "bash", args: () => ["-c", script], limits: { wallSec: 20 } });

test("this machine can close the room", () => expect(sandbox.isClosed).toBe(true));

/** Opens the sandbox in a process that finds no programs; what it says. */
async function openWithout(mode: string): Promise<string> {
  const module = join(import.meta.dirname, "../../server/platform/sandbox.ts");
  const script = `import { openSandbox } from ${JSON.stringify(module)};
    const { isClosed } = await openSandbox("${mode}", console.log);
    console.log("closed: " + isClosed);`;
  const args = ["--input-type=module", "-e", script];
  const { stdout } = await run(process.execPath, args, { env: { PATH: "/nonexistent" } });
  return stdout;
}

test("production refuses to start without a sandbox, development says so", async () => {
  await expect(openWithout("production")).rejects.toThrow("apt-get install bubblewrap");
  const said = await openWithout("development");
  expect(said).toContain("WITHOUT a sandbox");
  expect(said).toContain("closed: false");
});

test("a tool reaches no address of this machine, though somebody listens there", async () => {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const script = `exec 3<>/dev/tcp/127.0.0.1/${port}`;
  try {
    expect((await sandbox.run(sh(script))).ended).toBe("refused");
    expect(calls).toBe(0);
  } finally {
    await new Promise((done) => server.close(done));
  }
});

test("a tool sees its one file and none of ours", async () => {
  const path = join(folder, "secret-name.txt");
  await writeFile(path, "work");
  const script = 'cat "$1"; ls /in; ls -d /home /root /work /etc/passwd /var/lib 2>/dev/null; echo "[$HOME]"';
  const { stdout } = await sandbox.run({
    ...sh(script),
    input: { path, name: "file" },
    args: ({ input }) => ["-c", script, "-", input],
  });
  expect(stdout.toString()).toBe("workfile\n[/tmp]\n");
});

test("a tool can write only into its folder, and no file beyond the limit", async () => {
  const script = 'touch /in/file /usr/x 2>/dev/null; touch "$0/fine"; head -c 3000000 /dev/zero > "$0/large"';
  const result = await sandbox.run({
    ...sh(script),
    args: ({ output }) => ["-c", script, output],
    outputDir: folder,
    limits: { fileBytes: 1_000_000 },
  });
  expect(result.ended).toBe("refused");
  expect((await readdir(folder)).toSorted()).toEqual(["fine", "large", "secret-name.txt"]);
});

test("a tool cannot take more memory than it was given", async () => {
  const { stderr } = await sandbox.run({
    ...sh("head -c 400000000 /dev/zero | tail"),
    limits: { memoryBytes: 100_000_000 },
  });
  expect(stderr).toContain("memory exhausted");
});

test("what does not end is killed, with everything that it started", async () => {
  const script = 'sleep 1000 & (sleep 1000 & echo "started"; sleep 1000)';
  const { ended, stdout } = await sandbox.run({ ...sh(script), limits: { wallSec: 1 } });
  expect(ended).toBe("out-of-time");
  expect(stdout.toString()).toBe("started\n");
});

test("output that never ends is cut", async () => {
  expect((await sandbox.run(sh("yes"))).ended).toBe("too-much-output");
});

test("a cancelled run is killed and rejects with the reason", async () => {
  const cancel = new AbortController();
  const going = sandbox.run(sh("echo go; sleep 1000"), cancel.signal);
  setTimeout(() => cancel.abort(new Error("the worker stops")), 50);
  await expect(going).rejects.toThrow("the worker stops");
  await expect(sandbox.run(sh("true"), cancel.signal)).rejects.toThrow("the worker stops");
});

test("a missing program is the machine's fault, never the file's", async () => {
  const missing = sandbox.run({ tool: "no-such-program", args: () => [] });
  await expect(missing).rejects.toThrow("no-such-program could not work here");
});

test("a scratch folder is gone afterwards, also after a failure", async () => {
  const before = await readdir(folder);
  const work = withFolder(join(folder, "x"), async (scratch) => {
    await writeFile(join(scratch, "half"), "half");
    throw new Error("converter broke");
  });
  await expect(work).rejects.toThrow("converter broke");
  expect(await readdir(folder)).toEqual(before);
});
