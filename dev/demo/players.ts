import { plusDays } from "../../server/cohorts/index.ts";
import type { Cohort } from "../../server/cohorts/index.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import type { GradeBand } from "../../server/people/index.ts";
import {
  acceptProfile,
  type Application,
  attendSession,
  declare,
  registerApplication,
  startDraft,
  submitProfile,
  tokenOf,
  writeConsent,
  writeNarrative,
} from "../../server/profiles/index.ts";
import { SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { boardFor, narrativeFor } from "./application-story.ts";
import { momentOn, someMoment } from "./calendar.ts";
import type { NewPerson } from "./district.ts";
import type { FileRoom } from "./file-room.ts";
import { actorFor, type Population } from "./population.ts";
import type { Stage } from "./stage.ts";

export type Teaching = { subject: string; band: GradeBand };

/** One applicant of a cohort that is played: every step is the use case that a page calls. */
export class Player {
  readonly actor: Actor;
  readonly person: NewPerson;
  id = "";
  readonly #stage: Stage;
  readonly #population: Population;
  readonly #cohort: Cohort;

  constructor(stage: Stage, population: Population, cohort: Cohort, person: NewPerson) {
    this.#stage = stage;
    this.#population = population;
    this.#cohort = cohort;
    this.person = person;
    this.actor = actorFor(person, "applicant");
  }

  async register(): Promise<this> {
    const { registrationFromOn } = this.#cohort.calendar;
    const at = someMoment(this.#chance, registrationFromOn, plusDays(registrationFromOn, 20));
    const { id } = await this.#stage.at(at, () => registerApplication(this.#deps, this.actor, this.#cohort.id));
    this.id = id;
    return this;
  }

  async attend(coordinator: Actor): Promise<this> {
    const on = this.#cohort.calendar.sessionsOn.at(-1) as string;
    await this.#stage.at(momentOn(on, 20), () => attendSession(this.#deps, coordinator, this.id));
    return this;
  }

  /** Begins and says what they teach. */
  async begin({ subject, band }: Teaching, at: Date): Promise<this> {
    const said = { subject, band, schoolId: this.person.schoolId as string, isServiceProvider: false };
    await this.#stage.at(at, async () => {
      await startDraft(this.#deps, this.actor, this.id);
      await declare(this.#deps, this.actor, this.id, said);
    });
    return this;
  }

  async tell(band: string, at: Date): Promise<this> {
    const parts = narrativeFor(this.#chance, SAMPLE_RUBRIC, band);
    await this.#stage.at(at, () => writeNarrative(this.#deps, this.actor, this.id, { parts, seen: tokenOf([]) }));
    return this;
  }

  async askFamilies(at: Date): Promise<this> {
    const board = boardFor(this.#chance);
    await this.#stage.at(at, () =>
      writeConsent(this.#deps, this.actor, this.id, { change: () => board, seen: tokenOf([]) }),
    );
    return this;
  }

  async lay(room: FileRoom, subject: string, at: Date, roles?: Parameters<FileRoom["lay"]>[3]): Promise<this> {
    this.#stage.clock.set(at);
    await room.lay({ id: this.id, applicantId: this.person.id }, subject, at, roles);
    return this;
  }

  async submit(at: Date): Promise<Application> {
    return this.#stage.at(at, () => submitProfile(this.#deps, this.actor, this.id));
  }

  async accept(coordinator: Actor, at: Date): Promise<Application> {
    return this.#stage.at(at, () => acceptProfile(this.#deps, coordinator, this.id));
  }

  get #deps() {
    return this.#stage.deps;
  }

  get #chance() {
    return this.#population.district.chance;
  }
}
