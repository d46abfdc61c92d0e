// What a cold process of the xlsx benchmarks says about itself: one line of JSON on stdout.
#ifndef SHEETGATE_TESTS_BENCHMARKS_XLSX_REPORT_H_
#define SHEETGATE_TESTS_BENCHMARKS_XLSX_REPORT_H_

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

namespace sheetgate::benchmarks {

// Seconds since it was made. A process makes one on main's first line.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// A figure of /proc/self/status in bytes: "VmHWM" is the most memory that was resident at a time,
// mapped files included; "RssAnon" what is resident now without them. 0 when there is no such line.
inline int64_t StatusBytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(name + ":", 0) != 0) continue;
    return int64_t{1024} * std::strtoll(line.c_str() + name.size() + 1, nullptr, 10);
  }
  return 0;
}

// What is counted of a workbook, so that programs can be checked against one another. A cell is one
// with a value or a formula; the sum is of numbers, dates as serial numbers, booleans left out.
struct Tally {
  int64_t cells = 0;
  int64_t formulas = 0;
  double sum = 0;
};

}  // namespace sheetgate::benchmarks

#endif  // SHEETGATE_TESTS_BENCHMARKS_XLSX_REPORT_H_
