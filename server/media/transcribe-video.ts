import { access, constants, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Deps } from "../deps.ts";
import { flags, type Sandbox } from "../platform/sandbox.ts";
import { type Cue, readCaptions } from "./captions.rules.ts";
import { careful, seen } from "./probe-video.ts";
import type { VideoWork } from "./prepare-video.ts";

export type Speech = NonNullable<Deps["config"]["speech"]>;

/**
 * Looked at when a worker starts: with a mistyped path every video would quietly stay without captions.
 * @throws Error that names the variable and the path
 */
export async function checkSpeech({ speech }: Pick<Deps["config"], "speech">): Promise<void> {
  if (speech === null) return;
  for (const [variable, path, mode, what] of [
    ["SPEECH_MODEL_PATH", speech.modelPath, constants.R_OK, "model for speech recognition"],
    ["SPEECH_PROGRAM_PATH", speech.programPath, constants.X_OK, "program whisper-cli"],
  ] as const) {
    const isGood = await access(path, mode).then(
      async () => (await stat(path)).isFile(),
      () => false,
    );
    if (!isGood)
      throw new Error(
        `There is no ${what} at ${path}. ${variable} says where to look; without SPEECH_MODEL_PATH no captions are made from sound.`,
      );
  }
}

/**
 * Captions by speech recognition on this machine, a draft for the applicant to correct. Off unless a model is
 * configured: classroom recordings hold the voices of children.
 * @param speech where `whisper-cli` (whisper.cpp) and its model lie
 * @throws Error when the program is missing or fails
 */
export async function transcribeVideo(
  sandbox: Sandbox,
  { path, folder, header, durationMs }: VideoWork,
  { modelPath, programPath }: Speech,
  signal?: AbortSignal,
): Promise<Cue[]> {
  const limits = { wallSec: Math.ceil((durationMs / 1000) * 4) + 60, memoryBytes: 8 * 2 ** 30 };
  const sound = await sandbox.run(
    {
      tool: "ffmpeg",
      input: seen(path),
      outputDir: folder,
      limits,
      isLowPriority: true,
      args: ({ input, output }) => [
        ...flags("-nostdin -v error -y"),
        ...careful(header.container),
        "-i",
        input,
        ...flags("-map 0:a:0 -ac 1 -ar 16000 -c:a pcm_s16le"),
        join(output, "speech.wav"),
      ],
    },
    signal,
  );
  if (sound.ended !== "well") throw new Error(`The sound could not be read: ${sound.stderr}`);
  const words = await sandbox.run(
    {
      tool: programPath,
      input: { path: join(folder, "speech.wav"), name: "speech.wav" },
      outputDir: folder,
      alsoReads: [modelPath, ...(programPath.startsWith("/usr/") ? [] : [programPath])],
      limits,
      isLowPriority: true,
      args: ({ input, output }) => ["-m", modelPath, "-f", input, "-l", "auto", "-ovtt", "-of", join(output, "speech")],
    },
    signal,
  );
  if (words.ended !== "well") throw new Error(`${basename(modelPath)}: ${words.ended}: ${words.stderr}`);
  return readCaptions(await readFile(join(folder, "speech.vtt"), "utf8"));
}
