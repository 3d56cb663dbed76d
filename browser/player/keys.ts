const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

type Actions = { mark: () => void; say: (words: string) => void };

/** Keys while the focus is in the player; typing, menus and the seek bar keep theirs. */
export function keysOf(video: HTMLVideoElement, { mark, say }: Actions): (event: KeyboardEvent) => void {
  const seek = (sec: number) =>
    (video.currentTime = Math.max(0, Math.min(video.duration || 0, video.currentTime + sec)));
  const turn = () => void (video.paused ? video.play() : Promise.resolve(video.pause()));
  const faster = (step: number) => {
    const at = SPEEDS.indexOf(video.playbackRate);
    video.playbackRate = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, (at < 0 ? 1 : at) + step))] ?? 1;
    say(`Speed ${video.playbackRate}`);
  };
  const louder = (step: number) => (video.volume = Math.max(0, Math.min(1, video.volume + step)));
  const captions = () => {
    const [track] = video.textTracks;
    if (track) track.mode = track.mode === "showing" ? "hidden" : "showing";
  };
  const keys: Record<string, () => unknown> = {
    " ": turn,
    k: turn,
    j: () => seek(-10),
    l: () => seek(10),
    arrowleft: () => seek(-5),
    arrowright: () => seek(5),
    arrowup: () => louder(0.1),
    arrowdown: () => louder(-0.1),
    ",": () => faster(-1),
    ".": () => faster(1),
    m: mark,
    c: captions,
  };
  return (event) => {
    const from = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(from.tagName)) return;
    if (event.key === " " && /^(BUTTON|SUMMARY|A)$/.test(from.tagName)) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  };
}
