import { cover } from "../../server/matching/coverage.rules.ts";
import { findEligible } from "../../server/matching/eligibility.rules.ts";
import { explainShortages } from "../../server/matching/shortage.rules.ts";
import { median, quantile, spread, timed } from "../measure.ts";
import { type BenchRow, figure } from "../report.ts";
import { districtOf, HARD, type Size, type Variant } from "./generator.ts";
import { peopleOf } from "./people.ts";

const ROUNDS = 7;
const KINDS: { name: string; changes: Partial<Variant> }[] = [
  { name: "ordinary", changes: {} },
  { name: "six scarce cells", changes: HARD["six scarce cells"] },
  { name: "national shortage 0.95", changes: HARD["national shortage 0.95"] },
];

/** From people to pairs, from pairs to what is short and why, and one what-if at a time. */
export function peopleRows(size: Size, isTargeted: boolean): BenchRow[] {
  const target = (limit: string) => (isTargeted ? limit : "");
  const rows = [eligibilityRow(size, target("<=300"))];
  for (const { name, changes } of KINDS) {
    const input = peopleOf(districtOf(size, changes));
    const eligibility = findEligible(input);
    const run = () => explainShortages(input, eligibility, cover(eligibility.instance));
    const times = Array.from({ length: ROUNDS }, () => timed(run));
    const { missing, shortages, whatIf } = run();
    rows.push(
      figure({
        what: `${size} coverage and Hall report, ${name}`,
        unit: "ms",
        target: target("<=100"),
        value: median(times),
        note: `${missing} reviews missing in ${shortages.length} parts; ${spread(times)}`,
      }),
    );
    const changesTried = shortages.flatMap(({ remedies }) => remedies.map(({ change }) => change));
    if (changesTried.length === 0) continue;
    const tries = changesTried.map((change) => timed(() => whatIf.gainOf(change)));
    rows.push(
      figure({
        what: `${size} one what-if, worst of ${tries.length}, ${name}`,
        unit: "ms",
        target: target("<=5"),
        value: Math.max(...tries),
        note: `median ${median(tries).toPrecision(2)}, 95th per cent ${quantile(tries, 0.95).toPrecision(2)}`,
      }),
    );
  }
  return rows;
}

function eligibilityRow(size: Size, target: string): BenchRow {
  const input = peopleOf(districtOf(size));
  let pairs = 0;
  const times = Array.from({ length: ROUNDS }, () =>
    timed(() => {
      pairs = findEligible(input).instance.pairReviewer.length;
    }),
  );
  return figure({
    what: `${size} eligibility from people`,
    unit: "ms",
    target,
    value: median(times),
    note: `${pairs} pairs; the first, cold one ${times[0]?.toPrecision(3)}; ${spread(times)}`,
  });
}
