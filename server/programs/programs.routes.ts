import { z } from "zod";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { policy } from "../people/index.ts";
import { actorOf, errorsOf, pathId, readBody, redirectWith, type Route, tryForm } from "../platform/request.ts";
import { changeProgramDraft, draftProgram, giveApproval, putProgramForward, returnProgram } from "./draft-program.ts";
import {
  approvalPage,
  NUMBER_KEYS,
  programPage,
  programsPage,
  rubricPage,
  rulesPage,
  settingsPage,
} from "./programs.page.ts";
import { SAMPLE_RUBRIC, SAMPLE_SALARY_SCHEDULE } from "./sample.rules.ts";
import { type ProgramSettings, TRIGGER_MODES, TRIGGERS } from "./settings.rules.ts";
import type { ProgramVersion } from "./program.rules.ts";

const BODIES = policy("rules", "jgp", "joc", "pprc-admin");
const DRAFTERS = policy("rules", "jgp");
const APPROVERS = policy("rules", "joc");
const READERS = policy("rules");
const OPEN = { open: "anyone", why: "the rules and the rubric are public: the first page leads here" } as const;

const Comment = z.object({ comment: z.string().trim().max(2000).default("") });

/** What the form of all settings sent. @throws Problem `invalid-input`, one entry a field that is no number */
function settingsOf(before: ProgramSettings, body: Record<string, string>): ProgramSettings {
  const numbers = NUMBER_KEYS.map((key) => [key, Number((body[key] ?? "").trim() || Number.NaN)] as const);
  refuseIfAny(
    numbers
      .filter(([, value]) => !Number.isFinite(value) || value < 0)
      .map(([field]) => ({ field, message: "Please write a number." })),
  );
  const triggers = TRIGGERS.map((trigger) => {
    const mode = TRIGGER_MODES.find((one) => one === body[`trigger-${trigger}`]);
    return [trigger, mode ?? before.triggers[trigger]];
  });
  return {
    ...before,
    ...Object.fromEntries(numbers),
    triggers: Object.fromEntries(triggers) as ProgramSettings["triggers"],
    isOnePerSchool: body["isOnePerSchool"] === "yes",
  };
}

/** The rules: read by all, drafted by the JGP, approved by both sides of the JOC. */
export function programsRoutes(deps: Deps): Route[] {
  const rubricInForce = async () => {
    const program = await deps.programs.inForce();
    return { program, rubric: program ? await deps.rubrics.byKey(program.rubric) : SAMPLE_RUBRIC };
  };
  const shown = async (actor: Actor, id: string, errors: { field: string; message: string }[] = []) => {
    const visible = deps.programs.visibleTo(actor);
    const program = await visible.get(id);
    const before = (await visible.all()).find(({ number }) => number === program.number - 1) ?? null;
    const people = await deps.people.byIds(program.approvals.map(({ byId }) => byId));
    const names = new Map(people.map((person) => [person.id, person.name]));
    return programPage(program, { before, role: actor.role, personId: actor.personId, names }, errors);
  };
  const step = (
    path: string,
    who: typeof READERS,
    text: string,
    work: (actor: Actor, id: string, comment: string) => Promise<ProgramVersion>,
  ): Route => ({
    method: "post",
    path,
    policy: who,
    async handle(req, res) {
      const [actor, id] = [actorOf(req), pathId(req)];
      await tryForm(
        req,
        res,
        async () => {
          await work(actor, id, readBody(req, Comment).comment);
          redirectWith(req, res, `/programs/${id}`, text);
        },
        async (problem) => res.render("programs/version", await shown(actor, id, errorsOf(problem, "comment"))),
      );
    },
  });
  return [
    {
      method: "get",
      path: "/rules",
      policy: OPEN,
      async handle(_req, res) {
        const { program, rubric } = await rubricInForce();
        res.render("programs/rules", rulesPage(program, rubric, SAMPLE_SALARY_SCHEDULE));
      },
    },
    {
      method: "get",
      path: "/rules/rubric",
      policy: OPEN,
      async handle(_req, res) {
        res.render("programs/rubric", rubricPage((await rubricInForce()).rubric));
      },
    },
    {
      method: "get",
      path: "/programs",
      policy: BODIES,
      async handle(req, res) {
        const actor = actorOf(req);
        res.render("programs/list", programsPage(await deps.programs.visibleTo(actor).all(), actor.role));
      },
    },
    {
      method: "post",
      path: "/programs",
      policy: DRAFTERS,
      async handle(req, res) {
        const { id } = await draftProgram(deps, actorOf(req));
        redirectWith(req, res, `/programs/${id}`, "A new draft, with everything as it was.");
      },
    },
    {
      method: "get",
      path: "/programs/:id",
      policy: READERS,
      async handle(req, res) {
        res.render("programs/version", await shown(actorOf(req), pathId(req)));
      },
    },
    {
      method: "get",
      path: "/programs/:id/settings",
      policy: DRAFTERS,
      async handle(req, res) {
        const program = await deps.programs.visibleTo(actorOf(req)).get(pathId(req));
        if (program.state !== "draft") throw new Problem("wrong-state", "Only a draft can be changed.");
        res.render("programs/settings", settingsPage(program, null, []));
      },
    },
    {
      method: "post",
      path: "/programs/:id/settings",
      policy: DRAFTERS,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        const body = (req.body ?? {}) as Record<string, string>;
        const program = await deps.programs.visibleTo(actor).get(id);
        await tryForm(
          req,
          res,
          async () => {
            const settings = settingsOf(program.settings, body);
            await changeProgramDraft(deps, actor, id, {
              settings,
              note: String(body["note"] ?? "")
                .trim()
                .slice(0, 1000),
            });
            redirectWith(req, res, `/programs/${id}`, "Saved. What differs from the version before is marked.");
          },
          (problem) => res.render("programs/settings", settingsPage(program, body, errorsOf(problem, "note"))),
        );
      },
    },
    step("/programs/:id/proposal", DRAFTERS, "It is before the JOC now.", (actor, id) =>
      putProgramForward(deps, actor, id),
    ),
    {
      method: "get",
      path: "/programs/:id/approval",
      policy: APPROVERS,
      async handle(req, res) {
        const program = await deps.programs.visibleTo(actorOf(req)).get(pathId(req));
        res.render("shared/confirm", approvalPage(program));
      },
    },
    step(
      "/programs/:id/approval",
      APPROVERS,
      "Your approval is recorded. In force once each side has approved.",
      (actor, id) => giveApproval(deps, actor, id),
    ),
    step("/programs/:id/return", APPROVERS, "Sent back to the JGP with your comment.", (actor, id, comment) =>
      returnProgram(deps, actor, id, comment),
    ),
  ];
}
