/** What applicants write of where their evidence shows an indicator. `{t}` is a moment in their video, `{class}` their class. */
export const NARRATIVES: Record<string, readonly string[]> = {
  "1.1": [
    "The spreadsheet has every learner in {class} by number, in September and in November. Learners 4, 9 and 17 began two years behind; their rows are the ones I am proudest of. Column F is the unit test, column G the running record, so that you need not trust one measure.",
    "In September eight of my learners in {class} met the goal, in November twenty-one of twenty-five. The growth came with the Tuesday small groups, which you see from {t} on; the four who were absent for more than ten days are marked.",
    "I compare two measures that were given in the same week, because last year I trusted one and was wrong. Most learners went past the goal. Those who did not are in the plan for the next unit.",
  ],
  "1.2": [
    "At {t} everybody holds up a card. I had planned to go on; the cards said otherwise, and you see me put the second task away. Samples 1 and 2 are the same child on Monday and on Thursday.",
    "Exit slips are sorted into three piles while they pack up, and the next day begins with the middle pile. The work samples show one slip from each pile and what became of it.",
    "Watch the clipboard: from {t} I write down who uses which strategy. The groups of the following day come from that page, which is the last page of the plan.",
  ],
  "1.3": [
    "The end-of-unit task asks for what the unit taught. I read the results by learner group and beside last year's class; writing about data is where we were weaker, so the next unit begins there.",
    "I stopped averaging. The sheet shows each standard by itself, and the two that fell short come back in unit five with a different representation.",
    "Results by group are small numbers, and I say so. What I changed (two shorter tasks in place of one long one) was checked again in December.",
  ],
  "2.1": [
    "The plan says on page 2 which mistake I expect: adding denominators. It comes at {t}, and the paper strips that were ready in the basket come out.",
    "Goal, three tasks and the closing question are built backwards from the last page. At {t} I leave the plan for some minutes because of Devon's question; it was better than mine.",
    "Each task does one thing that the next one needs. I cut a fourth task the night before, and the lesson is better for it.",
  ],
  "2.2": [
    "Three tables, one question, three ways in. The blue table has the number line until somebody says they do not need it any more; you hear that at {t}.",
    "The reading comes in two lengths, chosen from the running records of the week before, and everybody answers the same last question.",
    "Two learners in {class} began English this year. Their picture cards are on the tray in front; by the end of the lesson one of them is left there on purpose.",
  ],
  "2.3": [
    "I try to say little from {t} on. The task is hard and stays hard. Why I teach it by arguing about examples and not by rule is on page 4 of the plan, with the two studies I went by.",
    "They do the experiment before they get the word for it. I learned this from the summer institute and tested it against last year's way.",
    "Most of the lesson is their talk about the graph. When they ask me for the answer I ask what would have to be true.",
  ],
  "2.4": [
    "Please watch the change of groups at {t}: it takes forty seconds, and we practised it for two weeks in September.",
    "One learner has a hard morning in this lesson. You see how the others leave him room and how he comes back in by himself.",
    "They are allowed to be wrong here. At {t} somebody is, out loud, and the class takes it up.",
  ],
  "2.5": [
    "From {t} I speak for less than a minute in eight. They use the stems on the wall (“I want to add…”, “I see it differently…”), and by now mostly without looking.",
    "The wrong answer at {t} is the best thing in the lesson. I ask who else thought so, and four hands go up.",
    "Listen to table three. That is where the definition we use afterwards comes from.",
  ],
  "3.1": [
    "In July I took the district's course on number talks. The first version of the task failed in October (page 6), the second is the one you see, and the grade team uses the third.",
    "Our reading study group met for a year. I brought one question, tried three answers in {class}, and wrote up what worked for the team.",
    "I learned to plan from the exit question backwards. The plan of last year is attached beside this one, so that the difference can be seen.",
  ],
  "3.2": [
    "I talk too long between the first and the second task. I timed it: six minutes. In the lesson the week after it was two, and they had more to say.",
    "At {t} I miss Aniyah's hand. I saw it only on the video. Since then I keep a list of who spoke, and it has changed whom I call on.",
    "The ending is rushed. I moved the closing question to minute thirty-five the week after, and the exit slips got longer.",
  ],
  "3.3": [
    "My coach said “wait”, and the learners' survey said “you answer your own questions”. Both were right. I count to five now.",
    "Families of {class} told me that the homework was unclear. We rewrote the sheet together in two languages, and it comes back now.",
    "I read one book on my subject and visit one colleague's class each month. What I took from each visit is on the last page.",
  ],
  "4.1": [
    "I have planned with Ms. Alvarado every Thursday for two years. Her letter says what is different in her room, in her words.",
    "Two new teachers came to our hall. We watch ten minutes of each other's lessons every other week; their plans are attached, with their permission.",
    "I mentor one student teacher. Her lesson plan from September and the one from December stand side by side.",
  ],
  "4.2": [
    "The morning math room began with six children and me. It has run without me since February, which is how I wanted it.",
    "I lead the reading night. The sign-in sheets of two years are attached; families who had never come before come now.",
    "Our attendance was lowest on Mondays. I started the Monday breakfast club with the custodian and the nurse; the numbers are on page 9.",
  ],
  "4.3": [
    "The unit has been taught in four schools this year. Two colleagues from other schools wrote what they changed in it.",
    "I sit in the district's curriculum group for my subject and brought the revised pacing guide back to our team.",
    "I taught the spring course for the district twice. The participants' plans, not mine, are attached.",
  ],
};

/** A class, as its teacher would call it, by grade band. */
export const CLASSES: Record<string, readonly string[]> = {
  early: ["my kindergarten class", "pre-K room 104", "my first-grade class"],
  elementary: ["my third-grade class", "my fourth-grade class", "class 5B"],
  middle: ["my sixth-grade class", "class 7A", "my eighth-grade group"],
  high: ["my ninth-grade section", "period 3", "my eleventh-grade section"],
  k12: ["my Wednesday group", "the groups I see across grades"],
};
