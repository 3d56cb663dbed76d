import type { Certificate } from "../../server/matching/certificate.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";

/**
 * The least sum of pair and load costs by the plainest method: Bellman and Ford's shortest paths, one review at a time, on
 * the whole network written out (Profile, Profile and school, reviewer, sink). Slow, and easy to trust. Uses of the proof only
 * what stages 2 and 3 fixed: the dearest pair, and which Profiles must be complete.
 */
export function leastCostSimply(instance: Instance, { dearestPair, atLeast }: Certificate): number {
  const { profileCount: n, reviewerCount: m } = instance;
  const from: number[] = [];
  const to: number[] = [];
  const room: number[] = [];
  const cost: number[] = [];
  const arc = (a: number, b: number, capacity: number, price: number) => {
    from.push(a, b);
    to.push(b, a);
    room.push(capacity, 0);
    cost.push(price, -price);
  };
  const sink = n + m;
  const source = sink + 1;
  let nodes = source + 1;
  const must = 1_000_000;
  for (let p = 0; p < n; p++) {
    const least = atLeast[p] as number;
    arc(source, p, least, -must);
    arc(source, p, (instance.demand[p] as number) - least, 0);
    const school = new Map<number, number>();
    for (let e = instance.pairStart[p] as number; e < (instance.pairStart[p + 1] as number); e++) {
      if ((instance.pairCost[e] as number) > dearestPair) continue;
      const j = instance.pairReviewer[e] as number;
      const own = instance.isOnePerSchool ? (instance.school[j] as number) : -1;
      let tail = p;
      if (own >= 0) {
        tail = school.get(own) ?? nodes++;
        if (!school.has(own)) arc(p, tail, 1, 0);
        school.set(own, tail);
      }
      arc(tail, n + j, 1, instance.pairCost[e] as number);
    }
  }
  for (let j = 0; j < m; j++) {
    const capacity = instance.capacity[j] as number;
    for (let k = instance.held[j] as number; k < capacity; k++)
      arc(n + j, sink, 1, Math.floor((instance.loadWeight * (2 * k + 1)) / capacity));
  }
  let sum = 0;
  for (;;) {
    const distance = new Float64Array(nodes).fill(Infinity);
    const by = new Int32Array(nodes).fill(-1);
    distance[source] = 0;
    for (let isChanging = true; isChanging; ) {
      isChanging = false;
      for (let a = 0; a < from.length; a++) {
        const reached = (distance[from[a] as number] as number) + (cost[a] as number);
        if (room[a] === 0 || reached >= (distance[to[a] as number] as number)) continue;
        distance[to[a] as number] = reached;
        by[to[a] as number] = a;
        isChanging = true;
      }
    }
    if (distance[sink] === Infinity) break;
    for (let v = sink; v !== source; ) {
      const a = by[v] as number;
      room[a] = (room[a] as number) - 1;
      room[a ^ 1] = (room[a ^ 1] as number) + 1;
      v = from[a] as number;
    }
    sum += distance[sink] as number;
  }
  return sum + must * atLeast.reduce((total, each) => total + each, 0);
}
