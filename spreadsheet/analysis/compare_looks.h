// Comparing how cells look: by what the formats say, not by their places in the style table.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_LOOKS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_LOOKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "spreadsheet/model/cell_style.h"

namespace sheetgate::spreadsheet {

// A property as text, before and after; empty: not set.
struct PropertyDifference {
  std::string property;  // such as font.bold, fill, border.top, number_format
  std::string before;
  std::string after;
  bool operator==(const PropertyDifference&) const = default;
};

// What looks different. Nothing when one is only said in another way: an automatic color is black,
// the alpha of a color does not show, a border without a style has no color, a solid fill no
// background. The name of the cell style does not count, since it does not show.
std::vector<PropertyDifference> LookDifferences(const CellStyle& before, const CellStyle& after);

// Whether styles of two workbooks look the same; each pair is compared once. Not thread-safe; the
// tables must outlive it.
class LookTable {
 public:
  LookTable(const CellStyles& before, const CellStyles& after) : before_(before), after_(after) {}

  // By indexes, as cells have them.
  bool Same(uint32_t before, uint32_t after);

 private:
  const CellStyles& before_;
  const CellStyles& after_;
  absl::flat_hash_map<uint64_t, bool> pairs_;
  uint64_t last_pair_ = ~uint64_t{0};
  bool last_same_ = true;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_LOOKS_H_
