import type { Connection } from "mongoose";
import type { Config } from "./config.ts";
import type { NewId } from "./kernel/random.ts";
import type { Clock } from "./kernel/time.ts";
import type { MessageStore, ReminderStore } from "./letters/index.ts";
import type { ApplicationStore } from "./profiles/index.ts";
import type { CohortStore } from "./cohorts/index.ts";
import type { ProgramStore, RubricStore } from "./programs/index.ts";
import type { Counters } from "./platform/counter.ts";
import type { DeletionLedger, LessonLimits, MediaItemStore, ShelfStore, ViewLog, WatchRights } from "./media/index.ts";
import type { DemoSignIns, PersonStore, ReviewerStore, SchoolStore, SignInLinks } from "./people/index.ts";
import type { MatchBoardStore, MatchRunStore, SeatStore } from "./matching/index.ts";
import type { EventLog } from "./platform/event-log.ts";
import type { Faults } from "./platform/faults.ts";
import type { Log } from "./platform/log.ts";
import type { Mailer } from "./platform/mail.ts";
import type { MailTemplates } from "./platform/mail-templates.ts";
import type { RehearsalClock } from "./platform/clock.ts";
import type { Thread } from "./platform/thread.ts";
import type { Scanner } from "./platform/clamd.ts";
import type { Sandbox } from "./platform/sandbox.ts";
import type { S3 } from "./platform/s3.ts";
import type { Tries } from "./platform/tries.ts";
import type { InTransaction } from "./platform/mongo.ts";
import type { CaseStore } from "./outcomes/index.ts";
import type { DecisionStore, FollowUpStore, LetterWishStore, ListStore, PayrollStore } from "./decisions/index.ts";
import type { InterviewSlotStore, InterviewStore } from "./interviews/index.ts";
import type { QualityStore } from "./quality/index.ts";
import type { ReviewStore } from "./reviews/index.ts";

/** Everything that does I/O. Use cases take the few they need: `Pick<Deps, "profiles" | "clock">`. */
export type Deps = {
  config: Config;
  clock: Clock;
  /** Only where the configuration says so. */
  rehearsal: RehearsalClock | null;
  newId: NewId;
  log: Log;
  faults: Faults;
  connection: Connection;
  inTransaction: InTransaction;
  eventLog: EventLog;
  s3: S3;
  sandbox: Sandbox;
  /** Null where no virus scanner is configured. */
  scanner: Scanner | null;
  mailer: Mailer;
  mailTemplates: MailTemplates;
  tries: Tries;
  counters: Counters;

  people: PersonStore;
  schools: SchoolStore;
  reviewers: ReviewerStore;
  signInLinks: SignInLinks;
  /** Offered on the sign-in page; none in production. */
  demoSignIns: DemoSignIns | null;
  messages: MessageStore;
  reminders: ReminderStore;
  programs: ProgramStore;
  rubrics: RubricStore;
  cohorts: CohortStore;
  shelves: ShelfStore;
  mediaItems: MediaItemStore;
  viewLog: ViewLog;
  deletions: DeletionLedger;
  /** Who may look at evidence, as the features to the right of media know it. */
  watch: WatchRights;
  /** How long a lesson may be, as the cohort of an application has it. */
  lessonLimits: LessonLimits;
  applications: ApplicationStore;
  seats: SeatStore;
  matchBoards: MatchBoardStore;
  matchRuns: MatchRunStore;
  matchThread: Thread;
  reviews: ReviewStore;
  cases: CaseStore;
  quality: QualityStore;
  interviewSlots: InterviewSlotStore;
  interviews: InterviewStore;
  lists: ListStore;
  decisions: DecisionStore;
  letterWishes: LetterWishStore;
  payroll: PayrollStore;
  followUps: FollowUpStore;
};
