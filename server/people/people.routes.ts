import type { Request, Response } from "express";
import { z } from "zod";
import { ROLES } from "../kernel/actor.ts";
import { type FieldError, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { ROLE_NAMES } from "../platform/page-frame.ts";
import { actorOf, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { actAs, firstRole, type Person } from "./person.rules.ts";
import { DEMO_PASSWORD, type DemoSignIn } from "./demo-sign-ins.rules.ts";
import { signIn } from "./sign-in.ts";
import { useSignInLink } from "./use-sign-in-link.ts";

const SignInForm = z.object({ email: z.string().trim().min(1).max(254), password: z.string().min(1).max(500) });
const RoleForm = z.object({ role: z.enum(ROLES) });

/** Signing in and out, the role switch, and the session's own clock. */
export function peopleRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/sign-in",
      policy: { open: "anyone", why: "the door itself" },
      async handle(req, res) {
        const demo = (await deps.demoSignIns?.all()) ?? [];
        res.render("people/sign-in", signInPage({ next: safeReturn(req.query["next"]), demo }));
      },
    },
    {
      method: "post",
      path: "/sign-in",
      policy: { open: "anyone", why: "the door itself" },
      async handle(req, res) {
        const { next, email } = (req.body ?? {}) as { next?: unknown; email?: unknown };
        try {
          const person = await signIn(deps, { ...readBody(req, SignInForm), ip: req.ip ?? "" });
          await begin(req, person, deps);
          res.redirect(303, safeReturn(next));
        } catch (error) {
          if (!(error instanceof Problem) || (error.status !== 422 && error.status !== 429)) throw error;
          const demo = (await deps.demoSignIns?.all()) ?? [];
          res.status(error.status).render(
            "people/sign-in",
            signInPage({
              demo,
              next: safeReturn(next),
              email: typeof email === "string" ? email : "",
              errors: entriesOf(error),
            }),
          );
        }
      },
    },
    {
      method: "get",
      path: "/sign-in/link/:token",
      policy: { open: "anyone", why: "mail scanners open links; only the button signs in" },
      handle(req, res) {
        res.render("people/sign-in-link-confirm", {
          title: "Almost there",
          isNarrow: true,
          action: `/sign-in/link/${pathId(req, "token")}`,
        });
      },
    },
    {
      method: "post",
      path: "/sign-in/link/:token",
      policy: { open: "anyone", why: "the token is the key" },
      async handle(req, res) {
        await deps.tries.count("sign-in-ip", req.ip ?? "");
        try {
          await begin(req, await useSignInLink(deps, pathId(req, "token")), deps);
        } catch (error) {
          if (!(error instanceof Problem) || error.status !== 422) throw error;
          return res.status(422).render("people/sign-in-link", {
            title: "Get a sign-in link",
            isNarrow: true,
            email: "",
            next: "",
            errors: entriesOf(error),
          });
        }
        res.redirect(303, "/");
      },
    },
    {
      method: "post",
      path: "/sign-out",
      policy: { open: "anyone", why: "leaving is never refused" },
      handle: (req, res) => endSession(req, res),
    },
    {
      method: "get",
      path: "/role",
      policy: { open: "signed-in", why: "one's own roles" },
      handle(req, res) {
        const { holds, role } = actorOf(req);
        const options = holds.map((each) => ({ value: each, text: ROLE_NAMES[each] }));
        res.render("people/choose-role", { title: "Switch role", isNarrow: true, options, role });
      },
    },
    {
      method: "post",
      path: "/role",
      policy: { open: "signed-in", why: "one's own roles" },
      async handle(req, res) {
        const { role } = readBody(req, RoleForm);
        const person = await deps.people.get({ id: actorOf(req).personId });
        actAs(person, role);
        await regenerate(req);
        req.session.personId = person.id;
        req.session.role = role;
        redirectWith(req, res, "/", `You are now working as: ${ROLE_NAMES[role]}.`);
      },
    },
    {
      method: "get",
      path: "/session",
      policy: { open: "anyone", why: "asks how long one's own session lasts" },
      handle(req, res) {
        res.set("Cache-Control", "no-store").json({ isSignedIn: req.actor !== undefined, expiresAt: expiresAt(req) });
      },
    },
    {
      method: "post",
      path: "/session/extension",
      policy: { open: "signed-in", why: "one's own session" },
      handle(req, res) {
        req.session.touch();
        res.json({ isSignedIn: true, expiresAt: expiresAt(req) });
      },
    },
  ];
}

/** Signs in. The session stands in the store before anything is answered: a browser follows a redirect at once. */
async function begin(req: Request, person: Person, { clock }: Pick<Deps, "clock">): Promise<void> {
  await regenerate(req);
  req.session.personId = person.id;
  req.session.role = firstRole(person);
  req.session.signedInAt = clock.now().getTime();
  await saved(req);
}

function saved(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.save((error) => (error ? reject(error) : resolve()));
  });
}

/** A new session id at every change of who one is: a planted old one is worth nothing. */
function regenerate(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.regenerate((error) => (error ? reject(error) : resolve()));
  });
}

function endSession(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.destroy((error) => {
      if (error) return reject(error);
      res.clearCookie("sid").clearCookie("__Host-sid", { path: "/", secure: true }).redirect(303, "/sign-in");
      resolve();
    });
  });
}

function expiresAt(req: Request): Date {
  return new Date(Date.now() + (req.session.cookie.maxAge ?? 0));
}

type SignInPage = { next: string; demo: readonly DemoSignIn[]; email?: string; errors?: FieldError[] };

function signInPage({ next, demo, email = "", errors = [] }: SignInPage) {
  const demoAccounts = demo.length > 0 ? demo.map((one) => ({ label: one.label, value: one.email })) : null;
  return { title: "Sign in", isNarrow: true, next, email, errors, demoAccounts, demoPassword: DEMO_PASSWORD };
}

/** A refusal without a marked field is said at the password, where people look next. */
export function entriesOf({ errors, detail }: Problem, field = "password"): FieldError[] {
  return errors.length > 0 ? [...errors] : [{ field, message: detail }];
}

/** Only paths of our own: `//evil.example` and `https://…` fall back to the first page. */
function safeReturn(value: unknown): string {
  return typeof value === "string" && /^\/(?![/\\])[\w\-/.?=&%]*$/.test(value) ? value : "/";
}
