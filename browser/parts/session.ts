import { spanText } from "./countdown.ts";

const WARN_MS = 5 * 60_000;
/** When the session ends, by this browser's own clock, shared by its tabs: work in one keeps the others quiet. */
const ENDS_AT = "session-ends-at";

/** Tells all tabs that the server was just asked something with this session, which begins its span anew. */
export function sessionTouched(): void {
  const dialog = document.querySelector<HTMLElement>("#session-warning");
  const seconds = Number(dialog?.dataset["lastsSec"]);
  if (seconds > 0) localStorage.setItem(ENDS_AT, String(Date.now() + seconds * 1000));
}

/** Asks five minutes before the session ends; after the end says how to go on. Nothing typed is lost (`drafts.ts`). */
export function warnOfExpiry(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#session-warning");
  if (dialog === null) return;
  sessionTouched();
  const part = (name: string) => dialog.querySelector<HTMLElement>(`[data-part="${name}"]`);
  const say = (words: string) => {
    const text = part("text");
    if (text && text.textContent !== words) text.textContent = words;
  };
  const look = () => {
    const leftMs = Number(localStorage.getItem(ENDS_AT)) - Date.now();
    if (leftMs <= 0) return sayEnded(dialog, part, say);
    setTimeout(look, leftMs > WARN_MS ? Math.min(leftMs - WARN_MS, 60_000) : Math.min(leftMs, 5_000));
    if (leftMs > WARN_MS) return dialog.close();
    if (!dialog.open) dialog.showModal();
    say(`You will be signed out in ${leftText(leftMs)}. What you have typed stays in this tab.`);
  };
  part("stay")?.addEventListener("click", () => {
    fetch("/session/extension", { method: "POST", headers: { accept: "application/json" } })
      .then((answer) => {
        if (!answer.ok) return sayEnded(dialog, part, say);
        sessionTouched();
        dialog.close();
      })
      .catch(() => say("The server did not answer. Please check your connection and try again."));
  });
  look();
}

/** Whole minutes, so that a screen reader hears one line a minute; seconds only in the last one. */
function leftText(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return spanText(seconds > 60 ? Math.ceil(seconds / 60) * 60 : seconds);
}

function sayEnded(
  dialog: HTMLDialogElement,
  part: (name: string) => HTMLElement | null,
  say: (words: string) => void,
): void {
  if (!dialog.open) dialog.showModal();
  const [title, again] = [part("title"), part("again")];
  if (title) title.textContent = "You were signed out";
  say("It was quiet for a long time. What you have typed is kept in this tab: sign in again and go on.");
  for (const name of ["stay", "leave"]) part(name)?.setAttribute("hidden", "");
  if (!again) return;
  again.setAttribute("href", `/sign-in?next=${encodeURIComponent(`${location.pathname}${location.search}`)}`);
  again.hidden = false;
  again.focus();
}
