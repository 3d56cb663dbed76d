import type { Level } from "../../../server/programs/index.ts";

/** What reviewers write beside a level, by indicator. `{t}` is a moment in the video; the first sheet of a case may differ from the second. */
export const NOTES: Record<string, Record<Level, readonly string[]>> = {
  "1.1": {
    1: [
      "The spreadsheet has an end-of-unit score for each learner but no starting point, so growth cannot be read from it.",
      "Results are from nineteen of twenty-six learners. The narrative does not say what became of the others.",
    ],
    2: [
      "Pre- and post-test for the whole class; most reach the stated goal. How the teaching led there is told, not shown.",
      "Clear baseline in September and again in November. One source only, but most learners meet the goal.",
    ],
    3: [
      "Two sources agree (unit test and running records), and the six learners who began furthest behind grew the most. The teacher rules out practice effect in two plain sentences.",
      "Growth is shown for every learner by name code, beyond the goal, and tied to the small-group work we see at {t}.",
    ],
  },
  "1.2": {
    1: [
      "Thumbs up or down at {t}, and the lesson goes on as planned. I could not find a change that follows from a check.",
      "Three hands answer for the class. The exit slips in the samples are not used the next day.",
    ],
    2: [
      "Whiteboards at {t} reach everybody, and the second example is repeated because of what they show.",
      "Regular checks, and one grouping change that the plan explains. Nothing yet across the unit.",
    ],
    3: [
      "Every learner answers at {t}, the teacher sorts the cards while they work and teaches a different next step to two groups. The samples show the same three learners before and after.",
      "What the quick check shows at {t} changes the task itself, not only the pace, and the plan for the following day as well.",
    ],
  },
  "1.3": {
    1: [
      "A class average of 78 and a list of grades. What it means for the next unit is not said.",
      "The final task measures something other than the goals on the plan.",
    ],
    2: [
      "End-of-unit task matches the goals, the summary is accurate, and two standards are taken up again in the next unit.",
      "Results are read standard by standard. A look by learner group would have been the next step.",
    ],
    3: [
      "Read by learner group, set beside last year's class, and followed by a named change whose effect was checked three weeks later.",
      "The benchmark comparison is careful about how small the groups are, and the change to the fraction unit is tested.",
    ],
  },
  "2.1": {
    1: [
      "The goal on the board is an activity. I could not tell what learners should be able to do at the end.",
      "The warm-up and the main task lead in two different directions.",
    ],
    2: [
      "Goal, tasks and exit question line up, and the lesson follows the plan closely.",
      "A well-made plan. The moment at {t} asked for leaving it, and it was followed instead.",
    ],
    3: [
      "The plan predicts the very error that shows up at {t} and has a task ready for it.",
      "Each task prepares the next, and the plan is left for six minutes at {t} for a good reason that the narrative explains.",
    ],
  },
  "2.2": {
    1: [
      "One worksheet for all. Two learners are done at {t} and wait; one at the back has not begun.",
      "Sentence frames lie on every desk, also where nobody needs them.",
    ],
    2: [
      "Two versions of the task and an extension, chosen from last week's check.",
      "Supports are planned from data and used. I did not see one taken away.",
    ],
    3: [
      "Three routes to the same hard question. At {t} a learner puts the number line away and says why.",
      "Groups come from Tuesday's data, the goal is the same for all, and the supports fade in the second half.",
    ],
  },
  "2.3": {
    1: [
      "Most questions from {t} on ask for a word from the text. The teacher does the reasoning at the board.",
      "Copying the steps takes twenty minutes of the lesson.",
    ],
    2: [
      "Methods suit the content, and the partner task needs a reason, not only an answer.",
      "Most learners think most of the time; the last ten minutes fall back to recall.",
    ],
    3: [
      "The task stays demanding: at {t} the teacher is asked for the answer and gives back a question.",
      "Learners do the intellectual work for thirty of fifty minutes, and the narrative gives good reasons for this way of teaching proof.",
    ],
  },
  "2.4": {
    1: [
      "Seven minutes at the start and four after the group change are lost. Two learners are spoken to across the room.",
      "The climate is friendly at the front tables and uneven at the back.",
    ],
    2: [
      "Respectful, routines known. Attention is back within seconds at {t}.",
      "A calm room. Learners wait for the teacher where they could help each other.",
    ],
    3: [
      "A learner says “I think I was wrong, can I try again?” at {t} and the class waits for her. That does not happen by chance.",
      "Materials, groups and turns run without a word from the teacher; the disruption at {t} is settled by a look.",
    ],
  },
  "2.5": {
    1: [
      "Question, short answer, next question. Nobody is asked how they know.",
      "Four learners speak in forty-six minutes.",
    ],
    2: [
      "“How do you know?” is asked often, and several learners explain. Answers go to the teacher, not to each other.",
      "Good follow-up at {t}. The two wrong answers are corrected rather than used.",
    ],
    3: [
      "From {t} learners take up each other's ideas for eight minutes, and a mistake becomes the class's next question.",
      "They disagree well: “I see it differently because…” comes from three learners without a prompt.",
    ],
  },
  "3.1": {
    1: [
      "Five workshops are listed. What became of them in the classroom is not told.",
      "A certificate without an application.",
    ],
    2: [
      "The number-talk course is applied, and the narrative describes what changed.",
      "New learning about retelling is tried and its result described honestly.",
    ],
    3: [
      "The whole cycle is there: learned in July, tried, studied with video, revised, shared with the grade team, with the product attached.",
      "One course, followed for a year, down to the second version of the task and what it did for learners.",
    ],
  },
  "3.2": {
    1: [
      "The reflection praises the lesson. I looked for one thing that would be done differently.",
      "General: “the learners were engaged”. No moment is named.",
    ],
    2: [
      "Specific and honest about the second half, with a next step.",
      "Names what did not work at {t} and what to try. It has not been tried yet.",
    ],
    3: [
      "Three moments by minute, each judged against the work samples, and a change tested the week after.",
      "The candidate sees what I saw at {t}, says so plainly, and shows the new opening of the next lesson.",
    ],
  },
  "3.3": {
    1: ["Feedback from an observation is quoted and left there.", "Nothing since 2019 under currency."],
    2: [
      "The coach's advice on wait time is used; subject learning each year.",
      "A learner survey was read and one routine changed.",
    ],
    3: [
      "Learners, families and a colleague were asked, and each answer led to something we can see. Knowledge of the field is current.",
      "Family survey in two languages, coach notes, and a learner panel; the change in homework comes from all three.",
    ],
  },
  "4.1": {
    1: ["Helps when asked. No example that I could follow.", "Shared a folder of slides with the team."],
    2: [
      "Weekly planning with two colleagues, with examples of what came of it.",
      "A steady mentor to one new teacher.",
    ],
    3: [
      "The colleague's own letter says what changed in her teaching, and her plan is attached.",
      "A year of co-planning that ends with the colleague leading it. Shown by his product, not by praise.",
    ],
  },
  "4.2": {
    1: ["Member of the climate committee; I could not find what was done there.", "Took part in the science night."],
    2: ["Runs the reading night with a clear part in it.", "Leads the attendance team's calls home for one grade."],
    3: [
      "Began the morning tutoring that now runs without the candidate; attendance and results are given for two years.",
      "The new arrival plan met a need, can be seen in the halls, and a colleague leads it this year.",
    ],
  },
  "4.3": {
    1: ["Attended the district day.", "Two conferences, both as a listener."],
    2: [
      "Takes part in the district's curriculum group and brought the pacing guide back to school.",
      "Presented once to the network; no word yet of use by others.",
    ],
    3: [
      "The unit is used by eleven teachers in four schools; two of them wrote what they changed.",
      "Taught the district course twice, and the participants' plans are attached.",
    ],
  },
};

/** What may follow a note, whatever the indicator. */
export const AFTERTHOUGHTS: readonly string[] = [
  "I watched this part twice.",
  "See also the second work sample.",
  "The narrative says the same.",
  "The lesson plan and the video agree here.",
  "I gave this some thought; the next level asks for more than one instance.",
  "Compared with the anchor sample this is a clear case.",
  "The sound is low here, but it can be followed.",
  "One more example would have made this stronger.",
];

/** Beside a code instead of a level. */
export const NOT_SCORABLE_NOTES: Record<string, string> = {
  NS1: "The file for this indicator is named in the narrative, but it is not among the documents.",
  NS2: "The audio of the second half cannot be understood at any volume.",
  NS3: "The samples carry no date and no class, so I cannot tell whose they are.",
};

/** What can be said of a level whatever the indicator: for a third reader who would otherwise repeat the first. */
export const PLAIN_NOTES: Record<Level, readonly string[]> = {
  1: [
    "The evidence for this one is thin: one instance, and the narrative says more than the files show.",
    "I looked for it in the video and in the samples and found it announced rather than done.",
    "There are beginnings, for some learners. The rubric asks for more than that here.",
    "Named in the narrative, not visible at {t}, where it should be.",
    "A single source, and no date on it.",
  ],
  2: [
    "Clearly there at {t}, and again in the samples. Not yet in the way the highest level asks for.",
    "Solid and regular. What the learners do with it is described rather than shown.",
    "The plan and the video agree here, and most learners are reached.",
    "Good evidence, one instance. A second one would have made me think again.",
    "Specific and honest. The next step is named and has not been taken yet.",
    "Well done with most of the class; the two at the window table are left to themselves.",
  ],
  3: [
    "Everything that the highest level asks for can be pointed at: {t}, the second sample, and page 2 of the plan.",
    "I tried to argue for the level below and could not. The learners carry it themselves from {t} on.",
    "Shown, not told, in two places that have nothing to do with each other.",
    "The strongest part of this Profile. I would like colleagues to see {t}.",
    "The narrative says where to look, and there it is, with its effect on learners.",
    "Clear and sustained; the samples show what came of it weeks later.",
  ],
};
