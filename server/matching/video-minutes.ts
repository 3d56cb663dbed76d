import type { Deps } from "../deps.ts";
import type { MatchingInput } from "./candidates.rules.ts";

/** The input with each Profile's minutes of video, whole, half up; left out where a length is not known. */
export async function withVideo(
  { mediaItems }: Pick<Deps, "mediaItems">,
  input: MatchingInput,
): Promise<MatchingInput> {
  const lengths = await mediaItems.videoLengths(input.profiles.map(({ id }) => id));
  return {
    ...input,
    profiles: input.profiles.map((profile) => {
      const ms = lengths.get(profile.id);
      return ms === undefined ? profile : { ...profile, videoMin: Math.floor((ms + 30_000) / 60_000) };
    }),
  };
}
