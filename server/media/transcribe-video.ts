import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { flags, type Sandbox } from "../platform/sandbox.ts";
import { type Cue, readCaptions } from "./captions.rules.ts";
import { careful, seen } from "./probe-video.ts";
import type { VideoWork } from "./prepare-video.ts";

/**
 * Captions by speech recognition on this machine, a draft for the applicant to correct. Off unless a model is
 * configured: classroom recordings hold the voices of children.
 * @param modelPath absolute path of a model for `whisper-cli` (whisper.cpp), which must be on the PATH
 * @throws Error when the program is missing or fails
 */
export async function transcribeVideo(
  sandbox: Sandbox,
  { path, folder, header, durationMs }: VideoWork,
  modelPath: string,
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
      tool: "whisper-cli",
      input: { path: join(folder, "speech.wav"), name: "speech.wav" },
      outputDir: folder,
      alsoReads: [modelPath],
      limits,
      isLowPriority: true,
      args: ({ input, output }) => ["-m", modelPath, "-f", input, "-l", "auto", "-ovtt", "-of", join(output, "speech")],
    },
    signal,
  );
  if (words.ended !== "well") throw new Error(`${basename(modelPath)}: ${words.ended}: ${words.stderr}`);
  return readCaptions(await readFile(join(folder, "speech.vtt"), "utf8"));
}
