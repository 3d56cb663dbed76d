import request from "supertest";
import { allRoutes, createApp } from "../server/app.ts";
import type { House } from "../server/compose.ts";
import { faultOfPolicy } from "../server/people/index.ts";
import type { Route } from "../server/platform/request.ts";
import { ROOT_DIR, testHouse } from "./engines.ts";

let house: House;
let routes: Route[];

beforeAll(async () => {
  house = await testHouse(__filename);
  routes = allRoutes(house.deps);
});
afterAll(() => house.close());

const nameOf = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;
/** An address that fits the route: `/profiles/:id` as `/profiles/x`. */
const addressOf = ({ path }: Route) => path.replace(/:\w+/g, "x");

test("every route names a policy that stands in the table of who may see what, or says why it is open", () => {
  const faults = routes.flatMap((route) => {
    const { policy } = route;
    if ("open" in policy) return policy.why.trim().length > 5 ? [] : [`${nameOf(route)}: does not say why it is open`];
    const fault = faultOfPolicy(policy);
    return fault === null ? [] : [`${nameOf(route)}: ${fault}`];
  });
  expect(routes.length).toBeGreaterThan(20);
  expect(faults).toEqual([]);
});

test("a policy outside the table is found", () => {
  expect(faultOfPolicy({ object: "profile-evidence", roles: ["hr"] })).toBe("hr: may not see profile-evidence");
});

test("no address is taken twice", () => {
  const names = routes.map(nameOf);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test("an address with a fixed word is not hidden by one with an id before it", () => {
  const hides = (first: Route, later: Route) => {
    const [a, b] = [first.path.split("/"), later.path.split("/")];
    return (
      first.method === later.method &&
      a.length === b.length &&
      first.path !== later.path &&
      a.every((part, i) => part.startsWith(":") || part === b[i])
    );
  };
  const hidden = routes.flatMap((later, i) =>
    routes
      .slice(0, i)
      .filter((first) => hides(first, later))
      .map((first) => `${nameOf(later)} behind ${nameOf(first)}`),
  );
  expect(hidden).toEqual([]);
});

test("whoever is not signed in is led to the door by every page that is not open to anyone, and refused by all else", async () => {
  const app = createApp(house.deps, ROOT_DIR);
  const closed = routes.filter(({ policy }) => !("open" in policy) || policy.open === "signed-in");
  expect(closed.length).toBeGreaterThan(10);
  for (const route of closed) {
    const asked = request(app)[route.method](addressOf(route)).set("Accept", "text/html");
    const answer = await asked.set("Sec-Fetch-Site", "same-origin");
    const wanted =
      route.method === "get" ? [303, `/sign-in?next=${encodeURIComponent(addressOf(route))}`] : [401, undefined];
    expect([nameOf(route), answer.status, answer.headers["location"]]).toEqual([nameOf(route), ...wanted]);
  }
});
