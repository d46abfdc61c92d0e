#include "spreadsheet/edit/block_pass.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/cell_reader.h"
#include "spreadsheet/edit/cell_splice.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kCheckEvery = 4096;

// The lines in front of inserted cells, whose styles those take over; nullopt for other edits and
// at the edge of the grid.
std::optional<RangeRef> StyleSource(const StructuralRewriter& rewriter, int sheet) {
  const auto* insert = std::get_if<InsertCells>(&rewriter.edit());
  if (insert == nullptr || insert->sheet != sheet) return std::nullopt;
  RangeRef line = insert->block;
  if (insert->shift == Axis::kRows) {
    if (--line.first.row < 1) return std::nullopt;
    line.last.row = line.first.row;
  } else {
    if (--line.first.column < 1) return std::nullopt;
    line.last.column = line.first.column;
  }
  return line;
}

class MovedReader {
 public:
  MovedReader(std::string_view rows, const StructuralRewriter& rewriter, int sheet)
      : rows_(rows),
        rewriter_(rewriter),
        sheet_(sheet),
        style_source_(StyleSource(rewriter, sheet)) {}

  absl::StatusOr<std::vector<ArrivingCell>> Run(const platform::CancellationToken& cancellation) {
    ASSIGN_OR_RETURN(const SharedGroups groups,
                     ReadSharedGroups(rows_, rewriter_, sheet_, cancellation));
    CellReader reader(rows_);
    for (int events = 1;; ++events) {
      if (events % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
      const CellReader::Event event = reader.Next();
      if (event == CellReader::Event::kEnd) break;
      if (event == CellReader::Event::kCell) Cell(&reader, groups);
    }
    std::sort(cells_.begin(), cells_.end(),
              [](const ArrivingCell& a, const ArrivingCell& b) { return a.cell < b.cell; });
    return std::move(cells_);
  }

 private:
  void Cell(CellReader* reader, const SharedGroups& groups) {
    const CellRef before = reader->cell();
    const XmlTag tag = reader->tag();
    if (style_source_.has_value() && style_source_->Contains(before)) AddStyled(tag, before);
    const auto placed = rewriter_.RewriteCell(sheet_, before);
    if (!placed.has_value() || *placed == PlacedCell{sheet_, before}) return;
    ArrivingCell cell{placed->cell, {}};
    CellSplice splice(rows_, rewriter_, sheet_, groups, &cell.text);
    splice.SkipTo(tag.begin);
    splice.SetReference(tag, reader->reference(), FormatCell(cell.cell));
    const auto formula = reader->NextFormula();
    if (formula.has_value()) splice.Formula(*formula, before);
    splice.CopyTo(reader->Skip());
    cells_.push_back(std::move(cell));
  }

  // The inserted cells behind the one at `source`, with its style.
  void AddStyled(const XmlTag& tag, CellRef source) {
    const auto style = tag.Attribute("s");
    if (!style.has_value() || *style == "0") return;
    const auto& insert = std::get<InsertCells>(rewriter_.edit());
    const bool down = insert.shift == Axis::kRows;
    const auto count = static_cast<int32_t>(down ? insert.block.rows() : insert.block.columns());
    for (int32_t i = 1; i <= count; ++i) {
      const CellRef cell = {source.row + (down ? i : 0), source.column + (down ? 0 : i)};
      cells_.push_back(
          {cell, Concat("<", NameIn(tag), " r=\"", FormatCell(cell), "\" s=\"", *style, "\"/>")});
    }
  }

  const std::string_view rows_;
  const StructuralRewriter& rewriter_;
  const int sheet_;
  const std::optional<RangeRef> style_source_;
  std::vector<ArrivingCell> cells_;
};

class BlockPass {
 public:
  BlockPass(std::string_view rows, const StructuralRewriter& rewriter, int sheet,
            const std::vector<ArrivingCell>& arriving, const SharedGroups& groups, std::string* out)
      : rows_(rows),
        rewriter_(rewriter),
        sheet_(sheet),
        arriving_(arriving),
        splice_(rows, rewriter, sheet, groups, out) {
    if (arriving.empty()) return;
    const std::string_view cell = arriving.front().text;
    const std::string_view name = cell.substr(1, cell.find_first_of(" \t\r\n/>") - 1);
    row_name_ = Concat(name.substr(0, name.size() - 1), "row");
  }

  // Whether anything changed.
  absl::StatusOr<bool> Run(const platform::CancellationToken& cancellation) {
    CellReader reader(rows_);
    for (int events = 1;; ++events) {
      if (events % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
      const CellReader::Event event = reader.Next();
      if (event == CellReader::Event::kEnd) break;
      if (event == CellReader::Event::kRow) Row(reader);
      if (event == CellReader::Event::kCell) Cell(&reader);
      if (event == CellReader::Event::kRowEnd)
        AddCells(reader.row(), kMaxColumn, reader.tag().begin);
    }
    AddRows(kMaxRow + 1, rows_.size());
    splice_.CopyTo(rows_.size());
    return splice_.changed();
  }

 private:
  bool Waits() const { return next_ < arriving_.size(); }
  int32_t NextRow() const { return arriving_[next_].cell.row; }

  // At `position`, the rows in front of `row` that are not there.
  void AddRows(int32_t row, size_t position) {
    std::string text;
    while (Waits() && NextRow() < row) {
      const int32_t added = NextRow();
      text += Concat("<", row_name_, " r=\"", added, "\">");
      for (; Waits() && NextRow() == added; ++next_) text += arriving_[next_].text;
      text += Concat("</", row_name_, ">");
    }
    if (!text.empty()) splice_.Add(position, text);
  }

  // At `position`, the cells of `row` up to `column`.
  void AddCells(int32_t row, int32_t column, size_t position) {
    while (Waits() && NextRow() == row && arriving_[next_].cell.column <= column) {
      splice_.Add(position, arriving_[next_++].text);
    }
  }

  void Row(const CellReader& reader) {
    const XmlTag& tag = reader.tag();
    AddRows(reader.row(), tag.begin);
    if (!Waits() || NextRow() != reader.row()) return;
    splice_.SetReference(tag, tag.Attribute("r"), std::to_string(reader.row()));
    splice_.DropSpans(tag);
    if (!tag.self_closing) return;
    splice_.Replace(tag.end - 2, tag.end, ">");
    AddCells(reader.row(), kMaxColumn, tag.end);
    splice_.Add(tag.end, Concat("</", NameIn(tag), ">"));
  }

  void Cell(CellReader* reader) {
    const XmlTag tag = reader->tag();
    const CellRef cell = reader->cell();
    AddCells(cell.row, cell.column, tag.begin);
    if (rewriter_.RewriteCell(sheet_, cell) != PlacedCell{sheet_, cell}) {
      return splice_.Drop(tag.begin, reader->Skip());
    }
    splice_.SetReference(tag, reader->reference(), FormatCell(cell));
    const auto formula = reader->NextFormula();
    if (formula.has_value()) splice_.Formula(*formula, cell);
  }

  const std::string_view rows_;
  const StructuralRewriter& rewriter_;
  const int sheet_;
  const std::vector<ArrivingCell>& arriving_;
  size_t next_ = 0;
  CellSplice splice_;
  std::string row_name_;
};

}  // namespace

absl::StatusOr<std::vector<ArrivingCell>> ReadMovedCells(
    std::string_view rows, const StructuralRewriter& rewriter, int sheet,
    const platform::CancellationToken& cancellation) {
  return MovedReader(rows, rewriter, sheet).Run(cancellation);
}

absl::StatusOr<bool> RewriteBlock(std::string_view rows, const StructuralRewriter& rewriter,
                                  int sheet, const std::vector<ArrivingCell>& arriving,
                                  const platform::CancellationToken& cancellation,
                                  std::string* out) {
  ASSIGN_OR_RETURN(const SharedGroups groups,
                   ReadSharedGroups(rows, rewriter, sheet, cancellation));
  const size_t before = out->size();
  BlockPass pass(rows, rewriter, sheet, arriving, groups, out);
  ASSIGN_OR_RETURN(const bool changed, pass.Run(cancellation));
  if (!changed) out->resize(before);
  return changed;
}

}  // namespace sheetgate::spreadsheet
