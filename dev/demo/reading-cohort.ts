import { type Cohort, closeDueSubmissions, moveCohort, plusDays } from "../../server/cohorts/index.ts";
import { DAY, HOUR, after } from "../../server/kernel/time.ts";
import { editBoard, proposeMatch, publishMatch, runMatch } from "../../server/matching/index.ts";
import { askForFourthRead } from "../../server/outcomes/index.ts";
import { rubricKey, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import {
  acceptReview,
  type Answer,
  declineReview,
  type Review,
  saveAnswer,
  startReview,
  submitReview,
} from "../../server/reviews/index.ts";
import { momentOn } from "./calendar.ts";
import { inTurn } from "./case-story.ts";
import type { FileRoom } from "./file-room.ts";
import { first } from "./found-program.ts";
import { answersOf, levelsBy, levelsWith, practiceOf } from "./marks.ts";
import { Player, type Teaching } from "./players.ts";
import { actorFor, applicantFrom, leadOf, type Population } from "./population.ts";
import type { Stage } from "./stage.ts";
import { DECLINE_REASONS, FOURTH_READ_REASONS } from "./words/reasons.ts";

/** Twelve Profiles; what their readers gave, or how far they are. `null` stands for a sheet still to come. */
const CASES: readonly { teaching: Teaching; points: readonly (number | null)[] | "chance" }[] = [
  { teaching: { subject: "Mathematics", band: "middle" }, points: [null, null, null] },
  { teaching: { subject: "Mathematics", band: "middle" }, points: [34, null, null] },
  { teaching: { subject: "Mathematics", band: "middle" }, points: [36, 35, null] },
  { teaching: { subject: "Mathematics", band: "high" }, points: "chance" },
  { teaching: { subject: "Elementary generalist", band: "elementary" }, points: [42, 42, 17] },
  { teaching: { subject: "Elementary generalist", band: "elementary" }, points: [34, 33, 33] },
  { teaching: { subject: "Elementary generalist", band: "early" }, points: [32, 31, 31] },
  { teaching: { subject: "English/literacy", band: "middle" }, points: [33, 33, 32] },
  { teaching: { subject: "English/literacy", band: "high" }, points: "chance" },
  { teaching: { subject: "Science", band: "high" }, points: [35, null, null] },
  { teaching: { subject: "Social studies", band: "middle" }, points: [31, 33, null] },
  { teaching: { subject: "Special education", band: "elementary" }, points: "chance" },
];
/** Held for the blind look, and with a fourth reader: by their place in the list above. */
const ASKED_FOURTH = 5;

/** A cohort whose readers are at work: offers, drafts, sheets, a case that is held and one with a fourth reader. */
export async function playReadingCohort(
  stage: Stage,
  population: Population,
  cohort: Cohort,
  room: FileRoom,
): Promise<void> {
  const players: Player[] = [];
  for (const { teaching } of CASES) players.push(await handInAndAccept(stage, population, cohort, room, teaching));
  const middleMathematics = players.slice(0, 3).map(({ id }) => id);
  await publish(stage, population, cohort, middleMathematics);
  for (const [i, { points }] of CASES.entries())
    await readOne(stage, population, cohort, first(players.slice(i)).id, points);
  const asked = players[ASKED_FOURTH];
  const at = momentOn(plusDays(cohort.calendar.reviewsFromOn, 13), 11);
  const reason = first(FOURTH_READ_REASONS);
  if (asked) await stage.at(at, () => askForFourthRead(stage.deps, first(population.jgp.union), asked.id, reason));
}

async function handInAndAccept(
  stage: Stage,
  population: Population,
  cohort: Cohort,
  room: FileRoom,
  teaching: Teaching,
): Promise<Player> {
  const { chance } = population.district;
  const { submissionDueOn } = cohort.calendar;
  const nextCoordinator = inTurn([...population.jgp.district, ...population.jgp.union]);
  const person = applicantFrom(population, teaching.band);
  await stage.deps.people.insert(person);
  const player = await new Player(stage, population, cohort, person).register();
  await player.attend(nextCoordinator());
  await player.begin(teaching, momentOn(plusDays(submissionDueOn, -30), 17));
  const writtenAt = momentOn(plusDays(submissionDueOn, -chance.between(3, 9)), 19);
  await player.lay(room, teaching.subject, writtenAt);
  await player.tell(teaching.band, writtenAt);
  await player.askFamilies(writtenAt);
  await player.submit(momentOn(plusDays(submissionDueOn, -chance.between(0, 2)), chance.between(15, 22), 12));
  await player.accept(nextCoordinator(), momentOn(plusDays(submissionDueOn, chance.between(1, 4)), 10));
  return player;
}

/** Matched and published; the coordinator gives two of `forRuth` to the reader one signs in as, as a lock on the board. */
async function publish(
  stage: Stage,
  population: Population,
  { id, calendar }: Cohort,
  forRuth: readonly string[],
): Promise<void> {
  const { deps } = stage;
  const coordinator = first(population.jgp.district);
  const ruth = leadOf(population, "reviewer");
  const isFarFromRuth = async (profileId: string) => {
    const { applicantId } = await deps.applications.get({ id: profileId });
    const { schoolId, pastSchoolIds } = await deps.people.get({ id: applicantId });
    const theirs = [schoolId, ...pastSchoolIds];
    return ![ruth.schoolId, ...ruth.pastSchoolIds].some((one) => theirs.includes(one));
  };
  const locked: string[] = [];
  for (const profileId of forRuth) if (locked.length < 2 && (await isFarFromRuth(profileId))) locked.push(profileId);
  await stage.at(momentOn(plusDays(calendar.submissionDueOn, 1), 0, 1), () => closeDueSubmissions(deps));
  await stage.at(momentOn(calendar.intakeDueOn, 16), () => moveCohort(deps, coordinator, id, "begin-matching"));
  await stage.at(momentOn(calendar.reviewsFromOn, 9), async () => {
    const reason = "Asked for by the reader, who has time this month.";
    const locks = locked.map((profileId) => ({ kind: "lock" as const, profileId, reviewerId: ruth.id, reason }));
    await editBoard(deps, coordinator, id, locks, `${locks.length} Profiles locked to one reader`);
    const asked = await proposeMatch(deps, coordinator, id);
    await runMatch(deps, asked.id);
    await publishMatch(deps, coordinator, id, asked.id);
  });
}

/** The readers of one Profile answer and work, each as far as they are. Where a sheet is still to come, one is Ruth's. */
async function readOne(
  stage: Stage,
  population: Population,
  { calendar }: Cohort,
  profileId: string,
  points: readonly (number | null)[] | "chance",
): Promise<void> {
  const { chance } = population.district;
  const practice = practiceOf(chance, SAMPLE_RUBRIC);
  const used = new Set<string>();
  const isRuths = ({ reviewerId }: Review) => reviewerId === leadOf(population, "reviewer").id;
  const reviews = await stage.deps.reviews.ofProfile(profileId);
  const inOrder = [...reviews.filter((one) => !isRuths(one)), ...reviews.filter(isRuths)];
  for (const [i, review] of inOrder.entries()) {
    const sum = points === "chance" ? null : (points[i] ?? null);
    const levels =
      points === "chance" ? levelsBy(chance, practice) : sum === null ? null : levelsWith(chance, SAMPLE_RUBRIC, sum);
    const at = momentOn(plusDays(calendar.reviewsFromOn, chance.between(1, 2)), chance.between(8, 20));
    // One after the other, so that what a case's record says happened in this order.
    const readOn = plusDays(calendar.reviewsFromOn, 3 + 3 * i + chance.between(0, 2));
    if (levels) await score(stage, population, review, answersOf(chance, levels, used), at, momentOn(readOn, 18));
    else await leaveOpen(stage, population, review, at, i);
  }
}

async function score(
  stage: Stage,
  population: Population,
  review: Review,
  answers: readonly Answer[],
  at: Date,
  readAt: Date,
): Promise<void> {
  const { deps } = stage;
  const reader = readerOf(population, review.reviewerId);
  await stage.at(at, () => acceptReview(deps, reader, review.id));
  await stage.at(readAt, () => startReview(deps, reader, review.id));
  await stage.at(after(readAt, 3 * HOUR), () =>
    submitReview(deps, reader, review.id, answers, rubricKey(SAMPLE_RUBRIC)),
  );
}

/**
 * Not there yet: the first of a case has begun to write, the second has said yes, the third gives it back. Ruth has begun
 * one of hers; the others are left to whoever plays her.
 */
async function leaveOpen(stage: Stage, population: Population, review: Review, at: Date, i: number): Promise<void> {
  const { deps } = stage;
  const { chance } = population.district;
  const reader = readerOf(population, review.reviewerId);
  const isRuth = review.reviewerId === leadOf(population, "reviewer").id;
  if (!isRuth && i === 2) {
    await stage.at(at, () => declineReview(deps, reader, review.id, chance.pick(DECLINE_REASONS)));
    return;
  }
  const begun = isRuth ? await deps.reviews.count({ reviewerId: review.reviewerId, state: "in-progress" }) : 0;
  if (begun > 0) return;
  await stage.at(at, () => acceptReview(deps, reader, review.id));
  if (!isRuth && i > 0) return;
  await stage.at(after(at, 2 * DAY), () => startReview(deps, reader, review.id));
  const written = answersOf(chance, levelsBy(chance, practiceOf(chance, SAMPLE_RUBRIC))).slice(0, 5);
  for (const answer of written)
    await stage.at(after(at, 2 * DAY + HOUR), () => saveAnswer(deps, reader, review.id, answer, 0));
}

function readerOf({ people }: Population, id: string) {
  const person = people.get(id);
  if (!person) throw new Error("a reader outside the pool");
  return actorFor(person, "reviewer");
}
