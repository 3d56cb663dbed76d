import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ExcelJS from "exceljs";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { makeVideo } from "../../dev/make-media.ts";
import { buildBrowser } from "../../dev/build-browser.ts";
import { makePdf, makePhoto } from "../../dev/make-documents.ts";
import { openBrowser } from "../../dev/look.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import type { Role, Side } from "../../server/kernel/actor.ts";
import { hashPassword, type Person } from "../../server/people/index.ts";
import { type AppProcess, freePort, launch } from "../app-process.ts";
import { ROOT_DIR, testEnvironment } from "../engines.ts";
import { until } from "../until.ts";
import { Visitor } from "./visitor.ts";

export const PASSWORD = "a quiet river";

type Mail = {
  id: string;
  subject: string;
  to: { address: string }[];
  text: string;
  attachments?: { fileName: string }[];
};

/** The whole house as it runs: server and worker processes on real engines, a browser, and people with accounts. */
export class Theatre {
  readonly house: House;
  readonly origin: string;
  readonly folder: string;
  readonly #browser: Browser;
  readonly #processes: AppProcess[];
  readonly #inbox: string;
  readonly #hash: string;
  readonly #visitors: Visitor[] = [];
  #isClosing = false;

  private constructor(house: House, browser: Browser, processes: AppProcess[], hash: string, inbox: string) {
    this.house = house;
    this.origin = house.deps.config.baseUrl;
    this.folder = house.deps.config.scratchDir;
    this.#browser = browser;
    this.#processes = processes;
    this.#hash = hash;
    this.#inbox = inbox;
    for (const one of processes)
      void one.exited.then((how) => {
        if (!this.#isClosing) process.stderr.write(`a process of the journey ended (${how}): ${one.said()}\n`);
      });
  }

  static async open(file: string): Promise<Theatre> {
    await buildBrowser();
    const port = await freePort();
    const env = testEnvironment(file, {
      PORT: String(port),
      BASE_URL: `http://127.0.0.1:${port}`,
      REHEARSAL: "1",
      LOG_LEVEL: process.env["JOURNEY_LOG"] ?? "error",
    });
    const house = await compose(loadConfig(env), { name: "journey", rootDir: ROOT_DIR });
    const processes = await Promise.all([launch("server", env), launch("workers", env)]);
    const hash = await hashPassword(PASSWORD);
    return new Theatre(house, await openBrowser(), processes, hash, env["MAIL_INBOX_URL"] ?? "");
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#browser.close();
    await Promise.all(this.#processes.map((one) => one.kill()));
    await this.house.deps.connection.dropDatabase();
    await this.house.close();
  }

  /** An account, and nothing else of the story. */
  async person(name: string, roles: Role[], more: Partial<Person> & { side?: Side } = {}): Promise<Person> {
    const { deps } = this.house;
    return deps.people.insert({
      id: deps.newId(),
      name,
      // One inbox serves all tests of a run: the database's name keeps their people apart.
      email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@${deps.config.redis.prefix.toLowerCase()}.example`,
      passwordHash: this.#hash,
      roles,
      side: null,
      isKeyHolder: false,
      schoolId: null,
      pastSchoolIds: [],
      phone: null,
      createdAt: deps.clock.now(),
      ...more,
    });
  }

  /** Somebody at a browser of their own, signed in by the form. */
  async visitor(person: Person): Promise<Visitor> {
    const context = await this.#browser.newContext({ reducedMotion: "reduce" });
    const visitor = new Visitor(await context.newPage(), this.origin, person);
    this.#visitors.push(visitor);
    await visitor.signIn(PASSWORD);
    return visitor;
  }

  /** Everything that was wrong on any page that anybody saw: axe, too wide at 320 px, the console. */
  get findings(): string[] {
    return this.#visitors.flatMap(({ findings }) => findings);
  }

  /** What the processes complained of; for a test that did not come to its end. */
  get complaints(): string {
    return this.#processes.map((one) => one.said()).join("\n");
  }

  /** Moves the rehearsal's clock by the page that is there for it. */
  async moveClockTo(at: Date, visitor: Visitor): Promise<void> {
    const { rehearsal } = this.house.deps;
    if (!rehearsal) throw new Error("the journey needs a movable clock");
    const back = visitor.page.url();
    await visitor.go("/clock");
    await visitor.page.fill("#moment", localField(at, this.house.deps.config.zone));
    await visitor.press("Move the clock");
    await until("the clock is moved", async () => Math.abs(rehearsal.now().getTime() - at.getTime()) < 120_000);
    await visitor.page.goto(back);
  }

  /** Mails to one person, newest last. */
  async mailsTo({ email }: Person): Promise<Mail[]> {
    const answer = await fetch(`${this.#inbox}/api/email`);
    const all = (await answer.json()) as Mail[];
    return all.filter(({ to }) => to.some(({ address }) => address === email));
  }

  async mailTo(person: Person, subject: RegExp): Promise<Mail> {
    return until(`a mail about ${subject} to ${person.name}`, async () =>
      (await this.mailsTo(person)).find((mail) => subject.test(mail.subject)),
    );
  }

  /** A file to choose in a browser. */
  file(name: string, bytes: Buffer): string {
    const path = join(this.folder, name);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }

  /** A small real lesson of 45 minutes; what differs from the others' stands in a box that no player shows. */
  async video(name: string, number: number): Promise<string> {
    const box = Buffer.alloc(12);
    box.writeUInt32BE(12);
    box.write("free", 4);
    box.writeUInt32BE(number, 8);
    return this.file(name, Buffer.concat([await readFile(await makeVideo({ isFastStart: true })), box]));
  }

  async documents(edition = "first"): Promise<{ plan: string; work: string[]; data: string }> {
    const pages = [`Lesson plan: tides in the harbor, ${edition} edition`, "Goal, tasks, exit question"];
    return {
      plan: this.file("lesson-plan.pdf", await makePdf(pages)),
      work: [
        this.file("sample-before.jpg", await makePhoto()),
        this.file(
          "sample-after.jpg",
          await sharp(await makePhoto())
            .negate()
            .jpeg()
            .toBuffer(),
        ),
      ],
      data: this.file("results.xlsx", await makeSheet()),
    };
  }
}

async function makeSheet(): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("Results");
  sheet.addRow(["learner", "September", "November"]);
  for (let learner = 1; learner <= 24; learner += 1) sheet.addRow([learner, 30 + learner, 60 + learner]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

function localField(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return parts.format(at).replace(" ", "T");
}
