/** The files on the shelf as the server sees them, the same on every device: asked for again while something moves. */
export class FileList {
  readonly #root: HTMLElement;
  readonly #address: string;
  readonly #isUploading: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `isUploading`: this page itself moves something, shows it better than the list does, and looks again at its end. */
  constructor(root: HTMLElement, address: string, isUploading: () => boolean) {
    this.#root = root;
    this.#address = address;
    this.#isUploading = isUploading;
    this.#next();
  }

  #files(): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>('[data-part="files"]');
  }

  #next(): void {
    clearTimeout(this.#timer);
    const isMoving = this.#files()?.dataset["isMoving"] === "yes";
    this.#timer = setTimeout(() => void this.refresh(), isMoving && !this.#isUploading() ? 2000 : 10_000);
  }

  async refresh(): Promise<void> {
    const files = this.#files();
    const isBusy = files?.contains(document.activeElement) === true || document.visibilityState === "hidden";
    try {
      if (files && !isBusy) await this.#replace(files);
    } catch {
      // The next one may get through.
    }
    this.#next();
  }

  async #replace(files: HTMLElement): Promise<void> {
    const answer = await fetch(this.#address, { headers: { accept: "text/html" }, redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector('[data-part="files"]');
    if (fresh && fresh.outerHTML !== files.outerHTML) files.replaceWith(document.adoptNode(fresh));
  }
}
