import type { RequestHandler } from "express";
import type { Deps } from "./deps.ts";
import { actAs } from "./people/index.ts";
import { navFor, type PageFrame, PRODUCT_NAME, ROLE_NAMES } from "./platform/page-frame.ts";

/** Who is asking: the session's person in the role they wear, looked up anew each time, so a lost role is lost now. */
export function actorFromSession({ people }: Pick<Deps, "people">): RequestHandler {
  return async (req, res, next) => {
    const { personId, role } = req.session;
    if (personId && role) {
      const person = await people.findOne({ id: personId });
      if (person?.roles.includes(role)) {
        req.actor = actAs(person, role);
        res.locals["personName"] = person.name;
      }
    }
    next();
  };
}

/** What the frame around every page needs, put where the layout finds it. */
export function pageFrame({ rehearsal, clock, config }: Pick<Deps, "rehearsal" | "clock" | "config">): RequestHandler {
  return (req, res, next) => {
    const { actor } = req;
    const frame: PageFrame = {
      productName: PRODUCT_NAME,
      actor: actor
        ? {
            name: String(res.locals["personName"]),
            role: actor.role,
            roleName: ROLE_NAMES[actor.role],
            side: actor.side,
            holdsSeveral: actor.holds.length > 1,
          }
        : null,
      nav: actor ? navFor(actor.role, req.path) : [],
      flash: [],
      zone: config.zone,
      now: clock.now(),
      isRehearsal: rehearsal !== null,
      // Every answer begins the session anew, so this is the same for all of them.
      sessionLastsSec: actor ? Math.round(config.session.minutes * 60) : null,
      contact: config.contact,
      path: req.originalUrl,
    };
    res.locals["page"] = frame;
    res.locals["scripts"] = [];
    // A message is said once, on the next page that people see; looking at it takes it away.
    const isPage = req.method === "GET" && req.accepts(["html", "json"]) === "html" && !req.path.startsWith("/media/");
    if (isPage && req.session.flash) {
      frame.flash = [req.session.flash];
      delete req.session.flash;
    }
    next();
  };
}
