import type { Deps } from "../deps.ts";
import { indicatorsOf } from "../programs/index.ts";
import type { ManifestItem } from "../profiles/index.ts";
import type { Review } from "./review-record.rules.ts";
import type { EvidenceItem } from "./review-room.page.ts";

const LABELS: Record<string, string> = {
  video: "Video",
  plan: "Lesson plan",
  work: "Student work",
  data: "Student data",
};

/**
 * What the reader of this review may open: the items of the frozen manifest, by role and number, and the narrative.
 * File names stay behind: people put names into them.
 */
export async function evidenceFor(
  { applications, mediaItems }: Pick<Deps, "applications" | "mediaItems">,
  review: Review,
): Promise<EvidenceItem[]> {
  const application = await applications.get({ id: review.profileId });
  const media = new Map((await mediaItems.ofShelf(review.profileId)).map((item) => [item.id, item]));
  const captions = [...media.values()].filter(({ role }) => role === "captions");
  const names = new Map(indicatorsOf(review.rubric).map(({ id, name }) => [id, name]));
  const items = (application.manifest?.items ?? []).filter(({ role }) => role in LABELS);
  return [
    ...items.map((item, index) => {
      const found = media.get(item.itemId) ?? null;
      const video = found && { item: found, captions: captions.find(({ part }) => part === found.part) ?? null };
      return { ...evidenceItem(item, items.slice(0, index)), video: item.role === "video" ? video : null };
    }),
    ...application.narrative.map(({ indicatorId, text }) => ({
      id: indicatorId,
      kind: "narrative" as const,
      label: `${indicatorId} ${names.get(indicatorId) ?? ""}`,
      href: null,
      text,
      video: null,
    })),
  ];
}

function evidenceItem({ itemId, role }: ManifestItem, before: readonly ManifestItem[]): EvidenceItem {
  const number = before.filter((other) => other.role === role).length + 1;
  return {
    id: itemId,
    kind: role === "video" ? "video" : "document",
    label: `${LABELS[role] ?? role} ${number}`,
    href: `/media/${itemId}`,
    text: null,
    video: null,
  };
}
