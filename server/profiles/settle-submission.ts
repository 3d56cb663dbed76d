import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import type { Deps } from "../deps.ts";
import { returnDueAt } from "../cohorts/index.ts";
import type { MediaItem } from "../media/index.ts";
import { type Application, type Fix, moveOf } from "./application-record.rules.ts";
import { evidenceOf } from "./hand-in.rules.ts";
import { type Manifest, seal } from "./manifest.rules.ts";
import { rulesFor } from "./rules-for.ts";
import { openShelfFor } from "./shelf-steps.ts";
import { settle } from "./submission.rules.ts";

export type SettleNeeds = Pick<
  Deps,
  "applications" | "cohorts" | "programs" | "rubrics" | "shelves" | "mediaItems" | "inTransaction" | "clock" | "newId"
>;

/**
 * Looks again at a submission that is finishing: writes in what arrived and was checked, and once all is done says so;
 * an item that was rejected or came too late goes back for 48 hours, that item only. Safe to run at any time.
 */
export async function settleSubmission(deps: SettleNeeds, profileId: string): Promise<void> {
  const now = deps.clock.now();
  await deps.inTransaction(async (session) => {
    const application = await deps.applications.findOne({ id: profileId }, session);
    if (!application || !isFinishing(application)) return;
    const { program, rubric: _, deadlineAt } = await rulesFor(deps, application, session);
    const submittedIds = new Set(application.manifest.items.map(({ itemId }) => itemId));
    const items = (await deps.mediaItems.ofShelf(profileId, session)).filter(({ id }) => submittedIds.has(id));
    const manifest = items.reduce((so, item) => (item.seal ? seal(so, item.id, item.seal) : so), application.manifest);
    const verdict = settle(evidenceOf(application, items), program.settings, application.submission.deadlineAt, now);
    if (verdict.kind === "finishing") {
      if (JSON.stringify(manifest) !== JSON.stringify(application.manifest))
        await deps.applications.save({ ...application, manifest }, [], session);
      return;
    }
    if (verdict.kind === "complete") {
      const submission = { ...application.submission, kind: "complete" as const, completedAt: now };
      const payload = { profileId, cohortId: application.cohortId, applicantId: application.applicantId };
      const done = event(deps.newId(), "profile.completed", now, { ...payload, manifestVersion: manifest.version });
      await deps.applications.save({ ...application, manifest, submission }, [done], session);
      return;
    }
    const fixes = items.filter(({ id }) => verdict.itemIds.includes(id)).map(fixOf);
    const reason = "A check after Submit sent an item back.";
    const [returned, happened] = moveOf({ ...application, manifest }, "return", {
      actor: SYSTEM,
      at: now,
      eventId: deps.newId(),
      reason,
    });
    const later = returnDueAt(now, program.settings.returnHours);
    const dueAt = later > deadlineAt ? later : deadlineAt;
    const after: Application = {
      ...returned,
      returned: { fixes, at: now, dueAt, byRole: "system" },
      submission: { ...application.submission, kind: "returned" },
    };
    await deps.applications.save(after, [happened], session);
    await openShelfFor(deps, profileId, fixes, session);
  });
}

/** All that are still finishing; a sweep looks at them, for what no event tells: bytes that never came. */
export async function finishingProfileIds({ applications }: Pick<Deps, "applications">): Promise<string[]> {
  const found = await applications.find({ state: "submitted", "submission.kind": "finishing" } as never);
  return found.map(({ id }) => id);
}

type Finishing = Application & {
  manifest: Manifest;
  submission: NonNullable<Application["submission"]>;
};

function isFinishing(application: Application): application is Finishing {
  return (
    application.state === "submitted" && application.submission?.kind === "finishing" && application.manifest !== null
  );
}

function fixOf({ id, fileName, reason, completedAt }: MediaItem): Fix {
  const late = "not all of it had arrived when the time for uploads ended. Please upload it again.";
  const wrong = reason ?? (completedAt === null ? late : "the video parts together are not 45 to 90 minutes long.");
  return { itemId: id, label: fileName, reason: wrong };
}
