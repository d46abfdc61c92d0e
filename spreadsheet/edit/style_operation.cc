#include "spreadsheet/edit/style_operation.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/column_formats.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/row_pass.h"
#include "spreadsheet/edit/style_sheet.h"
#include "spreadsheet/edit/tag_reader.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

absl::Status TooManyCells(const RangeRef& range) {
  return platform::ResourceExhausted(
      ErrorReason::kLimitExceeded,
      Concat("formatting ", FormatRange(range), " would touch or make more than ", kMaxStyledCells,
             " cells; give whole columns, such as ", ColumnName(range.first.column), ":",
             ColumnName(range.last.column), ", or a smaller range"));
}

// Formats one range of a sheet.
class RangeStyler {
 public:
  RangeStyler(const RangeRef& range, const StylePatch& patch, std::string_view part,
              ColumnFormats columns, StyleSheet* styles)
      : range_(range),
        patch_(patch),
        part_(part),
        by_place_(patch.DependsOnPlace()),
        columns_(std::move(columns)),
        columns_before_(columns_),
        styles_(styles) {}

  absl::StatusOr<std::string> Run(const XmlPart& worksheet,
                                  const platform::CancellationToken& cancellation) {
    if (!whole_rows() && !whole_columns() && range_.cells() > kMaxStyledCells) {
      return TooManyCells(range_);
    }
    if (whole_columns()) RETURN_IF_ERROR(StyleColumns());
    if (whole_rows() && !whole_columns()) FindColumnsApart();
    ASSIGN_OR_RETURN(const std::string with_columns, columns_.WriteTo(worksheet));
    // A row that is not stored looks as its columns do.
    const RowSpan rows =
        whole_columns() ? RowSpan{1, 0} : RowSpan{range_.first.row, range_.last.row};
    ASSIGN_OR_RETURN(std::string after,
                     EditRows(XmlPart{worksheet.name, with_columns, worksheet.max_depth}, rows,
                              cancellation, [this](RowEdit* row) { return Row(row); }));
    if (!made_.has_value()) return after;
    return WidenDimension(XmlPart{worksheet.name, after, worksheet.max_depth}, *made_);
  }

 private:
  bool whole_columns() const { return range_.first.row == 1 && range_.last.row == kMaxRow; }
  bool whole_rows() const { return range_.first.column == 1 && range_.last.column == kMaxColumn; }

  CellPlace PlaceOf(int32_t row, int32_t column) const {
    if (!by_place_) return {};
    return {.left = !whole_rows() && column == range_.first.column,
            .right = !whole_rows() && column == range_.last.column,
            .top = !whole_columns() && row == range_.first.row,
            .bottom = !whole_columns() && row == range_.last.row};
  }

  absl::StatusOr<uint32_t> Patched(uint32_t style, int32_t row, int32_t column) {
    const CellPlace place = PlaceOf(row, column);
    const uint64_t key = uint64_t{style} << 4 | (place.left ? 1u : 0u) | (place.right ? 2u : 0u) |
                         (place.top ? 4u : 0u) | (place.bottom ? 8u : 0u);
    if (const auto known = patched_.find(key); known != patched_.end()) return known->second;
    ASSIGN_OR_RETURN(const uint32_t after, styles_->Patch(style, patch_, place));
    patched_.emplace(key, after);
    return after;
  }

  // The column formats of whole columns. The first and the last column may get borders of their
  // own.
  absl::Status StyleColumns() {
    absl::Status status;
    const auto style = [&](int32_t first, int32_t last) {
      if (first > last) return;
      columns_.Edit(first, last, [&](TagAttributes* tag) {
        const absl::StatusOr<uint32_t> after = Patched(tag->Number("style").value_or(0), 0, first);
        if (!after.ok()) {
          status = after.status();
        } else if (*after == 0) {
          tag->Remove("style");
        } else {
          tag->Set("style", std::to_string(*after));
        }
      });
    };
    const int32_t first = range_.first.column, last = range_.last.column;
    if (!by_place_) {
      style(first, last);
      return status;
    }
    style(first, first);
    style(first + 1, last - 1);
    if (last > first) style(last, last);
    return status;
  }

  // Columns whose format is not that of those behind the last formatted one: where rows cross them,
  // cells are made.
  void FindColumnsApart() {
    const std::vector<int32_t> stretches = columns_.Stretches();
    tail_ = columns_.Style(kMaxColumn);
    for (size_t i = 0; i + 1 < stretches.size(); ++i) {
      if (columns_.Style(stretches[i]) == tail_) continue;
      for (int32_t column = stretches[i]; column < stretches[i + 1]; ++column) {
        apart_.push_back(column);
      }
    }
  }

  absl::Status Row(RowEdit* row) {
    if (row->number < range_.first.row || row->number > range_.last.row) return absl::OkStatus();
    std::optional<uint32_t> before;
    if (row->tag.Flag("customFormat")) before = row->tag.Number("s").value_or(0);
    std::optional<uint32_t> after = before;
    if (whole_rows()) {
      const uint32_t base = before.value_or(whole_columns() ? 0 : tail_);
      if (before.has_value() || !whole_columns()) {
        ASSIGN_OR_RETURN(after, Patched(base, row->number, 0));
        if (after != base) RETURN_IF_ERROR(FormatRow(*after, row));
        if (!before.has_value() && after == base) after.reset();
      }
    }
    return Cells(row, before, after);
  }

  absl::Status FormatRow(uint32_t style, RowEdit* row) {
    if (row->cells.empty() && ++made_rows_ > kMaxStyledCells) return TooManyCells(range_);
    row->tag.Set("s", std::to_string(style));
    row->tag.Set("customFormat", "1");
    return absl::OkStatus();
  }

  // Calls `visit` for the columns in which cells that are not stored may have to be made.
  template <typename Visit>
  absl::Status VisitMissing(int32_t first, int32_t last, const std::optional<uint32_t>& row_before,
                            Visit visit) {
    if (whole_rows()) {
      if (whole_columns() || row_before.has_value()) return absl::OkStatus();
      const auto begin = std::lower_bound(apart_.begin(), apart_.end(), first);
      for (auto at = begin; at != apart_.end() && *at <= last; ++at) RETURN_IF_ERROR(visit(*at));
      return absl::OkStatus();
    }
    if (whole_columns() && !row_before.has_value()) return absl::OkStatus();
    last = std::min(last, range_.last.column);
    for (int32_t column = std::max(first, range_.first.column); column <= last; ++column) {
      RETURN_IF_ERROR(visit(column));
    }
    return absl::OkStatus();
  }

  absl::Status Cells(RowEdit* row, const std::optional<uint32_t>& before,
                     const std::optional<uint32_t>& after) {
    const std::string_view cells = row->cells;
    std::string out;
    size_t copied = 0;
    size_t cells_end = 0;
    int32_t column = 0;
    bool made = false;
    const std::string prefix = PrefixOf(row->tag.text());
    const auto make_missing = [&](int32_t first, int32_t last) {
      return VisitMissing(first, last, before, [&](int32_t at) -> absl::Status {
        const uint32_t own = before.value_or(columns_before_.Style(at));
        ASSIGN_OR_RETURN(const uint32_t style, Patched(own, row->number, at));
        if (style == after.value_or(columns_.Style(at))) return absl::OkStatus();
        if (++made_cells_ > kMaxStyledCells) return TooManyCells(range_);
        out += Concat("<", prefix, "c r=\"", ColumnName(at), row->number, "\" s=\"", style, "\"/>");
        made = true;
        NoteMade(row->number, at);
        return absl::OkStatus();
      });
    };
    TagReader tags(cells);
    XmlTag tag;
    while (tags.Next(&tag)) {
      if (tag.name != "c" || tag.closing) continue;
      const int32_t previous = column;
      const auto reference = tag.Attribute("r");
      int32_t row_number = row->number;
      if (!reference.has_value() || !ParsePlainCellRef(*reference, &row_number, &column)) {
        column = previous + 1;
      }
      if (column <= previous || row_number != row->number) {
        return CorruptPart(part_, Concat("a cell of row ", row->number, " is not in its place"));
      }
      out += cells.substr(copied, tag.begin - copied);
      copied = tag.begin;
      RETURN_IF_ERROR(make_missing(previous + 1, column - 1));
      if (column >= range_.first.column && column <= range_.last.column) {
        TagAttributes attributes{std::string(tag.text)};
        const uint32_t style = attributes.Number("s").value_or(0);
        ASSIGN_OR_RETURN(const uint32_t patched, Patched(style, row->number, column));
        if (patched != style) attributes.Set("s", std::to_string(patched));
        if (patched != style || !reference.has_value()) {
          attributes.Set("r", Concat(ColumnName(column), row->number));
          out += attributes.text();
          copied = tag.end;
        }
      }
      XmlTag end;
      tags.SkipTo(tag, &end);
      cells_end = tags.position();
    }
    out += cells.substr(copied, cells_end - copied);
    RETURN_IF_ERROR(make_missing(column + 1, kMaxColumn));
    out += cells.substr(cells_end);
    // A hint for readers only (18.3.1.73): left out where it may have become wrong.
    if (made) row->tag.Remove("spans");
    if (out != cells) row->new_cells = std::move(out);
    return absl::OkStatus();
  }

  static std::string PrefixOf(std::string_view tag) {
    const size_t colon = tag.substr(0, tag.find_first_of(" \t\r\n/>")).find(':');
    return colon == std::string_view::npos ? "" : std::string(tag.substr(1, colon));
  }

  void NoteMade(int32_t row, int32_t column) {
    if (!made_.has_value()) made_ = RangeRef{{row, column}, {row, column}};
    made_->first = {std::min(made_->first.row, row), std::min(made_->first.column, column)};
    made_->last = {std::max(made_->last.row, row), std::max(made_->last.column, column)};
  }

  const RangeRef range_;
  const StylePatch& patch_;
  const std::string_view part_;
  const bool by_place_;
  ColumnFormats columns_;
  const ColumnFormats columns_before_;
  StyleSheet* const styles_;
  std::unordered_map<uint64_t, uint32_t> patched_;  // by style and place
  uint32_t tail_ = 0;                               // format of the last column
  std::vector<int32_t> apart_;                      // columns with another
  int64_t made_cells_ = 0;
  int64_t made_rows_ = 0;
  std::optional<RangeRef> made_;  // around the cells made
};

}  // namespace

absl::Status StyleOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  // Formats that cells name and the part does not have are read as the first one.
  RETURN_IF_ERROR(document.LoadSheet(index, editor->cancellation()).status());
  const std::string& part = document.sheet_part(index);
  ASSIGN_OR_RETURN(StyleSheet styles, StyleSheet::Read(editor));
  ASSIGN_OR_RETURN(const std::string before, ReadWorksheet(*editor, part));
  std::string xml = before;
  for (const RangeRef& range : ranges_) {
    const XmlPart worksheet{part, xml, editor->max_depth()};
    ASSIGN_OR_RETURN(ColumnFormats columns, ColumnFormats::Read(worksheet));
    RangeStyler styler(range, patch_, part, std::move(columns), &styles);
    ASSIGN_OR_RETURN(xml, styler.Run(worksheet, editor->cancellation()));
  }
  if (xml == before) return absl::OkStatus();
  editor->Write(part, std::move(xml));
  return styles.Write(editor);
}

}  // namespace sheetgate::spreadsheet
