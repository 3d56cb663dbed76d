/** Follows a run that is under way and shows the page anew when it is over. Without scripts there is a link for it. */
const watched = document.querySelector<HTMLElement>("[data-watch-run]");
if (watched) follow(watched, watched.dataset["watchRun"] ?? "");

function follow(element: HTMLElement, address: string): void {
  const look = async () => {
    const answer = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
    if (answer?.ok) {
      const run = (await answer.json()) as { state: string; progressPct: number; progressText: string };
      if (run.state !== "queued" && run.state !== "running") return location.reload();
      const bar = element.querySelector("progress");
      const text = element.querySelector('[data-part="text"]');
      if (bar) bar.value = run.progressPct;
      if (text && text.textContent !== run.progressText) text.textContent = run.progressText;
    }
    setTimeout(() => void look(), 700);
  };
  setTimeout(() => void look(), 400);
}
