#include "spreadsheet/writing/range_edits.h"

#include <optional>
#include <utility>

#include <re2/re2.h>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/writing/copied_formula.h"

namespace sheetgate::spreadsheet {
namespace {

CellChange ValueChange(int sheet, CellRef cell, CellValue value) {
  CellChange change;
  change.sheet = sheet;
  change.cell = cell;
  change.value = std::move(value);
  return change;
}

// Shows `visit` every cell of the ranges that has contents and may be edited.
template <typename Visit>
absl::StatusOr<EditCounts> VisitCells(const EditedRanges& where, const Draft& draft,
                                      Visit&& visit) {
  constexpr uint32_t kCheckEvery = 4096;
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet, draft.Load(where.sheet));
  EditCounts counts;
  uint32_t steps = 0;
  absl::Status status;
  for (const RangeRef& range : where.ranges) {
    sheet->Visit(range, [&](const CellView& cell) {
      if (++steps % kCheckEvery == 0) status = draft.cancellation().Check();
      if (cell.has_formula() && !where.formulas) {
        ++counts.kept_formulas;
      } else if (status.ok()) {
        visit(cell, &counts);
      }
      return status.ok();
    });
    RETURN_IF_ERROR(status);
  }
  return counts;
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::StatusOr<EditCounts> ClearRanges(const EditedRanges& where, Draft* draft) {
  std::vector<CellChange> changes;
  ASSIGN_OR_RETURN(EditCounts counts,
                   VisitCells(where, *draft, [&](const CellView& cell, EditCounts*) {
                     changes.push_back(ValueChange(where.sheet, cell.ref, {}));
                   }));
  counts.written = static_cast<int64_t>(changes.size());
  RETURN_IF_ERROR(draft->Write(std::move(changes)));
  return counts;
}

absl::StatusOr<EditCounts> WriteCells(const EditedRanges& where, std::vector<CellChange> changes,
                                      Draft* draft) {
  EditCounts counts;
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet, draft->Load(where.sheet));
  const auto keeps = [&](const CellChange& change) {
    if (where.formulas) return false;
    const std::optional<CellView> cell = sheet->Find(change.cell);
    if (!cell.has_value() || !cell->has_formula()) return false;
    ++counts.kept_formulas;
    return true;
  };
  std::erase_if(changes, keeps);
  counts.written = static_cast<int64_t>(changes.size());
  RETURN_IF_ERROR(draft->Write(std::move(changes)));
  return counts;
}

absl::StatusOr<EditCounts> FillRanges(const EditedRanges& where, const CellChange& content,
                                      Draft* draft) {
  int64_t cells = 0;
  for (const RangeRef& range : where.ranges) cells += range.cells();
  RETURN_IF_ERROR(draft->CheckRoom(cells));
  std::vector<CellChange> changes;
  changes.reserve(static_cast<size_t>(cells));
  const CellRef origin = where.ranges.front().first;
  for (const RangeRef& range : where.ranges) {
    for (int32_t row = range.first.row; row <= range.last.row; ++row) {
      for (int32_t column = range.first.column; column <= range.last.column; ++column) {
        CellChange& change = changes.emplace_back(content);
        change.sheet = where.sheet;
        change.cell = {row, column};
        if (change.kind == CellChange::Kind::kFormula) {
          change.formula = CopiedFormula(content.formula, row - origin.row, column - origin.column);
        }
      }
    }
  }
  return WriteCells(where, std::move(changes), draft);
}

TextReplacer::TextReplacer() = default;
TextReplacer::TextReplacer(TextReplacer&&) noexcept = default;
TextReplacer& TextReplacer::operator=(TextReplacer&&) noexcept = default;
TextReplacer::~TextReplacer() = default;

absl::StatusOr<TextReplacer> TextReplacer::Make(Match match, std::string_view find,
                                                std::string_view replacement, bool case_sensitive) {
  TextReplacer replacer;
  re2::RE2::Options options;
  options.set_case_sensitive(case_sensitive);
  options.set_log_errors(false);
  std::string pattern =
      match == Match::kRegex ? std::string(find) : re2::RE2::QuoteMeta(Piece(find));
  if (match == Match::kWhole) pattern = Concat("\\A(?:", pattern, ")\\z");
  replacer.regex_ = std::make_unique<re2::RE2>(pattern, options);
  if (!replacer.regex_->ok()) {
    return platform::InvalidArgument(
        platform::ErrorReason::kInvalidArgument,
        Concat(Quoted(find), " is no regular expression (RE2): ", replacer.regex_->error()));
  }
  if (match == Match::kRegex) {
    replacer.rewrite_ = std::string(replacement);
    std::string problem;
    if (!replacer.regex_->CheckRewriteString(replacer.rewrite_, &problem)) {
      return platform::InvalidArgument(
          platform::ErrorReason::kInvalidArgument,
          Concat(Quoted(replacement), " cannot replace it: ", problem));
    }
    return replacer;
  }
  for (const char c : replacement) replacer.rewrite_.append(c == '\\' ? 2 : 1, c);
  return replacer;
}

int TextReplacer::Replace(std::string* text) const {
  return re2::RE2::GlobalReplace(text, *regex_, rewrite_);
}

absl::StatusOr<EditCounts> ReplaceInRanges(const EditedRanges& where, const TextReplacer& replacer,
                                           Draft* draft) {
  ValueReader values(draft->workbook());
  std::vector<CellChange> changes;
  const auto replace = [&](const CellView& cell, EditCounts*) {
    const bool number = values.TypeOf(cell) == ValueType::kNumber;
    if (cell.has_formula() || (!number && cell.type != CellType::kText)) return;
    std::string text(values.TextOf(cell));
    if (replacer.Replace(&text) == 0) return;
    double read = 0;
    if (number && IsPlainNumber(text, &read)) {
      changes.push_back(ValueChange(where.sheet, cell.ref, read));
    } else {
      CellValue value;
      if (!text.empty()) value = std::move(text);
      changes.push_back(ValueChange(where.sheet, cell.ref, std::move(value)));
    }
  };
  ASSIGN_OR_RETURN(EditCounts counts, VisitCells(where, *draft, replace));
  counts.written = static_cast<int64_t>(changes.size());
  RETURN_IF_ERROR(draft->Write(std::move(changes)));
  return counts;
}

absl::StatusOr<EditCounts> ReadNumbers(const EditedRanges& where, const NumberReading& reading,
                                       Draft* draft) {
  std::vector<CellChange> changes;
  const auto read = [&](const CellView& cell, EditCounts* counts) {
    if (cell.has_formula() || cell.type != CellType::kText) return;
    const std::optional<ReadNumber> number = ReadTextNumber(cell.text, reading);
    if (!number.has_value()) {
      ++counts->kept_cells;
      return;
    }
    changes.push_back(ValueChange(where.sheet, cell.ref, number->number));
    changes.back().date = number->date;
  };
  ASSIGN_OR_RETURN(EditCounts counts, VisitCells(where, *draft, read));
  counts.written = static_cast<int64_t>(changes.size());
  RETURN_IF_ERROR(draft->Write(std::move(changes)));
  return counts;
}

}  // namespace sheetgate::spreadsheet
