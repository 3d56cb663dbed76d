import { createHash, randomUUID } from "node:crypto";
import type { AnyActor } from "../../server/kernel/actor.ts";
import { type DomainEvent, event } from "../../server/kernel/event.ts";
import type { Cohort } from "../../server/cohorts/index.ts";
import { submissionDeadlineAt } from "../../server/cohorts/index.ts";
import type { MediaItem } from "../../server/media/index.ts";
import {
  type Application,
  type ApplicationAction,
  applicationCode,
  type ConsentBoard,
  handIn,
  moveOf,
  type NarrativePart,
} from "../../server/profiles/index.ts";
import { DEFAULT_SETTINGS, type Rubric } from "../../server/programs/index.ts";
import type { Chance } from "./chance.ts";
import type { NewPerson } from "./district.ts";
import { moments } from "./marks.ts";
import { actorFor } from "./population.ts";
import { CLASSES, NARRATIVES } from "./words/narratives.ts";

/** One application told in full without being played: every step goes through the workflow's own rule. */
export class ApplicationStory {
  application: Application;
  readonly events: DomainEvent[];
  /** How many of the events are on record. */
  kept = 0;
  readonly #person: NewPerson;

  constructor(cohort: Cohort, number: number, person: NewPerson, registeredAt: Date) {
    const id = randomUUID();
    this.#person = person;
    this.application = {
      id,
      version: 1,
      cohortId: cohort.id,
      applicantId: person.id,
      code: applicationCode(cohort.code, number),
      state: "registered",
      heldFrom: null,
      declaration: null,
      narrative: [],
      board: [],
      isNobodyRecorded: false,
      submission: null,
      manifest: null,
      earlierManifests: [],
      returned: null,
      requests: [],
      conflictedIds: [],
      takenFromId: null,
      history: [
        {
          action: "register",
          state: "registered",
          at: registeredAt,
          byRole: "applicant",
          byId: person.id,
          reason: null,
        },
      ],
      createdAt: registeredAt,
    };
    const payload = { profileId: id, cohortId: cohort.id, applicantId: person.id };
    this.events = [event(randomUUID(), "profile.registered", registeredAt, payload)];
  }

  step(action: ApplicationAction, at: Date, actor: AnyActor = actorFor(this.#person, "applicant"), reason = ""): this {
    const [moved, happened] = moveOf(this.application, action, { actor, at, eventId: randomUUID(), reason });
    this.application = moved;
    this.events.push(happened);
    return this;
  }

  write(part: Partial<Pick<Application, "declaration" | "narrative" | "board" | "isNobodyRecorded">>): this {
    this.application = { ...this.application, ...part };
    return this;
  }

  /** Hands in with four files that were checked and found usable; their bytes are long gone. */
  submit(chance: Chance, cohort: Cohort, rubric: Rubric, at: Date): this {
    const facts = {
      items: filesOf(chance, this.application, at),
      rubric,
      settings: DEFAULT_SETTINGS,
      deadlineAt: submissionDeadlineAt(cohort.calendar),
    };
    const step = { actor: actorFor(this.#person, "applicant"), at, eventId: randomUUID() };
    const [submitted, happened] = handIn(this.application, facts, step);
    this.application = submitted;
    this.events.push(happened);
    return this;
  }
}

/** Seven or more indicators told, at least one of every domain. */
export function narrativeFor(chance: Chance, rubric: Rubric, band: string): NarrativePart[] {
  const className = chance.pick(CLASSES[band] ?? ["my class"]);
  const told = rubric.domains.flatMap(({ indicators }) => {
    const [first, ...more] = chance.shuffled(indicators.map(({ id }) => id));
    return [first as string, ...more.filter(() => chance.next() < 0.5)];
  });
  return told.sort().map((indicatorId) => {
    const text = chance.pick(NARRATIVES[indicatorId] ?? ["See the lesson plan, page 2."]);
    return { indicatorId, text: moments(chance, text).replaceAll("{class}", className) };
  });
}

/** Everybody on the board has said yes, or is off camera. */
export function boardFor(chance: Chance): ConsentBoard {
  return Array.from({ length: chance.between(4, 9) }, (_, i) => {
    const isShy = chance.next() < 0.1;
    const yes = { isRecorded: true, answer: "granted" as const, attested: null };
    const no = { isRecorded: true, answer: "denied" as const, attested: "off-camera" as const };
    const none = { isRecorded: false, answer: "missing" as const, attested: null };
    return {
      studentId: randomUUID(),
      label: `Student ${i + 1}`,
      video: isShy ? no : yes,
      audio: yes,
      work: chance.next() < 0.4 ? yes : none,
    };
  });
}

/** What handing in looks at of each file. No rows are kept of them: this cohort has no media. */
function filesOf(chance: Chance, { id, applicantId }: Application, at: Date): MediaItem[] {
  const names = { video: "lesson.mp4", plan: "lesson-plan.pdf", work: "student-work.jpg", data: "results.xlsx" };
  return (["video", "plan", "work", "data"] as const).map((role) => {
    const sizeBytes = role === "video" ? chance.between(2000, 9000) * 1_000_000 : chance.between(90, 4000) * 1000;
    const sha256 = createHash("sha256").update(`${id} ${role}`).digest("hex");
    const seal = { objectVersion: sha256.slice(0, 26).toUpperCase(), sha256, sizeBytes };
    const durationMs = role === "video" ? chance.between(46 * 60, 74 * 60) * 1000 : null;
    const known = {
      id: randomUUID(),
      shelfId: id,
      ownerId: applicantId,
      role,
      part: 1,
      fileName: names[role],
      sizeBytes,
    };
    return { ...known, check: "usable", reason: null, durationMs, completedAt: at, deletedAt: null, seal } as MediaItem;
  });
}
