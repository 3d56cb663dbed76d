/** From then on a second press counts as meant: the first may have been lost. */
const AGAIN_MS = 3_000;

/**
 * A form that was just sent is not sent again by the second half of a double click: the server would do it once, but
 * answer the second press, and the page of a success would be lost.
 */
export function sendOnce(): void {
  let sent = new WeakMap<HTMLFormElement, number>();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (Date.now() - (sent.get(form) ?? 0) < AGAIN_MS) event.preventDefault();
    else sent.set(form, Date.now());
  });
  // Back in history the page stands as it was left, and nothing is on its way.
  window.addEventListener("pageshow", () => {
    sent = new WeakMap();
  });
}
