import type { Deps } from "../deps.ts";
import { queueMessage } from "../letters/index.ts";

/** What the union decided about an application to the pool, once. */
export async function tellPoolAnswer(
  deps: Pick<Deps, "reviewers" | "people" | "messages" | "mailTemplates" | "clock" | "newId" | "config">,
  reviewerId: string,
  isSelected: boolean,
): Promise<void> {
  const [{ name }, reviewer] = await Promise.all([
    deps.people.get({ id: reviewerId }),
    deps.reviewers.get({ id: reviewerId }),
  ]);
  await queueMessage(deps, {
    key: `pool-answer-${reviewerId}-${isSelected ? "selected" : "declined"}`,
    to: reviewerId,
    template: "pool-answer",
    model: {
      name,
      isSelected,
      reason: reviewer.pauseReason ?? "",
      link: `${deps.config.baseUrl}/reviewers/mine`,
      why: "You get this because you applied to be a reviewer.",
    },
  });
}
