import { ROLES } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { actorOf, pathId, type Route } from "../platform/request.ts";
import { messagePage, messagesPage } from "./messages.page.ts";

const OWN = { object: "messages", roles: ROLES } as const;

/** What was written to the person who is signed in, whatever role they wear. */
export function messagesRoutes({ messages, config }: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/messages",
      policy: OWN,
      async handle(req, res) {
        const own = await messages.visibleTo(actorOf(req)).find();
        res.render("letters/messages", messagesPage(own, config.zone));
      },
    },
    {
      method: "get",
      path: "/messages/:id",
      policy: OWN,
      async handle(req, res) {
        res.render("letters/message", messagePage(await messages.visibleTo(actorOf(req)).get(pathId(req))));
      },
    },
    {
      method: "get",
      path: "/messages/:id/attachments/:number",
      policy: OWN,
      async handle(req, res) {
        const { attachments } = await messages.visibleTo(actorOf(req)).get(pathId(req));
        const attachment = attachments[Number(pathId(req, "number")) - 1];
        if (!attachment) throw notFound();
        res.attachment(attachment.filename).type(attachment.contentType).send(attachment.content);
      },
    },
  ];
}
