import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { daysToRelease } from "../cohorts/index.ts";
import { type CaseRecord, FOURTH_PLACE, verdictNow } from "../outcomes/index.ts";
import type { Application } from "../profiles/index.ts";
import { type Review, totalOf } from "../reviews/index.ts";
import { type QualityCase, qualityOf } from "./quality.rules.ts";

type Needs = Pick<
  Deps,
  "quality" | "cohorts" | "programs" | "rubrics" | "applications" | "reviews" | "cases" | "clock"
>;

/** Freezes the figures of every released cohort that has none yet. Safe to repeat: the first snapshot stays. */
export async function freezeReleasedCohorts(deps: Needs): Promise<number> {
  let count = 0;
  for (const { id } of await deps.cohorts.inStates("released", "closed")) {
    if (await deps.quality.findOne({ id })) continue;
    await freezeQuality(deps, id);
    count += 1;
  }
  return count;
}

async function freezeQuality(deps: Needs, cohortId: string): Promise<void> {
  const cohort = await deps.cohorts.get({ id: cohortId });
  const program = await deps.programs.get({ id: cohort.programVersionId });
  const rubric = await deps.rubrics.byKey(program.rubric);
  const [applications, reviews, cases] = await Promise.all([
    deps.applications.ofCohort(cohortId),
    deps.reviews.find({ cohortId, state: "submitted" }),
    deps.cases.find({ cohortId }),
  ]);
  const reviewsOf = Map.groupBy(reviews, ({ profileId }) => profileId);
  const caseOf = new Map(cases.map((one) => [one.id, one]));
  const counted = applications.flatMap((application) =>
    countedCase(application, reviewsOf.get(application.id) ?? [], caseOf.get(application.id)),
  );
  await deps.quality
    .insert({
      id: cohortId,
      cohortName: cohort.name,
      cohortCode: cohort.code,
      frozenAt: deps.clock.now(),
      figures: qualityOf(counted, rubric, program.settings.suppressCellsUnder, daysToRelease(cohort.calendar)),
    })
    .catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error; // frozen by another worker meanwhile
    });
}

/** A case that came to a band; withdrawn and void ones are in no figure. */
function countedCase(
  application: Application,
  reviews: readonly Review[],
  record: CaseRecord | undefined,
): QualityCase[] {
  const verdict = record ? verdictNow(record) : null;
  if (verdict?.stage !== "banded") return [];
  const firstThree = reviews.filter(({ place }) => place < FOURTH_PLACE).sort((a, b) => a.place - b.place);
  return [
    {
      subject: application.declaration?.subject ?? "not declared",
      band: application.declaration?.band ?? "not declared",
      readers: firstThree.map((review) => {
        const marks = review.sheets.at(-1)?.answers ?? [];
        return { marks, points: totalOf(marks, review.rubric) };
      }),
      hadFourthRead: verdict.basis === "fourth-read",
      scoreBand: verdict.band,
    },
  ];
}
