/**
 * The form's own handlers for documents, as the app has them, with the limit of 100 MB raised: how memory behaves up to
 * 4 GB cannot be seen below it.
 */
import express from "express";
import { compose } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { takeDocuments } from "../../server/media/document.upload.ts";
import { actAs } from "../../server/people/index.ts";

const { deps } = await compose(loadConfig(), { name: "form", rootDir: `${import.meta.dirname}/../..` });
const app = express();
app.use(async (req, _res, next) => {
  req.actor = actAs(await deps.people.get({ id: "ann" }), "applicant");
  next();
});
app.post(
  "/:shelfId/plan",
  ...takeDocuments(
    deps,
    () => "plan",
    () => 2 ** 34,
  ),
  (req, res) => {
    const [file] = Array.isArray(req.files) ? req.files : [];
    res.json(file?.arrived);
  },
);
const server = app.listen(Number(process.env["FORM_PORT"]), "127.0.0.1", () => process.send?.("ready"));
server.requestTimeout = 0;
