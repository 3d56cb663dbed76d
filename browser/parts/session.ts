import { nowMs } from "./clock.ts";
import { spanText } from "./countdown.ts";

const WARN_MS = 5 * 60_000;

/** Asks five minutes before the session ends; after the end says how to go on. Nothing typed is lost (`drafts.ts`). */
export function warnOfExpiry(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#session-warning");
  if (dialog === null) return;
  const part = <T extends HTMLElement>(name: string) => dialog.querySelector<T>(`[data-part="${name}"]`);
  const [title, text, stay, again, leave] = ["title", "text", "stay", "again", "leave"].map((name) => part(name));
  let expiresAtMs = Date.parse(dialog.dataset["expiresAt"] ?? "");

  const show = () => {
    const leftMs = expiresAtMs - nowMs();
    if (leftMs <= 0) return end();
    setTimeout(show, leftMs > WARN_MS ? Math.min(leftMs - WARN_MS, 60_000) : Math.min(leftMs, 15_000));
    if (leftMs > WARN_MS) return;
    if (!dialog.open) dialog.showModal();
    const minutes = Math.max(60, Math.ceil(leftMs / 60_000) * 60);
    say(`You will be signed out in ${spanText(minutes)}. What you have typed stays in this tab.`);
  };
  const say = (words: string) => {
    if (text && text.textContent !== words) text.textContent = words;
  };
  const end = () => {
    if (!dialog.open) dialog.showModal();
    if (title) title.textContent = "You were signed out";
    say("It was quiet for a long time. What you have typed is kept in this tab: sign in again and go on.");
    for (const element of [stay, leave]) if (element) element.hidden = true;
    if (!again) return;
    again.setAttribute("href", `/sign-in?next=${encodeURIComponent(dialog.dataset["returnTo"] ?? "/")}`);
    again.hidden = false;
    again.focus();
  };
  const extend = async () => {
    const answer = await fetch("/session/extension", { method: "POST", headers: { accept: "application/json" } });
    if (!answer.ok) return end();
    const { expiresAt } = (await answer.json()) as { expiresAt: string };
    expiresAtMs = Date.parse(expiresAt);
    dialog.close();
  };
  stay?.addEventListener("click", () => {
    extend().catch(() => say("The server did not answer. Please check your connection and try again."));
  });
  show();
}
