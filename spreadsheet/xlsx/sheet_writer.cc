// Two passes: where the rows are, then a splice of the rows that change.
#include "spreadsheet/xlsx/sheet_writer.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/row_writer.h"
#include "spreadsheet/xlsx/sheet_layout.h"
#include "spreadsheet/xlsx/splicer.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kCheckEvery = 256;

// The writes of one row.
struct RowGroup {
  int32_t row = 0;
  absl::Span<const CellWrite> cells;
};

std::vector<RowGroup> GroupByRow(absl::Span<const CellWrite> writes) {
  std::vector<RowGroup> groups;
  size_t begin = 0;
  for (size_t i = 1; i <= writes.size(); ++i) {
    if (i < writes.size() && writes[i].cell.row == writes[begin].cell.row) continue;
    groups.push_back({writes[begin].cell.row, writes.subspan(begin, i - begin)});
    begin = i;
  }
  return groups;
}

bool HoldsSomething(const CellWrite& write) {
  return write.edit != nullptr &&
         (write.edit->type != CellType::kEmpty || write.edit->kind != FormulaKind::kNone);
}

// dimension/@ref grown to the written cells; nothing when it covers them or cannot be read.
void WidenDimension(const XmlPart& part, const SheetLayout& layout,
                    const std::vector<CellWrite>& writes, Splicer* splicer) {
  if (!layout.dimension.has_value()) return;
  const absl::StatusOr<RangeRef> stored = ParseRange(*layout.dimension);
  if (!stored.ok()) return;
  RangeRef range = *stored;
  for (const CellWrite& write : writes) {
    if (!HoldsSomething(write)) continue;
    range.first.row = std::min(range.first.row, write.cell.row);
    range.first.column = std::min(range.first.column, write.cell.column);
    range.last.row = std::max(range.last.row, write.cell.row);
    range.last.column = std::max(range.last.column, write.cell.column);
  }
  if (range == *stored) return;
  const auto begin = static_cast<size_t>(layout.dimension->data() - part.xml.data());
  splicer->Replace(begin, begin + layout.dimension->size(), FormatRange(range));
}

class RowSplice {
 public:
  RowSplice(const XmlPart& part, const SheetLayout& layout, StringPool* strings, Splicer* splicer)
      : part_(part), layout_(layout), strings_(strings), splicer_(splicer) {
    for (size_t i = 0; i < layout.rows.size(); ++i) last_of_row_[layout.rows[i].row] = i;
  }

  absl::Status Run(const std::vector<RowGroup>& groups,
                   const platform::CancellationToken& cancellation) {
    std::vector<const RowGroup*> missing;
    std::map<int32_t, const RowGroup*> present;
    for (const RowGroup& group : groups) {
      if (last_of_row_.contains(group.row)) {
        present[group.row] = &group;
      } else {
        missing.push_back(&group);
      }
    }
    auto next_missing = missing.begin();
    for (size_t i = 0; i < layout_.rows.size(); ++i) {
      if (i % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
      const RowSpan& span = layout_.rows[i];
      bool displaced = false;
      for (; next_missing != missing.end() && (*next_missing)->row < span.row; ++next_missing) {
        std::string row = NewRow((*next_missing)->cells, layout_.data_name, strings_);
        displaced = displaced || !row.empty();
        splicer_->Insert(span.begin, std::move(row));
      }
      RewriteSpan(span, i, present, displaced && !span.numbered);
    }
    for (; next_missing != missing.end(); ++next_missing) {
      tail_ += NewRow((*next_missing)->cells, layout_.data_name, strings_);
    }
    return absl::OkStatus();
  }

  // Rows behind all rows of the part.
  std::string& tail() { return tail_; }

 private:
  void RewriteSpan(const RowSpan& span, size_t index,
                   const std::map<int32_t, const RowGroup*>& present, bool number) {
    const auto group = present.find(span.row);
    if (group == present.end() && !number) return;
    RowWrite write;
    if (group != present.end()) write.cells = group->second->cells;
    write.insert = last_of_row_[span.row] == index;
    write.number = number;
    splicer_->Replace(
        span.begin, span.end,
        RewriteRow(part_.xml.substr(span.begin, span.end - span.begin), span.row, write, strings_));
  }

  const XmlPart& part_;
  const SheetLayout& layout_;
  StringPool* strings_;
  Splicer* splicer_;
  std::unordered_map<int32_t, size_t> last_of_row_;  // index into layout_.rows
  std::string tail_;
};

}  // namespace

absl::StatusOr<std::string> WriteSheet(const XmlPart& part, const std::vector<CellWrite>& writes,
                                       StringPool* strings,
                                       const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const SheetLayout layout,
                   ReadSheetLayout(part.name, part.xml, part.max_depth, cancellation));
  Splicer splicer(part.xml);
  WidenDimension(part, layout, writes, &splicer);
  RowSplice rows(part, layout, strings, &splicer);
  RETURN_IF_ERROR(rows.Run(GroupByRow(writes), cancellation));
  if (!rows.tail().empty()) {
    const std::string open = Concat(Tag("<", layout.data_name, "sheetData"), ">");
    const std::string close = Concat(Tag("</", layout.data_name, "sheetData"), ">");
    if (layout.has_data && !layout.data_empty) {
      splicer.Insert(layout.content_end, std::move(rows.tail()));
    } else {
      splicer.Replace(layout.data_begin, layout.data_end, Concat(open, rows.tail(), close));
    }
  }
  return splicer.Finish();
}

}  // namespace sheetgate::spreadsheet
