import { z } from "zod";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { readBody, type Route } from "../platform/request.ts";
import { askForSignInLink } from "./ask-for-sign-in-link.ts";

const LinkForm = z.object({ email: z.email("Please write an address like name@school.example.") });

export function lettersRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/sign-in/link",
      policy: { open: "anyone", why: "a way in without a password" },
      handle(_req, res) {
        res.render("people/sign-in-link", linkPage());
      },
    },
    {
      method: "post",
      path: "/sign-in/link",
      policy: { open: "anyone", why: "a way in without a password" },
      async handle(req, res) {
        try {
          await askForSignInLink(deps, { ...readBody(req, LinkForm), ip: req.ip ?? "" });
        } catch (error) {
          if (!(error instanceof Problem) || (error.status !== 422 && error.status !== 429)) throw error;
          res.status(error.status).render("people/sign-in-link", linkPage(error));
          return;
        }
        res.render("people/sign-in-link-sent", { title: "Look in your inbox", isNarrow: true });
      },
    },
  ];
}

function linkPage(problem?: Problem) {
  const errors =
    problem && problem.errors.length === 0 ? [{ field: "email", message: problem.detail }] : (problem?.errors ?? []);
  return { title: "Get a sign-in link", isNarrow: true, next: "", email: "", errors: [...errors] };
}
