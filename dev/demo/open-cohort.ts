import { type Cohort, plusDays } from "../../server/cohorts/index.ts";
import { after, DAY, HOUR } from "../../server/kernel/time.ts";
import { type MediaItem, type MediaRole, removeMediaItem } from "../../server/media/index.ts";
import { askFor, returnProfile, withdrawApplication } from "../../server/profiles/index.ts";
import { momentOn } from "./calendar.ts";
import { inTurn } from "./case-story.ts";
import type { FileRoom } from "./file-room.ts";
import { Player, type Teaching } from "./players.ts";
import { applicantFrom, leadOf, type Population } from "./population.ts";
import type { Stage } from "./stage.ts";
import { ACCOMMODATION_REQUESTS, EXTENSION_REQUESTS, RETURN_REASONS, WITHDRAW_WORDS } from "./words/reasons.ts";

/** How far somebody has come: from a registration to a Profile that came back. */
type Progress =
  | "registered"
  | "attended"
  | MediaRole[]
  | "submitted"
  | "returned"
  | "handed in again"
  | "accepted"
  | "withdrawn";

/** Thirty people, as a cohort looks nine days before its deadline. The first two are Maya and the coordinator who applies. */
const PROGRESS: readonly Progress[] = [
  ["plan", "work", "data"],
  ["plan"],
  ...Array.from({ length: 2 }, (): Progress => "registered"),
  ...Array.from({ length: 2 }, (): Progress => "attended"),
  [],
  [],
  ["plan"],
  ["plan", "data"],
  ["plan", "work"],
  ["plan", "work", "data"],
  ["video", "plan"],
  ["video", "plan", "work"],
  ["video", "plan", "work", "data"],
  ["video", "plan", "work", "data"],
  ...Array.from({ length: 8 }, (): Progress => "submitted"),
  "handed in again",
  ...Array.from({ length: 2 }, (): Progress => "accepted"),
  ...Array.from({ length: 2 }, (): Progress => "returned"),
  "withdrawn",
];

const TEACHINGS: readonly Teaching[] = [
  { subject: "Mathematics", band: "middle" },
  { subject: "Elementary generalist", band: "elementary" },
  { subject: "English/literacy", band: "middle" },
  { subject: "Science", band: "high" },
  { subject: "Elementary generalist", band: "early" },
  { subject: "Music", band: "elementary" },
  { subject: "Special education", band: "elementary" },
];
const ALL: readonly MediaRole[] = ["video", "plan", "work", "data"];

/** A cohort nine days before its deadline, with somebody in every state that there is by then. */
export async function playOpenCohort(
  stage: Stage,
  population: Population,
  cohort: Cohort,
  room: FileRoom,
  today: Date,
): Promise<void> {
  const nextCoordinator = inTurn([...population.jgp.district, ...population.jgp.union]);
  const leads = [leadOf(population, "applicant"), leadOf(population, "coordinator-who-applies")];
  const players: Player[] = [];
  for (const [i, progress] of PROGRESS.entries()) {
    const lead = leads[i];
    const teaching = TEACHINGS[i % TEACHINGS.length] as Teaching;
    const person = lead ?? applicantFrom(population, teaching.band);
    if (!lead) await stage.deps.people.insert(person);
    const player = await new Player(stage, population, cohort, person).register();
    players.push(player);
    // Nobody records their own attendance: the one who applies is skipped by asking the next.
    if (progress === "registered") continue;
    const coordinator = nextCoordinator();
    await player.attend(coordinator.personId === person.id ? nextCoordinator() : coordinator);
    if (progress === "attended") continue;
    await advance(stage, population, cohort, room, today, player, progress, teaching);
  }
  await ask(stage, players, today);
}

async function advance(
  stage: Stage,
  population: Population,
  { calendar }: Cohort,
  room: FileRoom,
  today: Date,
  player: Player,
  progress: Exclude<Progress, "registered" | "attended">,
  teaching: Teaching,
): Promise<void> {
  const { deps } = stage;
  const { chance } = population.district;
  const lastSession = calendar.sessionsOn.at(-1) as string;
  const beganAt = momentOn(plusDays(lastSession, chance.between(1, 25)), chance.between(16, 21));
  await player.begin(teaching, beganAt);
  const roles = Array.isArray(progress) ? progress : ALL;
  const writtenAt = after(today, -chance.between(2, 8) * DAY);
  await player.lay(room, teaching.subject, writtenAt, roles);
  if (roles.length < 2) return;
  await player.tell(teaching.band, writtenAt);
  await player.askFamilies(after(writtenAt, HOUR));
  if (Array.isArray(progress)) return;
  const pressedAt = after(today, -chance.between(26, 47) * HOUR);
  await player.submit(pressedAt);
  if (progress === "withdrawn")
    await stage.at(after(pressedAt, 5 * HOUR), () =>
      withdrawApplication(deps, player.actor, player.id, WITHDRAW_WORDS[0] ?? ""),
    );
  const union = population.jgp.union[0];
  if (progress === "accepted" && union) await player.accept(union, after(pressedAt, 9 * HOUR));
  if (progress !== "returned" && progress !== "handed in again") return;
  const sentBack = await sendBack(stage, population, player, after(pressedAt, 9 * HOUR));
  if (progress === "returned" || !sentBack) return;
  const mendedAt = after(pressedAt, 14 * HOUR);
  await stage.at(mendedAt, () => removeMediaItem(deps, player.actor, sentBack.id));
  await player.lay(room, teaching.subject, mendedAt, [sentBack.role]);
  await player.submit(after(mendedAt, HOUR));
}

/** The spreadsheet or the plan comes back, with a reason and a date. */
async function sendBack(
  stage: Stage,
  { jgp, district: { chance } }: Population,
  player: Player,
  at: Date,
): Promise<MediaItem | null> {
  const { deps } = stage;
  const role = chance.next() < 0.5 ? "data" : "plan";
  const item = (await deps.mediaItems.ofShelf(player.id)).find((one) => one.role === role);
  const by = jgp.union[0];
  if (!item || !by) return null;
  const fix = { itemId: item.id, label: item.fileName, reason: chance.pick(RETURN_REASONS[role]) };
  await stage.at(at, () => returnProfile(deps, by, player.id, { fixes: [fix], dueAt: after(at, 5 * DAY) }));
  return item;
}

/** Two ask for more time, one for another way of being interviewed. */
async function ask(stage: Stage, players: readonly Player[], today: Date): Promise<void> {
  const drafts = players.slice(8, 11);
  const wishes = [
    ...EXTENSION_REQUESTS.map((text) => ({ kind: "extension" as const, text })),
    { kind: "accommodation" as const, text: ACCOMMODATION_REQUESTS[0] ?? "" },
  ];
  for (const [i, player] of drafts.entries()) {
    const wish = wishes[i];
    if (wish)
      await stage.at(after(today, -(i + 1) * 9 * HOUR), () => askFor(stage.deps, player.actor, player.id, wish));
  }
}
