import type { NextFunction, Request, RequestHandler, Response } from "express";
import { type ZodType, z } from "zod";
import type { Actor, Role } from "../kernel/actor.ts";
import { type FieldError, Problem } from "../kernel/problem.ts";

/**
 * Who may reach a route. `open` routes say why. All others name the object of the policy table and the roles that the
 * table lets in; which records they then see is decided in the store's filter.
 */
export type RoutePolicy = { open: "anyone" | "signed-in"; why: string } | { object: string; roles: readonly Role[] };

export type Handle = (req: Request, res: Response) => Promise<void> | void;

/** One address. `before` holds middleware that must run first (uploads); bodies are read for forms and JSON otherwise. */
export type Route = {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  policy: RoutePolicy;
  before?: readonly RequestHandler[];
  handle: Handle;
};

declare module "express-serve-static-core" {
  interface Request {
    /** Set once somebody is signed in. */
    actor?: Actor;
  }
}

declare module "express-session" {
  interface SessionData {
    personId: string;
    role: Role;
    /** One message for the next page. */
    flash: { kind: "success" | "info" | "warning" | "error"; text: string };
    signedInAt: number;
    returnTo: string;
  }
}

/** @throws Problem `sign-in-first` */
export function actorOf(req: Request): Actor {
  if (!req.actor) throw new Problem("sign-in-first", "Your session has ended or has not begun.");
  return req.actor;
}

/** @throws Problem `sign-in-first` or `not-allowed`, before anything is looked up */
export function guard(policy: RoutePolicy): RequestHandler {
  return (req: Request, _res: Response, next: NextFunction) => {
    if ("open" in policy && policy.open === "anyone") return next();
    const actor = actorOf(req);
    if (!("open" in policy) && !policy.roles.includes(actor.role)) {
      throw new Problem(
        "not-allowed",
        "You may hold another role that opens it: see the role switch at the top of the page.",
      );
    }
    next();
  };
}

/**
 * What a form or a JSON call sent, checked.
 * @throws Problem `invalid-input`, one entry a field
 */
export function readBody<T>(req: Request, shape: ZodType<T>): T {
  return readInput(req.body ?? {}, shape);
}

/** @throws Problem `invalid-input` */
export function readQuery<T>(req: Request, shape: ZodType<T>): T {
  return readInput(req.query, shape);
}

/** A path parameter as one plain string. */
export function pathId(req: Request, name = "id"): string {
  const value = req.params[name];
  return typeof value === "string" ? value : "";
}

export function readInput<T>(input: unknown, shape: ZodType<T>): T {
  const read = shape.safeParse(input, { error: plainWords });
  if (read.success) return read.data;
  const errors: FieldError[] = read.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
  throw new Problem("invalid-input", "Please look at the marked fields.", errors);
}

/** What a person is told where a shape has no words of its own for it. */
function plainWords(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "invalid_type" && (issue.input === undefined || issue.input === "")) return "Please answer this.";
  if (issue.code === "too_big") return limitText(issue.origin, Number(issue.maximum), "most");
  if (issue.code === "too_small") {
    if (issue.origin === "string" && issue.input === "") return "Please answer this.";
    return limitText(issue.origin, Number(issue.minimum), "least");
  }
  if (issue.code === "invalid_type" && ["number", "int"].includes(issue.expected))
    return "Please write a whole number.";
  if (issue.code === "invalid_value" || issue.code === "invalid_union") return "Please choose one of what is offered.";
  return "Please check this.";
}

/** `limit`: characters of a text, choices of a list, or the number itself. */
function limitText(origin: string, limit: number, bound: "most" | "least"): string {
  const amount = limit.toLocaleString("en-US");
  if (origin === "string") return `Please write at ${bound} ${amount} characters.`;
  if (origin === "array" || origin === "set") return `Please choose at ${bound} ${amount}.`;
  return `Please write a number that is at ${bound} ${amount}.`;
}

/** True for scripts that asked for JSON; people get pages. */
export function wantsJson(req: Request): boolean {
  return req.accepts(["html", "json"]) === "json";
}

/** After a form: back to a page, with one message at its top. */
export function redirectWith(
  req: Request,
  res: Response,
  to: string,
  text: string,
  kind: "success" | "info" | "warning" = "success",
): void {
  req.session.flash = { kind, text };
  req.session.save((error) => {
    if (error) return req.next?.(error);
    res.redirect(303, to);
  });
}

/** Refusals that a form shows above itself, with what was typed still in it; all others go to the error page. */
const SHOWN_IN_FORM = [409, 413, 422];

/**
 * Runs what a form asked for. A refusal that belongs to the form is handed to `again`, which renders the page with
 * its fields marked; the status is set already. Scripts that asked for JSON get the Problem itself.
 */
export async function tryForm(
  req: Request,
  res: Response,
  work: () => Promise<void>,
  again: (problem: Problem) => Promise<void> | void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem) || !SHOWN_IN_FORM.includes(error.status) || wantsJson(req)) throw error;
    res.status(error.status);
    await again(error);
  }
}

/** The marked fields of a refusal; one that marks none is said at `field`. */
export function errorsOf({ errors, detail }: Problem, field: string): FieldError[] {
  return errors.length > 0 ? [...errors] : [{ field, message: detail }];
}

/**
 * Runs a form's step; where something in it was refused field by field, shows the page again with the marks. Refusals
 * without a field go on to the page that says why.
 */
export async function orShowAgain(
  act: () => Promise<void>,
  again: (errors: FieldError[], status: number) => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem) || error.errors.length === 0) throw error;
    await again([...error.errors], error.status);
  }
}
