// MovedReferences: how formulas of one state of a workbook read in another where rows were inserted
// or deleted and sheets renamed.
//
//   moves.Add("Costs", "Costs 2026", alignment);
//   moves.Same("Costs!B9*2", "Summary", "'Costs 2026'!B12*2")  // true when three rows came above
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_MOVED_REFERENCES_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_MOVED_REFERENCES_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"

#include "spreadsheet/analysis/row_alignment.h"

namespace sheetgate::spreadsheet {

// Safe to read from any thread.
class MovedReferences {
 public:
  // A sheet's names in both states, and how its rows moved.
  void Add(std::string_view old_name, std::string_view new_name, const RowAlignment& rows);

  // Whether nothing moved and no sheet was renamed.
  bool empty() const { return sheets_.empty(); }

  // Whether the new formula (without =) is the old one with references that followed what they
  // refer to. `sheet`: name before of the sheet the formula stands on; empty for names of the whole
  // workbook. References to deleted rows count as written, so that one that became #REF! differs.
  bool Same(std::string_view old_formula, std::string_view sheet,
            std::string_view new_formula) const;

 private:
  struct Move {
    std::string new_name;
    RowAlignment rows;
  };

  const Move* Find(std::string_view sheet) const;
  std::string Canonical(std::string_view formula, const Move* own, bool moved) const;
  const Move* AppendPrefix(std::string_view prefix, bool moved, std::string* out) const;

  absl::flat_hash_map<std::string, Move> sheets_;  // by old name, lower case
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_MOVED_REFERENCES_H_
