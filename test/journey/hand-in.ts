import type { OpenCohort } from "./open-cohort.ts";
import type { Visitor } from "./visitor.ts";

/** Registers for the cohort; the coordinator records the session attended. Answers the Profile's address. */
export async function registerAndAttend(
  applicant: Visitor,
  coordinator: Visitor,
  { cohort }: OpenCohort,
): Promise<string> {
  await applicant.go("/profiles/mine");
  await applicant.press(`Register for this cohort`);
  await applicant.waitFor(cohort.name);
  const profile = new URL(applicant.page.url()).pathname;
  await coordinator.go(profile);
  await coordinator.press("Record attendance");
  return profile;
}

export type Evidence = { video: string; plan: string; work: string[]; data: string; school: string };
export type Teaching = { subject: string; band: string };

const TOLD: Record<string, string> = {
  "1.1":
    "The spreadsheet has every learner by number, in September and in November; learners 4 and 9 began furthest behind.",
  "1.2": "At minute 12 everybody holds up a card, and I put the second task away because of what they show.",
  "2.1": "The plan names the mistake I expect on page 2. It comes at minute 20, and the paper strips are ready.",
  "2.5": "From minute 31 they take up each other's ideas; listen to table three.",
  "3.2": "I talk too long between the first and the second task. In the lesson after this one it was two minutes.",
  "4.1": "I have planned with a colleague every Thursday for two years; her letter is in the plan.",
};

/** Fills in every part of the checklist as an applicant does, and presses Submit. */
export async function handIn(
  applicant: Visitor,
  profile: string,
  evidence: Evidence,
  { subject, band }: Teaching = { subject: "Mathematics", band: "middle" },
): Promise<void> {
  const { page } = applicant;
  await applicant.go(`${profile}/declaration`);
  await page.selectOption("#subject", subject);
  await page.click(`label[for="band-${band}"]`);
  await page.selectOption("#schoolId", evidence.school);
  await applicant.press("Save");
  await upload(applicant, `${profile}/evidence/video`, [evidence.video]);
  await upload(applicant, `${profile}/evidence/plan`, [evidence.plan]);
  await upload(applicant, `${profile}/evidence/work`, evidence.work);
  await upload(applicant, `${profile}/evidence/data`, [evidence.data]);
  await applicant.go(`${profile}/narrative`);
  for (const [indicator, text] of Object.entries(TOLD)) await page.fill(`[id="text-${indicator}"]`, text);
  await applicant.press("Save the narrative");
  await applicant.go(`${profile}/consent`);
  await page.fill("#list", "A. B.\nC. D.\nE. F.");
  await applicant.press("Add to the board");
  await applicant.press("were granted");
  await applicant.go(`${profile}/submission`);
  await applicant.press("Submit my Profile");
  await applicant.waitFor(/Your Profile is (handed )?in|Received|We have/i, { reload: false });
}

/** Replaces the lesson plan that came back, and submits again. */
export async function mendPlan(applicant: Visitor, profile: string, plan: string): Promise<void> {
  const { page } = applicant;
  await applicant.go(`${profile}/evidence/plan`);
  await page.getByLabel("The file that takes its place").setInputFiles(plan);
  await applicant.press("Replace it");
  await page.waitForSelector('.mp-filerow:not([data-status="Uploading"])');
  await applicant.go(`${profile}/submission`);
  await applicant.press("Submit my Profile");
}

/** Chooses files where the checklist leads and waits until all their bytes are there. */
async function upload(applicant: Visitor, path: string, files: readonly string[]): Promise<void> {
  const { page } = applicant;
  await applicant.go(path);
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([...files]);
  const send = page.getByRole("button", { name: "Upload", exact: true });
  if (await send.isVisible()) await send.click();
  await page.waitForFunction(
    (count) =>
      document.querySelector('.mp-upload[data-state="complete"]') !== null ||
      document.querySelectorAll('.mp-filerow:not([data-status="Uploading"])').length >= count,
    files.length,
    { timeout: 240_000 },
  );
  await applicant.look();
}
