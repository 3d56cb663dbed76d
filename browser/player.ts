/** The player: keys, speed, captions with a transcript, a preview over the seek bar, and a heartbeat that ends it. */
import { Storyboard } from "./player/storyboard.ts";
import { Heartbeat } from "./player/heartbeat.ts";
import { showTranscript } from "./player/transcript.ts";
import { keysOf } from "./player/keys.ts";

for (const root of document.querySelectorAll<HTMLElement>("[data-player]")) begin(root);

export function clockText(sec: number): string {
  const [hours, minutes, seconds] = [Math.floor(sec / 3600), Math.floor(sec / 60) % 60, Math.floor(sec) % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function begin(root: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string) => root.querySelector<T>(`[data-part="${name}"]`);
  const video = part<HTMLVideoElement>("video");
  if (!video) return;
  for (const name of ["seek", "tools"]) part(name)?.removeAttribute("hidden");
  const say = (words: string) => {
    const said = part("said");
    if (said) said.textContent = words;
  };
  const mark = () => {
    const sec = Math.floor(video.currentTime);
    root.dispatchEvent(
      new CustomEvent("player-mark", { bubbles: true, detail: { itemId: root.dataset["player"], sec } }),
    );
    say(`Marked at ${clockText(sec)}`);
  };
  const speed = part<HTMLSelectElement>("speed");
  speed?.addEventListener("change", () => (video.playbackRate = Number(speed.value)));
  video.addEventListener("ratechange", () => {
    if (speed) speed.value = String(video.playbackRate);
  });
  part("mark")?.addEventListener("click", mark);
  root.addEventListener("keydown", keysOf(video, { mark, say }));
  followPosition(video, part);
  new Storyboard(root, video).begin();
  showTranscript(video, part("transcript"), part("lines"));
  new Heartbeat(`/media/${root.dataset["player"]}/heartbeat`, video, (words) => end(video, part, words)).begin();
}

function followPosition(video: HTMLVideoElement, part: (name: string) => HTMLElement | null): void {
  const position = part("position") as HTMLInputElement | null;
  const now = part("now");
  const isHeld = () => document.activeElement === position && position?.matches(":active");
  const show = () => {
    const text = `${clockText(video.currentTime)} of ${clockText(video.duration || Number(position?.max ?? 0))}`;
    if (now && now.textContent !== text) now.textContent = text;
    if (!position || isHeld()) return;
    position.value = String(Math.floor(video.currentTime));
    position.setAttribute("aria-valuetext", text);
  };
  video.addEventListener("timeupdate", show);
  video.addEventListener("loadedmetadata", () => {
    if (position && Number.isFinite(video.duration)) position.max = String(Math.floor(video.duration));
    show();
  });
  position?.addEventListener("input", () => (video.currentTime = Number(position.value)));
}

/** Access has ended: nothing of what a browser still holds stays on the screen. */
function end(video: HTMLVideoElement, part: (name: string) => HTMLElement | null, words: string): void {
  video.pause();
  video.removeAttribute("src");
  video.removeAttribute("poster");
  for (const track of video.querySelectorAll("track")) track.remove();
  video.load();
  video.hidden = true;
  for (const name of ["seek", "tools", "transcript"]) part(name)?.setAttribute("hidden", "");
  const ended = part("ended");
  if (!ended) return;
  ended.textContent = words;
  ended.hidden = false;
}
