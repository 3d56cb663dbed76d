import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { queueMessage } from "../../server/letters/index.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";
import { person } from "../profiles/world.ts";
import { signedIn } from "../signed-in.ts";

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
