import { Chance } from "../../dev/demo/chance.ts";
import { levelsWith } from "../../dev/demo/marks.ts";
import { SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import type { Visitor } from "./visitor.ts";

const chance = new Chance(4);

/** Says yes to one offer, reads, scores all 14 indicators with a note each, and submits. */
export async function readAndScore(reviewer: Visitor, reviewId: string, points: number, name: string): Promise<void> {
  const { page } = reviewer;
  await reviewer.go(`/reviews/${reviewId}`);
  await reviewer.press("Yes, I will read it");
  if (!page.url().endsWith(reviewId)) await reviewer.go(`/reviews/${reviewId}`);
  await watch(reviewer, name);
  const levels = levelsWith(chance, SAMPLE_RUBRIC, points);
  for (const [indicator, level] of levels) {
    const field = `i${indicator.replace(".", "-")}`;
    await page.click(`label[for="${field}-${level}"]`);
    await page.fill(`#${field}-note`, `Level ${level}: what I saw at minute ${10 + level} led me there.`);
  }
  await reviewer.press("Save and look at the summary");
  await reviewer.waitFor(`Your points: ${points}`, { reload: false });
  await reviewer.press("Submit and lock");
  await reviewer.waitFor(/locked|submitted/i, { reload: false });
}

/** The video plays, the documents open, and nobody's name stands anywhere. */
async function watch(reviewer: Visitor, name: string): Promise<void> {
  const { page } = reviewer;
  await reviewer.waitForVideo();
  const words = await reviewer.words();
  for (const part of name.split(" ")) if (words.includes(part)) throw new Error(`the room names ${part}`);
  const documents = await page
    .locator(".mp-room__evidence a[href]")
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).getAttribute("href") ?? ""));
  if (documents.length < 4) throw new Error(`only ${documents.length} documents: ${words}`);
  const statuses = await Promise.all(documents.map((href) => reviewer.statusOf(href)));
  if (statuses.some((status) => status !== 200)) throw new Error(`documents answer ${statuses.join()}`);
}
