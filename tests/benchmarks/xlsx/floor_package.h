// The floor's view of a package: mapped bytes, parts found by name, inflated through a window.
//
// For the benchmark's own workbooks only: no zip64, no checksum, no bounds. What costs time in a
// real reader is here, what makes it safe is not.
#ifndef SHEETGATE_TESTS_BENCHMARKS_XLSX_FLOOR_PACKAGE_H_
#define SHEETGATE_TESTS_BENCHMARKS_XLSX_FLOOR_PACKAGE_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <isa-l/igzip_lib.h>

namespace sheetgate::benchmarks {

// A deflated part; `compressed` points into the mapped package.
struct FloorPart {
  std::string_view name;
  std::string_view compressed;
  size_t inflated_bytes = 0;
};

// The parts of the package at `path`, which stays mapped; empty when it cannot be read.
std::vector<FloorPart> MapPackage(const std::string& path);

// Zeroed memory in huge pages, which are taken when first written: room nothing is written to is
// free, and what is written costs a page fault for every 2 MiB instead of every 4 KiB.
using HugeBytes = std::unique_ptr<char, decltype(&std::free)>;
HugeBytes MakeHugeBytes(size_t bytes);

// All of a part at once.
HugeBytes InflateWhole(const FloorPart& part);

// Inflates a part piece by piece into one buffer. What the reader has not used stays, moved to the
// front, and the next piece follows it.
class FloorWindow {
 public:
  explicit FloorWindow(const FloorPart& part);

  // Keeps [unused, end()) and adds what fits behind it. Returns where the kept bytes are now.
  const char* Refill(const char* unused);
  const char* begin() const { return buffer_.get(); }
  const char* end() const { return end_; }
  // Whether the end of the part is in the buffer.
  bool complete() const { return state_.block_state == ISAL_BLOCK_FINISH; }

 private:
  inflate_state state_;
  std::unique_ptr<char[]> buffer_;
  char* end_;
};

}  // namespace sheetgate::benchmarks

#endif  // SHEETGATE_TESTS_BENCHMARKS_XLSX_FLOOR_PACKAGE_H_
