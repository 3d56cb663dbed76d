import { z } from "zod";
import { CONSENT_KINDS, sendConsentWithdrawn } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** A consent was taken back: its applicant and the coordinators learn of it. */
export const emailConsentWithdrawn = defineJob({
  name: "email-consent-withdrawn",
  on: "profile.consent-withdrawn",
  data: z.object({ profileId: z.string(), kind: z.enum(CONSENT_KINDS) }),
  run: (deps, { profileId, kind }, { eventId }) => sendConsentWithdrawn(deps, profileId, { kind, eventId }),
});
