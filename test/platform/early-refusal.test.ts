import request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";

let house: House;

beforeAll(async () => {
  house = await testHouse(__filename);
});
afterAll(() => house.close());

test("a form that is too large is refused on a page in plain words, before anybody is known", async () => {
  const answer = await request(createApp(house.deps, ROOT_DIR))
    .post("/sign-in")
    .set("Origin", "http://127.0.0.1:8080")
    .type("form")
    .send({ email: "a".repeat(1_200_000) })
    .expect(413);
  expect(answer.text).toMatch(/^<!doctype html>/);
  expect(answer.text).toContain("<h1>That file is too large</h1>");
});
