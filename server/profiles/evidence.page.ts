import type { Uploader } from "../media/index.ts";
import type { ApplicationFacts } from "./application-facts.ts";
import { FILE_ROLES, type FileRole } from "./checklist.page.ts";
import { crumbs } from "./parts.page.ts";
import { ROLE_WORDS } from "./receipt.rules.ts";

export const isFileRole = (role: string): role is FileRole => (FILE_ROLES as readonly string[]).includes(role);

const LEADS: Record<FileRole, string> = {
  video: "One lesson of 45 to 90 minutes, unedited, in one video or in up to three parts that add up to it.",
  plan: "The plan of the lesson on the video, and of the unit around it if you have one.",
  work: "Samples of student work that show where learners began and how far they came, names removed.",
  data: "Baseline and end measures from at least two sources, for example a spreadsheet, names removed.",
};

const ADVICE: Record<FileRole, readonly string[]> = {
  video: [
    "Record from the side of the room, so that both you and the learners can be heard; try thirty seconds first.",
    "Two to twelve gigabytes are usual. You may pause, close the lid or change the network: it goes on where it was.",
  ],
  plan: ["PDF, Word, PowerPoint or pictures, up to 100 MB each."],
  work: ["PDF, pictures or office files, up to 100 MB each. Pictures lose their place and camera data on the way in."],
  data: ["A spreadsheet, a CSV file or a PDF, up to 100 MB each."],
};

/** One kind of evidence: what belongs to it, what is there, and the place to add more. */
export function evidencePage(
  { application }: Pick<ApplicationFacts, "application">,
  role: FileRole,
  uploader: Uploader,
) {
  return {
    title: ROLE_WORDS[role],
    lead: LEADS[role],
    advice: ADVICE[role],
    breadcrumbs: crumbs(application),
    backHref: `/profiles/${application.id}`,
    scripts: ["upload.js"],
    uploader,
  };
}
