import { objectiveByHighs } from "./objective-by-highs.ts";
import { objectiveByTrying } from "./objective-by-trying.ts";
import { smallInstance } from "./small-instances.ts";

test("trying everything and HiGHS agree on the whole objective of 150 tiny instances", async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const instance = smallInstance(seed);
    expect({ seed, ...(await objectiveByHighs(instance)) }).toEqual({ seed, ...objectiveByTrying(instance) });
  }
});
