import { join } from "node:path";
import express, { type ErrorRequestHandler, type Express } from "express";
import helmet from "helmet";
import { peopleRoutes } from "./people/index.ts";
import type { Deps } from "./deps.ts";
import { homeRoutes } from "./home.ts";
import { notFound, Problem } from "./kernel/problem.ts";
import { lettersRoutes, messagesRoutes } from "./letters/index.ts";
import { builtFiles } from "./platform/built-files.ts";
import { mediaRoutes } from "./media/index.ts";
import { refuseCrossSite } from "./platform/csrf.ts";
import { translateMongoError } from "./platform/mongo.ts";
import { translateStoreError } from "./platform/s3.ts";
import { guard, type Route, wantsJson } from "./platform/request.ts";
import { cohortsRoutes } from "./cohorts/index.ts";
import { programsRoutes } from "./programs/index.ts";
import { profilesRoutes } from "./profiles/index.ts";
import { listsRoutes, resultsRoutes, votesRoutes } from "./decisions/index.ts";
import { interviewsRoutes } from "./interviews/index.ts";
import { casesRoutes } from "./outcomes/index.ts";
import { matchingRoutes, poolRoutes } from "./matching/index.ts";
import { qualityRoutes } from "./quality/index.ts";
import { readingsRoutes, reviewsRoutes } from "./reviews/index.ts";
import { rehearsalRoutes } from "./rehearsal.ts";
import { createSession } from "./platform/session.ts";
import { createViews } from "./platform/views.ts";
import { actorFromSession, pageFrame } from "./visitor.ts";

/** Every address of the product, with its policy. A test walks this list. */
export function allRoutes(deps: Deps): Route[] {
  return [
    ...peopleRoutes(deps),
    ...lettersRoutes(deps),
    ...messagesRoutes(deps),
    ...programsRoutes(deps),
    ...cohortsRoutes(deps),
    ...mediaRoutes(deps),
    ...profilesRoutes(deps),
    ...matchingRoutes(deps),
    ...poolRoutes(deps),
    ...reviewsRoutes(deps),
    ...readingsRoutes(deps),
    ...casesRoutes(deps),
    ...interviewsRoutes(deps),
    ...qualityRoutes(deps),
    ...listsRoutes(deps),
    ...votesRoutes(deps),
    ...resultsRoutes(deps),
    ...homeRoutes(deps),
    ...rehearsalRoutes(deps),
  ];
}

/** Puts the app together; opens nothing, listens to nothing. */
export function createApp(deps: Deps, rootDir: string): Express {
  const { config } = deps;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  const store = new URL(config.s3.publicEndpoint).origin;
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", "data:", "blob:"],
          mediaSrc: ["'self'", "blob:"],
          connectSrc: ["'self'", store],
          fontSrc: ["'self'"],
          workerSrc: ["'self'", "blob:"],
          formAction: ["'self'"],
          frameSrc: ["'self'"],
          frameAncestors: ["'self'"],
          baseUri: ["'none'"],
          objectSrc: ["'none'"],
        },
      },
      referrerPolicy: { policy: "no-referrer" },
      strictTransportSecurity: config.baseUrl.startsWith("https:"),
    }),
  );
  app.use("/build", builtFiles(rootDir));
  app.use(express.static(join(rootDir, "public"), { maxAge: "1d", index: false }));
  createViews(rootDir, { isCached: config.mode !== "development" }).configure(app);
  app.get("/healthz", (_req, res) => void res.type("text").send("ok"));
  app.use(logEach(deps));
  app.use(refuseCrossSite(config.baseUrl));
  app.use(createSession(config, deps.connection));
  app.use(express.urlencoded({ extended: false, limit: "1mb", parameterLimit: 2000 }), express.json({ limit: "1mb" }));
  app.use(actorFromSession(deps), pageFrame(deps));
  for (const { method, path, policy, before = [], handle } of allRoutes(deps)) {
    app[method](path, guard(policy), ...before, (req, res) => handle(req, res));
  }
  app.use(() => {
    throw notFound();
  });
  app.use(answerProblem(deps));
  return app;
}

function logEach({ log }: Pick<Deps, "log">): express.RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    res.on("finish", () => {
      log.info(
        {
          method: req.method,
          path: req.route?.path ?? null,
          status: res.statusCode,
          ms: Math.round(performance.now() - begun),
        },
        "request",
      );
    });
    next();
  };
}

function answerProblem({ log }: Pick<Deps, "log">): ErrorRequestHandler {
  return (thrown: unknown, req, res, _next) => {
    const problem = asProblem(translateMongoError(translateStoreError(thrown)));
    if (!problem) log.error({ err: thrown }, "a bug, not a refusal");
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const { status, name, title, detail, errors } = problem ?? UNKNOWN;
    res.status(status);
    if (wantsJson(req)) {
      res
        .type("application/problem+json")
        .send(JSON.stringify({ type: `about:blank#${name}`, title, status, detail, errors }));
    } else if (name === "sign-in-first" && req.method === "GET") {
      res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
    } else if (res.locals["page"] === undefined) {
      // It failed before anybody was known (a body too large, no session store): the page that needs nothing.
      res.render("errors/failure", { layout: "bare", title, status, detail });
    } else {
      res.render("errors/problem", { title, isNarrow: true, status, detail, errors });
    }
  };
}

const UNKNOWN = {
  status: 500,
  name: "unexpected",
  title: "Something went wrong on our side",
  detail: "We have a record of it. What you sent before is safe; please try this step again in a minute.",
  errors: [],
};

function asProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  const status = (error as { status?: unknown }).status;
  const code = (error as { code?: unknown }).code;
  if (status === 413 || code === "LIMIT_FILE_SIZE") return new Problem("too-large", "Please send less at once.");
  if (status === 400 || status === 415 || status === 404)
    return new Problem("invalid-input", "That request could not be read.");
  return null;
}
