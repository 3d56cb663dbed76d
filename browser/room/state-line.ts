import { isComplete, read } from "./answer.ts";
import type { AnswerKeeper, Trouble } from "./answer-keeper.ts";

const TROUBLE_WORDS: Record<Trouble, string> = {
  offline: "No connection. What you write is kept on this computer and sent by itself when the connection is back.",
  "signed-out": "You were signed out. What you write is kept on this computer; sign in again and it is sent by itself.",
  "other-role":
    "You act in another role in this browser. Switch back to reviewer; what you write is kept on this computer.",
  closed: "This review is not open for writing any more. What you wrote stays on your screen; you can copy it.",
  refused: "One answer could not be kept: see the words beside it.",
  server: "That could not be saved. What you write is kept on this computer, and we try again by ourselves.",
};

/** How the sheet stands, in one line that all can see; a screen reader hears of it only where something is amiss or mends. */
export class StateLine {
  /** What is amiss, in the words that were told. */
  words = "";
  private saved = "Your work is kept as you write.";
  private readonly root: HTMLElement;
  private trouble: Trouble | null = null;
  private hadUnsent = false;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  show(keepers: readonly AnswerKeeper[]): void {
    this.count(keepers);
    const troubled = keepers.find(({ trouble }) => trouble !== null);
    const isUnsent = keepers.some(({ isClean }) => !isClean);
    const trouble = troubled?.trouble ?? null;
    const own = trouble === "closed" && troubled?.detail ? troubled.detail : null;
    if (trouble !== null) this.write("Not saved yet.");
    else if (isUnsent) this.write("Saving …");
    else this.write(this.hadUnsent ? `Saved at ${timeNow()}.` : this.saved);
    if (trouble !== null) this.words = own ?? TROUBLE_WORDS[trouble];
    if (trouble !== this.trouble) this.tell(trouble === null ? "All is saved again." : this.words);
    this.trouble = trouble;
    this.hadUnsent = isUnsent;
    this.part("told")?.classList.toggle("mp-room__told--amiss", trouble !== null);
    this.part("sign-in")?.toggleAttribute("hidden", trouble !== "signed-out");
  }

  tell(text: string): void {
    const told = this.part("told");
    if (told && told.textContent !== text) told.textContent = text;
  }

  private write(text: string): void {
    this.saved = text;
    const saved = this.part("saved");
    if (saved && saved.textContent !== text) saved.textContent = text;
  }

  private count(keepers: readonly AnswerKeeper[]): void {
    const complete = keepers.map(({ fieldset }) => ({ fieldset, isDone: isComplete(read(fieldset)) }));
    const done = complete.filter(({ isDone }) => isDone).length;
    const [label, bar] = [this.part("done"), this.root.querySelector<HTMLProgressElement>("#room-progress")];
    if (label) label.textContent = String(done);
    if (bar) bar.value = done;
    for (const { fieldset, isDone } of complete)
      fieldset.querySelector('[data-part="mark"]')?.toggleAttribute("hidden", !isDone);
  }

  private part(name: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  }
}

function timeNow(): string {
  return new Date().toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
}
