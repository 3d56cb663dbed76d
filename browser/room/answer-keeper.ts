import { sessionTouched } from "../parts/session.ts";
import { type Answer, isSame, read, readAsDrawn, type Saved, showCode, wordsOf, write } from "./answer.ts";
import { dropUnsent, keepUnsent, unsentOf } from "./unsent.ts";

const WAIT_MS = 800;
const RETRY_MS = 5000;

/** Why an answer is not with the server: what the reader is told follows from it. */
export type Trouble = "offline" | "signed-out" | "other-role" | "closed" | "refused" | "server";
export type KeeperEvents = {
  onChange(keeper: AnswerKeeper): void;
  /** Another tab should hear. */
  onSaved(indicatorId: string, saved: Saved): void;
};

/**
 * Keeps one indicator's answer: first on this machine, a moment after the last key with the server. One request at a
 * time, so that a slow answer never looks like another tab. What another tab wrote is never overwritten unseen.
 */
export class AnswerKeeper {
  readonly fieldset: HTMLElement;
  readonly indicatorId: string;
  /** Null while all is well. */
  trouble: Trouble | null = null;
  /** The server's own words, where it gave some. */
  detail = "";
  isRestored = false;

  private readonly reviewId: string;
  private readonly events: KeeperEvents;
  /** What the server holds, as far as this tab knows. */
  private kept: Answer;
  private revision: number;
  /** What another tab wrote while something else stood here: waits for the reader's choice. */
  private other: Saved | null = null;
  private timer = 0;
  private sending: Promise<void> | null = null;

  constructor(fieldset: HTMLElement, reviewId: string, events: KeeperEvents) {
    this.fieldset = fieldset;
    this.reviewId = reviewId;
    this.events = events;
    this.indicatorId = fieldset.dataset["indicator"] ?? "";
    this.kept = readAsDrawn(fieldset);
    this.revision = Number(fieldset.dataset["revision"]);
    showCode(fieldset);
    this.restore();
    fieldset.addEventListener("input", () => this.changed());
    fieldset.addEventListener("change", () => showCode(fieldset));
  }

  get isClean(): boolean {
    return this.sending === null && isSame(read(this.fieldset), this.kept);
  }

  get hasConflict(): boolean {
    return this.other !== null;
  }

  /** Sends now what waits; settles when there is nothing more to send or it could not be sent. */
  async flush(isLeaving = false): Promise<void> {
    clearTimeout(this.timer);
    await this.sending;
    if (!this.isClean && this.other === null && this.trouble !== "closed") await this.send(isLeaving);
  }

  /** Another tab saved this indicator. */
  hear(saved: Saved): void {
    if (saved.revision <= this.revision || this.sending) return; // one under way learns of it from the server's answer
    const here = read(this.fieldset);
    if (!isSame(here, this.kept) && !isSame(here, saved)) return this.showConflict(saved);
    const isNew = !isSame(here, saved);
    this.take(saved);
    if (isNew) this.say("Brought here from your other tab.");
  }

  private restore(): void {
    const unsent = unsentOf(this.reviewId, this.indicatorId);
    if (unsent === null || isSame(unsent.answer, this.kept)) return dropUnsent(this.reviewId, this.indicatorId);
    write(this.fieldset, unsent.answer);
    this.isRestored = true;
    if (unsent.revision === this.revision) return this.later(0);
    this.showConflict({ ...this.kept, revision: this.revision });
  }

  private changed(): void {
    const unsent = { answer: read(this.fieldset), revision: this.revision };
    keepUnsent(this.reviewId, this.indicatorId, unsent);
    if (this.other === null) this.say("");
    if (this.trouble !== "closed") this.later(WAIT_MS);
    this.events.onChange(this);
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), ms);
  }

  private send(isLeaving: boolean): Promise<void> {
    this.sending ??= this.put(isLeaving).finally(() => {
      this.sending = null;
      this.events.onChange(this);
      if (this.trouble === null && this.other === null && !this.isClean) this.later(WAIT_MS);
    });
    return this.sending;
  }

  private async put(isLeaving: boolean): Promise<void> {
    const answer = read(this.fieldset);
    let response: Response;
    try {
      response = await fetch(`/reviews/${this.reviewId}/answers/${this.indicatorId}`, {
        method: "PUT",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ ...answer, revision: this.revision }),
        keepalive: isLeaving,
      });
    } catch {
      return this.failed("offline", "", true);
    }
    if (response.redirected) return this.failed("signed-out", "", true);
    const body = (await response.json().catch(() => ({}))) as {
      saved?: Saved;
      conflict?: Saved;
      type?: string;
      detail?: string;
    };
    if (response.ok && body.saved) return this.took(body.saved);
    if (body.conflict) return this.showConflict(body.conflict);
    const detail = body.detail ?? "";
    if (response.status === 401) return this.failed("signed-out", detail, true);
    if (response.status === 403) return this.failed("other-role", detail, true);
    if (body.type?.endsWith("#changed-meanwhile")) return this.failed("server", "", true);
    if (response.status === 404 || response.status === 409) return this.failed("closed", detail, false);
    if (response.status === 422) return this.failed("refused", detail, false);
    this.failed("server", detail, true);
  }

  private took(saved: Saved): void {
    sessionTouched();
    this.trouble = null;
    this.kept = { level: saved.level, code: saved.code, note: saved.note };
    this.revision = saved.revision;
    const here = read(this.fieldset);
    if (isSame(here, this.kept)) dropUnsent(this.reviewId, this.indicatorId);
    else keepUnsent(this.reviewId, this.indicatorId, { answer: here, revision: this.revision });
    this.events.onSaved(this.indicatorId, saved);
  }

  private failed(trouble: Trouble, detail: string, mayPass: boolean): void {
    this.trouble = trouble;
    this.detail = detail;
    if (trouble === "refused") this.say(detail);
    if (mayPass) this.later(RETRY_MS);
  }

  private take(saved: Saved): void {
    write(this.fieldset, saved);
    this.kept = { level: saved.level, code: saved.code, note: saved.note };
    this.revision = saved.revision;
    this.other = null;
    this.trouble = null;
    dropUnsent(this.reviewId, this.indicatorId);
    this.events.onChange(this);
  }

  private say(text: string): void {
    const line = this.fieldset.querySelector<HTMLElement>('[data-part="state"]');
    if (line && line.textContent !== text) line.textContent = text;
  }

  private showConflict(other: Saved): void {
    if (isSame(read(this.fieldset), other)) return this.take(other);
    this.other = other;
    this.kept = { level: other.level, code: other.code, note: other.note };
    const line = this.fieldset.querySelector<HTMLElement>('[data-part="state"]');
    if (!line) return;
    line.textContent = `You wrote this in another tab: ${wordsOf(other)} `;
    line.append(
      this.choice("Keep what is written here", () => {
        this.revision = other.revision;
        void this.flush();
      }),
      " ",
      this.choice("Take the other", () => this.take(other)),
    );
    this.events.onChange(this);
  }

  private choice(text: string, choose: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mp-linkbutton";
    button.textContent = text;
    button.addEventListener("click", () => {
      this.other = null;
      this.say("");
      choose();
      this.fieldset.querySelector<HTMLElement>("textarea")?.focus();
      this.events.onChange(this);
    });
    return button;
  }
}
