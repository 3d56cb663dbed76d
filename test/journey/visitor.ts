import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import type { Person } from "../../server/people/index.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Pages that were looked at already, by role and address without ids: once each is enough. */
const seen = new Set<string>();

/** Somebody at a browser. Every kind of page they come to is looked at once with axe, and once at 320 px. */
export class Visitor {
  readonly page: Page;
  readonly person: Person;
  readonly findings: string[] = [];
  readonly #origin: string;

  constructor(page: Page, origin: string, person: Person) {
    this.page = page;
    this.person = person;
    this.#origin = origin;
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => this.findings.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        this.findings.push(`${page.url()}: ${message.text()}`);
    });
  }

  async signIn(password: string): Promise<void> {
    await this.go("/sign-in");
    await this.page.fill("#email", this.person.email);
    await this.page.fill("#password", password);
    await this.press("Sign in");
    await this.page.waitForURL(`${this.#origin}/`);
    await this.look();
  }

  async go(path: string): Promise<void> {
    const address = path.startsWith("http") ? path : `${this.#origin}${path}`;
    await unlessItMoves(this.page, () => this.page.goto(address));
    await this.look();
  }

  /** Follows a link in the main part of the page by its words. */
  async follow(words: string | RegExp): Promise<void> {
    await this.#use("link", words);
  }

  /** Presses a button in the main part of the page by its words. */
  async press(words: string | RegExp): Promise<void> {
    await this.#use("button", words);
  }

  /** A click that leaves the page is waited for until the next one stands: who goes on earlier breaks it off. */
  async #use(role: "link" | "button", words: string | RegExp): Promise<void> {
    const { page } = this;
    await page.evaluate(watchForLeaving);
    const arrived = new Promise<unknown>((resolve) => {
      page.once("framenavigated", resolve);
      page.once("download", resolve);
    });
    try {
      await page.locator("main").getByRole(role, { name: words }).first().click();
    } catch (cause) {
      throw new Error(`${this.person.name} finds no ${role} ${words} at ${page.url()}: ${await this.words()}`, {
        cause,
      });
    }
    // A page that cannot be asked any more has been left.
    if (await page.evaluate(() => document.documentElement.dataset["leaves"] === "yes").catch(() => true))
      await withLimit(arrived, `the page after “${words}” never came`);
    await page.waitForLoadState("load");
    await this.look();
  }

  /** Waits until these words stand on the page, asking again where it is not a page that moves by itself. */
  async waitFor(words: string | RegExp, { reload = true, limitMs = 90_000 } = {}): Promise<void> {
    const end = Date.now() + limitMs;
    const there = this.page.getByText(words).first();
    for (;;) {
      const isThere = await there.waitFor({ state: "visible", timeout: reload ? 1000 : limitMs }).then(
        () => true,
        () => false,
      );
      if (isThere) return this.look();
      if (Date.now() > end) throw new Error(`${this.page.url()} never said ${words}. It says: ${await this.words()}`);
      await this.page.reload();
    }
  }

  /** Waits for a video in the page that knows its length, as one that can be played does. */
  async waitForVideo(limitMs = 180_000): Promise<void> {
    const end = Date.now() + limitMs;
    for (;;) {
      const length = await this.page
        .waitForFunction(() => (document.querySelector("video")?.duration ?? 0) > 60, undefined, { timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
      if (length) return;
      if (Date.now() > end) throw new Error(`no video plays at ${this.page.url()}: ${await this.words()}`);
      await this.page.reload();
    }
  }

  /** What stands in the main part of the page. */
  async words(): Promise<string> {
    return (await this.page.locator("main").innerText()).replaceAll(/\s+/g, " ");
  }

  /** Chooses one of a group of radio buttons by its value, on its label as people do. */
  async choose(group: string, value: string): Promise<void> {
    await this.page.click(`label[for="${group}-${value}"]`);
  }

  async chooseNth(group: string, n: number): Promise<void> {
    const id = await this.page.locator(`input[name="${group}"]`).nth(n).getAttribute("id");
    await this.page.click(`label[for="${id}"]`);
  }

  /** Ticks one piece of evidence on the intake page, says why, and sends it back. */
  async chooseReturn(label: string, reason: string): Promise<void> {
    const box = this.page.locator("label.usa-checkbox__label", { hasText: label }).first();
    await box.click();
    const id = ((await box.getAttribute("for")) ?? "").replace("item-", "reason-");
    await this.page.fill(`[id="${id}"]`, reason);
    await this.press("Send it back");
  }

  /** Every member of the committee sits in this vote. */
  async seatEverybody(): Promise<void> {
    for (const box of await this.page.locator('input[name="seatIds"]').all()) {
      if (await box.isChecked()) continue;
      await this.page.click(`label[for="${await box.getAttribute("id")}"]`);
    }
  }

  /** The answer's status to an address, without going there. */
  async statusOf(path: string): Promise<number> {
    return (await this.page.request.get(`${this.#origin}${path}`, { headers: { accept: "text/html" } })).status();
  }

  /** A page that loads itself anew meanwhile is looked at again. */
  look(): Promise<void> {
    return unlessItMoves(this.page, () => this.#look());
  }

  async #look(): Promise<void> {
    const url = new URL(this.page.url());
    if (url.origin !== this.#origin) return;
    const kind = `${this.person.roles.join()} ${url.pathname.replaceAll(/[0-9a-f-]{36}(\.\d)?/g, ":id")}`;
    if (seen.has(kind)) return;
    const { violations } = await new AxeBuilder({ page: this.page }).setLegacyMode(true).withTags(TAGS).analyze();
    for (const { id, nodes } of violations)
      for (const { html } of nodes) this.findings.push(`${kind}: axe ${id}: ${html.slice(0, 160)}`);
    const before = this.page.viewportSize();
    await this.page.setViewportSize({ width: 320, height: 800 });
    const { wide, screen } = await this.page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      screen: document.documentElement.clientWidth,
    }));
    if (wide > screen) this.findings.push(`${kind}: ${wide} px wide on a screen of ${screen}`);
    if (before) await this.page.setViewportSize(before);
    seen.add(kind);
  }
}

/** Once more where the page went elsewhere by itself in the middle, as that of a matching does when its run is done. */
async function unlessItMoves(page: Page, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    if (!/context was destroyed|interrupted by another navigation|ERR_ABORTED/.test(String(cause))) throw cause;
    await page.waitForLoadState("load");
    await act();
  }
}

/** In the page: notes whether a click or a form goes elsewhere, after every script of the page has had its say. */
function watchForLeaving(): void {
  delete document.documentElement.dataset["leaves"];
  const leaves = () => {
    document.documentElement.dataset["leaves"] = "yes";
  };
  window.addEventListener("submit", (event) => !event.defaultPrevented && leaves());
  window.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>("a[href]");
    const isElsewhere = link && link.href.split("#")[0] !== location.href.split("#")[0];
    if (isElsewhere && link.target === "" && !event.defaultPrevented) leaves();
  });
}

function withLimit(work: Promise<unknown>, otherwise: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(otherwise)), 60_000);
    void work.then(resolve).finally(() => clearTimeout(timer));
  });
}
