import { type AddressInfo, createServer } from "node:net";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { queueMessage, sendMessage } from "../../server/letters/index.ts";
import { createMailer } from "../../server/platform/mail.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import { person } from "../profiles/world.ts";
import { signedIn } from "../signed-in.ts";
import { until } from "../until.ts";

let house: House;
beforeEach(async () => {
  house = await testHouse(__filename);
});
afterEach(() => house.close());

async function wrote(to: string, more: { isHeld?: boolean; attachments?: never[] } = {}) {
  const model = await sampleOf("application-opened");
  return queueMessage(house.deps, {
    key: `${to}-${Math.random()}`,
    to,
    template: "application-opened",
    model,
    ...more,
  });
}

async function sampleOf(name: string): Promise<Record<string, unknown>> {
  const { readFile } = await import("node:fs/promises");
  return JSON.parse(await readFile(`${ROOT_DIR}/templates/${name}/sample.json`, "utf8")) as Record<string, unknown>;
}

async function visit(id: string) {
  return signedIn(createApp(house.deps, ROOT_DIR), house.deps, id, "applicant");
}

test("a message that was sent stands in the app, word for word", async () => {
  const { id } = await person(house.deps, ["applicant"]);
  const message = await wrote(id);
  const me = await visit(id);
  expect((await me.get("/messages")).text).toContain(`/messages/${message.id}`);
  const page = await me.get(`/messages/${message.id}`).expect(200);
  const [firstLine = ""] = message.text.split("\n");
  expect(page.text).toContain(firstLine.trim());
});

test("a held message is not there, neither in the list nor by its address", async () => {
  const { id } = await person(house.deps, ["applicant"]);
  const held = await wrote(id, { isHeld: true });
  const me = await visit(id);
  expect((await me.get("/messages")).text).toContain("No messages yet");
  await me.get(`/messages/${held.id}`).expect(404);
});

test("somebody else's message and a missing one are the same", async () => {
  const ann = await person(house.deps, ["applicant"]);
  const bob = await person(house.deps, ["applicant"]);
  const { id } = await wrote(ann.id);
  const me = await visit(bob.id);
  const foreign = await me.get(`/messages/${id}`).expect(404);
  const missing = await me.get("/messages/4f1c1111-2222-3333-4444-555555555555").expect(404);
  const same = (text: string) => text.replaceAll(/next=[^"]*|data-now="[^"]*"/g, "");
  expect(same(foreign.text)).toBe(same(missing.text));
});

/** A mail server that takes everything and says its last yes when it is told to. */
async function slowServer() {
  let taken = 0;
  let sayYes = (): void => {};
  const told = new Promise<void>((resolve) => (sayYes = resolve));
  const server = createServer((socket) => {
    let isBody = false;
    socket.on("error", () => {});
    socket.write("220 slow\r\n");
    socket.on("data", (bytes) => {
      const text = bytes.toString();
      if (isBody && text.endsWith("\r\n.\r\n")) {
        isBody = false;
        taken += 1;
        void told.then(() => socket.write("250 taken\r\n"));
      } else if (!isBody && text.startsWith("DATA")) {
        isBody = true;
        socket.write("354 go on\r\n");
      } else if (!isBody) socket.write("250 yes\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, sayYes, taken: () => taken, close: () => server.close() };
}

test("a mail server that takes longer than a dead worker is waited for gets the letter once", async () => {
  const slow = await slowServer();
  const mailer = createMailer(slow.url, "pathways@district.example");
  const clock = fixedClock("2026-04-28T14:00:00Z");
  const deps = { ...house.deps, mailer, clock };
  const { id } = await person(house.deps, ["applicant"]);
  const message = await wrote(id);
  const begun = sendMessage(deps, message.id);
  await until("the server has it", async () => slow.taken() === 1);
  clock.set("2026-04-28T14:00:30Z");
  await until("the sending is said to be alive", async () => {
    const { begunAt } = await house.deps.messages.get({ id: message.id });
    return begunAt?.getTime() === clock.now().getTime();
  });
  await expect(sendMessage(deps, message.id)).rejects.toMatchObject({ name: "changed-meanwhile" });
  slow.sayYes();
  await begun;
  expect([slow.taken(), (await house.deps.messages.get({ id: message.id })).state]).toEqual([1, "sent"]);
  mailer.close();
  slow.close();
});
