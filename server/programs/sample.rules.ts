import rubricDocument from "./content/rubric.json" with { type: "json" };
import salaryDocument from "./content/salary-schedule.json" with { type: "json" };
import subjectsDocument from "./content/subjects.json" with { type: "json" };
import { readRubric, type Rubric } from "./rubric.rules.ts";
import type { SalarySchedule } from "./salary.rules.ts";

/** Sample content to begin with; a district replaces it by its own versions. */
export const SAMPLE_RUBRIC: Rubric = readRubric(rubricDocument);
export const SAMPLE_SALARY_SCHEDULE: SalarySchedule = salaryDocument;
export const SAMPLE_SUBJECTS: readonly { group: string; names: readonly string[] }[] = subjectsDocument.subjects;
export const SAMPLE_GRADE_BANDS: readonly { id: string; name: string }[] = subjectsDocument.gradeBands;
