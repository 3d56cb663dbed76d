/** What people write when a step asks for a reason. */
export const RETURN_REASONS: Record<"data" | "plan" | "work" | "consent", readonly string[]> = {
  data: [
    "The spreadsheet opens, but the column with the learners' starting point is empty. Please add the September results.",
    "The sheet shows full names of learners. Please replace them by numbers and upload it again.",
  ],
  plan: ["The plan is for another lesson than the one in the video. Please add the plan of the lesson we see."],
  work: ["The second photo is too dark to be read. A photo taken by a window will do."],
  consent: ["For two students on the board the answer of the family is still missing."],
};

export const EXTENSION_REQUESTS: readonly string[] = [
  "I was at the hospital with my daughter for four days last week. Could I have until Wednesday?",
  "Our building was closed for two days after the water main broke, and my lesson could not be recorded. I ask for three more days.",
];

export const ACCOMMODATION_REQUESTS: readonly string[] = [
  "I use a screen reader. Please send the interview questions in writing beforehand if it comes to that.",
];

export const DECLINE_REASONS: readonly string[] = [
  "I am out on medical leave until the end of the month.",
  "I coach the debate team this season and cannot do a fourth one well.",
  "My own class has its state testing in these two weeks.",
];

export const CONFLICT_REASONS: readonly string[] = [
  "I recognised the voice: we taught on the same hall until three years ago.",
  "The applicant's daughter is in my class.",
];

export const LET_STAND_REASONS: readonly string[] = [
  "The split is on two readings of the same moment; both are defensible against the rubric, and the evidence is complete.",
  "I looked at the samples for the split indicators. The readers saw the same and weigh it differently; nothing was missed.",
  "One reader asks for use by others where the rubric asks for it too. The evidence bears both readings.",
];

export const FOURTH_READ_REASONS: readonly string[] = [
  "On four indicators the highest and the lowest level stand side by side, and one note speaks of a file that is there. Somebody should read it fresh.",
  "One sheet does not mention the second part of the video. A fourth reading is fair to everybody.",
];

export const READER_ASKS_FOURTH: readonly string[] = [
  "I may have been too strict on the discourse indicators: the sound of table three is hard to hear on my laptop. Please have somebody else listen.",
];

export const REOPEN_REASONS: readonly string[] = [
  "The reader reports that they scored indicators 2.2 and 2.3 from the wrong work sample and asks to correct it.",
];

export const PANEL_REASONS: Record<"yes" | "no", readonly string[]> = {
  yes: [
    "Could say for indicator 2.2 why each group had the support it had, and when it was taken away. With 1.2 this was the open question after the reading, and it is answered.",
    "Spoke plainly about what failed in October (3.2) and what was tried next, with the learners' work at hand. Convincing on 2.3 as well.",
    "The work with colleagues (4.1) goes further than the Profile shows; the colleague's plan was brought and fits. Strong on 2.5.",
    "Reads the end-of-unit data by group without notes (1.3) and draws the consequences from it. We have no doubt left.",
    "Explained the choice of task (2.1, 2.3) against two alternatives that were tried. Knows the learners behind the numbers.",
  ],
  no: [
    "On 1.2 and 2.5 we heard intentions where the rubric asks for instances. We would like to see this teacher again next cycle.",
    "The growth data (1.1) could not be tied to the teaching in the talk either; the comparison group is another course.",
    "Leadership (4.2, 4.3) is beginning and good; it is not yet sustained. Advice was given on how to show it.",
  ],
};

export const JOC_COMMENTS: readonly string[] = [
  "The reasons are tied to indicators and easy to follow. Thank you.",
  "For case by case reading it would help to have the panel's reasons first.",
];

export const JOC_NO_REASONS: readonly string[] = [
  "The panel's reason names no indicator; please add which evidence it rests on.",
];

export const VOID_REASONS: readonly string[] = [
  "The video shows a lesson of a colleague; the applicant confirmed the mix-up and will apply in the next cohort.",
];

export const WITHDRAW_WORDS: readonly string[] = [
  "I move to another district in January.",
  "Not this year. Family comes first.",
];

export const PAUSE_REASONS: readonly string[] = ["Parental leave until the new year.", "Recovering from surgery."];
