// Percentiles of single operations as counters of a Google Benchmark, whose own figure is the mean.
#ifndef SHEETGATE_TESTS_BENCHMARKS_PERCENTILES_H_
#define SHEETGATE_TESTS_BENCHMARKS_PERCENTILES_H_

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace sheetgate::benchmarks {

// Runs `operation` once an iteration and reports p50_us and p99_us.
template <typename Operation>
void MeasureEach(benchmark::State& state, Operation operation) {
  std::vector<double> microseconds;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    operation();
    microseconds.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
            .count());
  }
  std::sort(microseconds.begin(), microseconds.end());
  state.counters["p50_us"] = microseconds[microseconds.size() / 2];
  state.counters["p99_us"] = microseconds[microseconds.size() * 99 / 100];
}

}  // namespace sheetgate::benchmarks

#endif  // SHEETGATE_TESTS_BENCHMARKS_PERCENTILES_H_
