// Names and tables that are called differently now.
#include <algorithm>
#include <utility>

#include "spreadsheet/formula/formula_rewriter.h"
#include "spreadsheet/formula/name_search.h"
#include "spreadsheet/formula/sheet_prefix.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kThisWorkbook = "[0]!";

// Splits a token into the sheet or workbook in front of a name, with the !, and the rest.
std::pair<std::string_view, std::string_view> SplitPrefix(std::string_view token) {
  const size_t prefix = token.find('!') == std::string_view::npos ? 0 : SheetPrefixLength(token);
  return {token.substr(0, prefix), token.substr(prefix)};
}

class DefinedNameRewriter : public FormulaRewriter {
 public:
  DefinedNameRewriter(RenameName rename, const std::vector<std::string>& sheets)
      : rename_(std::move(rename)), sheets_(sheets), search_(rename_.from) {}

  std::optional<std::string> Rewrite(std::string_view formula,
                                     const FormulaPlace& place) const override {
    if (!search_.MayBeIn(formula)) return std::nullopt;
    return RewriteTokens(formula, Pass{*this, place.sheet});
  }

 private:
  struct Pass {
    const DefinedNameRewriter& rewriter;
    int sheet;
    void Visit(const Token& token, const ReferenceCorner*, ChangedText* text) const {
      if (token.kind != TokenKind::kName &&
          !(token.kind == TokenKind::kFunction && rewriter.rename_.callable)) {
        return;
      }
      const auto [prefix, name] = SplitPrefix(token.text);
      if (SameName(name, false, rewriter.rename_.from) && rewriter.IsMeant(prefix, sheet)) {
        *text->Replace(name) += rewriter.rename_.to;
      }
    }
    void End(ChangedText*) const {}
  };

  // Whether the name behind the prefix, in a formula on `sheet`, is the one that is renamed.
  bool IsMeant(std::string_view prefix, int sheet) const {
    if (prefix == kThisWorkbook) return rename_.sheet < 0;
    if (!prefix.empty()) {
      SheetPrefix parsed;
      if (!ParseSheetPrefix(prefix, &parsed) || !parsed.last.empty()) return false;
      const auto is = [&](const std::string& name) {
        return SameName(parsed.first, parsed.quoted, name);
      };
      const auto found = std::find_if(sheets_.begin(), sheets_.end(), is);
      if (found == sheets_.end()) return false;
      sheet = static_cast<int>(found - sheets_.begin());
    }
    if (rename_.sheet >= 0) return sheet == rename_.sheet;
    return std::find(rename_.hidden_on.begin(), rename_.hidden_on.end(), sheet) ==
           rename_.hidden_on.end();
  }

  RenameName rename_;
  std::vector<std::string> sheets_;
  NameSearch search_;
};

class TableNameRewriter : public FormulaRewriter {
 public:
  explicit TableNameRewriter(RenameTable rename)
      : rename_(std::move(rename)), search_(rename_.from) {}

  std::optional<std::string> Rewrite(std::string_view formula, const FormulaPlace&) const override {
    if (!search_.MayBeIn(formula)) return std::nullopt;
    return RewriteTokens(formula, *this);
  }

  void Visit(const Token& token, const ReferenceCorner*, ChangedText* text) const {
    if (token.kind != TokenKind::kStructured && token.kind != TokenKind::kName) return;
    const auto [prefix, reference] = SplitPrefix(token.text);
    if (!prefix.empty() && prefix != kThisWorkbook) return;
    const std::string_view table = reference.substr(0, reference.find('['));
    if (SameName(table, false, rename_.from)) *text->Replace(table) += rename_.to;
  }
  void End(ChangedText*) const {}

 private:
  RenameTable rename_;
  NameSearch search_;
};

}  // namespace

std::unique_ptr<const FormulaRewriter> MakeNameRewriter(const StructuralEdit& edit,
                                                        const std::vector<std::string>& sheets) {
  if (const auto* table = std::get_if<RenameTable>(&edit)) {
    return std::make_unique<TableNameRewriter>(*table);
  }
  return std::make_unique<DefinedNameRewriter>(std::get<RenameName>(edit), sheets);
}

}  // namespace sheetgate::spreadsheet
