import type { Deps } from "../deps.ts";
import { policy } from "../people/index.ts";
import { actorOf, errorsOf, pathId, readBody, redirectWith, type Route, tryForm } from "../platform/request.ts";
import { shortDateText } from "../platform/wording.ts";
import type { Application } from "./application-record.rules.ts";
import { RequestForm } from "./form-shapes.ts";
import { crumbs } from "./parts.page.ts";
import { askFor } from "./requests.ts";

const OWN = policy("application", "applicant");

type Typed = { kind?: string; text?: string; errors?: { field: string; message: string }[] };

function requestsPage(application: Application, zone: string, { kind = "", text = "", errors = [] }: Typed = {}) {
  return {
    title: "Ask for more time or an accommodation",
    breadcrumbs: crumbs(application),
    isNarrow: true,
    errors,
    action: `/profiles/${application.id}/requests`,
    backHref: `/profiles/${application.id}`,
    kind,
    text,
    kinds: [
      { value: "extension", text: "More time", hint: "Illness, a family emergency, a school that was closed." },
      {
        value: "accommodation",
        text: "An accommodation",
        hint: "Captions, an interpreter, another format, another room.",
      },
    ],
    table: {
      caption: "What you asked for",
      columns: [{ text: "Request" }, { text: "Asked" }, { text: "Answer" }],
      rows: application.requests.map((request) => ({
        cells: [
          { text: request.kind === "extension" ? "More time" : "An accommodation", note: request.text },
          { text: shortDateText(request.askedAt, zone), at: request.askedAt },
          request.answer
            ? { text: request.answer.isGranted ? "Yes" : "No", note: request.answer.text }
            : { text: "A coordinator is looking at it", tone: "waiting" },
        ],
      })),
    },
  };
}

/** An applicant's requests; the answers are given on the coordinators' page of the case. */
export function requestsRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/profiles/:id/requests",
      policy: OWN,
      async handle(req, res) {
        const application = await deps.applications.visibleTo(actorOf(req)).get(pathId(req));
        res.render("profiles/requests", requestsPage(application, deps.config.zone));
      },
    },
    {
      method: "post",
      path: "/profiles/:id/requests",
      policy: OWN,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        const application = await deps.applications.visibleTo(actor).get(id);
        await tryForm(
          req,
          res,
          async () => {
            await askFor(deps, actor, id, readBody(req, RequestForm));
            redirectWith(req, res, `/profiles/${id}/requests`, "A coordinator looks at it and writes to you.");
          },
          (problem) => {
            const typed = { kind: String(req.body?.kind ?? ""), text: String(req.body?.text ?? "") };
            const errors = errorsOf(problem, "kind");
            res.render("profiles/requests", requestsPage(application, deps.config.zone, { ...typed, errors }));
          },
        );
      },
    },
  ];
}
