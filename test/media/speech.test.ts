/** Captions made from sound, with a program of the same command line in the place of whisper-cli. */
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { makeVideo } from "../../dev/make-media.ts";
import type { House } from "../../server/compose.ts";
import {
  checkItem,
  checkSpeech,
  finishItem,
  type MediaItem,
  playerOf,
  prepareItem,
  startItem,
} from "../../server/media/index.ts";
import { openObject } from "../../server/platform/objects.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { launch } from "../app-process.ts";
import { testEnvironment, testHouse } from "../engines.ts";
import { addApplicant } from "./shelf-of.ts";

jest.setTimeout(90_000);

let house: House;
let folder: string;
let modelPath: string;
const never = new AbortController().signal;

beforeAll(async () => {
  house = await testHouse(__filename);
  await addApplicant(house.deps, "ann");
  folder = await mkdtemp(join(tmpdir(), "speech-"));
  modelPath = join(folder, "model.bin");
  await writeFile(modelPath, "a model");
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** Reads the model and the sound as whisper-cli does (`-m MODEL -f SOUND -l auto -ovtt -of OUT`), then does this. */
async function program(name: string, work: string): Promise<string> {
  const path = join(folder, name);
  const reads = 'test -r "$2" && test "$(head -c 4 "$4")" = RIFF || exit 3';
  await writeFile(path, `#!/bin/sh\n${reads}\n${work}\n`, { mode: 0o755 });
  return path;
}

async function prepared(programPath: string): Promise<MediaItem> {
  const path = await makeVideo({ durationSec: 60 });
  const deps = { ...house.deps, config: { ...house.deps.config, speech: { modelPath, programPath } } };
  const id = deps.newId();
  const key = `evidence/shelf-ann/${id}`;
  const put = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  const { size: sizeBytes } = await stat(path);
  const about = { shelfId: "shelf-ann", ownerId: "ann", role: "video" as const, part: 1, fileName: "lesson.mp4" };
  const object = { key, objectVersion: null };
  const begun = startItem({ ...about, id, contentType: "video/mp4", sizeBytes, object }, null, deps.clock.now());
  const [item] = finishItem(begun, { ...put, sha256: null }, { role: "system" }, deps.newId(), deps.clock.now());
  await deps.mediaItems.insert(item);
  await checkItem(deps, id, never);
  await prepareItem(deps, id, never);
  return deps.mediaItems.get({ id });
}

test("what is heard becomes captions without markup; the applicant's own name in them is pointed out", async () => {
  const cue = "WEBVTT\\n\\n00:00:01.000 --> 00:00:03.000\\n<v Teacher>Good morning, I am <b>Person Ann</b>.\\n";
  const item = await prepared(await program("hears", `printf '${cue}' > "$9.vtt"`));
  expect(item.playable).toBe("ready");
  const rendition = item.renditions.find(({ kind }) => kind === "captions");
  const captions = await text(await openObject(house.deps.s3, rendition ?? { key: "", objectVersion: null }));
  expect(captions).toContain("Good morning, I am Person Ann.");
  expect(captions).not.toMatch(/<|Teacher/);
  expect(item.hints.join(" ")).toMatch(
    /“Person ann” stands in the captions made from its sound .* captions of your own/,
  );
  expect(playerOf(item, null).captions).toBe(`/media/${item.id}/captions`);
  const own = { ...item, id: "own", role: "captions" as const };
  expect(playerOf(item, own).captions).toBe("/media/own/captions");
});

test("a program that fails costs the captions, never the video", async () => {
  const item = await prepared(await program("fails", "exit 1"));
  expect([item.playable, item.failedTries, item.hints]).toEqual(["ready", 0, []]);
  expect(item.renditions.map(({ kind }) => kind)).not.toContain("captions");
});

test.each([
  ["SPEECH_MODEL_PATH", "model for speech recognition", { modelPath: "/nowhere/model.bin", programPath: "/bin/sh" }],
  ["SPEECH_MODEL_PATH", "model for speech recognition", { modelPath: "/usr", programPath: "/bin/sh" }],
  ["SPEECH_PROGRAM_PATH", "program whisper-cli", { modelPath: "/bin/sh", programPath: "/nowhere/whisper-cli" }],
])("a wrong %s is said by its name", async (variable, what, speech) => {
  await expect(checkSpeech({ speech })).rejects.toThrow(new RegExp(`There is no ${what} at .*${variable} says where`));
  await checkSpeech({ speech: null });
});

test("a worker with a wrong path does not start", async () => {
  const env = testEnvironment(__filename, { SPEECH_MODEL_PATH: "/nowhere/model.bin" });
  await expect(launch("workers", env)).rejects.toThrow(
    "There is no model for speech recognition at /nowhere/model.bin",
  );
});
