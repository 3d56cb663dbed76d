/** Captions, .vtt or .srt, read and written anew as plain WebVTT: words and times, nothing else. */
import { vttTime } from "./play.rules.ts";

/** One caption, in milliseconds. */
export type Cue = { fromMs: number; toMs: number; text: string };

const TIME = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{3})$/;
const CUES_MAX = 20_000;

function readTime(text: string): number | null {
  const [, hours = "0", minutes, seconds, ms] = TIME.exec(text.trim()) ?? [];
  if (!minutes || !seconds || !ms) return null;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", nbsp: " ", quot: '"', lrm: "", rlm: "" };

/** Tags go (voices, which are names, too), entities become letters, the rest stays as it was typed. */
const plain = (text: string) =>
  text
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll(/\{\\[^{}]*\}/g, "")
    .replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    // Control characters, and those that turn the direction of what follows.
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "")
    .trim();

function readBlock(block: string): Cue | null {
  const lines = block.split("\n");
  const at = lines.findIndex((line) => line.includes("-->"));
  if (at < 0 || at > 1) return null;
  const [from, to] = (lines[at] ?? "").split("-->");
  const fromMs = readTime(from ?? "");
  // Behind the end there may be settings of place and style.
  const toMs = readTime((to ?? "").trim().split(/\s/)[0] ?? "");
  const text = lines
    .slice(at + 1)
    .map(plain)
    .filter((line) => line !== "")
    .join("\n");
  if (fromMs === null || toMs === null || toMs <= fromMs || text === "") return null;
  return { fromMs, toMs, text };
}

/** The captions of a file in order of time; what is no caption (styles, notes, broken times) is left out. */
export function readCaptions(file: string): Cue[] {
  const blocks = file
    .replace(/^\ufeff/, "")
    .replaceAll(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n+/);
  const cues = blocks.flatMap((block) => readBlock(block.replace(/^\n+/, "")) ?? []);
  return cues.slice(0, CUES_MAX).toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A WebVTT file of these captions; reading it gives the same captions. */
export function writeCaptions(cues: readonly Cue[]): string {
  const blocks = cues.map(({ fromMs, toMs, text }) => `${vttTime(fromMs)} --> ${vttTime(toMs)}\n${escaped(text)}\n`);
  return `WEBVTT\n\n${blocks.join("\n")}`;
}

/** Why these captions are refused, in plain words; null when they fit. */
export function captionsGapOf(cues: readonly Cue[], durationMs: number): string | null {
  if (cues.length === 0) {
    return "This file holds no captions that we can read. Please save them as .vtt or .srt and upload that file.";
  }
  const late = cues.filter(({ fromMs }) => fromMs >= durationMs).length;
  if (late * 2 > cues.length) {
    return "Most of these captions come after the end of the video. Please check that they belong to this video.";
  }
  return null;
}
