/**
 * The review room: every answer is kept a moment after it was written, on this machine first and then with the server.
 * One line says how it stands; what could not be sent is tried again by itself.
 */
import type { Saved } from "./room/answer.ts";
import { AnswerKeeper } from "./room/answer-keeper.ts";
import { writeMarks } from "./room/marks.ts";
import { StateLine } from "./room/state-line.ts";

const room = document.querySelector<HTMLElement>("[data-review-room]");
if (room) begin(room, room.dataset["reviewRoom"] ?? "");

function begin(root: HTMLElement, reviewId: string): void {
  const channel = new BroadcastChannel(`review-${reviewId}`);
  const line = new StateLine(root);
  const keepers: AnswerKeeper[] = [];
  const look = () => line.show(keepers);
  const fieldsets = [...root.querySelectorAll<HTMLElement>("[data-indicator]")];
  for (const fieldset of fieldsets)
    keepers.push(
      new AnswerKeeper(fieldset, reviewId, {
        onChange: look,
        onSaved: (indicatorId, saved) => channel.postMessage({ indicatorId, saved }),
      }),
    );
  channel.addEventListener("message", ({ data }: MessageEvent<{ indicatorId: string; saved: Saved }>) => {
    keepers.find(({ indicatorId }) => indicatorId === data.indicatorId)?.hear(data.saved);
    look();
  });
  const flushAll = (isLeaving = false) => Promise.all(keepers.map((keeper) => keeper.flush(isLeaving)));
  addEventListener("online", () => void flushAll());
  addEventListener("focus", () => void flushAll());
  addEventListener("beforeunload", (event) => {
    if (keepers.some(({ isClean }) => !isClean)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => void flushAll(document.visibilityState === "hidden"));
  root.querySelector<HTMLFormElement>('[data-part="sheet"]')?.addEventListener("submit", (event) => {
    event.preventDefault();
    void flushAll().then(() => {
      const stuck = keepers.find(({ isClean, hasConflict }) => hasConflict || !isClean);
      if (!stuck) return location.assign(`/reviews/${reviewId}/summary`);
      look();
      line.tell(stuck.hasConflict ? "Another tab wrote here too. Please choose which words to keep." : line.words);
      stuck.fieldset.scrollIntoView({ block: "center" });
      stuck.fieldset.focus();
    });
  });
  writeMarks(root, (text) => line.tell(text));
  look();
  if (keepers.some(({ isRestored }) => isRestored))
    line.tell("We brought back what had not been sent when this page was last open.");
}
