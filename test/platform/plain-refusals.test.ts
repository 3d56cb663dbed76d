import { z } from "zod";
import type { Problem } from "../../server/kernel/problem.ts";
import { readInput } from "../../server/platform/request.ts";

const LONG = "y".repeat(2001);
const Shape = z.object({
  text: z.string().trim().min(1).max(2000).default("fine"),
  code: z.string().min(8).default("12345678"),
  minutes: z.coerce.number("Write a number from 10 to 180.").int().min(10).max(180).default(45),
  count: z.coerce.number().int().default(1),
  share: z.coerce.number().min(0).max(100).default(50),
  band: z.enum(["middle", "high"]).default("middle"),
  picks: z.array(z.string()).max(2).default([]),
  link: z.url({ protocol: /^https$/, error: "Write a link that begins with https://." }).default("https://a.example"),
  other: z.url().default("https://a.example"),
});

function saidOf(input: object, shape: z.ZodType = Shape): string {
  try {
    readInput(input, shape);
    return "nothing";
  } catch (problem) {
    return (problem as Problem).errors.map(({ field, message }) => `${field}: ${message}`).join("; ");
  }
}

test.each<[object, string]>([
  [{}, "nothing"],
  [{ text: "" }, "text: Please answer this."],
  [{ text: LONG }, "text: Please write at most 2,000 characters."],
  [{ code: "short" }, "code: Please write at least 8 characters."],
  [{ minutes: "soon" }, "minutes: Write a number from 10 to 180."],
  [{ minutes: "9" }, "minutes: Write a number from 10 to 180."],
  [{ share: "101" }, "share: Please write a number that is at most 100."],
  [{ share: "-1" }, "share: Please write a number that is at least 0."],
  [{ count: "1.5" }, "count: Please write a whole number."],
  [{ band: "none" }, "band: Please choose one of what is offered."],
  [{ picks: ["a", "b", "c"] }, "picks: Please choose at most 2."],
  [{ link: "http://a.example" }, "link: Write a link that begins with https://."],
  [{ other: "a" }, "other: Please check this."],
])("%#: what is sent is taken or refused in plain words, the form's own where it has some", (input, said) => {
  expect(saidOf(input)).toBe(said);
});

test("what was not sent at all is asked for", () => {
  expect(saidOf({}, z.object({ reason: z.string(), seats: z.array(z.string()).min(1) }))).toBe(
    "reason: Please answer this.; seats: Please answer this.",
  );
});
