/** What a video must be so that three people can read a lesson from it. Pure: the facts come from `probe-video.ts`. */

/** What the header says; quick to read, and only a claim as far as lengths go. */
export type VideoHeader = {
  container: "mp4" | "webm";
  /** What the header claims for the whole, in milliseconds; null when it says nothing, as live recordings do. */
  claimedMs: number | null;
  /** The longest track by the header's own table of packets, in milliseconds. */
  tabledMs: number | null;
  /** Bits a second of everything together. */
  bitrate: number | null;
  picture: {
    track: number;
    codec: string;
    /** As stored; a phone held upright writes a lying picture and how to turn it. */
    width: number;
    height: number;
    rotation: number;
    fps: number;
    pixelFormat: string;
    isHdr: boolean;
  } | null;
  sound: { track: number; codec: string; channels: number; sampleRate: number } | null;
};

/** What the packets say, each looked at. In milliseconds. */
export type VideoTracks = { durationMs: number; pictureMs: number; soundMs: number; pictures: number };

/** What a few moments, spread over the whole length, look and sound like. */
export type VideoSamples = {
  /** Moments asked for, and moments whose picture could be decoded. */
  asked: number;
  decoded: number;
  /** The largest change of any of 32 x 18 fields of the picture against the first moment, 0..255. */
  largestChange: number;
  /** The loudest moment's mean loudness, decibels below full scale; -Infinity is digital silence. */
  loudestDb: number;
};

export type VideoLimits = { videoMaxSec: number };

/** The limits of the program version that an application's cohort runs under; null where no application is known. */
export type LessonLimits = (shelfId: string) => Promise<VideoLimits | null>;

export type VideoFault =
  | "empty"
  | "not-a-video"
  | "playlist"
  | "unreadable"
  | "no-picture"
  | "picture-codec"
  | "no-sound"
  | "sound-codec"
  | "too-small"
  | "too-slow"
  | "cut-off"
  | "too-long"
  | "picture-stops"
  | "still-picture"
  | "silent";

/** Why a video is refused: what is the matter, and what to do about it, in plain words. */
export type VideoReason = { fault: VideoFault; words: string };

export const PICTURE_CODECS: readonly string[] = ["h264", "hevc", "vp8", "vp9", "av1", "mpeg4"];
export const SOUND_CODECS: readonly string[] = ["aac", "mp3", "opus", "vorbis", "pcm_s16le", "pcm_s16be"];

const MIN_SIDE = 360;
const MIN_FPS = 5;
/** Below this every field of the picture is the same at all moments: coding noise, and nobody moves. */
const STILL_BELOW = 8;
/** A quiet classroom is at about -45 dB, an unplugged microphone below -60. */
const SILENT_BELOW_DB = -55;

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** `44 minutes 59 seconds`, from whole seconds. */
export function lengthInWords(sec: number): string {
  const minutes = Math.floor(sec / 60);
  const rest = sec % 60;
  if (minutes === 0) return plural(rest, "second");
  return rest === 0 ? plural(minutes, "minute") : `${plural(minutes, "minute")} ${plural(rest, "second")}`;
}

const roundSec = (ms: number) => Math.floor((ms + 500) / 1000);
const inWords = (ms: number) => lengthInWords(roundSec(ms));

const AS_MP4 = "Please save it again as an MP4 video (H.264 picture, AAC sound) and upload that file.";

/** Faults that the header alone shows. */
export function judgeHeader({ picture, sound }: VideoHeader): VideoReason[] {
  const reasons: VideoReason[] = [];
  const add = (fault: VideoFault, words: string) => reasons.push({ fault, words });
  if (!picture) add("no-picture", "This file has sound but no picture. A Profile needs a video of the lesson.");
  else if (!PICTURE_CODECS.includes(picture.codec)) {
    add("picture-codec", `The picture is stored as "${picture.codec}", which we cannot open safely. ${AS_MP4}`);
  } else if (Math.min(picture.width, picture.height) < MIN_SIDE) {
    const size = `${picture.width} by ${picture.height}`;
    add("too-small", `The picture is ${size} points, too small to see students' work. It needs at least 640 by 360.`);
  }
  if (!sound) add("no-sound", "This video has no sound track. Reviewers need to hear you and your students.");
  else if (!SOUND_CODECS.includes(sound.codec)) {
    add("sound-codec", `The sound is stored as "${sound.codec}", which we cannot open safely. ${AS_MP4}`);
  }
  return reasons;
}

/** The header's table lists more than the file holds: the end is missing. A lying claim alone is no fault. */
const isCutOff = ({ tabledMs }: VideoHeader, { durationMs }: VideoTracks) =>
  tabledMs !== null && tabledMs > durationMs * 1.02 + 2000;

/** Faults that show when every packet was looked at. */
export function judgeTracks(header: VideoHeader, tracks: VideoTracks, limits: VideoLimits): VideoReason[] {
  const { durationMs, pictureMs, pictures } = tracks;
  if (isCutOff(header, tracks)) {
    const words =
      `This file should be ${inWords(header.tabledMs ?? 0)} long but ends after ${inWords(durationMs)}. ` +
      "It may have been cut off while it was saved or copied. Please upload it again from where it was recorded.";
    return [{ fault: "cut-off", words }];
  }
  const reasons: VideoReason[] = [];
  if (roundSec(durationMs) > limits.videoMaxSec) {
    const most = `${limits.videoMaxSec / 60} minutes`;
    const words = `This video is ${inWords(durationMs)} long. A Profile may hold ${most} at most, so please shorten it.`;
    reasons.push({ fault: "too-long", words });
  }
  if (pictureMs < durationMs * 0.9) {
    const words = `The picture stops after ${inWords(pictureMs)} while the sound goes on to ${inWords(durationMs)}.`;
    reasons.push({ fault: "picture-stops", words: `${words} Please upload the whole lesson with its picture.` });
  } else if (pictureMs > 0 && (pictures * 1000) / pictureMs < MIN_FPS) {
    const words = "The picture changes fewer than five times a second, too slow to see what happens in the lesson.";
    reasons.push({ fault: "too-slow", words });
  }
  return reasons;
}

/** Faults in what can be seen and heard. */
export function judgeSamples({ asked, decoded, largestChange, loudestDb }: VideoSamples): VideoReason[] {
  if (decoded < asked / 2) {
    const words = `Parts of this video cannot be opened. It may be damaged or locked. ${AS_MP4}`;
    return [{ fault: "unreadable", words }];
  }
  const reasons: VideoReason[] = [];
  if (largestChange < STILL_BELOW) {
    const words = "This video shows one picture that never changes. A Profile needs a recording of the lesson.";
    reasons.push({ fault: "still-picture", words });
  }
  if (loudestDb < SILENT_BELOW_DB) {
    const words =
      "This video is silent from beginning to end. Please check that the microphone was on, and upload a " +
      "recording in which you and your students can be heard.";
    reasons.push({ fault: "silent", words });
  }
  return reasons;
}

/** What to say of a file that is no MP4, MOV or WebM by its first bytes. */
export function judgeKind(kind: string): VideoReason[] {
  if (kind === "mp4" || kind === "webm") return [];
  if (kind === "empty") return [{ fault: "empty", words: "This file is empty (0 bytes). Please choose it again." }];
  if (kind === "playlist") {
    const words = "This file is a list of addresses, not a video. Please upload the video file itself.";
    return [{ fault: "playlist", words }];
  }
  return [{ fault: "not-a-video", words: `This file is not an MP4, MOV or WebM video, whatever its name. ${AS_MP4}` }];
}

/** The header could not be read at all. */
export const UNREADABLE: VideoReason = {
  fault: "unreadable",
  words:
    "This video cannot be opened: its table of contents is missing or damaged. It may have been cut off while it " +
    "was saved or copied. Please upload it again from where it was recorded.",
};
