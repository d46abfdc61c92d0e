// NameTargets: what defined names, and formulas that only refer to cells, stand for.
//
//   NameTargets targets(workbook, cancellation);
//   targets.OfName(name)  ->  kRange, sheet 0, {A2:A9}
//
// Names are followed to where they lead, and so are columns of tables (ECMA-376 part 1, 18.2.5
// definedName, 18.17.6.2).
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_NAME_TARGETS_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_NAME_TARGETS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

enum class NameKind : uint8_t {
  kRange,        // cells of one sheet
  kFormula,      // anything that has to be calculated
  kConstant,     // a number, text, boolean, error or array
  kExternal,     // something of another workbook
  kBroken,       // #REF!, a sheet there is not, names that lead to each other
  kPrintArea,    // _xlnm.Print_Area
  kPrintTitles,  // _xlnm.Print_Titles
  kFilter,       // _xlnm._FilterDatabase
};

struct NameTarget {
  NameKind kind = NameKind::kFormula;
  // The cells, when they are known.
  int sheet = -1;
  std::vector<RangeRef> ranges;
  // Every reference is written with $ and a sheet, and nothing had to be followed: the formula says
  // no more than `sheet` and `ranges`.
  bool plain = false;
};

// Use from one thread. The workbook must outlive it.
class NameTargets {
 public:
  NameTargets(const Workbook& workbook, const platform::CancellationToken& cancellation);

  // Errors are the token's status.
  absl::StatusOr<NameTarget> OfName(const DefinedName& name);
  // Of a formula (without =) as it reads in the cell `at` of `sheet`. INDIRECT of a text constant
  // is followed too.
  absl::StatusOr<NameTarget> OfFormula(std::string_view formula, int sheet, CellRef at);

 private:
  absl::StatusOr<NameTarget> Follow(std::string_view formula, int sheet, CellRef at, int depth);
  // A formula that is one name or one part of a table.
  absl::StatusOr<NameTarget> FollowSingle(const FormulaReference& reference, int sheet, CellRef at,
                                          int depth);
  absl::StatusOr<NameTarget> FollowTable(const FormulaReference& reference, CellRef at);
  absl::Status LoadTables();
  // -1 when there is none.
  int SheetOf(std::string_view name) const;
  const DefinedName* FindName(std::string_view name, int sheet) const;

  const Workbook& workbook_;
  const platform::CancellationToken& cancellation_;
  std::map<std::string, int> sheets_;                                // folded names
  std::map<std::pair<int, std::string>, const DefinedName*> names_;  // by sheet, folded
  bool tables_loaded_ = false;
  std::map<std::string, std::pair<int, const Table*>> tables_;  // folded names
  std::vector<std::shared_ptr<const SheetFeatures>> features_;  // keep the tables alive
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_NAME_TARGETS_H_
