// Large sheets are cut into pieces of rows that are written at the same time: nothing of a row
// depends on another but the formats of inserted rows, and shared formulas, which are looked at
// before.
#include "spreadsheet/edit/cell_pass.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/cell_reader.h"
#include "spreadsheet/edit/cell_splice.h"
#include "spreadsheet/edit/row_chunks.h"
#include "spreadsheet/edit/shared_groups.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kCheckEvery = 4096;

// The rows of one piece.
class CellPass {
 public:
  // `rows_added`: inserted rows stand in an earlier piece.
  CellPass(std::string_view xml, bool rows_added, const StructuralRewriter& rewriter, int sheet,
           const SharedGroups& groups, const platform::CancellationToken& cancellation,
           std::string* out)
      : xml_(xml),
        cancellation_(cancellation),
        out_(*out),
        splice_(xml, rewriter, sheet, groups, out),
        rows_added_(rows_added) {
    const auto* insert = std::get_if<InsertLines>(&rewriter.edit());
    const auto* removal = std::get_if<DeleteLines>(&rewriter.edit());
    if (insert != nullptr && insert->sheet == sheet) insert_ = insert;
    if (removal != nullptr && removal->sheet == sheet) delete_ = removal;
  }

  // Appends the piece, changed or not. `last`: rows inserted behind all rows are added too.
  absl::Status Run(bool last) {
    CellReader reader(xml_);
    CellReader::PlainCell plain;
    const bool columns_stay = !MovesColumns();
    for (int events = 1;; ++events) {
      if (events % kCheckEvery == 0) RETURN_IF_ERROR(cancellation_.Check());
      if (columns_stay && reader.NextPlain(&plain)) {
        Plain(plain);
        continue;
      }
      const CellReader::Event event = reader.Next();
      if (event == CellReader::Event::kEnd) break;
      if (event == CellReader::Event::kRow) Row(&reader);
      if (event == CellReader::Event::kCell) Cell(&reader);
      if (event == CellReader::Event::kRowEnd) RowEnd(reader);
    }
    splice_.CopyTo(xml_.size());
    if (last && insert_ != nullptr && insert_->axis == Axis::kRows) AddRows();
    return absl::OkStatus();
  }

  bool changed() const { return splice_.changed(); }
  bool rows_added() const { return rows_added_; }

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

  void Row(CellReader* reader) {
    const XmlTag& tag = reader->tag();
    if (MovesRows()) {
      const int32_t after = After(reader->row());
      if (insert_ != nullptr && reader->row() >= insert_->first) {
        splice_.CopyTo(tag.begin);
        AddRows();
      }
      if (insert_ != nullptr && reader->row() == insert_->first - 1) {
        row_before_ = tag.begin;
        if (tag.self_closing) row_text_ = tag.text;
      }
      if (after == 0) {
        const size_t begin = tag.begin;
        return splice_.Drop(begin, reader->Skip());
      }
      const auto number = tag.Attribute("r");
      const std::string text = std::to_string(after);
      splice_.SetReference(tag, number, text);
      row_after_ = number.has_value() && after != reader->row() ? text : std::string();
    }
    if (MovesColumns()) {
      splice_.DropSpans(tag);
      column_before_ = 0;
      columns_added_ = false;
    }
  }

  void RowEnd(const CellReader& reader) {
    if (row_before_.has_value() && row_text_.empty()) {
      row_text_ = xml_.substr(*row_before_, reader.tag().end - *row_before_);
    }
    if (insert_ == nullptr || !MovesColumns()) return;
    splice_.CopyTo(reader.tag().begin);
    AddColumns(reader.row());
  }

  void Plain(const CellReader::PlainCell& plain) {
    if (!row_after_.empty()) splice_.Replace(plain.row_begin, plain.row_end, row_after_);
    splice_.Formula(plain);
  }

  void Cell(CellReader* reader) {
    const XmlTag tag = reader->tag();
    const CellRef before = reader->cell();
    if (MovesColumns()) {
      const std::string_view name = NameIn(tag);
      prefix_ = name.substr(0, name.size() - 1);
    }
    if (insert_ != nullptr || delete_ != nullptr) {
      const CellRef after = After(before);
      if (after.column == 0) return splice_.Drop(tag.begin, reader->Skip());
      if (insert_ != nullptr && MovesColumns()) {
        if (before.column >= insert_->first) {
          splice_.CopyTo(tag.begin);
          AddColumns(before.row);
        }
        if (before.column == insert_->first - 1) {
          column_before_ = ParseUnsigned(tag.Attribute("s").value_or("")).value_or(0);
        }
      }
      splice_.SetReference(tag, reader->reference(), FormatCell(after));
    }
    const auto formula = reader->NextFormula();
    if (formula.has_value()) splice_.Formula(*formula, before);
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
    const std::string row_name(NameIn(tag));
    std::vector<std::pair<int32_t, std::string>> cells;
    std::string cell_name;
    while (reader.Next() == CellReader::Event::kCell) {
      const auto style = reader.tag().Attribute("s");
      cell_name = NameIn(reader.tag());
      if (style.has_value() && *style != "0") cells.emplace_back(reader.cell().column, *style);
      if (!reader.tag().self_closing) reader.Skip();
    }
    if (cells.empty() && attributes.find(" s=") == std::string::npos &&
        attributes.find(" ht=") == std::string::npos) {
      return;
    }
    splice_.Touch();
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
    splice_.Touch();
    for (int32_t column = insert_->first; column < insert_->first + insert_->count; ++column) {
      out_ += Concat("<", prefix_, "c r=\"", ColumnName(column), row, "\" s=\"", column_before_,
                     "\"/>");
    }
  }

  const std::string_view xml_;
  const platform::CancellationToken& cancellation_;
  std::string& out_;
  CellSplice splice_;
  const InsertLines* insert_ = nullptr;
  const DeleteLines* delete_ = nullptr;
  // Rows inserted.
  std::optional<size_t> row_before_;
  std::string_view row_text_;
  bool rows_added_;
  // The number of the present row after the edit; empty when it keeps it.
  std::string row_after_;
  // Columns inserted, in the present row.
  uint32_t column_before_ = 0;
  bool columns_added_ = false;
  std::string prefix_;
};

// Where rows are inserted in `sheet`; behind the grid for any other edit.
int32_t InsertedAt(const StructuralRewriter& rewriter, int sheet) {
  const auto* insert = std::get_if<InsertLines>(&rewriter.edit());
  const bool here = insert != nullptr && insert->sheet == sheet && insert->axis == Axis::kRows;
  return here ? insert->first : kMaxRow + 1;
}

std::vector<RowChunk> Chunks(std::string_view rows, const StructuralRewriter& rewriter, int sheet) {
  constexpr size_t kWorthAThread = size_t{1} << 20;
  constexpr size_t kMostThreads = 4;
  const size_t most = std::min({kMostThreads, rows.size() / kWorthAThread,
                                static_cast<size_t>(std::thread::hardware_concurrency())});
  return SplitRows(rows, most, InsertedAt(rewriter, sheet));
}

// Appends the pieces to *out; whether anything in them changed. nullopt, and nothing is appended,
// when the rows are in no order that tells where rows are inserted.
absl::StatusOr<std::optional<bool>> RewriteChunks(const std::vector<RowChunk>& chunks,
                                                  const StructuralRewriter& rewriter, int sheet,
                                                  const SharedGroups& groups,
                                                  const platform::CancellationToken& cancellation,
                                                  std::string* out) {
  struct Piece {
    std::string own;
    std::string* out = &own;
    absl::Status status;
    bool added_before = false;
    bool changed = false;
    bool added = false;
  };
  std::vector<Piece> pieces(chunks.size());
  // The first one is written where it belongs, which saves copying it.
  pieces.front().out = out;
  const size_t before = out->size();
  const auto work = [&](size_t i) {
    Piece& piece = pieces[i];
    const std::string_view rows = chunks[i].rows;
    piece.added_before = chunks[i].first_row >= InsertedAt(rewriter, sheet) && i > 0;
    piece.out->reserve(piece.out->size() + rows.size() + rows.size() / 16);
    CellPass pass(rows, piece.added_before, rewriter, sheet, groups, cancellation, piece.out);
    piece.status = pass.Run(/*last=*/i + 1 == chunks.size());
    piece.changed = pass.changed();
    piece.added = pass.rows_added();
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < chunks.size(); ++i) threads.emplace_back(work, i);
  work(0);
  for (std::thread& thread : threads) thread.join();

  bool changed = false;
  for (size_t i = 0; i < pieces.size(); ++i) {
    RETURN_IF_ERROR(pieces[i].status);
    changed = changed || pieces[i].changed;
    // Added exactly once: an earlier piece has them when a later one counts on it.
    const bool added_before = i > 0 && pieces[i - 1].added;
    if (added_before != pieces[i].added_before) {
      out->resize(before);
      return std::nullopt;
    }
  }
  if (!changed) {
    out->resize(before);
    return false;
  }
  for (Piece& piece : pieces) {
    out->append(piece.own);
    piece.own = std::string();
  }
  return true;
}

}  // namespace

absl::StatusOr<bool> RewriteCells(std::string_view rows, const StructuralRewriter& rewriter,
                                  int sheet, const platform::CancellationToken& cancellation,
                                  std::string* out) {
  ASSIGN_OR_RETURN(const SharedGroups groups,
                   ReadSharedGroups(rows, rewriter, sheet, cancellation));
  const std::vector<RowChunk> chunks = Chunks(rows, rewriter, sheet);
  if (chunks.size() > 1) {
    ASSIGN_OR_RETURN(const std::optional<bool> done,
                     RewriteChunks(chunks, rewriter, sheet, groups, cancellation, out));
    if (done.has_value()) return *done;
  }
  const size_t before = out->size();
  out->reserve(before + rows.size() + rows.size() / 16);
  CellPass pass(rows, /*rows_added=*/false, rewriter, sheet, groups, cancellation, out);
  RETURN_IF_ERROR(pass.Run(/*last=*/true));
  if (!pass.changed()) out->resize(before);
  return pass.changed();
}

}  // namespace sheetgate::spreadsheet
