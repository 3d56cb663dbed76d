/** One lesson by subject: its plan as it would stand on paper, page by page. */
export const LESSON_PLANS: Record<string, readonly string[]> = {
  "Elementary generalist": [
    `Lesson plan: Which fraction is larger?

Goal
Learners compare two fractions with different denominators and can say how they know.

What they know already
Halves, thirds and fourths of one strip. Most can order fractions with the same denominator.

The mistake I expect
"One eighth is larger because eight is larger." It comes up every year, and the paper strips
are ready in the basket for that moment.

Tasks
1. Two strips, one question: which is longer, two thirds or three fourths? (10 min)
2. Partners choose a pair of cards and must convince another pair. (20 min)
3. The class sorts all cards on one line. Disagreements stay on the board. (10 min)

Exit question
Write two fractions between one half and one, and show that they are.`,
    `Checks and routes

Green table   number line with halves marked, until somebody does not need it any more
Blue table    strips of paper, folded by themselves
Yellow table  cards only; they write the rule for the next class

After the lesson
Exit slips go into three piles. Tomorrow begins with the middle one.

What I leave out if time is short: task 3. The exit question stays.`,
  ],
  "English/literacy": [
    `Lesson plan: Whose side is the narrator on?

Goal
Learners find two places where the narrator takes a side, and explain what the words do.

Text
A short story of four pages, in two lengths. Everybody answers the same last question.

The mistake I expect
Taking what a person in the story says for what the narrator thinks.

Tasks
1. Read the first page twice; underline one word that is not neutral. (12 min)
2. In threes: find a second place, and argue whether it is the narrator or the mother. (18 min)
3. Circle: each group brings its strongest sentence. (12 min)

Exit question
Rewrite one sentence so that the narrator is on the other side.`,
  ],
  Mathematics: [
    `Lesson plan: Tides in the harbor

Goal
Learners read a rate of change from a graph and say what it means for a boat in the harbor.

What they know already
Points and lines; most can say which of two lines is steeper.

The mistake I expect
Reading height for rate: "it is high, so it rises fast." Minute 20 or so. The second graph,
where the highest point is flat, is ready for it.

Tasks
1. What do you notice? One minute alone, one with a partner, then the list on the board. (8 min)
2. When may the ferry leave? Groups decide from the graph and must defend it. (22 min)
3. Draw a tide that would never let the ferry leave. (10 min)

Exit question
Between 2 and 3 o'clock the water rises 40 cm. What else do you need to know?`,
    `Routes to the same question

Group A  the graph with a grid and three marked points
Group B  the graph as the harbor office prints it
Group C  the table of numbers only; they draw the graph themselves

Support goes away when a group has answered the first question without it.

Data used: Tuesday's slips (rate or height?), and last year's unit test, question 4.`,
  ],
  Science: [
    `Lesson plan: Why does the ice cube on metal melt first?

Goal
Learners explain a result by how heat moves, not by how things feel.

The mistake I expect
"Metal is colder." They touch both plates first, and nearly all will say so.

Tasks
1. Predict, write it down, vote. (6 min)
2. The experiment, in fours, with a timer. (15 min)
3. Explain it to somebody who voted otherwise. The word comes after the explanation. (20 min)

Exit question
In which cup would you carry soup, and what is your reason from today?`,
  ],
};

export const ANY_PLAN: readonly string[] = [
  `Lesson plan: Asking a question that somebody can answer

Goal
Learners write one question about the picture that can be answered by looking closer.

Tasks
1. Look for two minutes without a word. (5 min)
2. Write three questions; a partner sorts them: can be seen, can be found out, can only be guessed. (20 min)
3. The class takes one question of each kind and tries to answer it. (15 min)

Exit question
Which of your questions changed while you looked, and why?`,
];

/** What a learner wrote, before and after, as it would lie on the scanner. */
export const STUDENT_WORK: readonly { title: string; lines: readonly string[] }[] = [
  {
    title: "Monday",
    lines: ["1/8 is bigger than 1/4", "becuase 8 is bigger then 4", "", "I drawed it but my strips", "dont match"],
  },
  {
    title: "Thursday",
    lines: [
      "1/4 is bigger. If you cut the strip",
      "in more parts every part is smaller.",
      "So 1/8 is small even if 8 is a big",
      "number. You can check: two 1/8 fit",
      "in one 1/4.",
    ],
  },
];
