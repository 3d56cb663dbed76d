type Tile = { fromSec: number; sheet: string; x: number; y: number; width: number; height: number };

const secondsOf = (time: string) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

/** The index of small pictures: which part of which sheet shows which seconds (WebVTT with `#xywh`). */
export function readStoryboard(vtt: string, folder: string): Tile[] {
  const found = vtt.matchAll(/([\d:.]+) --> [\d:.]+\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g);
  return [...found].map(([, from = "", sheet = "", x, y, width, height]) => ({
    fromSec: secondsOf(from),
    sheet: folder + sheet,
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));
}

/** Shows the picture of a moment above the seek bar while the pointer is over it. */
export class Storyboard {
  readonly #root: HTMLElement;
  readonly #video: HTMLVideoElement;
  #tiles: Promise<Tile[]> | null = null;
  readonly #sheets = new Map<string, HTMLImageElement>();

  constructor(root: HTMLElement, video: HTMLVideoElement) {
    this.#root = root;
    this.#video = video;
  }

  begin(): void {
    const position = this.#part<HTMLInputElement>("position");
    const preview = this.#part("preview");
    if (!position || !preview || !this.#root.dataset["storyboard"]) return;
    position.addEventListener("pointermove", (event) => {
      const box = position.getBoundingClientRect();
      const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
      preview.hidden = false;
      preview.style.left = `${Math.max(80, Math.min(box.width - 80, share * box.width))}px`;
      void this.#show(share * (this.#video.duration || Number(position.max)));
    });
    position.addEventListener("pointerleave", () => (preview.hidden = true));
  }

  #part<T extends HTMLElement>(name: string): T | null {
    return this.#root.querySelector<T>(`[data-part="${name}"]`);
  }

  async #show(sec: number): Promise<void> {
    const address = this.#root.dataset["storyboard"] ?? "";
    this.#tiles ??= fetch(address)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((vtt) => readStoryboard(vtt, address.replace(/[^/]*$/, "")));
    const tile = (await this.#tiles).findLast(({ fromSec }) => fromSec <= sec);
    const canvas = this.#part<HTMLCanvasElement>("picture");
    const time = this.#part("time");
    if (time) time.textContent = `${Math.floor(sec / 60)}:${String(Math.floor(sec) % 60).padStart(2, "0")}`;
    if (!tile || !canvas) return;
    const sheet = await this.#sheet(tile.sheet);
    canvas
      .getContext("2d")
      ?.drawImage(sheet, tile.x, tile.y, tile.width, tile.height, 0, 0, canvas.width, canvas.height);
  }

  async #sheet(address: string): Promise<HTMLImageElement> {
    const image = this.#sheets.get(address) ?? new Image();
    if (!this.#sheets.has(address)) image.src = address;
    this.#sheets.set(address, image);
    await image.decode();
    return image;
  }
}
