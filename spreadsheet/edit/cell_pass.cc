#include "spreadsheet/edit/cell_pass.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/shared_groups.h"
#include "spreadsheet/edit/tag_reader.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kCheckEvery = 4096;

std::string DecodedText(std::string_view raw) {
  if (raw.find('&') == std::string_view::npos) return std::string(raw);
  std::string text;
  return AppendDecoded(raw, /*cdata=*/false, &text) ? text : std::string(raw);
}

// Reads rows and cells one after the other and knows where each stands.
class CellReader {
 public:
  explicit CellReader(std::string_view xml) : xml_(xml), tags_(xml) {}

  enum class Event { kRow, kRowEnd, kCell, kEnd };

  // A cell's tag; its formula is read with Formula.
  Event Next() {
    XmlTag tag;
    while (tags_.Next(&tag)) {
      if (tag.name == "row") {
        if (tag.closing) {
          tag_ = tag;
          return Event::kRowEnd;
        }
        const auto number = ParseUnsigned(tag.Attribute("r").value_or(""));
        row_ = number.has_value() ? static_cast<int32_t>(*number) : row_ + 1;
        column_ = 0;
        tag_ = tag;
        return Event::kRow;
      }
      if (tag.name == "c" && !tag.closing) {
        int32_t row = row_, column = column_ + 1;
        numbered_ = tag.Attribute("r");
        if (numbered_.has_value()) ParsePlainCellRef(*numbered_, &row, &column);
        column_ = column;
        tag_ = tag;
        return Event::kCell;
      }
    }
    return Event::kEnd;
  }

  // Of the last event.
  const XmlTag& tag() const { return tag_; }
  CellRef cell() const { return {row_, column_}; }
  int32_t row() const { return row_; }
  std::optional<std::string_view> reference() const { return numbered_; }

  // Skips to the end of the row or cell last met; returns where that is.
  size_t Skip() {
    XmlTag end;
    return tags_.SkipTo(tag_, &end) ? end.end : xml_.size();
  }

  // The formula of the cell last met, if it has one; reads on to its end tag.
  struct Formula {
    XmlTag tag;
    size_t text_begin = 0;
    size_t text_end = 0;
    size_t end = 0;  // of the whole element
  };
  std::optional<Formula> NextFormula() {
    if (tag_.self_closing) return std::nullopt;
    const TagReader before = tags_;
    XmlTag tag;
    if (!tags_.Next(&tag) || tag.name != "f" || tag.closing) {
      tags_ = before;
      return std::nullopt;
    }
    Formula formula{tag, tag.end, tag.end, tag.end};
    XmlTag end;
    if (!tag.self_closing && tags_.SkipTo(tag, &end)) {
      formula.text_end = end.begin;
      formula.end = end.end;
    }
    return formula;
  }

 private:
  std::string_view xml_;
  TagReader tags_;
  XmlTag tag_;
  int32_t row_ = 0;
  int32_t column_ = 0;
  std::optional<std::string_view> numbered_;
};

class CellPass {
 public:
  CellPass(std::string_view xml, const StructuralRewriter& rewriter, int sheet,
           const platform::CancellationToken& cancellation)
      : xml_(xml),
        rewriter_(rewriter),
        sheet_(sheet),
        cancellation_(cancellation),
        groups_(rewriter, sheet) {
    const auto* insert = std::get_if<InsertLines>(&rewriter.edit());
    const auto* removal = std::get_if<DeleteLines>(&rewriter.edit());
    if (insert != nullptr && insert->sheet == sheet) insert_ = insert;
    if (removal != nullptr && removal->sheet == sheet) delete_ = removal;
  }

  absl::StatusOr<std::optional<std::string>> Run() {
    RETURN_IF_ERROR(CollectGroups());
    out_.reserve(xml_.size() + xml_.size() / 16);
    CellReader reader(xml_);
    int events = 0;
    for (;;) {
      if (++events % kCheckEvery == 0) RETURN_IF_ERROR(cancellation_.Check());
      const CellReader::Event event = reader.Next();
      if (event == CellReader::Event::kEnd) break;
      if (event == CellReader::Event::kRow) Row(&reader);
      if (event == CellReader::Event::kCell) Cell(&reader);
      if (event == CellReader::Event::kRowEnd) RowEnd(reader);
    }
    CopyTo(xml_.size());
    if (insert_ != nullptr && insert_->axis == Axis::kRows) AddRows();
    if (!changed_) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool MovesRows() const {
    return (insert_ != nullptr && insert_->axis == Axis::kRows) ||
           (delete_ != nullptr && delete_->axis == Axis::kRows);
  }
  bool MovesColumns() const {
    return (insert_ != nullptr && insert_->axis == Axis::kColumns) ||
           (delete_ != nullptr && delete_->axis == Axis::kColumns);
  }
  // Where a line of the edited axis goes; 0 when it is deleted or, empty, leaves the grid.
  int32_t After(int32_t line) const {
    if (insert_ != nullptr) {
      const int32_t after = line < insert_->first ? line : line + insert_->count;
      return after > (insert_->axis == Axis::kRows ? kMaxRow : kMaxColumn) ? 0 : after;
    }
    if (line < delete_->first) return line;
    return line < delete_->first + delete_->count ? 0 : line - delete_->count;
  }
  CellRef After(CellRef cell) const {
    if (MovesRows()) cell.row = After(cell.row);
    if (MovesColumns()) cell.column = After(cell.column);
    return cell;
  }

  void CopyTo(size_t position) {
    if (position <= copied_) return;
    out_.append(xml_.substr(copied_, position - copied_));
    copied_ = position;
  }
  void Replace(size_t begin, size_t end, std::string_view with) {
    CopyTo(begin);
    out_.append(with);
    copied_ = end;
    changed_ = true;
  }
  void Drop(size_t begin, size_t end) { Replace(begin, end, ""); }
  size_t OffsetOf(std::string_view view) const {
    return static_cast<size_t>(view.data() - xml_.data());
  }

  absl::Status CollectGroups() {
    if (xml_.find("shared") == std::string_view::npos) return absl::OkStatus();
    CellReader reader(xml_);
    int events = 0;
    for (auto event = reader.Next(); event != CellReader::Event::kEnd; event = reader.Next()) {
      if (++events % kCheckEvery == 0) RETURN_IF_ERROR(cancellation_.Check());
      if (event != CellReader::Event::kCell) continue;
      const auto formula = reader.NextFormula();
      if (!formula.has_value()) continue;
      const auto group = GroupOf(formula->tag);
      if (!group.has_value()) continue;
      groups_.AddMember(*group, reader.cell(), DecodedText(TextOf(*formula)));
    }
    groups_.Decide();
    return absl::OkStatus();
  }

  static std::optional<uint32_t> GroupOf(const XmlTag& formula) {
    if (formula.Attribute("t") != "shared") return std::nullopt;
    return ParseUnsigned(formula.Attribute("si").value_or(""));
  }
  std::string_view TextOf(const CellReader::Formula& formula) const {
    return xml_.substr(formula.text_begin, formula.text_end - formula.text_begin);
  }

  void Row(CellReader* reader) {
    const XmlTag& tag = reader->tag();
    if (MovesRows()) {
      const int32_t after = After(reader->row());
      if (insert_ != nullptr && reader->row() >= insert_->first) {
        CopyTo(tag.begin);
        AddRows();
      }
      if (insert_ != nullptr && reader->row() == insert_->first - 1) {
        row_before_ = tag.begin;
        if (tag.self_closing) row_text_ = tag.text;
      }
      if (after == 0) {
        const size_t begin = tag.begin;
        Drop(begin, reader->Skip());
        return;
      }
      const auto number = tag.Attribute("r");
      if (!number.has_value()) {
        Replace(tag.begin + NameEnd(tag), tag.begin + NameEnd(tag), Concat(" r=\"", after, "\""));
      } else if (after != reader->row()) {
        const size_t at = OffsetOf(*number);
        Replace(at, at + number->size(), std::to_string(after));
      }
    }
    if (MovesColumns()) {
      // A hint for readers only (18.3.1.73): left out where it may have become wrong.
      if (const auto spans = tag.Attribute("spans"); spans.has_value()) {
        const size_t at = OffsetOf(*spans);
        const size_t begin = xml_.rfind("spans", at);
        Drop(begin - 1, at + spans->size() + 1);
      }
      column_before_ = 0;
      columns_added_ = false;
    }
  }

  void RowEnd(const CellReader& reader) {
    if (row_before_.has_value() && row_text_.empty()) {
      row_text_ = xml_.substr(*row_before_, reader.tag().end - *row_before_);
    }
    if (insert_ == nullptr || !MovesColumns()) return;
    CopyTo(reader.tag().begin);
    AddColumns(reader.row());
  }

  static size_t NameEnd(const XmlTag& tag) { return tag.text.find_first_of(" \t\r\n/>"); }

  void Cell(CellReader* reader) {
    const XmlTag tag = reader->tag();
    const CellRef before = reader->cell();
    CellRef after = before;
    if (MovesColumns()) prefix_ = tag.text.substr(1, NameEnd(tag) - 2);
    if (insert_ != nullptr || delete_ != nullptr) {
      after = After(before);
      if (after.column == 0) {
        Drop(tag.begin, reader->Skip());
        return;
      }
      if (insert_ != nullptr && MovesColumns()) {
        if (before.column >= insert_->first) {
          CopyTo(tag.begin);
          AddColumns(before.row);
        }
        if (before.column == insert_->first - 1) {
          column_before_ = ParseUnsigned(tag.Attribute("s").value_or("")).value_or(0);
        }
      }
      const auto reference = reader->reference();
      if (!reference.has_value()) {
        Replace(tag.begin + NameEnd(tag), tag.begin + NameEnd(tag),
                Concat(" r=\"", FormatCell(after), "\""));
      } else if (after != before) {
        const size_t at = OffsetOf(*reference);
        CopyTo(at);
        AppendCell(after);
        copied_ = at + reference->size();
        changed_ = true;
      }
    }
    const auto formula = reader->NextFormula();
    if (formula.has_value()) Formula(*formula, before);
  }

  void AppendCell(CellRef cell) {
    out_ += ColumnName(cell.column);
    out_ += std::to_string(cell.row);
  }

  void Formula(const CellReader::Formula& formula, CellRef cell) {
    const auto group = GroupOf(formula.tag);
    if (group.has_value() && groups_.Expands(*group)) {
      std::string text = groups_.TextAt(*group, cell);
      if (auto moved = rewriter_.Rewrite(text, sheet_, cell); moved.has_value()) {
        text = *std::move(moved);
      }
      const std::string name(xml_.substr(formula.tag.begin + 1, NameEnd(formula.tag) - 1));
      std::string element = Concat("<", name, ">");
      AppendEscaped(text, &element);
      element += Concat("</", name, ">");
      Replace(formula.tag.begin, formula.end, element);
      return;
    }
    std::vector<std::pair<std::string_view, std::string>> moved_ranges;
    for (const std::string_view attribute : {"ref", "r1", "r2"}) {
      const auto value = formula.tag.Attribute(attribute);
      const auto range = value.has_value() ? TryParseRange(*value) : std::nullopt;
      if (!range.has_value()) continue;
      const RangeRef moved = RangeAfter(group, *range);
      if (moved != *range) moved_ranges.emplace_back(*value, FormatRange(moved));
    }
    std::sort(moved_ranges.begin(), moved_ranges.end(),
              [](const auto& a, const auto& b) { return a.first.data() < b.first.data(); });
    for (const auto& [value, moved] : moved_ranges) {
      Replace(OffsetOf(value), OffsetOf(value) + value.size(), moved);
    }
    const std::string_view raw = TextOf(formula);
    if (raw.empty()) return;
    std::string decoded;
    std::string_view text = raw;
    if (raw.find('&') != std::string_view::npos) {
      decoded = DecodedText(raw);
      text = decoded;
    }
    const std::optional<std::string> moved = rewriter_.Rewrite(text, sheet_, cell);
    if (!moved.has_value()) return;
    CopyTo(formula.text_begin);
    AppendEscaped(*moved, &out_);
    copied_ = formula.text_end;
    changed_ = true;
  }

  RangeRef RangeAfter(std::optional<uint32_t> group, const RangeRef& range) const {
    if (group.has_value()) return groups_.RangeAfter(*group);
    const auto placed = rewriter_.RewriteRange(sheet_, range);
    return placed.has_value() && placed->sheet == sheet_ ? placed->range : range;
  }

  // The inserted rows, with the row and cell formats of the row in front of them.
  void AddRows() {
    if (rows_added_) return;
    rows_added_ = true;
    if (row_text_.empty()) return;
    CellReader reader(row_text_);
    if (reader.Next() != CellReader::Event::kRow) return;
    const XmlTag tag = reader.tag();
    std::string attributes;
    for (const std::string_view name : {"spans", "s", "customFormat", "ht", "customHeight",
                                        "hidden", "outlineLevel", "thickTop", "thickBot"}) {
      const auto value = tag.Attribute(name);
      if (value.has_value()) attributes += Concat(" ", name, "=\"", *value, "\"");
    }
    const std::string row_name(tag.text.substr(1, NameEnd(tag) - 1));
    std::vector<std::pair<int32_t, std::string>> cells;
    std::string cell_name;
    while (reader.Next() == CellReader::Event::kCell) {
      const auto style = reader.tag().Attribute("s");
      cell_name = reader.tag().text.substr(1, NameEnd(reader.tag()) - 1);
      if (style.has_value() && *style != "0") cells.emplace_back(reader.cell().column, *style);
      if (!reader.tag().self_closing) reader.Skip();
    }
    if (cells.empty() && attributes.find(" s=") == std::string::npos &&
        attributes.find(" ht=") == std::string::npos) {
      return;
    }
    changed_ = true;
    for (int32_t row = insert_->first; row < insert_->first + insert_->count; ++row) {
      out_ += Concat("<", row_name, " r=\"", row, "\"", attributes, cells.empty() ? "/>" : ">");
      for (const auto& [column, style] : cells) {
        out_ += Concat("<", cell_name, " r=\"", ColumnName(column), row, "\" s=\"", style, "\"/>");
      }
      if (!cells.empty()) out_ += Concat("</", row_name, ">");
    }
  }

  // The cells of the inserted columns in a row, with the format of the cell in front of them.
  void AddColumns(int32_t row) {
    if (columns_added_) return;
    columns_added_ = true;
    if (column_before_ == 0) return;
    changed_ = true;
    for (int32_t column = insert_->first; column < insert_->first + insert_->count; ++column) {
      out_ += Concat("<", prefix_, "c r=\"", ColumnName(column), row, "\" s=\"", column_before_,
                     "\"/>");
    }
  }

  const std::string_view xml_;
  const StructuralRewriter& rewriter_;
  const int sheet_;
  const platform::CancellationToken& cancellation_;
  const InsertLines* insert_ = nullptr;
  const DeleteLines* delete_ = nullptr;
  SharedGroups groups_;
  std::string out_;
  size_t copied_ = 0;
  bool changed_ = false;
  // Rows inserted.
  std::optional<size_t> row_before_;
  std::string_view row_text_;
  bool rows_added_ = false;
  // Columns inserted, in the present row.
  uint32_t column_before_ = 0;
  bool columns_added_ = false;
  std::string prefix_;
};

}  // namespace

absl::StatusOr<std::optional<std::string>> RewriteCells(
    std::string_view rows, const StructuralRewriter& rewriter, int sheet,
    const platform::CancellationToken& cancellation) {
  return CellPass(rows, rewriter, sheet, cancellation).Run();
}

}  // namespace sheetgate::spreadsheet
