#include "spreadsheet/edit/line_move.h"

#include <optional>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/block_operation.h"
#include "spreadsheet/edit/copy_operation.h"
#include "spreadsheet/edit/line_operation.h"
#include "spreadsheet/edit/size_operation.h"
#include "spreadsheet/model/sheet_geometry.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/sheet_geometry_reader.h"

namespace sheetgate::spreadsheet {
namespace {

using StepList = std::vector<std::unique_ptr<const Operation>>;

bool IsRows(const LineMove& move) { return move.axis == Axis::kRows; }

absl::Status CheckPlace(const LineMove& move) {
  const LineChange change{move.sheet_name, move.axis, /*insert=*/false, move.first, move.count};
  RETURN_IF_ERROR(CheckLines(change));
  const std::string_view lines = IsRows(move) ? "rows" : "columns";
  const int32_t end = move.first + move.count;
  const bool within = move.first < move.before && move.before < end;
  const bool there = !move.copy && (move.before == move.first || move.before == end);
  if (!within && !there) return absl::OkStatus();
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidRange,
      Concat("target: the place is ", within ? "within" : "where they are already, beside", " the ",
             lines, "; give one in front of or behind other ", lines, ", for example ",
             IsRows(move) ? "\"9\"" : "\"F\""),
      {{"field", "target"}});
}

// The cells of `count` lines from `first` on, over the whole sheet.
RangeRef Whole(const LineMove& move, int32_t first) {
  const int32_t last = first + move.count - 1;
  if (IsRows(move)) return {{first, 1}, {last, kMaxColumn}};
  return {{1, first}, {kMaxRow, last}};
}

// Where the first of the lines is when there is room for them.
int32_t PushedTo(const LineMove& move) {
  return move.before <= move.first ? move.first + move.count : move.first;
}

CellRef PlaceOf(const LineMove& move) {
  return IsRows(move) ? CellRef{move.before, 1} : CellRef{1, move.before};
}

SizeSpan SizeAt(const std::vector<SizeSpan>& spans, int32_t line) {
  for (const SizeSpan& span : spans) {
    if (span.first <= line && line <= span.last) return span;
  }
  return {};
}

// The lines at their new place become as large, and as visible, as they were.
absl::Status AddSizes(const LineMove& move, const SheetGeometry& geometry, StepList* steps) {
  const std::vector<SizeSpan>& all = IsRows(move) ? geometry.rows : geometry.columns;
  std::vector<SizeSpan> spans;
  for (int32_t i = 0; i < move.count; ++i) {
    SizeSpan span = SizeAt(all, move.first + i);
    span.first = span.last = move.before + i;
    const bool continues =
        !spans.empty() && spans.back().size == span.size && spans.back().hidden == span.hidden;
    if (continues) {
      spans.back().last = span.last;
    } else {
      spans.push_back(span);
    }
  }
  if (spans.size() > kMostLineSizes) {
    return platform::ResourceExhausted(
        platform::ErrorReason::kLimitExceeded,
        Concat("the lines have ", spans.size(), " stretches of different sizes, the limit is ",
               kMostLineSizes, "; move or copy them in several parts"),
        {{"limit", Concat(kMostLineSizes)}});
  }
  const auto add = [&](const SizeSpan& span, SizeKind kind) {
    steps->push_back(std::make_unique<SizeOperation>(SizeChange{.sheet_name = move.sheet_name,
                                                                .kind = kind,
                                                                .rows = IsRows(move),
                                                                .first = span.first,
                                                                .last = span.last,
                                                                .size = span.size}));
  };
  // Inserted lines are like the one in front of them.
  const SizeSpan inserted = move.before > 1 ? SizeAt(all, move.before - 1) : SizeSpan{};
  for (const SizeSpan& span : spans) {
    if (span.size == inserted.size && span.hidden == inserted.hidden) continue;
    if (span.size > 0) {
      add(span, SizeKind::kSet);
    } else if (inserted.size > 0) {
      add(span, IsRows(move) ? SizeKind::kFit : SizeKind::kReset);
    } else if (inserted.hidden) {
      add(span, SizeKind::kShow);
    }
    if (span.hidden) add(span, SizeKind::kHide);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<StructuralEdit>> LineMoveEdits(const LineMove& move, int sheet,
                                                          const std::vector<DefinedName>& names) {
  RETURN_IF_ERROR(CheckPlace(move));
  std::vector<StructuralEdit> edits = {InsertLines{sheet, move.axis, move.before, move.count}};
  if (move.copy) return edits;
  const int32_t pushed = PushedTo(move);
  ASSIGN_OR_RETURN(edits.emplace_back(), BlockEdit({.kind = BlockKind::kMove,
                                                    .block = Whole(move, pushed),
                                                    .whole_lines = true,
                                                    .anchor = PlaceOf(move)},
                                                   sheet, sheet, names));
  edits.push_back(DeleteLines{sheet, move.axis, pushed, move.count});
  return edits;
}

absl::StatusOr<std::vector<std::unique_ptr<const Operation>>> LineMoveOperation::Steps(
    const Workbook& workbook, const platform::CancellationToken& cancellation) const {
  RETURN_IF_ERROR(CheckPlace(move_));
  ASSIGN_OR_RETURN(const int index, workbook.FindSheet(move_.sheet_name));
  std::vector<std::unique_ptr<const Operation>> steps;
  steps.push_back(std::make_unique<LineOperation>(LineChange{.sheet_name = move_.sheet_name,
                                                             .axis = move_.axis,
                                                             .first = move_.before,
                                                             .count = move_.count}));
  const int32_t pushed = PushedTo(move_);
  const RangeRef source = Whole(move_, pushed);
  const CellRef place = PlaceOf(move_);
  if (!move_.copy) {
    steps.push_back(std::make_unique<BlockOperation>(BlockChange{.kind = BlockKind::kMove,
                                                                 .sheet_name = move_.sheet_name,
                                                                 .block = source,
                                                                 .whole_lines = true,
                                                                 .anchor = place}));
  } else {
    ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                     workbook.LoadSheet(index, cancellation));
    if (const std::optional<RangeRef> used = sheet->used_range(); used.has_value()) {
      RangeRef copied = source;
      // What stands behind the last used cell is nothing to copy.
      if (IsRows(move_)) {
        copied.last.column = used->last.column;
      } else {
        copied.last.row = used->last.row;
      }
      steps.push_back(std::make_unique<CopyRangeOperation>(
          RangeCopy{.sheet_name = move_.sheet_name, .source = copied, .anchor = place}));
    }
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetGeometry> geometry,
                   LoadSheetGeometry(workbook, index, cancellation));
  RETURN_IF_ERROR(AddSizes(move_, *geometry, &steps));
  if (!move_.copy) {
    steps.push_back(std::make_unique<LineOperation>(LineChange{.sheet_name = move_.sheet_name,
                                                               .axis = move_.axis,
                                                               .insert = false,
                                                               .first = pushed,
                                                               .count = move_.count}));
  }
  return steps;
}

}  // namespace sheetgate::spreadsheet
