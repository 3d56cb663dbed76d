/** What a good Profile looks like: made up for this page, about nobody. */
export const SAMPLE_PAGE = {
  title: "What a good Profile looks like",
  parts: [
    {
      heading: "The video",
      text: "One ordinary lesson, unedited, 45 to 90 minutes. Readers want to see learners think, not a performance.",
      points: [
        "The camera stands at the side, the microphone near you; try thirty seconds first and listen to it.",
        "Learners are seen working and heard answering. Those without consent sit where the camera does not look.",
        "Leave the mistakes in. What you did about them is the best evidence there is.",
      ],
    },
    {
      heading: "Plans, student work and data",
      text: "The same unit as the video, so that readers can follow one thread from goal to result.",
      points: [
        "A plan that names the goal, the errors you expected and what you would do about them.",
        "Work of three learners, one who began far behind, each from the beginning and from the end.",
        "A baseline and an end measure from two sources, with every learner accounted for and names removed.",
      ],
    },
    {
      heading: "The narrative",
      text: "A map, not an essay: for each indicator the place where readers should look, and why it shows what it shows.",
      points: [
        "Name the minute, the page, the sample.",
        "Say what you decided and what happened because of it.",
        "At least one indicator in every domain; more where your evidence is strong.",
      ],
    },
  ],
  narrative:
    "1.2 Formative assessment. At 14:20 the exit cards of the day before lie on the table: nine of twenty-six had added the denominators. I had planned fractions of a set; from 15:05 I change to the number line for those nine, and the others take the extension on page 3 of the plan. Samples 2a and 2b are the same learner before and after that change.",
};
