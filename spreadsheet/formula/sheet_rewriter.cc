// The sheets in front of references, names and functions after a sheet was renamed, deleted or
// moved.
#include <algorithm>
#include <utility>

#include "spreadsheet/formula/formula_rewriter.h"
#include "spreadsheet/formula/name_search.h"
#include "spreadsheet/formula/sheet_prefix.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kDeleted = "#REF!";

// The sheets of a prefix by their index in tab order; the same twice for one sheet.
struct SheetSpan {
  int first = 0;
  int last = 0;
  bool operator==(const SheetSpan&) const = default;
};

class SheetRewriter : public FormulaRewriter {
 public:
  SheetRewriter(StructuralEdit edit, const std::vector<std::string>& sheets)
      : edit_(std::move(edit)), sheets_(sheets), names_(sheets) {
    if (const auto* rename = std::get_if<RenameSheet>(&edit_)) {
      sheet_ = rename->sheet;
      names_[static_cast<size_t>(sheet_)] = rename->name;
    } else if (const auto* move = std::get_if<MoveSheet>(&edit_)) {
      sheet_ = move->sheet;
    } else {
      sheet_ = std::get<DeleteSheet>(edit_).sheet;
    }
    search_ = NameSearch(sheets_[static_cast<size_t>(sheet_)]);
  }

  std::optional<std::string> Rewrite(std::string_view formula, const FormulaPlace&) const override {
    if (!search_.MayBeIn(formula)) return std::nullopt;
    return RewriteTokens(formula, *this);
  }

  void Visit(const Token& token, const ReferenceCorner*, ChangedText* text) const {
    if (token.kind == TokenKind::kText || token.kind == TokenKind::kArrayConstant ||
        token.text.find('!') == std::string_view::npos) {
      return;
    }
    const std::string_view prefix = token.text.substr(0, SheetPrefixLength(token.text));
    SheetPrefix parsed;
    if (!ParseSheetPrefix(prefix, &parsed)) return;
    const bool several = !parsed.last.empty();
    const int first = Find(parsed.first, parsed.quoted);
    const int last = several ? Find(parsed.last, parsed.quoted) : first;
    // References to several sheets hang on their ends; those between come and go with the tabs.
    if (first != sheet_ && last != sheet_) return;
    if (first < 0 || last < 0) return;
    const auto* rename = std::get_if<RenameSheet>(&edit_);
    if (several && rename != nullptr && !rename->spans) return;
    const std::optional<SheetSpan> span = Changed({first, last});
    if (!span) {
      *text->Replace(prefix) += kDeleted;
      return;
    }
    if (*span == SheetSpan{first, last} && rename == nullptr) return;
    *text->Replace(prefix) += FormatSheetPrefix(
        names_[static_cast<size_t>(span->first)],
        several && span->first != span->last ? names_[static_cast<size_t>(span->last)] : "",
        parsed.own_index);
  }
  void End(ChangedText*) const {}

 private:
  int Find(std::string_view written, bool quoted) const {
    const auto is = [&](const std::string& name) { return SameName(written, quoted, name); };
    const auto found = std::find_if(sheets_.begin(), sheets_.end(), is);
    return found == sheets_.end() ? -1 : static_cast<int>(found - sheets_.begin());
  }

  // nullopt when all of the sheets are gone.
  std::optional<SheetSpan> Changed(SheetSpan span) const {
    if (std::holds_alternative<RenameSheet>(edit_)) return span;
    if (span.first == span.last) {
      if (std::holds_alternative<DeleteSheet>(edit_)) return std::nullopt;
      return span;
    }
    if (const auto* move = std::get_if<MoveSheet>(&edit_); move != nullptr && !Turns(span, *move)) {
      return span;
    }
    // The end that is deleted, or that passed the other one, gives way to the sheet next to it.
    const int inwards = span.first < span.last ? 1 : -1;
    if (span.first == sheet_) {
      span.first += inwards;
    } else {
      span.last -= inwards;
    }
    return span;
  }

  // Whether the ends, one of which moves, change their order.
  bool Turns(const SheetSpan& span, const MoveSheet& move) const {
    const int other = span.first == sheet_ ? span.last : span.first;
    const int other_after = other - (other > sheet_ ? 1 : 0) +
                            (other - (other > sheet_ ? 1 : 0) >= move.position ? 1 : 0);
    return (sheet_ < other) != (move.position < other_after);
  }

  StructuralEdit edit_;
  std::vector<std::string> sheets_;  // before
  std::vector<std::string> names_;   // after, in the same order
  int sheet_ = 0;
  NameSearch search_;
};

}  // namespace

std::unique_ptr<const FormulaRewriter> MakeSheetRewriter(const StructuralEdit& edit,
                                                         const std::vector<std::string>& sheets) {
  return std::make_unique<SheetRewriter>(edit, sheets);
}

}  // namespace sheetgate::spreadsheet
