/** A server whose clock is five minutes ahead of the file store's, or behind: an upload ends whole all the same. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { headObject } from "../../server/platform/multipart.ts";
import { freePort, launch } from "../app-process.ts";
import { ROOT_DIR, testEnvironment } from "../engines.ts";
import { addApplicant, MIB, partSum, passwordOf, someBytes } from "./shelf-of.ts";

jest.setTimeout(90_000);

let env: Record<string, string>;
let house: House;
let origin = "";

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  env = testEnvironment(__filename, { PORT: String(port), BASE_URL: origin, UPLOAD_PART_MIB: "5" });
  house = await compose(loadConfig(env), { name: "test", rootDir: ROOT_DIR });
  await addApplicant(house.deps, "ann");
});
afterAll(async () => {
  await house?.deps.connection.dropDatabase();
  await house?.close();
});

const headers = { "Sec-Fetch-Site": "same-origin", Accept: "application/json" };

async function signIn(): Promise<string> {
  const body = new URLSearchParams({ email: "ann@school.example", password: passwordOf() });
  const answer = await fetch(`${origin}/sign-in`, { method: "POST", redirect: "manual", headers, body });
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

async function ask<T>(cookie: string, path: string, body: object): Promise<T> {
  const answer = await fetch(`${origin}${path}`, {
    method: "POST",
    headers: { ...headers, Cookie: cookie, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as T;
}

/** `X-Amz-Date` of a signed address: `20261123T150000Z`. */
function signedAt(url: string): number {
  const [, day = "", time = ""] = /^(\d{8})T(\d{6})Z$/.exec(new URL(url).searchParams.get("X-Amz-Date") ?? "") ?? [];
  const spread = (text: string, between: string) => text.replace(/(\d\d)(?=(\d\d)+$)/g, `$1${between}`);
  return Date.parse(`${day.slice(0, 4)}-${spread(day.slice(4), "-")}T${spread(time, ":")}Z`);
}

test.each([
  ["ahead", 5 * 60_000],
  ["behind", -5 * 60_000],
])("five minutes %s", async (_words, off) => {
  const preload = `--import=${pathToFileURL(join(ROOT_DIR, "test/media/clock-off.mjs")).href}`;
  const server = await launch("server", { ...env, NODE_OPTIONS: preload, CLOCK_OFF_MS: String(off) });
  try {
    const cookie = await signIn();
    const bytes = someBytes(6 * MIB);
    const fileName = `lesson${off}.mp4`;
    const file = { shelfId: "shelf-ann", role: "video", fileName, sizeBytes: bytes.length, lastModified: 1 };
    const { itemId, partSizeBytes } = await ask<{ itemId: string; partSizeBytes: number }>(
      cookie,
      "/media/uploads",
      file,
    );
    for (const number of [1, 2]) {
      const part = bytes.subarray((number - 1) * partSizeBytes, number * partSizeBytes);
      const sum = partSum(part);
      const asked = { parts: [{ number, crc32: sum }] };
      const { parts } = await ask<{ parts: { url: string }[] }>(cookie, `/media/uploads/${itemId}/parts`, asked);
      const put = await fetch(parts[0]?.url ?? "", {
        method: "PUT",
        body: part as never,
        headers: { "x-amz-checksum-crc32": sum },
      });
      expect(put.status).toBe(200);
      // The signature was made by the clock that is off.
      expect(Math.abs(signedAt(parts[0]?.url ?? "") - Date.now() - off)).toBeLessThan(2 * 60_000);
    }
    expect(await ask(cookie, `/media/uploads/${itemId}/completion`, {})).toMatchObject({ state: "complete" });
    const { object } = await house.deps.mediaItems.get({ id: itemId });
    expect((await headObject(house.deps.s3, object.key))?.sizeBytes).toBe(bytes.length);
  } finally {
    await server.kill();
  }
});
