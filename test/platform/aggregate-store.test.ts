import { event } from "../../server/kernel/event.ts";
import type { House } from "../../server/compose.ts";
import type { Person } from "../../server/people/index.ts";
import { Relay } from "../../server/platform/outbox.ts";
import { connectPatientRedis } from "../../server/platform/redis.ts";
import { testHouse } from "../engines.ts";

let house: House;
beforeAll(async () => {
  house = await testHouse(__filename);
});
afterAll(() => house.close());

const ada = (id: string): Omit<Person, "version"> => ({
  id,
  name: "Ada Brooks",
  email: `${id}@school.example`,
  passwordHash: null,
  roles: ["applicant"],
  side: null,
  isKeyHolder: false,
  schoolId: null,
  pastSchoolIds: [],
  phone: null,
  createdAt: new Date("2026-01-01T00:00:00Z"),
});

test("what was inserted comes back as it was, with version 1", async () => {
  await house.deps.people.insert(ada("a"));
  expect(await house.deps.people.get({ id: "a" })).toEqual({ ...ada("a"), version: 1 });
});

test("of two who read the same version only the first one saves", async () => {
  const read = await house.deps.people.insert(ada("b"));
  await house.deps.people.save({ ...read, name: "First" });
  await expect(house.deps.people.save({ ...read, name: "Second" })).rejects.toMatchObject({
    name: "changed-meanwhile",
  });
  expect(await house.deps.people.get({ id: "b" })).toMatchObject({ name: "First", version: 2 });
});

test("a unique key refuses the second one plainly", async () => {
  await house.deps.people.insert(ada("c"));
  await expect(house.deps.people.insert({ ...ada("c2"), email: "c@school.example" })).rejects.toMatchObject({
    name: "changed-meanwhile",
  });
});

test("a missing record is a not-found Problem", async () => {
  await expect(house.deps.people.get({ id: "nobody" })).rejects.toMatchObject({ name: "not-found", status: 404 });
});

test("a filter key that the schema does not know throws instead of matching everybody", async () => {
  await expect(house.deps.people.find({ isAdmin: true } as never)).rejects.toThrow("isAdmin");
});

test("an operator that came from outside is refused", async () => {
  await expect(house.deps.people.find({ email: { $ne: null } } as never)).rejects.toThrow();
});

test("an event is stored by the write that caused it, published once, and then gone from the document", async () => {
  const { deps } = house;
  const saved = await deps.people.insert(ada("d"), [event("e1", "person.added", new Date(), { personId: "d" })]);
  await deps.people.save(saved, [event("e2", "person.changed", new Date(), { personId: "d" })]);
  const published: string[] = [];
  const subscriber = connectPatientRedis(deps.config.redis.url);
  const relay = new Relay({
    stores: [deps.people as never],
    log: deps.log,
    subscriber,
    prefix: "x",
    publish: async (_collection, _id, { id }) => void published.push(id),
  });
  await relay.sweep();
  await relay.sweep();
  subscriber.disconnect();
  expect(published).toEqual(["e1", "e2"]);
  expect(await deps.people.withEvents(10)).toEqual([]);
});

test("an event stays in the document when publishing fails", async () => {
  const { deps } = house;
  await deps.people.insert(ada("f"), [event("e3", "person.added", new Date(), { personId: "f" })]);
  const subscriber = connectPatientRedis(deps.config.redis.url);
  const failing = new Relay({
    stores: [deps.people as never],
    log: deps.log,
    subscriber,
    prefix: "x",
    publish: () => Promise.reject(new Error("Redis is away")),
  });
  await expect(failing.sweep()).rejects.toThrow("Redis is away");
  subscriber.disconnect();
  expect((await deps.people.withEvents(10)).map(({ events }) => events.map(({ id }) => id))).toEqual([["e3"]]);
});
