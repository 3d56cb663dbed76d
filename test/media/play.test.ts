import { createReadStream } from "node:fs";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import request from "supertest";
import { makeVideo } from "../../dev/make-media.ts";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import type { Deps } from "../../server/deps.ts";
import { checkItem, finishItem, type MediaItem, prepareItem, startItem } from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";
import { emptyDraft, openWorld } from "../profiles/world.ts";
import { until } from "../until.ts";
import { addPerson, sha256, signedIn } from "./shelf-of.ts";
import type { ReviewState } from "../../server/reviews/index.ts";

type Agent = ReturnType<typeof request.agent>;
let house: House;
let app: ReturnType<typeof createApp>;
let item: MediaItem;
let reader: Agent;
let stranger: Agent;
let jgp: Agent;
let slowReader: Agent;
const never = new AbortController().signal;
const MISSING = "00000000-0000-4000-8000-000000000000";

beforeAll(async () => {
  house = await testHouse(__filename);
  app = createApp(house.deps, ROOT_DIR);
  const { deps } = house;
  for (const [id, role] of [
    ["rita", "reviewer"],
    ["sam", "reviewer"],
    ["joan", "jgp"],
    ["pia", "pprc-admin"],
    ["joe", "joc"],
  ] as const)
    await addPerson(deps, id, [role]);
  item = await preparedVideo(deps);
  [reader, stranger, jgp] = [await signedIn(app, "rita"), await signedIn(app, "sam"), await signedIn(app, "joan")];
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.deps.reviews.remove({});
  await assign("rita", "accepted");
  await openShelf({ open: "none", lockedRoles: [] });
});

async function openShelf(change: { open?: "all" | "some" | "none"; lockedRoles?: string[] }): Promise<void> {
  const shelf = await house.deps.shelves.get({ id: item.shelfId });
  await house.deps.shelves.save({ ...shelf, ...change });
}

async function preparedVideo(deps: Deps): Promise<MediaItem> {
  const world = await openWorld(deps);
  const [, draft] = await emptyDraft(deps, world);
  const path = await makeVideo({ durationSec: 60 });
  const key = `evidence/${draft.id}/one`;
  const put = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  const begun = startItem(
    {
      id: deps.newId(),
      shelfId: draft.id,
      ownerId: draft.applicantId,
      role: "video",
      part: 1,
      fileName: "Ms Okafor 4b.mp4",
      contentType: "video/mp4",
      sizeBytes: (await stat(path)).size,
      object: { key, objectVersion: null },
    },
    null,
    deps.clock.now(),
  );
  const [done] = finishItem(begun, { ...put, sha256: null }, { role: "system" }, deps.newId(), deps.clock.now());
  const { id } = await deps.mediaItems.insert(done);
  await checkItem(deps, id, never);
  await prepareItem(deps, id, never);
  return deps.mediaItems.get({ id });
}

async function assign(reviewerId: string, state: ReviewState): Promise<void> {
  await house.deps.reviews.insert({
    id: house.deps.newId(),
    profileId: item.shelfId,
    reviewerId,
    state,
    cohortId: "c",
    applicantId: item.ownerId,
    place: 1,
  } as never);
}

const bytes = (agent: Agent, path = `/media/${item.id}/stream`, range = "bytes=0-99") =>
  agent
    .get(path)
    .set("Range", range)
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => done(null, Buffer.concat(chunks)));
    });

test("a reader with a live assignment is served ranges, and all of them are the file", async () => {
  const playable = item.renditions.find(({ kind }) => kind === "playable");
  const chunks: Buffer[] = [];
  for (let next = 0; next < (playable?.sizeBytes ?? 0); ) {
    const part = await bytes(reader, undefined, `bytes=${next}-`).expect(206);
    chunks.push(part.body as Buffer);
    next += (part.body as Buffer).length;
  }
  const whole = await reader.get(`/media/${item.id}/stream`).buffer(true).expect(200);
  expect(sha256(Buffer.concat(chunks))).toBe(sha256(whole.body as Buffer));
});

test.each(["stream", "poster", "storyboard.vtt", "storyboard-001.jpg", "waveform.svg", "waveform.json"])(
  "%s is there while the assignment lives, and the same 404 as for a missing file once it has ended",
  async (part) => {
    await reader.get(`/media/${item.id}/${part}`).expect(200);
    await house.deps.reviews.remove({});
    await assign("rita", "declined");
    await sameAsMissing(reader, `/media/ID/${part}`);
  },
);

/** The answer, and the one for an id that never was: status, body and headers, but for what counts time. */
async function sameAsMissing(agent: Agent, path: string, method: "get" | "post" = "get"): Promise<void> {
  const ask = async (id: string) => {
    const { status, text, headers } = await agent[method](path.replace("ID", id)).set("Range", "bytes=0-99");
    const { date: _date, etag: _etag, "set-cookie": _cookie, ...rest } = headers as Record<string, string>;
    return { status, text: text.replaceAll(id, "ID"), rest };
  };
  const [there, missing] = [await ask(item.id), await ask(MISSING)];
  expect(there.status).toBe(404);
  expect(there).toEqual(missing);
}

test.each<[string, () => Promise<Agent>]>([
  ["a reviewer without an assignment", async () => stranger],
  ["a visitor", async () => request.agent(app)],
  ["the PPRC administrator", () => signedIn(app, "pia")],
  ["a JOC member", () => signedIn(app, "joe")],
])("%s is told what is told of a missing file", async (_who, sign) => {
  const agent = await sign();
  for (const part of ["", "/stream", "/poster", "/original"]) await sameAsMissing(agent, `/media/ID${part}`);
  await sameAsMissing(agent.set("Sec-Fetch-Site", "same-origin"), "/media/ID/heartbeat", "post");
});

test("a withdrawn consent closes the role at once, for readers and the JGP, and not for the owner", async () => {
  await jgp.get(`/media/${item.id}/stream`).expect(200);
  await openShelf({ lockedRoles: ["video"] });
  await sameAsMissing(reader, "/media/ID/stream");
  await sameAsMissing(jgp, "/media/ID/stream");
});

test("captions say what is heard: they are locked with the video", async () => {
  const captions = { ...item, id: house.deps.newId(), role: "captions" as const, playable: "none-needed" as const };
  await house.deps.mediaItems.insert(captions);
  await reader.get(`/media/${captions.id}`).expect(200);
  await openShelf({ lockedRoles: ["video"] });
  for (const who of [reader, jgp]) await who.get(`/media/${captions.id}`).expect(404);
  await house.deps.mediaItems.remove({ id: captions.id });
});

test("nobody but the owner sees a draft", async () => {
  await openShelf({ open: "all" });
  await sameAsMissing(reader, "/media/ID");
  await sameAsMissing(jgp, "/media/ID/stream");
});

test("a reader never gets the file as it was uploaded, nor its name", async () => {
  await sameAsMissing(reader, "/media/ID/original");
  const page = await reader.get(`/media/${item.id}`).expect(200);
  expect(page.text).not.toContain("Okafor");
  const stream = await reader.get(`/media/${item.id}/stream`);
  expect(stream.headers["content-disposition"]).toMatch(/^inline; filename="C\d+-M-\d+-video-1\.mp4"$/);
});

test("signing out ends it in the same session", async () => {
  const agent = await signedIn(app, "rita");
  await agent.get(`/media/${item.id}/stream`).expect(200);
  await agent.post("/sign-out").expect(303);
  await sameAsMissing(agent, "/media/ID/stream");
});

test("no answer names the file store", async () => {
  const store = new URL(house.deps.config.s3.publicEndpoint).host;
  for (const part of ["", "/stream", "/poster", "/storyboard.vtt"]) {
    const answer = await reader.get(`/media/${item.id}${part}`);
    const headers = JSON.stringify({ ...answer.headers, "content-security-policy": "" });
    expect([part, headers.includes(store), (answer.text ?? "").includes(store)]).toEqual([part, false, false]);
  }
});

test("a look is logged as role and day; seconds come from the player, or from bytes where it is silent", async () => {
  const { deps } = house;
  await bytes(reader).expect(206);
  const streamed = { sizeBytes: 1000, durationSec: 60 };
  const [byRanges] = await deps.viewLog.seenBy("rita", item.id, streamed);
  expect(byRanges).toMatchObject({ role: "reviewer", from: "ranges" });
  const beat = (fromSec: number, toSec: number) =>
    reader.post(`/media/${item.id}/heartbeat`).send({ fromSec, toSec }).expect(204);
  for (const [from, to] of [
    [0, 3],
    [3, 6],
    [2, 5],
  ] as const)
    await beat(from, to);
  const [byPlayer] = await deps.viewLog.seenBy("rita", item.id, streamed);
  expect(byPlayer).toMatchObject({ seenSec: 6, from: "player" });
  await jgp.get(`/media/${item.id}`).expect(200);
  expect((await deps.viewLog.ofShelf(item.shelfId)).map(({ role }) => role)).toEqual(["jgp", "reviewer"]);
});

test("a range beyond the end is answered as such", async () => {
  const answer = await reader.get(`/media/${item.id}/stream`).set("Range", "bytes=999999999-").expect(416);
  expect(answer.headers["content-range"]).toMatch(/^bytes \*\/\d+$/);
});

test.each<[string, () => Promise<unknown>]>([
  ["a consent is withdrawn", () => openShelf({ lockedRoles: ["video"] })],
  ["the assignment ends", () => house.deps.reviews.remove({})],
  ["they sign out in another tab", () => slowReader.post("/sign-out").expect(303)],
])(
  "an answer that is still under way is cut when %s",
  async (_what, happen) => {
    const playable = item.renditions.find(({ kind }) => kind === "playable");
    if (!playable) throw new Error("nothing to play");
    const sizeBytes = 64 * 1024 * 1024;
    const key = `${playable.key}-long`;
    const put = await putStream(house.deps.s3, key, Readable.from(pieces(sizeBytes)), "video/mp4");
    const long = { ...playable, key, objectVersion: put.objectVersion, sizeBytes };
    await house.deps.mediaItems.change(item.id, (now) => [
      { ...now, renditions: now.renditions.map((one) => (one.kind === "playable" ? long : one)) },
    ]);
    slowReader = await signedIn(app, "rita");
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      const cookie = await cookieOf(slowReader);
      const call = get({ host: "127.0.0.1", port, path: `/media/${item.id}/stream`, headers: { cookie } });
      const [answer] = (await once(call, "response")) as [IncomingMessage];
      expect([answer.statusCode, answer.headers["content-length"]]).toEqual([200, String(sizeBytes)]);
      const cut = new Promise<string | undefined>((resolve) =>
        answer.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code)),
      );
      // Somebody who reads no further, as a player whose buffer is full, until the other side has hung up.
      await new Promise((resolve) => answer.once("readable", resolve));
      await happen();
      await until("the answer is cut", async () => (await openAnswers(server)) === 0, 30_000);
      answer.resume();
      expect(await cut).toBe("ECONNRESET");
    } finally {
      server.closeAllConnections();
      server.close();
      await house.deps.mediaItems.change(item.id, (now) => [
        { ...now, renditions: now.renditions.map((one) => (one.kind === "playable" ? playable : one)) },
      ]);
    }
  },
  60_000,
);

/** The agent's own session, as a header for a request that supertest cannot hold back. */
async function cookieOf(agent: Agent): Promise<string> {
  const asked = agent.get(`/media/${MISSING}`);
  await asked;
  return String((asked as unknown as { cookies: string }).cookies);
}

const openAnswers = (server: Server) => promisify(server.getConnections.bind(server))();

function* pieces(sizeBytes: number): Generator<Buffer> {
  for (let at = 0; at < sizeBytes; at += 1024 * 1024) yield Buffer.alloc(1024 * 1024, at % 251);
}
