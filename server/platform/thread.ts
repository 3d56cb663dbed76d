import { Worker } from "node:worker_threads";

/** Told now and then by a task: how far it is, in per cent and in words. */
export type Told = (percent: number, text: string) => void;

/** What travels between the two sides. */
export type FromThread = { told: { percent: number; text: string } } | { done: unknown } | { failed: string };

/**
 * One long-lived worker thread for long computations: the event loop stays free, and what the engine has learned about
 * the code stays warm. One task at a time; an aborted task ends its thread, and the next one begins a new.
 */
export class Thread {
  readonly #file: string;
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** `file` answers each message with messages of `FromThread`, the last one `done` or `failed`. */
  constructor(file: string) {
    this.#file = file;
  }

  /**
   * @throws Error with the task's own words when it failed
   * @throws the signal's reason when it was aborted
   */
  run<T>(task: unknown, { told = () => {}, signal }: { told?: Told; signal?: AbortSignal } = {}): Promise<T> {
    const turn = this.#last.then(() => this.#begin<T>(task, told, signal));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #begin<T>(task: unknown, told: Told, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    const worker = this.#worker ?? new Worker(this.#file);
    this.#worker = worker;
    worker.ref();
    return new Promise<T>((resolve, reject) => {
      const end = (settle: () => void) => {
        worker.off("message", hear).off("error", lose).off("exit", leave);
        worker.unref();
        signal?.removeEventListener("abort", abort);
        settle();
      };
      const hear = (message: FromThread) => {
        if ("told" in message) told(message.told.percent, message.told.text);
        else if ("done" in message) end(() => resolve(message.done as T));
        else end(() => reject(new Error(message.failed)));
      };
      const lose = (error: Error) => {
        this.#worker = null;
        end(() => reject(error));
      };
      const leave = (code: number) => lose(new Error(`the thread ended with ${code}`));
      const abort = () => {
        this.#worker = null;
        void worker.terminate();
        end(() => reject(signal?.reason));
      };
      worker.on("message", hear).on("error", lose).on("exit", leave);
      signal?.addEventListener("abort", abort, { once: true });
      worker.postMessage(task);
    });
  }
}
