import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { Cohort } from "../cohorts/index.ts";
import { carryOutRetention, holdShelf, type MediaItem, releaseShelf, type Shelf } from "../media/index.ts";
import type { Application } from "./application-record.rules.ts";
import {
  type RetentionDue,
  retentionDueOf,
  retentionReason,
  type RetentionState,
  retentionStateOf,
} from "./retention.rules.ts";

type Reading = Pick<Deps, "applications" | "cohorts" | "programs" | "shelves" | "mediaItems" | "clock">;
type Deleting = Reading & Pick<Deps, "s3" | "config" | "deletions">;

/** One Profile's evidence, taken-away files included while their bytes or their certificate are there. */
export type Kept = {
  application: Application;
  due: RetentionDue;
  items: readonly MediaItem[];
  shelf: Shelf | null;
  state: RetentionState;
};

async function keptOf(deps: Reading, application: Application, cohort: Cohort): Promise<Kept> {
  const { settings } = await deps.programs.get({ id: cohort.programVersionId });
  const due = retentionDueOf(application, cohort, settings);
  const items = await deps.mediaItems.find({ shelfId: application.id }, { sort: { role: 1, part: 1, createdAt: 1 } });
  const shelf = await deps.shelves.findOne({ id: application.id });
  return {
    application,
    due,
    items,
    shelf,
    state: retentionStateOf(items, due, shelf?.isHeld ?? false, deps.clock.now()),
  };
}

/** The dry run: what of a cohort goes when, and why, as far as this actor sees its cases. Touches nothing. */
export async function retentionOf(deps: Reading, actor: Actor, cohort: Cohort): Promise<Kept[]> {
  const visible = await deps.applications.visibleTo(actor).find({ cohortId: cohort.id });
  const kept: Kept[] = [];
  for (const application of visible) kept.push(await keptOf(deps, application, cohort));
  return kept.filter(({ state }) => state !== "empty");
}

/** @throws Problem `not-found`, also for a case that this actor may not see */
export async function retentionOfProfile(
  deps: Reading,
  actor: Actor,
  profileId: string,
): Promise<Kept & { cohort: Cohort }> {
  const application = await deps.applications.visibleTo(actor).get(profileId);
  const cohort = await deps.cohorts.get({ id: application.cohortId });
  return { ...(await keptOf(deps, application, cohort)), cohort };
}

/**
 * Deletes what is due now: evidence of closed cohorts whose days are over, save for what a legal hold keeps. Safe to
 * repeat and beside another worker; what a missed day left is done the next time.
 * @returns how many files went
 * @throws AggregateError of the Profiles whose bytes could not all be deleted now; the others are done
 */
export async function carryOutDueRetention(deps: Deleting, signal?: AbortSignal): Promise<number> {
  let gone = 0;
  const failed: unknown[] = [];
  for (const cohort of await deps.cohorts.inStates("closed")) {
    const { settings } = await deps.programs.get({ id: cohort.programVersionId });
    const now = deps.clock.now();
    const due = (await deps.applications.ofCohort(cohort.id)).flatMap((application) => {
      const when = retentionDueOf(application, cohort, settings);
      return when.at !== null && when.at < now ? [{ id: application.id, why: retentionReason(when) }] : [];
    });
    const full = new Set(await deps.mediaItems.shelvesWithBytes(due.map(({ id }) => id)));
    for (const { id, why } of due.filter((one) => full.has(one.id))) {
      signal?.throwIfAborted();
      await carryOutRetention(deps, [id], why, signal).then(
        ({ itemIds }) => {
          gone += itemIds.length;
        },
        (error: unknown) => failed.push(error),
      );
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} Profiles could not be deleted in full now`);
  return gone;
}

/** Keeps a Profile's evidence beyond its days. @throws Problem `not-found`, `wrong-state`, `invalid-input` */
export async function placeLegalHold(deps: Reading, actor: Actor, profileId: string, reason: string): Promise<void> {
  await deps.applications.visibleTo(actor).get(profileId);
  await holdShelf(deps, { shelfId: profileId, reason, byId: actor.personId });
}

/** Lets the days count again. @throws Problem `not-found`, `wrong-state`, `invalid-input` */
export async function liftLegalHold(deps: Reading, actor: Actor, profileId: string, reason: string): Promise<void> {
  await deps.applications.visibleTo(actor).get(profileId);
  await releaseShelf(deps, { shelfId: profileId, reason, byId: actor.personId });
}
