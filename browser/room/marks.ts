/**
 * A moment marked in the player (M) goes into the note that was written last, at the caret, as `[12:34]`. Where no note
 * was opened yet, it waits for the first one.
 */
export function writeMarks(root: HTMLElement, say: (text: string) => void): void {
  let note: HTMLTextAreaElement | null = null;
  let waiting: string[] = [];
  root.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement) || !target.closest("[data-indicator]")) return;
    note = target;
    for (const mark of waiting) put(target, mark);
    waiting = [];
  });
  root.addEventListener("player-mark", (event) => {
    const { sec } = (event as CustomEvent<{ sec: number }>).detail;
    const mark = `[${Math.floor(sec / 60)}:${String(sec % 60).padStart(2, "0")}] `;
    if (note === null) {
      waiting.push(mark);
      say(`Marked ${mark.trim()}. It goes into the next note you open.`);
      return;
    }
    const isPut = put(note, mark);
    const name = note.closest<HTMLElement>("[data-indicator]")?.dataset["indicator"] ?? "";
    say(isPut ? `Marked ${mark.trim()} in the note on ${name}.` : `The note on ${name} is full; nothing was marked.`);
  });
}

function put(note: HTMLTextAreaElement, mark: string): boolean {
  const at = note.selectionEnd;
  const before = note.value.slice(0, at);
  const text = before === "" || /\s$/.test(before) ? mark : ` ${mark}`;
  if (note.maxLength >= 0 && note.value.length + text.length > note.maxLength) return false;
  note.setRangeText(text, at, at, "end");
  note.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
