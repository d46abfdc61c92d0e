// References after cells were inserted, deleted or moved. A cell waits for a colon and another one,
// so that both ends of a range change together.
#include <algorithm>
#include <charconv>
#include <utility>

#include "spreadsheet/formula/formula_rewriter.h"
#include "spreadsheet/formula/grid_change.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/formula/sheet_wrap.h"
#include "spreadsheet/formula/touched_lines.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kDeleted = "#REF!";
constexpr int kOtherSheet = -2;  // of this or another workbook, several sheets, or none

// A cell, or a range with everything between its corners. Views are parts of the formula.
struct WrittenReference {
  std::string_view text;
  std::string_view prefix;   // the sheet in front
  std::string_view between;  // corners: the colon with what is around it; empty for a cell
  ReferenceCorner first, last;
};

RangeRef RangeOf(const WrittenReference& reference) {
  const auto [top, bottom] = std::minmax(reference.first.row, reference.last.row);
  const auto [left, right] = std::minmax(reference.first.column, reference.last.column);
  return {{top == 0 ? 1 : top, left == 0 ? 1 : left},
          {bottom == 0 ? kMaxRow : bottom, right == 0 ? kMaxColumn : right}};
}

// Puts where the lines of the corners are now into them; whichever was lower stays lower.
void Put(const LineSpan& lines, int32_t* first, int32_t* last) {
  if (*first == 0) return;  // whole columns have no rows
  const bool in_order = *first <= *last;
  *first = in_order ? lines.first : lines.last;
  *last = in_order ? lines.last : lines.first;
}

void AppendCorner(const ReferenceCorner& corner, std::string* out) {
  char text[16];
  char* end = text;
  if (corner.column != 0) {
    if (corner.column_absolute) *end++ = '$';
    char letters[3];
    int count = 0;
    for (int32_t rest = corner.column; rest > 0; rest = (rest - 1) / 26) {
      letters[count++] = static_cast<char>('A' + (rest - 1) % 26);
    }
    while (count > 0) *end++ = letters[--count];
  }
  if (corner.row != 0) {
    if (corner.row_absolute) *end++ = '$';
    end = std::to_chars(end, text + sizeof(text), corner.row).ptr;
  }
  out->append(text, end);
}

bool IsRelative(const ReferenceCorner& corner) {
  return (corner.row != 0 && !corner.row_absolute) ||
         (corner.column != 0 && !corner.column_absolute);
}

class GridRewriter : public FormulaRewriter {
 public:
  GridRewriter(GridChange grid, const StructuralEdit& edit, const std::vector<std::string>& sheets)
      : grid_(std::move(grid)),
        touched_(grid_),
        sheet_(sheets[static_cast<size_t>(grid_.sheet())]),
        target_(sheets[static_cast<size_t>(grid_.target_sheet())]) {
    if (const auto* move = std::get_if<MoveCells>(&edit)) {
      for (const std::string& name : move->local_names) local_names_.push_back(FoldCase(name));
    }
  }

  std::optional<std::string> Rewrite(std::string_view formula,
                                     const FormulaPlace& place) const override;

 private:
  class Pass;

  bool IsOwn(int sheet) const { return sheet == grid_.sheet() || sheet == grid_.target_sheet(); }
  bool MayChange(std::string_view formula, const FormulaPlace& place) const {
    if (place.anchored && place.before != place.after) return true;
    if (!IsOwn(place.sheet) && formula.find('!') == std::string_view::npos) return false;
    return touched_.MayBeIn(formula);
  }
  // The sheet a prefix names, if it is one the edit is on.
  int SheetOf(std::string_view prefix) const {
    SheetPrefix parsed;
    if (!ParseSheetPrefix(prefix, &parsed)) return kOtherSheet;
    const auto is = [&](const std::string& name) {
      return SameName(parsed.first, parsed.quoted, name) &&
             (parsed.last.empty() || SameName(parsed.last, parsed.quoted, name));
    };
    return is(sheet_) ? grid_.sheet() : is(target_) ? grid_.target_sheet() : kOtherSheet;
  }
  const std::string& NameOf(int sheet) const { return sheet == grid_.sheet() ? sheet_ : target_; }
  bool IsLocalName(std::string_view name) const {
    return !local_names_.empty() && std::find(local_names_.begin(), local_names_.end(),
                                              FoldCase(name)) != local_names_.end();
  }

  GridChange grid_;
  TouchedLines touched_;
  std::string sheet_, target_;
  std::vector<std::string> local_names_;  // folded
};

class GridRewriter::Pass {
 public:
  Pass(const GridRewriter& rewriter, const FormulaPlace& place, bool moves_away)
      : rewriter_(rewriter), grid_(rewriter.grid_), place_(place), moves_away_(moves_away) {}

  void Visit(const Token& token, const ReferenceCorner* cell, ChangedText* text) {
    switch (token.kind) {
      case TokenKind::kReference:
        if (cell != nullptr) {
          TakeCell({.text = token.text, .first = *cell, .last = *cell}, text);
        } else {
          Take(token.text, text);
        }
        return;
      case TokenKind::kSpace:
        return;
      case TokenKind::kOperator:
        if (state_ == State::kCell && token.text == ":") {
          state_ = State::kColon;
          return;
        }
        break;
      default:
        break;
    }
    End(text);
    const bool is_name = token.kind == TokenKind::kName || token.kind == TokenKind::kFunction;
    if (is_name && moves_away_ && rewriter_.IsLocalName(token.text)) {
      *text->Replace(token.text.substr(0, 0)) += FormatSheetPrefix(rewriter_.sheet_);
    }
  }

  void End(ChangedText* text) {
    if (state_ != State::kNothing) Change(waiting_, text);
    state_ = State::kNothing;
  }

 private:
  // What was before the token at hand: a cell that waits, with or without a colon behind it.
  enum class State : uint8_t { kNothing, kCell, kColon };

  void Take(std::string_view token, ChangedText* text) {
    WrittenReference next;
    next.text = token;
    if (token.find('!') != std::string_view::npos) {
      next.prefix = token.substr(0, SheetPrefixLength(token));
    }
    CornerKind kind;
    std::string_view rest = token.substr(next.prefix.size());
    rest.remove_prefix(ScanCorner(rest, ReferenceStyle::kA1, &next.first, &kind));
    next.last = next.first;
    if (kind != CornerKind::kCell) {  // A:C or 3:5
      End(text);
      next.between = rest.substr(0, 1);
      ScanCorner(rest.substr(1), ReferenceStyle::kA1, &next.last, &kind);
      Change(next, text);
      return;
    }
    TakeCell(next, text);
  }

  void TakeCell(const WrittenReference& next, ChangedText* text) {
    if (state_ == State::kColon && (next.prefix.empty() || next.prefix == waiting_.prefix)) {
      state_ = State::kNothing;
      const char* begin = waiting_.text.data();
      const char* between = begin + waiting_.text.size();
      const char* corner = next.text.data() + next.prefix.size();
      waiting_.last = next.first;
      waiting_.between = {between, static_cast<size_t>(corner - between)};
      waiting_.text = {begin, static_cast<size_t>(next.text.data() + next.text.size() - begin)};
      Change(waiting_, text);
      return;
    }
    End(text);
    waiting_ = next;
    state_ = State::kCell;
  }

  void Change(const WrittenReference& reference, ChangedText* text) const {
    const int sheet = reference.prefix.empty() ? place_.sheet : rewriter_.SheetOf(reference.prefix);
    if (place_.anchored && (IsRelative(reference.first) || IsRelative(reference.last))) {
      ChangeAnchored(reference, sheet, text);
      return;
    }
    if (!rewriter_.IsOwn(sheet)) return;
    const RangeRef range = RangeOf(reference);
    const std::optional<PlacedRange> placed = grid_.Reference(sheet, range);
    if (!placed) {
      Delete(reference, text);
      return;
    }
    const int stands_on = moves_away_ ? grid_.target_sheet() : place_.sheet;
    const bool new_prefix = placed->sheet != (reference.prefix.empty() ? stands_on : sheet);
    if (!new_prefix && placed->range == range) return;
    WrittenReference changed = reference;
    Put(LinesOf(placed->range, Axis::kRows), &changed.first.row, &changed.last.row);
    Put(LinesOf(placed->range, Axis::kColumns), &changed.first.column, &changed.last.column);
    if (new_prefix) {
      Write(changed, FormatSheetPrefix(rewriter_.NameOf(placed->sheet)), text);
    } else {
      Write(changed, reference.prefix, text);
    }
  }

  static void Delete(const WrittenReference& reference, ChangedText* text) {
    std::string* out = text->Replace(reference.text);
    *out += reference.prefix;
    *out += kDeleted;
  }

  static void Write(const WrittenReference& reference, std::string_view prefix, ChangedText* text) {
    std::string* out = text->Replace(reference.text);
    *out += prefix;
    AppendCorner(reference.first, out);
    if (reference.between.empty()) return;
    // The second corner may repeat the sheet.
    const bool repeats =
        reference.between.size() > reference.prefix.size() && reference.between.back() == '!';
    *out += reference.between.substr(
        0, reference.between.size() - (repeats ? reference.prefix.size() : 0));
    if (repeats) *out += prefix;
    AppendCorner(reference.last, out);
  }

  // Relative parts keep their distance to the anchor. Only rows and columns inserted or deleted as
  // a whole have a say in the others: a reference that moves with its anchor is in no place.
  void ChangeAnchored(const WrittenReference& reference, int sheet, ChangedText* text) const {
    WrittenReference changed = reference;
    const bool sound =
        PutAnchored(Axis::kRows, sheet, place_.after.row - place_.before.row,
                    reference.first.row_absolute, &changed.first.row, reference.last.row_absolute,
                    &changed.last.row) &&
        PutAnchored(Axis::kColumns, sheet, place_.after.column - place_.before.column,
                    reference.first.column_absolute, &changed.first.column,
                    reference.last.column_absolute, &changed.last.column);
    if (!sound) {
      Delete(reference, text);
    } else if (!(changed.first == reference.first && changed.last == reference.last)) {
      Write(changed, reference.prefix, text);
    }
  }

  // False when the lines are gone.
  bool PutAnchored(Axis axis, int sheet, int32_t offset, bool first_absolute, int32_t* first,
                   bool last_absolute, int32_t* last) const {
    if (*first == 0) return true;
    const bool edited = sheet == grid_.sheet() && grid_.IsOfLines(axis);
    if (edited && first_absolute && last_absolute) {
      const auto [low, high] = std::minmax(*first, *last);
      const std::optional<LineSpan> lines = grid_.Lines({low, high});
      if (!lines) return false;
      Put(*lines, first, last);
      return true;
    }
    const auto put = [&](bool absolute, int32_t* line) {
      if (!absolute) {
        *line = WrappedPosition(*line, offset, LineCount(axis));
      } else if (edited) {
        *line = grid_.Line(*line);
      }
    };
    put(first_absolute, first);
    put(last_absolute, last);
    return true;
  }

  const GridRewriter& rewriter_;
  const GridChange& grid_;
  const FormulaPlace& place_;
  const bool moves_away_;  // the formula moves to another sheet
  State state_ = State::kNothing;
  WrittenReference waiting_;
};

std::optional<std::string> GridRewriter::Rewrite(std::string_view formula,
                                                 const FormulaPlace& place) const {
  const std::optional<CellRef> cell = place.anchored ? place.before : place.cell;
  const bool moves_away =
      grid_.sheet() != grid_.target_sheet() && cell.has_value() && grid_.Moves(place.sheet, *cell);
  if (!moves_away && !MayChange(formula, place)) return std::nullopt;
  return RewriteTokens(formula, Pass(*this, place, moves_away));
}

}  // namespace

std::unique_ptr<const FormulaRewriter> MakeGridRewriter(const StructuralEdit& edit,
                                                        const std::vector<std::string>& sheets) {
  return std::make_unique<GridRewriter>(*GridChange::Of(edit), edit, sheets);
}

}  // namespace sheetgate::spreadsheet
