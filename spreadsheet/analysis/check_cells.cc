#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/column_pieces.h"
#include "spreadsheet/analysis/number_text.h"
#include "spreadsheet/analysis/range_collector.h"
#include "spreadsheet/analysis/range_set.h"
#include "spreadsheet/analysis/workbook_checks.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr RangeRef kAllCells = {{1, 1}, {kMaxRow, kMaxColumn}};
constexpr int kCheckInterval = 4096;

struct ErrorCell {
  SheetRange place;
  CellError error = CellError::kValue;
  bool formula = false;
};

// What one column has.
struct ColumnCounts {
  int64_t numbers = 0;
  int64_t number_texts = 0;
  int64_t identifiers = 0;
  int64_t other_texts = 0;
};

class CellCheck {
 public:
  CellCheck(const CheckInput& input, WorkbookCheck* check) : input_(input), check_(check) {}

  absl::Status Run() {
    for (size_t i = 0; i < input_.sheets.size(); ++i) {
      if (input_.sheets[i] == nullptr) continue;
      RETURN_IF_ERROR(ReadSheet(static_cast<int32_t>(i), *input_.sheets[i]));
    }
    return ReportErrors();
  }

 private:
  absl::Status ReadSheet(int32_t index, const Sheet& sheet) {
    RangeCollector missing, texts;
    std::vector<ColumnCounts> columns(kMaxColumn + 1);
    absl::Status status;
    int64_t steps = 0;
    sheet.Visit(kAllCells, [&](const CellView& cell) {
      if (++steps % kCheckInterval == 0) status = input_.cancellation.Check();
      ReadCell(index, cell, &columns[cell.ref.column], &missing, &texts);
      return status.ok();
    });
    RETURN_IF_ERROR(status);
    ReportMissing(index, &missing);
    ReportTexts(index, columns, &texts);
    ReportHidden(index, steps);
    return absl::OkStatus();
  }

  void ReadCell(int32_t sheet, const CellView& cell, ColumnCounts* column, RangeCollector* missing,
                RangeCollector* texts) {
    switch (cell.type) {
      case CellType::kEmpty:
        if (cell.has_formula()) missing->Add(cell.ref, 0);
        return;
      case CellType::kNumber:
        ++column->numbers;
        return;
      case CellType::kError:
        errors_.push_back({{sheet, {cell.ref, cell.ref}}, cell.error, cell.has_formula()});
        return;
      case CellType::kText:
        ReadText(cell, column, texts);
        return;
      case CellType::kBoolean:
        return;
    }
  }

  static void ReadText(const CellView& cell, ColumnCounts* column, RangeCollector* texts) {
    const NumberText text = cell.has_formula() ? NumberText::kNone : ClassifyText(cell.text);
    if (text == NumberText::kNone) {
      ++column->other_texts;
      return;
    }
    ++(text == NumberText::kNumber ? column->number_texts : column->identifiers);
    // By column, so that each can be judged as a whole.
    texts->Add(cell.ref,
               static_cast<uint32_t>(cell.ref.column) * 2 + (text == NumberText::kNumber ? 1 : 0));
  }

  void ReportMissing(int32_t sheet, RangeCollector* cells) {
    WorkbookProblem problem;
    problem.kind = ProblemKind::kMissingValues;
    problem.severity = Severity::kWarning;
    problem.sheet = sheet;
    for (const KeyedRange& range : cells->Take()) problem.Add({sheet, range.range});
    if (problem.cells == 0) return;
    problem.message = "formulas without a result: the file was written without calculating them";
    problem.formula = input_.sheets[sheet]->Formula(problem.ranges.front().range.first);
    problem.action = "recalculate the workbook before reading values";
    check_->problems.push_back(std::move(problem));
  }

  void ReportTexts(int32_t sheet, const std::vector<ColumnCounts>& columns, RangeCollector* cells) {
    std::vector<RangeRef> among_numbers, among_themselves;
    for (const KeyedRange& range : cells->Take()) {
      const ColumnCounts& column = columns[range.key / 2];
      const bool number = range.key % 2 == 1;
      if (column.numbers > column.number_texts + column.identifiers) {
        among_numbers.push_back(range.range);
      } else if (number && column.number_texts > 1 && column.other_texts <= 1) {
        among_themselves.push_back(range.range);
      }
    }
    WorkbookProblem among, whole;
    for (const RangeRef& range : JoinRanges(std::move(among_numbers))) among.Add({sheet, range});
    for (const RangeRef& range : JoinRanges(std::move(among_themselves))) whole.Add({sheet, range});
    among.severity = Severity::kWarning;
    among.message =
        "numbers stored as text in columns of numbers: SUM and comparisons pass them by";
    whole.severity = Severity::kInfo;
    whole.message = "columns whose numbers are stored as text";
    for (WorkbookProblem* problem : {&among, &whole}) {
      if (problem->cells == 0) continue;
      problem->kind = ProblemKind::kNumbersAsText;
      problem->sheet = sheet;
      problem->action = "write the values as numbers, unless they are identifiers";
      check_->problems.push_back(std::move(*problem));
    }
  }

  void ReportHidden(int32_t sheet, int64_t cells) {
    const SheetInfo& info = input_.workbook.sheets()[sheet];
    if (info.visibility == SheetVisibility::kVisible || cells == 0) return;
    WorkbookProblem problem;
    problem.kind = ProblemKind::kHiddenData;
    problem.severity = Severity::kInfo;
    problem.sheet = sheet;
    problem.Add({sheet, *input_.sheets[sheet]->used_range()});
    problem.cells = cells;
    problem.message = info.visibility == SheetVisibility::kHidden
                          ? "a hidden sheet with data"
                          : "a sheet with data, hidden so that Excel does not offer to show it";
    problem.action = "mind it when sharing the workbook; its formulas and values count";
    check_->problems.push_back(std::move(problem));
  }

  // Cells an array formula fills have no formula of their own.
  bool IsResult(const ErrorCell& cell) const {
    bool result = cell.formula;
    if (result) return true;
    input_.graph.ForEachBlock(cell.place.sheet, cell.place.range, [&](const FormulaBlock&) {
      result = true;
      return false;
    });
    return result;
  }

  // The formula of the first cell; of one that an array formula fills, that.
  std::string FormulaAt(const SheetRange& place) const {
    const Sheet& sheet = *input_.sheets[place.sheet];
    const CellRef cell = place.range.first;
    std::string formula = sheet.Formula(cell);
    if (!formula.empty()) return formula;
    input_.graph.ForEachBlock(place.sheet, {cell, cell}, [&](const FormulaBlock& part) {
      formula = sheet.Formula(input_.graph.Block(part.id).cells.first);
      return false;
    });
    return formula;
  }

  // Whether a formula reads another cell with an error: its own then follows from that.
  bool Follows(const ErrorCell& cell, const ColumnPieces& errors) const {
    bool follows = false;
    const CellRef at = cell.place.range.first;
    const auto visit_interval = [&](uint32_t begin, uint32_t end) {
      // One piece may be the cell itself.
      follows = end - begin > 1 || errors[begin].sheet != cell.place.sheet ||
                errors[begin].range().first != at;
      return !follows;
    };
    input_.graph.ForEachBlock(cell.place.sheet, cell.place.range, [&](const FormulaBlock& part) {
      for (const RelativeRange& reference : input_.graph.References(part)) {
        RangeRef read;
        if (follows || !input_.graph.CellsRead(part, reference, &read)) continue;
        errors.ForEachInterval(reference.sheet, read, visit_interval);
      }
      return !follows;
    });
    return follows;
  }

  absl::Status ReportErrors() {
    std::vector<ColumnPiece> pieces;
    pieces.reserve(errors_.size());
    for (const ErrorCell& cell : errors_) {
      const CellRef at = cell.place.range.first;
      pieces.push_back({cell.place.sheet, at.column, at.row, at.row, 0});
    }
    const ColumnPieces errors(std::move(pieces));
    enum Origin { kStarts, kFollows, kTyped };
    std::map<std::pair<int32_t, Origin>, RangeCollector> groups;
    int64_t steps = 0;
    for (const ErrorCell& cell : errors_) {
      if (++steps % kCheckInterval == 0) RETURN_IF_ERROR(input_.cancellation.Check());
      const Origin origin = !IsResult(cell) ? kTyped : Follows(cell, errors) ? kFollows : kStarts;
      groups[{cell.place.sheet, origin}].Add(cell.place.range.first,
                                             static_cast<uint32_t>(cell.error));
    }
    for (auto& [key, cells] : groups) {
      std::map<uint32_t, WorkbookProblem> by_error;
      for (const KeyedRange& range : cells.Take()) {
        by_error[range.key].Add({key.first, range.range});
      }
      for (auto& [error, problem] : by_error) {
        const auto value = static_cast<CellError>(error);
        problem.kind = ProblemKind::kErrorValues;
        problem.sheet = key.first;
        if (key.second != kTyped) {
          problem.formula = FormulaAt({key.first, problem.ranges.front().range});
        }
        Describe(value, key.second == kFollows, key.second == kTyped, &problem);
        check_->problems.push_back(std::move(problem));
      }
    }
    return absl::OkStatus();
  }

  static void Describe(CellError error, bool follows, bool typed, WorkbookProblem* problem) {
    const std::string_view text = ErrorText(error);
    if (follows) {
      problem->severity = Severity::kInfo;
      problem->message = Concat(text, ", because cells these formulas read have an error");
      problem->action = "fix the cells where the errors start; formula_trace leads there";
      return;
    }
    // #N/A is often meant: nothing was found, or not for the chart.
    problem->severity = error == CellError::kNa ? Severity::kWarning : Severity::kError;
    problem->message = typed ? Concat(text, " entered as a value") : Concat(text, " starts here");
    problem->action = typed ? "replace it by a value or a formula" : Remedy(error);
  }

  static std::string Remedy(CellError error) {
    switch (error) {
      case CellError::kDiv0:
        return "guard the division: IF(divisor=0,\"\",...)";
      case CellError::kNa:
        return "check the value looked up, or catch it with IFNA";
      case CellError::kName:
        return "correct the name or function, see broken_references and unknown_functions";
      case CellError::kRef:
        return "point the formula to cells that exist";
      case CellError::kValue:
        return "look for text where the formula needs numbers";
      case CellError::kNum:
        return "check the arguments: the result is no number Excel can hold";
      case CellError::kNull:
        return "check the ranges: they do not overlap, or a comma is missing";
      case CellError::kSpill:
        return "empty the cells the array needs";
      default:
        return "open the workbook in Excel and refresh it";
    }
  }

  const CheckInput& input_;
  WorkbookCheck* const check_;
  std::vector<ErrorCell> errors_;
};

}  // namespace

absl::Status CheckCells(const CheckInput& input, WorkbookCheck* check) {
  return CellCheck(input, check).Run();
}

}  // namespace sheetgate::spreadsheet
