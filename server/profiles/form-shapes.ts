import { z } from "zod";
import { GRADE_BANDS } from "../people/index.ts";
import { MOST_EARLIER_SCHOOLS } from "./application-record.rules.ts";
import { CONSENT_KINDS } from "./consent.rules.ts";

const many = <T extends z.ZodType>(shape: T, most = Number.MAX_SAFE_INTEGER) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(shape).max(most),
  );
const isTicked = z
  .string()
  .optional()
  .transform((value) => value === "yes");

export const DeclarationForm = z.object({
  subject: z.string().min(1).max(100),
  band: z.enum(GRADE_BANDS, { error: "Please choose your grade band." }),
  schoolId: z.string().min(1).max(100),
  /** A place left blank is none. */
  earlierSchoolIds: many(z.string().max(100), MOST_EARLIER_SCHOOLS).transform((ids) => [
    ...new Set(ids.filter((id) => id !== "")),
  ]),
  isServiceProvider: isTicked,
  /** One address a line. */
  keepAway: z
    .string()
    .max(10_000)
    .default("")
    .transform((text) => text.split(/[\s,;]+/).filter((address) => address !== "")),
});
export const SeenForm = z.object({ seen: z.string().max(64) });
export const StudentsForm = z.object({
  list: z.string().trim().min(1).max(20_000),
  kinds: many(z.enum(CONSENT_KINDS)),
});
export const NobodyForm = z.object({ nobody: isTicked });
export const WithdrawConsentForm = z.object({ kinds: many(z.enum(CONSENT_KINDS)) });
export const ReasonForm = z.object({ reason: z.string().trim().max(2000).default("") });
export const LiftingForm = ReasonForm.extend({ personId: z.string().min(1).max(100) });
export const ReturnForm = z.object({ dueOn: z.string().max(10), items: many(z.string().max(100)) });
export const RegistrationForm = z.object({ cohortId: z.string().min(1).max(100) });
export const ExtensionForm = z.object({
  untilOn: z.string().max(10),
  reason: z.string().trim().max(2000).default(""),
});
export const RequestForm = z.object({
  kind: z.enum(["extension", "accommodation"], { error: "Please choose one." }),
  text: z.string().trim().min(1).max(2000),
});
export const AnswerForm = z.object({
  isGranted: z.enum(["yes", "no"], { error: "Please choose one." }).transform((value) => value === "yes"),
  text: z.string().trim().min(1).max(2000),
});
