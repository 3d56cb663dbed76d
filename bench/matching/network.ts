import type { Instance } from "../../server/matching/instance.rules.ts";

/** What a review that nobody gives costs a peer: far above any path, so that peers too place as many as possible. */
export const NOT_PLACED = 100_000;

/** One minimum-cost flow problem, arc by arc; nodes count from 0. Every number is whole. */
export type Network = {
  nodeCount: number;
  supply: Int32Array;
  tail: Int32Array;
  head: Int32Array;
  capacity: Int32Array;
  cost: Int32Array;
};

/**
 * The network that a peer is given: Profile -> (Profile and school, where two or more readers share it) -> reviewer ->
 * sink, one unit arc a place with its rising load cost, and Profile -> sink for what is not placed.
 * Nodes: Profiles, reviewers, sink, then school nodes.
 */
export function networkOf(instance: Instance): Network {
  const { profileCount, reviewerCount, demand } = instance;
  const sink = profileCount + reviewerCount;
  const arcs: Arcs = { tail: [], head: [], capacity: [], cost: [] };
  let nodeCount = sink + 1;
  for (let p = 0; p < profileCount; p++) {
    nodeCount = addPairs(arcs, instance, p, nodeCount);
    if ((demand[p] as number) > 0) add(arcs, p, sink, demand[p] as number, NOT_PLACED);
  }
  for (let j = 0; j < reviewerCount; j++) addPlaces(arcs, instance, j, sink);
  const supply = new Int32Array(nodeCount);
  supply.set(demand);
  supply[sink] = -demand.reduce((sum, each) => sum + each, 0);
  return {
    nodeCount,
    supply,
    tail: Int32Array.from(arcs.tail),
    head: Int32Array.from(arcs.head),
    capacity: Int32Array.from(arcs.capacity),
    cost: Int32Array.from(arcs.cost),
  };
}

type Arcs = { tail: number[]; head: number[]; capacity: number[]; cost: number[] };

function add(arcs: Arcs, tail: number, head: number, capacity: number, cost: number): void {
  arcs.tail.push(tail);
  arcs.head.push(head);
  arcs.capacity.push(capacity);
  arcs.cost.push(cost);
}

/** Adds a Profile's pairs, through a new node for each school that two or more of its readers share. */
function addPairs(arcs: Arcs, instance: Instance, profile: number, firstFreeNode: number): number {
  const { pairStart, pairReviewer, pairCost, school, isOnePerSchool } = instance;
  const start = pairStart[profile] as number;
  const end = pairStart[profile + 1] as number;
  const readersAt = new Map<number, number>();
  for (let e = start; isOnePerSchool && e < end; e++) {
    const place = school[pairReviewer[e] as number] as number;
    if (place >= 0) readersAt.set(place, (readersAt.get(place) ?? 0) + 1);
  }
  const nodeAt = new Map<number, number>();
  let free = firstFreeNode;
  for (const [place, readers] of readersAt) {
    if (readers < 2) continue;
    add(arcs, profile, free, 1, 0);
    nodeAt.set(place, free++);
  }
  for (let e = start; e < end; e++) {
    const reviewer = pairReviewer[e] as number;
    const from = nodeAt.get(school[reviewer] as number) ?? profile;
    add(arcs, from, instance.profileCount + reviewer, 1, pairCost[e] as number);
  }
  return free;
}

function addPlaces(arcs: Arcs, { profileCount, capacity, held, loadWeight }: Instance, j: number, sink: number): void {
  const places = capacity[j] as number;
  for (let k = held[j] as number; k < places; k++)
    add(arcs, profileCount + j, sink, 1, Math.floor((loadWeight * (2 * k + 1)) / places));
}
