/** The captions as a list beside the video; a line leads to its moment, and the line of the moment is marked. */
export function showTranscript(video: HTMLVideoElement, section: HTMLElement | null, list: HTMLElement | null): void {
  const track = video.querySelector("track");
  if (!track || !section || !list) return;
  const fill = () => {
    const cues = [...(track.track.cues ?? [])] as VTTCue[];
    if (cues.length === 0) return;
    list.replaceChildren(...cues.map((cue) => line(video, cue)));
    section.hidden = false;
  };
  track.addEventListener("load", fill);
  if (track.readyState === HTMLTrackElement.LOADED) fill();
  track.track.addEventListener("cuechange", () => {
    const active = (track.track.activeCues?.[0] as VTTCue | undefined)?.startTime;
    for (const button of list.querySelectorAll("button")) {
      if (Number(button.dataset["sec"]) === active) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  });
}

function line(video: HTMLVideoElement, { startTime, text }: VTTCue): HTMLElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mp-transcript__line";
  button.dataset["sec"] = String(startTime);
  const [minutes, seconds] = [Math.floor(startTime / 60), Math.floor(startTime) % 60];
  button.textContent = `${minutes}:${String(seconds).padStart(2, "0")} ${text.replaceAll(/<[^>]*>/g, "")}`;
  button.addEventListener("click", () => (video.currentTime = startTime));
  item.append(button);
  return item;
}
