// Sheets, ranges, names and tables.
#include "recalc-service/calculation/targets.h"

#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/name_targets.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::recalc {
namespace {

using platform::StrCat;
using spreadsheet::CellView;
using spreadsheet::FormulaKind;
using spreadsheet::SheetKind;

absl::Status Refused(std::string_view field, std::string_view target, std::string_view why) {
  return platform::InvalidArgument(platform::ErrorReason::kInvalidRange,
                                   StrCat("'", target, "' ", why), {{"field", std::string(field)}});
}

// "'It''s'" without the quotes is "It''s": the apostrophes are doubled.
std::string SheetNameOf(const spreadsheet::SheetPrefix& prefix) {
  std::string name;
  for (size_t i = 0; i < prefix.first.size(); ++i) {
    name.push_back(prefix.first[i]);
    if (prefix.quoted && prefix.first[i] == '\'') ++i;
  }
  return name;
}

// The only worksheet, if there is one.
int OnlyWorksheet(const spreadsheet::Workbook& workbook) {
  int only = -1;
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    if (workbook.sheets()[i].kind != SheetKind::kWorksheet) continue;
    if (only >= 0) return -1;
    only = static_cast<int>(i);
  }
  return only;
}

}  // namespace

absl::StatusOr<TargetResolver> TargetResolver::Make(
    const spreadsheet::Workbook& workbook, const std::string& sheet_name,
    const platform::CancellationToken& cancellation) {
  int sheet = OnlyWorksheet(workbook);
  if (!sheet_name.empty()) {
    ASSIGN_OR_RETURN(sheet, workbook.FindSheet(sheet_name));
  }
  return TargetResolver(workbook, sheet, cancellation);
}

absl::StatusOr<Target> TargetResolver::Range(std::string_view target,
                                             std::string_view field) const {
  const size_t prefix_length = spreadsheet::SheetPrefixLength(target);
  int sheet = sheet_;
  if (prefix_length > 0) {
    spreadsheet::SheetPrefix prefix;
    if (!spreadsheet::ParseSheetPrefix(target.substr(0, prefix_length), &prefix) ||
        !prefix.last.empty()) {
      return Refused(field, target, "is not on one sheet of this workbook, such as Inputs!B3");
    }
    ASSIGN_OR_RETURN(sheet, workbook_->FindSheet(SheetNameOf(prefix)));
  }
  const std::string_view cells = target.substr(prefix_length);
  if (const auto range = spreadsheet::ParseRange(cells); range.ok()) {
    if (sheet < 0) {
      return Refused(field, target,
                     StrCat("names no sheet; write Sheet1!", cells, " or give sheet_name"));
    }
    RETURN_IF_ERROR(workbook_->LoadSheet(sheet, *cancellation_).status());
    return Target{sheet, *range};
  }
  spreadsheet::NameTargets names(*workbook_, *cancellation_);
  ASSIGN_OR_RETURN(const spreadsheet::NameTarget named,
                   names.OfFormula(target, std::max(sheet, 0), {1, 1}));
  if (named.kind != spreadsheet::NameKind::kRange || named.ranges.size() != 1) {
    return Refused(field, target,
                   "is no cell, range, defined name of cells or part of a table; "
                   "named_ranges lists the names");
  }
  return Target{named.sheet, named.ranges.front()};
}

absl::StatusOr<Target> TargetResolver::Cell(std::string_view target, std::string_view field) const {
  ASSIGN_OR_RETURN(const Target cells, Range(target, field));
  if (cells.range.cells() != 1) {
    return Refused(field, target,
                   StrCat("is ", cells.range.cells(), " cells, where one is needed, such as B3"));
  }
  return cells;
}

absl::StatusOr<Target> TargetResolver::Input(std::string_view target,
                                             std::string_view field) const {
  ASSIGN_OR_RETURN(const Target cell, Cell(target, field));
  ASSIGN_OR_RETURN(const auto sheet, workbook_->LoadSheet(cell.sheet, *cancellation_));
  const CellView stored = sheet->Find(cell.range.first).value_or(CellView{});
  if (stored.formula == FormulaKind::kArray || stored.formula == FormulaKind::kDataTable) {
    return Refused(field, target,
                   "is part of an array formula or data table; vary what that depends on");
  }
  return cell;
}

}  // namespace sheetgate::recalc
