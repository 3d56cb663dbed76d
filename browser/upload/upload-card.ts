import { spanText } from "../parts/countdown.ts";
import type { Snapshot } from "./upload-run.ts";

const TROUBLES = {
  offline: "You are offline. It goes on by itself when the connection is back.",
  server: "The app is not answering. It goes on by itself; nothing sent is lost.",
  store: "The connection is not steady. Trying again.",
  "signed-out": "You were signed out. Sign in again in a new tab, and it goes on here by itself.",
} as const;

const element = <K extends keyof HTMLElementTagNameMap>(name: K, className = "", text = "") => {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
};

export type CardActions = { onPause: () => void; onResume: () => void; onRemove: () => void };

/** One upload as people see and hear it. */
export class UploadCard {
  readonly fileName: string;
  readonly root = element("div", "mp-upload");
  readonly #bar = element("progress");
  readonly #facts = element("div", "mp-upload__facts");
  readonly #say = element("p", "mp-upload__say");
  readonly #live = element("p", "usa-sr-only");
  readonly #signIn = element("a", "usa-button", "Sign in again");
  readonly #pause = element("button", "usa-button usa-button--outline", "Pause");
  readonly #resume = element("button", "usa-button", "Go on");
  readonly #remove = element("button", "usa-button usa-button--unstyled", "Give it up");
  #saidTenth = -1;
  #saidState = "";

  constructor(fileName: string, actions: CardActions) {
    this.fileName = fileName;
    this.#bar.max = 1000;
    this.#bar.setAttribute("aria-label", `Upload of ${fileName}`);
    this.#live.setAttribute("role", "status");
    this.#signIn.href = "/sign-in?next=%2F";
    this.#signIn.target = "_blank";
    this.#signIn.rel = "opener";
    for (const button of [this.#pause, this.#resume, this.#remove]) button.type = "button";
    this.#pause.onclick = actions.onPause;
    this.#resume.onclick = actions.onResume;
    this.#remove.onclick = actions.onRemove;
    const buttons = element("div", "mp-upload__actions");
    buttons.append(this.#signIn, this.#pause, this.#resume, this.#remove);
    this.root.append(element("p", "mp-upload__name", fileName), this.#facts, this.#bar, this.#say, buttons, this.#live);
  }

  show(snapshot: Snapshot): void {
    const { state, sentBytes, sizeBytes, trouble } = snapshot;
    this.root.dataset["state"] = state;
    this.root.dataset["trouble"] = trouble ?? "";
    const share = sizeBytes === 0 ? 0 : sentBytes / sizeBytes;
    this.#bar.value = Math.floor(share * 1000);
    this.#facts.replaceChildren(...factsOf(snapshot).map((fact) => element("span", "", fact)));
    const words = wordsOf(snapshot);
    if (this.#say.textContent !== words) this.#say.textContent = words;
    this.#signIn.hidden = trouble !== "signed-out";
    this.#pause.hidden = state !== "sending";
    this.#resume.hidden = state !== "paused" && state !== "failed";
    this.#remove.hidden = state === "complete" || state === "joining";
    this.#announce(share, `${state} ${trouble ?? ""}`, words);
  }

  /** A screen reader hears every tenth and every change, not every byte. */
  #announce(share: number, state: string, words: string): void {
    const tenth = Math.floor(share * 10);
    if (state === this.#saidState && tenth === this.#saidTenth) return;
    const isNews = state !== this.#saidState;
    [this.#saidState, this.#saidTenth] = [state, tenth];
    this.#live.textContent = isNews ? `${this.fileName}: ${words}` : `${this.fileName}: ${tenth * 10} percent`;
  }
}

export function percentOf({ sentBytes, sizeBytes }: Pick<Snapshot, "sentBytes" | "sizeBytes">): number {
  return sizeBytes === 0 ? 0 : Math.floor((sentBytes / sizeBytes) * 100);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 0 })} MB`;

function factsOf(snapshot: Snapshot): string[] {
  const { state, sentBytes, sizeBytes, bytesPerSec, trouble } = snapshot;
  const facts = [`${percentOf(snapshot)}%`, `${megabytes(sentBytes)} of ${megabytes(sizeBytes)}`];
  if (state !== "sending" || trouble !== null || bytesPerSec === 0) return facts;
  const left = Math.ceil((sizeBytes - sentBytes) / bytesPerSec);
  return [
    ...facts,
    `${(bytesPerSec / 1e6).toFixed(1)} MB a second`,
    left > 0 ? `about ${spanText(left)} left` : "almost there",
  ];
}

function wordsOf({ state, trouble, words }: Snapshot): string {
  if (state === "failed") return words ?? "This upload cannot go on.";
  if (trouble !== null) return TROUBLES[trouble];
  if (state === "starting") return "Getting ready.";
  if (state === "sending")
    return "Uploading. If you close this page it stops, and nothing sent is lost: choose the same file again to go on.";
  if (state === "paused") return "Paused. What was sent is kept.";
  if (state === "joining") return "Every part is there. Putting them together.";
  if (words !== null) return words;
  return "All of it is here. It is safe to close this page; the check goes on without you.";
}
