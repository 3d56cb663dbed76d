"""Solves a DIMACS minimum-cost flow with OR-tools SimpleMinCostFlow; one line of JSON a round.

Usage: ortools_flow.py FILE. Each round waits for a line on standard input, so that rounds can be interleaved.
"""

import json
import resource
import sys
import time

import numpy
from ortools.graph.python import min_cost_flow


def read(path):
    supplies = {}
    nodes = 0
    arcs = []
    with open(path) as lines:
        for line in lines:
            if line[0] == "p":
                nodes = int(line.split()[2])
            elif line[0] == "n":
                _, node, supply = line.split()
                supplies[int(node) - 1] = int(supply)
            elif line[0] == "a":
                arcs.append(line[2:])
    table = numpy.loadtxt(arcs, dtype=numpy.int64)
    all_supplies = numpy.zeros(nodes, dtype=numpy.int64)
    for node, supply in supplies.items():
        all_supplies[node] = supply
    return all_supplies, table


supplies, table = read(sys.argv[1])
print(json.dumps({"ready": True}), flush=True)
for _ in sys.stdin:
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(table[:, 0] - 1, table[:, 1] - 1, table[:, 3], table[:, 4])
    flow.set_nodes_supplies(numpy.arange(len(supplies)), supplies)
    begin = time.perf_counter()
    status = flow.solve()
    ms = (time.perf_counter() - begin) * 1e3
    cost = flow.optimal_cost() if status == flow.OPTIMAL else -1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"cost": cost, "ms": ms, "peakMb": peak}), flush=True)
