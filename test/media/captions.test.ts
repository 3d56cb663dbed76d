import fc from "fast-check";
import { captionsGapOf, type Cue, readCaptions, writeCaptions } from "../../server/media/captions.rules.ts";

test("an .srt of a Windows machine becomes captions", () => {
  const srt =
    "\ufeff1\r\n00:00:01,000 --> 00:00:03,500\r\nGood <i>morning</i>\r\neveryone\r\n\r\n2\r\n00:00:04,000 --> 00:00:05,000\r\n{\\an8}Look\r\n";
  expect(readCaptions(srt)).toEqual([
    { fromMs: 1000, toMs: 3500, text: "Good morning\neveryone" },
    { fromMs: 4000, toMs: 5000, text: "Look" },
  ]);
});

test("styles, notes, places, voices and markup of a .vtt stay behind", () => {
  const vtt = `WEBVTT - made by somebody

STYLE
::cue { background: url(http://10.0.0.1/x) }

NOTE Ms. Rivera's class

intro
00:01.000 --> 00:02.000 line:0 align:start
<v Ms. Rivera>3 &lt; 4 <c.red>&amp; 5</c>

00:03.000 --> 00:02.000
backwards
`;
  expect(writeCaptions(readCaptions(vtt))).toBe("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n3 &lt; 4 &amp; 5\n");
});

test("tags hidden in tags do not come back", () => {
  const vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<<b>script>alert(1)</<b>script>\n";
  expect(writeCaptions(readCaptions(vtt))).not.toMatch(/<[a-z/]/);
});

const cue = fc
  .record({
    fromMs: fc.nat(5_400_000),
    lasts: fc.integer({ min: 1, max: 9000 }),
    text: fc.stringMatching(/^[\w&<>"' .]{1,60}$/),
  })
  .map(({ fromMs, lasts, text }): Cue => ({ fromMs, toMs: fromMs + lasts, text }));

test("what was written reads back the same, and holds no tag", () => {
  fc.assert(
    fc.property(fc.array(cue), (cues) => {
      const once = writeCaptions(cues);
      expect(once).not.toMatch(/<[^\n]*>/);
      const read = readCaptions(once);
      expect(readCaptions(writeCaptions(read))).toEqual(read);
    }),
  );
});

const at = (fromMs: number): Cue => ({ fromMs, toMs: fromMs + 1000, text: "word" });
test("captions of another video are noticed", () => {
  expect(captionsGapOf([at(0), at(1000)], 60_000)).toBeNull();
  expect(captionsGapOf([at(0), at(70_000), at(80_000)], 60_000)).toContain("after the end");
  expect(captionsGapOf([], 60_000)).toContain("no captions");
});
