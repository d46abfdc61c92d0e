// FormulaRewriter: how one kind of edit changes the text of formulas; one pass over the tokens.
//
// A subclass says cheaply whether a formula can be touched at all and replaces pieces of those that
// can; everything between the pieces is copied as it is.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_FORMULA_REWRITER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_FORMULA_REWRITER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

// Where a formula stands before the edit.
struct FormulaPlace {
  int sheet = -1;  // -1: none
  std::optional<CellRef> cell;
  // Relative parts are distances from here, and where it is after the edit.
  bool anchored = false;
  CellRef before, after;
};

// A formula with pieces replaced, front to back. Nothing is copied before the first piece is.
class ChangedText {
 public:
  explicit ChangedText(std::string_view text) : text_(text) {}

  // Takes out `piece`, a part of the text behind all earlier ones (it may be empty); what comes in
  // its place is to be appended to the result.
  std::string* Replace(std::string_view piece) {
    const size_t begin = static_cast<size_t>(piece.data() - text_.data());
    if (!changed_) changed_text_.reserve(text_.size() + kRoom);
    changed_ = true;
    changed_text_.append(text_, copied_, begin - copied_);
    copied_ = begin + piece.size();
    return &changed_text_;
  }

  std::optional<std::string> Take() {
    if (!changed_) return std::nullopt;
    changed_text_.append(text_, copied_);
    return std::move(changed_text_);
  }

 private:
  static constexpr size_t kRoom = 8;  // references grow by a digit or so

  std::string_view text_;
  size_t copied_ = 0;
  bool changed_ = false;
  std::string changed_text_;
};

// Shows `pass` every token (Visit, with FormulaScanner::cell) and the end (End) with the text to
// change; nullopt when nothing was changed, or when tokens or parentheses are not sound.
template <typename Pass>
std::optional<std::string> RewriteTokens(std::string_view formula, Pass&& pass) {
  ChangedText text(formula);
  int open = 0;
  for (FormulaScanner scanner(formula); !scanner.done();) {
    const Token token = scanner.Next();
    if (!scanner.problem().empty()) return std::nullopt;
    if (token.kind == TokenKind::kOpen) ++open;
    if (token.kind == TokenKind::kClose && --open < 0) return std::nullopt;
    pass.Visit(token, scanner.cell(), &text);
  }
  if (open != 0) return std::nullopt;
  pass.End(&text);
  return text.Take();
}

class FormulaRewriter {
 public:
  virtual ~FormulaRewriter() = default;
  virtual std::optional<std::string> Rewrite(std::string_view formula,
                                             const FormulaPlace& place) const = 0;
};

// Inserted, deleted and moved cells.
std::unique_ptr<const FormulaRewriter> MakeGridRewriter(const StructuralEdit& edit,
                                                        const std::vector<std::string>& sheets);
// RenameSheet, DeleteSheet, MoveSheet.
std::unique_ptr<const FormulaRewriter> MakeSheetRewriter(const StructuralEdit& edit,
                                                         const std::vector<std::string>& sheets);
// RenameName and RenameTable.
std::unique_ptr<const FormulaRewriter> MakeNameRewriter(const StructuralEdit& edit,
                                                        const std::vector<std::string>& sheets);
// RenameTableColumn, DeleteTableColumns, DeleteTable.
std::unique_ptr<const FormulaRewriter> MakeTableRewriter(const StructuralEdit& edit,
                                                         const std::vector<std::string>& sheets);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_FORMULA_REWRITER_H_
