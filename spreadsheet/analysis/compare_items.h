// Comparing what workbooks have besides cells: defined names, tables, merged ranges, data
// validations and conditional formats.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_ITEMS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_ITEMS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/analysis/compare_looks.h"
#include "spreadsheet/analysis/match_sheets.h"
#include "spreadsheet/analysis/moved_references.h"
#include "spreadsheet/analysis/row_alignment.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

enum class ItemKind : uint8_t {
  kName,
  kTable,
  kMergedRange,
  kDataValidation,
  kConditionalFormat,
};
inline constexpr size_t kItemKinds = 5;

enum class ItemChange : uint8_t { kAdded, kRemoved, kModified };
inline constexpr size_t kItemChanges = 3;
// "added", "removed", "modified".
std::string_view NameOf(ItemChange change);

struct ItemDifference {
  ItemKind kind = ItemKind::kName;
  ItemChange change = ItemChange::kModified;
  std::string name;                // of a name or table
  int before_sheet = -1;           // where it was; -1: nowhere, or in no sheet
  int after_sheet = -1;            // where it is
  std::vector<RangeRef> ranges;    // now; of a removed item as it was
  std::vector<RangeRef> previous;  // before, when the item was there and they were others
  // What differs; of an added or removed item what it is, on one side.
  std::vector<PropertyDifference> properties;

  size_t memory_bytes() const;
};

// How many items of a kind changed in one way: [ItemKind][ItemChange].
using ItemCounts = std::array<std::array<int64_t, kItemChanges>, kItemKinds>;

struct ItemChanges {
  ItemCounts counts = {};  // of all
  std::vector<ItemDifference> differences;
  // There are more than kMostItemDifferences.
  bool truncated = false;

  void Add(ItemDifference difference);
  bool empty() const { return differences.empty(); }
  size_t memory_bytes() const;
};
inline constexpr size_t kMostItemDifferences = 10'000;

// Defined names by name and sheet. Hidden ones and others that programs keep for themselves are
// left out.
ItemChanges CompareNames(const Workbook& before, const Workbook& after,
                         const std::vector<SheetMatch>& sheets, const MovedReferences& moves);

// Two states of what a sheet has.
struct FeatureStates {
  const SheetFeatures& before;
  const SheetFeatures& after;
  int before_sheet;
  int after_sheet;
  std::string_view old_name;
};

// Tables by name; the rest by what it is and where: what moved with its rows is the same.
// Priorities of conditional formats and the formats they apply are not compared.
ItemChanges CompareFeatures(const FeatureStates& sheets, const RowAlignment& rows,
                            const MovedReferences& moves);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_COMPARE_ITEMS_H_
