/**
 * Runs a converter on a file that we do not trust: no network, nothing of this machine to read, bounded memory, time
 * and output. ffmpeg, LibreOffice and poppler each had holes this year; what breaks out of them finds an empty room.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { dirname, join, resolve as absolute } from "node:path";
import { promisify } from "node:util";
import type { Readable } from "node:stream";

const run = promisify(execFile);
const MIB = 1024 * 1024;

/** What a tool may use at most. */
export type ToolLimits = {
  /** Wall clock; then everything that it started is killed. */
  wallSec: number;
  /** Address space of each process. */
  memoryBytes: number;
  /** The largest single file that it may write. */
  fileBytes: number;
};

const DEFAULT_LIMITS: ToolLimits = { wallSec: 120, memoryBytes: 2048 * MIB, fileBytes: 4096 * MIB };
const STDOUT_MAX = 16 * MIB;
const STDERR_KEPT = 8192;

/** Where the tool finds its files: inside the sandbox these are `/in/...` and `/out`. */
export type Inside = { input: string; output: string };

export type ToolRun = {
  tool: string;
  args(inside: Inside): readonly string[];
  /** The one file it may read, and the name it sees (its ending tells some tools what it is; never a person's name). */
  input?: { path: string; name: string };
  /** More files or folders that it may read, by absolute path, such as a speech model. */
  alsoReads?: readonly string[];
  /** The one folder it may write. */
  outputDir?: string;
  limits?: Partial<ToolLimits>;
  /** True for work that must give way to everything else. */
  isLowPriority?: boolean;
  /** Takes the output line by line instead of keeping it. */
  onLine?: (line: string) => void;
};

export type ToolResult = {
  /** `refused`: it ended by itself, not well. The others were killed by us. */
  ended: "well" | "refused" | "out-of-time" | "too-much-output";
  stdout: Buffer;
  /** The last words of the tool, for the log; they may hold metadata of the file, so never for a page. */
  stderr: string;
};

/** Runs tools one at a time a call; as many calls at once as the caller dares. */
export type Sandbox = {
  /** False where bubblewrap is missing: development only. */
  isClosed: boolean;
  /**
   * @throws the signal's reason when it is aborted
   * @throws Error when the machine, not the file, is at fault: a tool is missing, the disk is full
   */
  run(tool: ToolRun, signal?: AbortSignal): Promise<ToolResult>;
};

/** Options as one reads them in a manual; never for a path, which may hold spaces. */
export const flags = (text: string): string[] => text.split(" ");

const works = (file: string, args: readonly string[]) =>
  run(file, [...args], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

// Only what programs need to start: no home, no /etc/passwd, no sockets, no other scratch folder.
const READABLE = ["/etc/alternatives", "/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache", "/var/cache/fontconfig"];

const CLOSED_ROOM = [
  "--unshare-all",
  "--die-with-parent",
  "--new-session",
  "--clearenv",
  ...flags("--ro-bind /usr /usr"),
  ...flags("--symlink usr/bin /bin"),
  ...flags("--symlink usr/lib /lib"),
  ...flags("--ro-bind-try /lib64 /lib64"),
  ...READABLE.flatMap((path) => ["--ro-bind-try", path, path]),
  ...flags("--proc /proc"),
  ...flags("--dev /dev"),
  ...flags(`--size ${512 * MIB} --tmpfs /tmp`),
  ...flags("--setenv PATH /usr/bin"),
  ...flags("--setenv HOME /tmp"),
  ...flags("--setenv LANG C.UTF-8"),
  ...flags("--uid 65534 --gid 65534"),
];

const bind = (flag: string, from: string, to: string) => [flag, from, to];

function command(tool: ToolRun, limits: ToolLimits, isClosed: boolean, hasLimits: boolean) {
  const { input, outputDir } = tool;
  const inside = isClosed
    ? { input: `/in/${input?.name ?? ""}`, output: "/out" }
    : { input: absolute(input?.path ?? "."), output: absolute(outputDir ?? ".") };
  const room = isClosed
    ? [
        "bwrap",
        ...CLOSED_ROOM,
        ...(input ? bind("--ro-bind", absolute(input.path), inside.input) : []),
        ...(outputDir ? bind("--bind", absolute(outputDir), "/out") : []),
        ...(tool.alsoReads ?? []).flatMap((path) => bind("--ro-bind", path, path)),
        "--",
      ]
    : [];
  const bounds = [
    "prlimit",
    `--as=${limits.memoryBytes}`,
    `--fsize=${limits.fileBytes}`,
    `--cpu=${limits.wallSec * 4}`,
    "--nofile=256",
    "--core=0",
    // Counted for each room by itself, and only there. (Not for root, one more reason not to run as root.)
    ...(isClosed ? ["--nproc=256"] : []),
    "--",
  ];
  // The bounds come last, inside the room: bubblewrap itself needs more files than a tool does.
  return [...room, ...(hasLimits ? bounds : []), tool.tool, ...tool.args(inside)];
}

/** Calls `take` with each line; a line that never ends is cut at 64 KiB. */
function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(-65536);
    for (const line of lines) take(line);
  });
  stream.on("end", () => rest && take(rest));
}

/** Kills a tool with everything it started. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}

// What the machine says, not the file: worth another try, and never told to a teacher as a fault of theirs.
const MACHINE_TROUBLE = /No space left on device|^bwrap: |^prlimit: |Input\/output error writing/m;

type Ended = { code: number | null; ended: ToolResult["ended"] | null; stdout: Buffer; stderr: string };

function start(argv: readonly string[], tool: ToolRun, limits: ToolLimits, signal: AbortSignal | undefined) {
  return new Promise<Ended>((resolve, reject) => {
    signal?.throwIfAborted();
    const [file = "", ...args] = argv;
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, cwd: "/" });
    if (tool.isLowPriority && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const stdout: Buffer[] = [];
    let stderr = "";
    let size = 0;
    let ended: ToolResult["ended"] | null = null;
    const stop = (why: ToolResult["ended"]) => {
      ended ??= why;
      kill(child);
    };
    const timer = setTimeout(() => stop("out-of-time"), limits.wallSec * 1000);
    const onAbort = () => kill(child);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (tool.onLine) eachLine(child.stdout, tool.onLine);
    else
      child.stdout.on("data", (bytes: Buffer) => {
        size += bytes.length;
        if (size > STDOUT_MAX) stop("too-much-output");
        else stdout.push(bytes);
      });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    const leave = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    child.on("error", (error) => {
      leave();
      reject(new Error(`The program "${file}" could not be started.`, { cause: error }));
    });
    child.on("close", (code) => {
      leave();
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, ended, stdout: Buffer.concat(stdout), stderr });
    });
  });
}

/**
 * Looks at what this machine can enclose a tool with, by trying it once.
 * @throws Error in production when bubblewrap or prlimit does not work here
 */
export async function openSandbox(
  mode: "development" | "test" | "production",
  warn: (text: string) => void,
): Promise<Sandbox> {
  const isClosed = await works("bwrap", [...CLOSED_ROOM, "--", "/usr/bin/true"]);
  const hasLimits = await works("prlimit", ["--nofile=64", "--", "/usr/bin/true"]);
  const missing = [...(isClosed ? [] : ["bubblewrap"]), ...(hasLimits ? [] : ["prlimit (util-linux)"])];
  if (missing.length > 0) {
    const text =
      `Uploaded files would be opened WITHOUT a sandbox: ${missing.join(" and ")} does not work on this machine. ` +
      "Install it (Debian: apt-get install bubblewrap util-linux), and let containers make user namespaces.";
    if (mode === "production") throw new Error(text);
    warn(text);
  }
  return {
    isClosed,
    async run(tool, signal) {
      const limits = { ...DEFAULT_LIMITS, ...tool.limits };
      const argv = command(tool, limits, isClosed, hasLimits);
      const { code, ended, stdout, stderr } = await start(argv, tool, limits, signal);
      if (ended === null && code !== 0 && (MACHINE_TROUBLE.test(stderr) || code === 127)) {
        throw new Error(`${tool.tool} could not work here: ${stderr.trim().slice(-500)}`);
      }
      return { ended: ended ?? (code === 0 ? "well" : "refused"), stdout, stderr };
    },
  };
}

/** A fresh folder beside `path`, gone afterwards whatever happens. */
export async function withFolder<T>(path: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(dirname(path), `${process.pid}-${crypto.randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
