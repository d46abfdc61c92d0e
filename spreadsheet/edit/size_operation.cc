#include "spreadsheet/edit/size_operation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/column_formats.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/row_pass.h"
#include "spreadsheet/edit/text_width.h"
#include "spreadsheet/model/number_format.h"
#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

// Of the usual font, in pixels: a digit, and the margins of a cell with its line (18.3.1.13).
constexpr double kDigit = 7;
constexpr double kPadding = 5;
constexpr double kIndent = 9;
constexpr double kBoldFactor = 1.05;
constexpr int kCheckEvery = 4096;  // cells

// As files write widths: whole pixels, in steps of 1/256.
double StoredWidth(double pixels) { return std::floor(std::ceil(pixels) / kDigit * 256) / 256; }

// What the cells of the columns need, in pixels.
class ColumnFitter {
 public:
  ColumnFitter(const Document& document, const CellStyles& styles, const Styles& formats)
      : document_(document), styles_(styles), formats_(formats) {}

  void Take(const CellView& cell) {
    const CellStyle& style = styles_.at(cell.style);
    const double usual_size = styles_.styles.front().font.size;
    double width =
        TextWidth(ShownText(FormatOf(cell.style), cell, document_.date_system())) * kDigit;
    if (style.font.size > 0 && usual_size > 0) width *= style.font.size / usual_size;
    if (style.font.bold) width *= kBoldFactor;
    // What is turned is as wide as its height; what is shrunk or fills its cell has no width.
    if (style.alignment.rotation != 0) width = std::min(width, 2 * kDigit);
    if (style.alignment.shrink_to_fit || style.alignment.horizontal == "fill") return;
    width += style.alignment.indent * kIndent + kPadding;
    double& widest = widths_[cell.ref.column];
    widest = std::max(widest, width);
  }
  // 0: the column has nothing to fit to.
  double WidthOf(int32_t column) const {
    const auto found = widths_.find(column);
    return found == widths_.end() ? 0 : StoredWidth(found->second);
  }

 private:
  const NumberFormat& FormatOf(uint32_t style) {
    const auto found = codes_.find(style);
    if (found != codes_.end()) return found->second;
    return codes_.emplace(style, NumberFormat(formats_.FormatCode(formats_.NumberFormatId(style))))
        .first->second;
  }

  const Document& document_;
  const CellStyles& styles_;
  const Styles& formats_;
  std::unordered_map<uint32_t, NumberFormat> codes_;  // by style
  std::map<int32_t, double> widths_;                  // by column
};

absl::StatusOr<ColumnFitter> Fit(const SizeChange& change, int index, PackageEditor* editor) {
  const Document& document = editor->document();
  const platform::CancellationToken& cancellation = editor->cancellation();
  ASSIGN_OR_RETURN(const auto sheet, document.LoadSheet(index, cancellation));
  ASSIGN_OR_RETURN(const auto styles, document.LoadCellStyles(cancellation));
  ASSIGN_OR_RETURN(const auto formats, document.LoadStyles(cancellation));
  ASSIGN_OR_RETURN(const auto features, document.LoadFeatures(index, cancellation));
  std::vector<CellRef> merged;
  for (const RangeRef& merge : features->merges) merged.push_back(merge.first);
  std::sort(merged.begin(), merged.end());
  ColumnFitter fitter(document, *styles, *formats);
  absl::Status status;
  int visited = 0;
  sheet->Visit({{1, change.first}, {kMaxRow, change.last}}, [&](const CellView& cell) {
    if (++visited % kCheckEvery == 0) status = cancellation.Check();
    if (!std::binary_search(merged.begin(), merged.end(), cell.ref)) fitter.Take(cell);
    return status.ok();
  });
  RETURN_IF_ERROR(status);
  return fitter;
}

void SetWidth(double width, TagAttributes* column) {
  column->SetFlag("hidden", width == 0);
  if (width == 0) return;
  column->Set("width", ExactNumber(width));
  column->Set("customWidth", "1");
  column->Remove("bestFit");
}

void EditColumn(const SizeChange& change, TagAttributes* column) {
  switch (change.kind) {
    case SizeKind::kSet:
      return SetWidth(change.size, column);
    case SizeKind::kHide:
      return column->SetFlag("hidden", true);
    case SizeKind::kShow:
      column->Remove("hidden");
      if (column->Get("width") == "0") column->Remove("width");
      return;
    default:
      for (const std::string_view name : {"width", "customWidth", "bestFit"}) column->Remove(name);
  }
}

absl::StatusOr<std::string> SizeColumns(const SizeChange& change, int index,
                                        const XmlPart& worksheet, PackageEditor* editor) {
  ASSIGN_OR_RETURN(ColumnFormats columns, ColumnFormats::Read(worksheet));
  if (change.kind != SizeKind::kFit) {
    columns.Edit(change.first, change.last,
                 [&](TagAttributes* column) { EditColumn(change, column); });
    return columns.WriteTo(worksheet);
  }
  ASSIGN_OR_RETURN(const ColumnFitter fitter, Fit(change, index, editor));
  columns.EditEach(change.first, change.last, [&](int32_t column, TagAttributes* tag) {
    const double fitted = fitter.WidthOf(column);
    if (fitted == 0) return;
    SetWidth(std::min(std::max(fitted, change.min_width), change.max_width), tag);
    tag->Set("bestFit", "1");
  });
  return columns.WriteTo(worksheet);
}

void EditRow(const SizeChange& change, TagAttributes* row) {
  switch (change.kind) {
    case SizeKind::kSet:
      row->SetFlag("hidden", change.size == 0);
      if (change.size == 0) return;
      row->Set("ht", ExactNumber(change.size));
      row->Set("customHeight", "1");
      return;
    case SizeKind::kHide:
      return row->SetFlag("hidden", true);
    case SizeKind::kShow:
      row->Remove("hidden");
      if (row->Get("ht") != "0") return;
      [[fallthrough]];
    default:
      for (const std::string_view name : {"ht", "customHeight"}) row->Remove(name);
  }
}

absl::StatusOr<std::string> SizeRows(const SizeChange& change, const XmlPart& worksheet,
                                     PackageEditor* editor) {
  const bool makes = change.kind == SizeKind::kSet || change.kind == SizeKind::kHide;
  const RowSpan span = makes ? RowSpan{change.first, change.last} : RowSpan{1, 0};
  if (makes && change.last - change.first >= kMaxSizedRows) {
    return platform::ResourceExhausted(
        ErrorReason::kLimitExceeded,
        Concat("rows ", change.first, ":", change.last, " are more than ", kMaxSizedRows,
               "; give fewer at a time"));
  }
  return EditRows(worksheet, span, editor->cancellation(), [&](RowEdit* row) {
    if (row->number >= change.first && row->number <= change.last) EditRow(change, &row->tag);
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status SizeOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, change_.sheet_name));
  RETURN_IF_ERROR(document.LoadSheet(index, editor->cancellation()).status());
  const std::string& part = document.sheet_part(index);
  ASSIGN_OR_RETURN(const std::string before, ReadWorksheet(*editor, part));
  const XmlPart worksheet{part, before, editor->max_depth()};
  ASSIGN_OR_RETURN(std::string after, change_.rows
                                          ? SizeRows(change_, worksheet, editor)
                                          : SizeColumns(change_, index, worksheet, editor));
  if (after != before) editor->Write(part, std::move(after));
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
