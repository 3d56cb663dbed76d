/**
 * The review room: every answer is kept a moment after it was written. What could not be sent stays on the page and is
 * tried again; an answer that another tab changed is shown beside one's own and never overwritten unseen.
 */
const WAIT_MS = 800;
const RETRY_MS = 5000;

type Answer = { level: number | null; code: string | null; note: string };
type Saved = Answer & { revision: number };

const room = document.querySelector<HTMLElement>("[data-review-room]");
if (room) begin(room, room.dataset["reviewRoom"] ?? "");

function begin(root: HTMLElement, reviewId: string): void {
  const fieldsets = [...root.querySelectorAll<HTMLElement>("[data-indicator]")];
  const pending = new Map<HTMLElement, number>();
  const said = root.querySelector<HTMLElement>('[data-part="saved"]');
  const say = (text: string) => {
    if (said && said.textContent !== text) said.textContent = text;
  };

  const send = async (fieldset: HTMLElement): Promise<void> => {
    pending.delete(fieldset);
    const answer = read(fieldset);
    say("Saving …");
    let response: Response;
    try {
      response = await fetch(`/reviews/${reviewId}/answers/${fieldset.dataset["indicator"]}`, {
        method: "PUT",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ ...answer, revision: Number(fieldset.dataset["revision"]) }),
      });
    } catch {
      say("No connection. What you wrote stays here; we try again by ourselves.");
      later(fieldset, RETRY_MS);
      return;
    }
    if (response.status === 401) {
      say("You were signed out. Sign in again in another tab; what you wrote stays here.");
      later(fieldset, RETRY_MS);
    } else if (response.status === 409) {
      const body = (await response.json()) as { conflict?: Saved; detail?: string };
      if (body.conflict) showConflict(fieldset, body.conflict);
      else say(body.detail ?? "This review is not open for writing any more.");
    } else if (response.ok) {
      const { saved } = (await response.json()) as { saved: Saved };
      fieldset.dataset["revision"] = String(saved.revision);
      state(fieldset, "");
      say(
        pending.size === 0
          ? `Saved at ${new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })}.`
          : "Saving …",
      );
      count();
    } else {
      say("That could not be saved. We try again by ourselves.");
      later(fieldset, RETRY_MS);
    }
  };
  const later = (fieldset: HTMLElement, ms = WAIT_MS) => {
    clearTimeout(pending.get(fieldset));
    pending.set(
      fieldset,
      window.setTimeout(() => void send(fieldset), ms),
    );
  };
  const count = () => {
    const done = fieldsets.filter((fieldset) => isComplete(read(fieldset))).length;
    const label = root.querySelector('[data-part="done"]');
    const bar = root.querySelector<HTMLProgressElement>("#room-progress");
    if (label) label.textContent = String(done);
    if (bar) bar.value = done;
  };

  for (const fieldset of fieldsets) {
    fieldset.addEventListener("input", () => later(fieldset));
    showCode(fieldset);
    fieldset.addEventListener("change", () => showCode(fieldset));
  }
  window.addEventListener("beforeunload", (event) => {
    if (pending.size > 0) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const fieldset of pending.keys()) void send(fieldset);
  });
  writeMarks(root);
  count();
}

/** A moment marked in the player (M) goes into the note that was written last, as `[12:34]`. */
function writeMarks(root: HTMLElement): void {
  let note: HTMLTextAreaElement | null = null;
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement && target.closest("[data-indicator]")) note = target;
  });
  root.addEventListener("player-mark", (event) => {
    if (!note) return;
    const { sec } = (event as CustomEvent<{ sec: number }>).detail;
    const mark = `[${Math.floor(sec / 60)}:${String(sec % 60).padStart(2, "0")}] `;
    note.value = note.value === "" || /\s$/.test(note.value) ? note.value + mark : `${note.value} ${mark}`;
    note.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function read(fieldset: HTMLElement): Answer {
  const chosen = fieldset.querySelector<HTMLInputElement>('input[type="radio"]:checked')?.value ?? "";
  const code = fieldset.querySelector<HTMLSelectElement>("select")?.value ?? "";
  const note = fieldset.querySelector<HTMLTextAreaElement>("textarea")?.value ?? "";
  return {
    level: chosen === "" || chosen === "NS" ? null : Number(chosen),
    code: chosen === "NS" && code !== "" ? code : null,
    note,
  };
}

function isComplete({ level, code, note }: Answer): boolean {
  return code !== null || (level !== null && note.trim() !== "");
}

/** The reason is asked for only where “cannot be scored” is chosen; without scripts it is simply there. */
function showCode(fieldset: HTMLElement): void {
  const isChosen = fieldset.querySelector<HTMLInputElement>('input[value="NS"]')?.checked === true;
  fieldset.querySelector<HTMLElement>(".mp-code-choice")?.toggleAttribute("hidden", !isChosen);
}

function state(fieldset: HTMLElement, text: string): void {
  const line = fieldset.querySelector<HTMLElement>('[data-part="state"]');
  if (line) line.textContent = text;
}

function showConflict(fieldset: HTMLElement, other: Saved): void {
  const line = fieldset.querySelector<HTMLElement>('[data-part="state"]');
  if (!line) return;
  const words = other.code ?? (other.level === null ? "no level" : `level ${other.level}`);
  line.textContent = `You changed this in another tab: ${words}, “${other.note}”. `;
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "mp-linkbutton";
  keep.textContent = "Keep what is written here";
  keep.addEventListener("click", () => {
    fieldset.dataset["revision"] = String(other.revision);
    line.textContent = "";
    fieldset.dispatchEvent(new Event("input"));
  });
  line.append(keep);
}
