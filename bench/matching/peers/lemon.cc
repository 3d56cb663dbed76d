// Solves a DIMACS minimum-cost flow with LEMON and prints one line of JSON a round: cost and seconds of run() alone.
// Usage: lemon ns|cs FILE. Each round waits for a line on standard input, so that rounds can be interleaved.
#include <lemon/cost_scaling.h>
#include <lemon/dimacs.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <sys/resource.h>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
using namespace lemon;
typedef SmartDigraph Graph;

template <class Solver>
void solve(const Graph& graph, const Graph::ArcMap<int>& lower, const Graph::ArcMap<int>& capacity,
           const Graph::ArcMap<int>& cost, const Graph::NodeMap<int>& supply) {
  Solver solver(graph);
  solver.lowerMap(lower).upperMap(capacity).costMap(cost).supplyMap(supply);
  auto begin = std::chrono::steady_clock::now();
  bool optimal = solver.run() == Solver::OPTIMAL;
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::cout << "{\"cost\":" << (optimal ? solver.template totalCost<long long>() : -1LL) << ",\"ms\":" << seconds * 1e3
            << ",\"peakMb\":" << usage.ru_maxrss / 1024 << "}" << std::endl;
}

int main(int, char** argv) {
  Graph graph;
  Graph::ArcMap<int> lower(graph), capacity(graph), cost(graph);
  Graph::NodeMap<int> supply(graph);
  std::ifstream file(argv[2]);
  readDimacsMin(file, graph, lower, capacity, cost, supply);
  std::cout << "{\"ready\":true}" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    if (std::string(argv[1]) == "ns") solve<NetworkSimplex<Graph, int, long long> >(graph, lower, capacity, cost, supply);
    else solve<CostScaling<Graph, int, long long> >(graph, lower, capacity, cost, supply);
  }
}
