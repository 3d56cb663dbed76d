import { openWorldFor, type OpenCohort } from "./open-cohort.ts";
import { makeVideo } from "../../dev/make-media.ts";
import { Theatre } from "./theatre.ts";
import { handIn, registerAndAttend } from "./hand-in.ts";

let theatre: Theatre;
let cohort: OpenCohort;

beforeAll(async () => {
  theatre = await Theatre.open(__filename);
  cohort = await openWorldFor(theatre);
});
afterAll(() => theatre?.close());

test("an applicant uploads a real 45-minute lesson and four documents, submits, and gets a receipt twice", async () => {
  const maya = await theatre.person("Maya Ellison", ["applicant"], { schoolId: cohort.schools[0] as string });
  const applicant = await theatre.visitor(maya);
  const coordinator = await theatre.visitor(cohort.coordinator);
  // One encoded minute, looped by copying its packets: some hundred MB of a real lesson's length.
  const video = await makeVideo({ videoBitrate: 500_000, fps: 15 });
  const profile = await registerAndAttend(applicant, coordinator, cohort);
  await handIn(applicant, profile, { ...(await theatre.documents()), video, school: cohort.schools[0] as string });
  await applicant.waitFor("SHA-256 of this manifest", { limitMs: 180_000 });
  const receipt = await applicant.words();
  for (const name of ["lesson-plan.pdf", "sample-before.jpg", "sample-after.jpg", "results.xlsx"])
    expect(receipt).toContain(name);
  const mail = await theatre.mailTo(maya, /We have your Profile/);
  expect(mail.text).toContain("results.xlsx");
  await applicant.go("/messages");
  expect(await applicant.words()).toContain(mail.subject);
  expect((await theatre.mailsTo(maya)).filter(({ subject }) => subject === mail.subject)).toHaveLength(1);
  await coordinator.go("/intake");
  expect(await coordinator.words()).toContain("Maya Ellison");
  expect(theatre.findings).toEqual([]);
}, 400_000);
