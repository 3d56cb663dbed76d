import { SYSTEM } from "../../server/kernel/actor.ts";
import { type Cohort, closeDueSubmissions, moveCohort, plusDays } from "../../server/cohorts/index.ts";
import {
  type MatchAnswer,
  offerDates,
  type ProfileAnswer,
  proposeMatch,
  publishMatch,
  runMatch,
  type Seat,
} from "../../server/matching/index.ts";
import { DEFAULT_SETTINGS, type Level, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import type { Review } from "../../server/reviews/index.ts";
import type { DomainEvent } from "../../server/kernel/event.ts";
import { ApplicationStory, boardFor, narrativeFor } from "./application-story.ts";
import { momentOn, someMoment, ZONE } from "./calendar.ts";
import { aDayLater, CaseStory, inTurn } from "./case-story.ts";
import type { NewPerson, NewReviewer } from "./district.ts";
import { first } from "./found-program.ts";
import { levelsBy, levelsWith, type Practice, practiceOf } from "./marks.ts";
import { applicantFrom, leadOf, type Population } from "./population.ts";
import { finishedReading } from "./review-story.ts";
import { inTurns, type Stage } from "./stage.ts";
import { SubjectMix } from "./subject-mix.ts";

const RUBRIC = SAMPLE_RUBRIC;

export type ToldCase = { story: ApplicationStory; told: CaseStory; seats: Kept<Seat>[]; reviews: Kept<Review>[] };
type Kept<T extends { version: number }> = { value: Omit<T, "version">; events: DomainEvent[] };

/** How many hand in, how many never do, and who of those to sign in as is among them, with their readers' points. */
export type Turnout = { submitted: number; neverSubmitted: number; leads: Readonly<Record<string, readonly number[]>> };

/**
 * A cohort until every case has its result: too much to be played, so it is told. Every step, sheet and result still
 * comes from the rule that decides it; the matching is a real run, and published as one.
 */
export async function tellCohort(
  stage: Stage,
  population: Population,
  cohort: Cohort,
  turnout: Turnout,
): Promise<ToldCase[]> {
  const { deps } = stage;
  const stories = await enroll(stage, population, cohort, turnout);
  const answer = await match(stage, population, cohort, stories);
  const loads = new Loads(population.pool, answer);
  const nextLook = inTurn([...population.jgp.district, ...population.jgp.union]);
  const told = answer.profiles.map((one) =>
    readCase(population, cohort, byId(stories, one.profileId), one, turnout, loads, nextLook),
  );
  await stage.keep(
    deps.seats,
    told.flatMap(({ seats }) => seats),
  );
  await stage.keep(
    deps.reviews,
    told.flatMap(({ reviews }) => reviews),
  );
  await stage.keep(
    deps.cases,
    told.map((one) => ({ value: one.told.record, events: [] })),
  );
  await inTurns(told, async ({ story }) => {
    story.application = await deps.applications.save(story.application);
    await stage.remember("applications", story.application.id, story.events.slice(story.kept));
  });
  return told;
}

/** Registers, drafts, hands in and accepts; a few never hand in. */
async function enroll(
  stage: Stage,
  population: Population,
  cohort: Cohort,
  { submitted, neverSubmitted, leads: parts }: Turnout,
): Promise<ApplicationStory[]> {
  const { chance } = population.district;
  const mix = new SubjectMix(population.pool);
  const leads = Object.keys(parts).map((key) => leadOf(population, key));
  const cells = Array.from({ length: submitted + neverSubmitted }, () => mix.take(chance));
  const people = cells.map(({ band }, i) => leads[i] ?? applicantFrom(population, band));
  await inTurns(people.slice(leads.length), async (person) => void (await stage.deps.people.insert(person)));
  const nextIntake = inTurn([...population.jgp.district, ...population.jgp.union]);
  const stories = people.map((person, i) => {
    const story = draft(population, cohort, i + 1, person, nextIntake(), cells[i] ?? mix.take(chance));
    if (i >= submitted) return story;
    const { submissionDueOn, intakeDueOn } = cohort.calendar;
    const at = someMoment(chance, plusDays(submissionDueOn, chance.next() < 0.6 ? -2 : -12), submissionDueOn);
    story.submit(chance, cohort, RUBRIC, at);
    return story.step(
      "accept",
      someMoment(chance, plusDays(submissionDueOn, 1), plusDays(intakeDueOn, -1)),
      nextIntake(),
    );
  });
  await stage.keep(
    stage.deps.applications,
    stories.map(({ application, events }) => ({ value: application, events })),
  );
  for (const story of stories) story.kept = story.events.length;
  await setCounter(stage, `application:${cohort.id}`, stories.length);
  return stories.slice(0, submitted);
}

/** Codes were given here; the next one goes on from there. */
async function setCounter({ deps }: Stage, key: string, count: number): Promise<void> {
  while ((await deps.counters.next(key)) < count) continue;
}

function draft(
  { district: { chance } }: Population,
  { calendar, ...cohort }: Cohort,
  number: number,
  person: NewPerson,
  coordinator: Parameters<ApplicationStory["step"]>[2],
  { subject, band }: ReturnType<SubjectMix["take"]>,
): ApplicationStory {
  const [, , lastSession] = calendar.sessionsOn as [string, string, string];
  const registeredAt = someMoment(chance, calendar.registrationFromOn, plusDays(lastSession, -1));
  const draftedAt = someMoment(chance, plusDays(lastSession, 1), plusDays(calendar.submissionDueOn, -20));
  return new ApplicationStory({ calendar, ...cohort }, number, person, registeredAt)
    .step("attend-session", momentOn(lastSession, 20), coordinator)
    .step("start-draft", draftedAt)
    .write({
      declaration: {
        subject,
        band,
        schoolId: person.schoolId as string,
        isServiceProvider: subject === "School counselor",
        declaredAt: draftedAt,
      },
      narrative: narrativeFor(chance, RUBRIC, band),
      board: boardFor(chance),
    });
}

/** A real run, published. Nobody's Profile is left short: one whose cell is too small is another teacher's. */
async function match(
  stage: Stage,
  { jgp, district: { chance }, pool }: Population,
  { id, calendar }: Cohort,
  stories: readonly ApplicationStory[],
): Promise<MatchAnswer> {
  const { deps } = stage;
  const coordinator = first(jgp.district);
  await stage.quietly(momentOn(plusDays(calendar.submissionDueOn, 1), 0, 1), () => closeDueSubmissions(deps));
  await stage.quietly(momentOn(calendar.intakeDueOn, 16), () => moveCohort(deps, coordinator, id, "begin-matching"));
  for (let tried = 1; ; tried += 1) {
    const run = await stage.quietly(momentOn(calendar.reviewsFromOn, 8, tried), async () => {
      const asked = await proposeMatch(deps, coordinator, id);
      await runMatch(deps, asked.id);
      return deps.matchRuns.get({ id: asked.id });
    });
    const { answer } = run;
    if (answer === null || tried > 8) throw new Error(`the demo's matching found no answer: ${run.failure}`);
    const short = answer.profiles.filter(({ missing }) => missing > 0);
    if (short.length === 0) {
      await stage.quietly(momentOn(calendar.reviewsFromOn, 9), () => publishMatch(deps, coordinator, id, run.id));
      return answer;
    }
    const wide = pool.filter(({ subjects }) => subjects.includes("Elementary generalist"));
    for (const { profileId } of short) {
      const story = byId(stories, profileId);
      const reader = chance.pick(wide);
      const { declaration } = story.application;
      const band = first(reader.bands).band;
      story.write({ declaration: declaration && { ...declaration, subject: first(reader.subjects), band } });
      story.application = await deps.applications.save(story.application);
    }
  }
}

/** Three readings, one after the other; then the look and the fourth reading where the rules ask for them. */
function readCase(
  { district: { chance }, leads }: Population,
  { calendar }: Cohort,
  story: ApplicationStory,
  { readers, bench }: ProfileAnswer,
  turnout: Turnout,
  loads: Loads,
  nextLook: () => NonNullable<Parameters<ApplicationStory["step"]>[2]> & { role: string },
): ToldCase {
  const offeredAt = momentOn(calendar.reviewsFromOn, 9, 5);
  story.step("begin-review", offeredAt, SYSTEM);
  const told = new CaseStory(story, RUBRIC);
  const result: ToldCase = { story, told, seats: [], reviews: [] };
  const used = new Set<string>();
  const practice = practiceOf(chance, RUBRIC);
  const levels = levelsFor(story, leads, turnout, chance, practice, readers.length);
  const days = readers.map(() => chance.between(4, 20)).sort((a, b) => a - b);
  const read = (place: number, reader: NewReviewer, given: ReadonlyMap<string, Level>, asked: Date, day: number) => {
    const dates = offerDates(asked, ZONE, DEFAULT_SETTINGS.responseDays, DEFAULT_SETTINGS.reviewDays);
    const on = plusDays(asked.toISOString().slice(0, 10), day);
    const order = { application: story.application, place, reader, levels: given, offeredAt: asked };
    const one = finishedReading(chance, RUBRIC, {
      ...order,
      respondBy: dates.respondByAt,
      reviewBy: dates.reviewDueAt,
      used,
      submittedAt: momentOn(on, chance.between(16, 21), chance.between(0, 59)),
    });
    result.seats.push({ value: one.seat, events: [] });
    result.reviews.push({ value: one.review, events: one.events });
    return told.take({ ...one.review, version: 1 }, one.review.submittedAt as Date);
  };
  readers.forEach(({ reviewerId }, i) => {
    read(i + 1, loads.reader(reviewerId), levels[i] as Map<string, Level>, offeredAt, days[i] as number);
  });
  if (told.verdict?.stage !== "held") return result;
  const heldAt = aDayLater(momentOn(calendar.reviewsDueOn, 11));
  const fourth = loads.take(bench.map(({ reviewerId }) => reviewerId));
  const decision = fourth && chance.next() < 0.5 ? "fourth-read" : "let-stand";
  const by = nextLook() as Parameters<CaseStory["look"]>[1];
  told.look(chance, by, decision, heldAt);
  if (decision === "fourth-read" && fourth) read(4, fourth, levelsBy(chance, practice), heldAt, chance.between(3, 8));
  return result;
}

/** Those who can be signed in as have results that the tour tells; all others follow chance. */
function levelsFor(
  { application }: ApplicationStory,
  leads: Population["leads"],
  { leads: points }: Turnout,
  chance: Population["district"]["chance"],
  practice: Practice,
  readers: number,
): Map<string, Level>[] {
  const key = Object.keys(points).find((one) => leads.get(one)?.id === application.applicantId);
  const fixed = key === undefined ? undefined : points[key];
  if (fixed) return fixed.map((sum) => levelsWith(chance, RUBRIC, sum));
  return Array.from({ length: readers }, () => levelsBy(chance, practice));
}

/** Who has how much room left, for fourth readings. */
class Loads {
  readonly #pool: Map<string, NewReviewer>;
  readonly #held = new Map<string, number>();

  constructor(pool: readonly NewReviewer[], { profiles }: MatchAnswer) {
    this.#pool = new Map(pool.map((one) => [one.id, one]));
    for (const { readers } of profiles) for (const { reviewerId } of readers) this.#add(reviewerId);
  }

  reader(id: string): NewReviewer {
    const found = this.#pool.get(id);
    if (!found) throw new Error("a reader outside the pool");
    return found;
  }

  /** The first of these with room, who is then one fuller; null when nobody has any. */
  take(ids: readonly string[]): NewReviewer | null {
    const id = ids.find((one) => (this.#held.get(one) ?? 0) < this.reader(one).capacity);
    if (id === undefined) return null;
    this.#add(id);
    return this.reader(id);
  }

  #add(id: string): void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
  }
}

function byId(stories: readonly ApplicationStory[], id: string): ApplicationStory {
  const found = stories.find(({ application }) => application.id === id);
  if (!found) throw new Error("a Profile outside the cohort");
  return found;
}
