import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";

/** What a solver says after each round. `cost` is the whole objective of the network; -1 where it found no answer. */
export type Round = { cost: number; ms: number; peakMb: number };

/** Somebody else's program, or ours in a process of its own, that solves one instance again whenever it is asked. */
export class Contestant {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #words = "";

  /** Starts the program; it loads its instance and says so with a first line. */
  constructor(name: string, command: string, args: readonly string[]) {
    this.name = name;
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.on("data", (chunk: Buffer) => {
      this.#words = `${this.#words}${chunk.toString()}`.slice(-2_000);
    });
    this.#reader = createInterface({ input: this.#child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Waits until the instance is loaded. @throws Error with its last words when it ends instead */
  async ready(): Promise<this> {
    await this.#line();
    return this;
  }

  /** Solves once more. */
  async round(): Promise<Round> {
    this.#child.stdin.write("solve\n");
    return JSON.parse(await this.#line()) as Round;
  }

  /** Ends the program and waits for its end. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.stdin.end();
    this.#child.kill();
    await ended;
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} ended: ${this.#words.trim()}`);
    return value;
  }
}
