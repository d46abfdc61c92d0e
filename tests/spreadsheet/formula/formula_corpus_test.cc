// The formulas of real workbooks: every one is tokens, moves and comes back, and is already in the
// form files hold.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/xlsx/package.h"
#include "tests/spreadsheet/testing/corpus.h"

namespace sheetgate::spreadsheet {
namespace {

std::string Unescaped(std::string text) {
  const std::array<std::pair<std::string_view, std::string_view>, 8> kEntities = {
      {{"&lt;", "<"},
       {"&gt;", ">"},
       {"&quot;", "\""},
       {"&apos;", "'"},
       {"&#10;", "\n"},
       {"&#xA;", "\n"},
       {"_x000D_", "\r"},
       {"&amp;", "&"}}};
  for (const auto& [entity, character] : kEntities) {
    for (size_t at = 0; (at = text.find(entity, at)) != std::string::npos; at += 1) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

// The texts of the f elements of a UTF-8 sheet, with or without the prefix "x:".
std::vector<std::string> FormulasIn(const std::string& sheet) {
  std::vector<std::string> formulas;
  for (const std::string prefix : {"", "x:"}) {
    const std::string end = "</" + prefix + "f>";
    for (size_t at = sheet.find(end); at != std::string::npos; at = sheet.find(end, at + 1)) {
      const size_t begin = sheet.rfind('>', at - 1) + 1;
      if (begin < at) formulas.push_back(Unescaped(sheet.substr(begin, at - begin)));
    }
  }
  return formulas;
}

// Every different formula of the workbooks that open.
std::set<std::string> CorpusFormulas() {
  std::set<std::string> formulas;
  for (const char* set : {"workbooks", "functions"}) {
    for (const std::string& name : tests::CorpusFiles(set)) {
      const auto package = Package::Open(tests::ReadCorpusFile(name).bytes, {}, {});
      if (!package.ok()) continue;
      for (const std::string& part : (*package)->part_names()) {
        if (part.find("worksheets/") == std::string::npos) continue;
        const auto sheet = (*package)->Read(part, {});
        if (!sheet.ok()) continue;
        for (std::string& formula : FormulasIn(*sheet)) formulas.insert(std::move(formula));
      }
    }
  }
  return formulas;
}

TEST(FormulaCorpusTest, RealFormulasAreUnderstood) {
  const std::set<std::string> formulas = CorpusFormulas();
  EXPECT_GT(formulas.size(), 20000u);
  for (const std::string& formula : formulas) {
    const auto tokens = Tokenize(formula);
    EXPECT_TRUE(tokens.ok()) << formula << ": " << tokens.status();
    if (!tokens.ok()) continue;
    std::string joined;
    for (const Token& token : *tokens) joined += token.text;
    EXPECT_EQ(joined, formula);
    EXPECT_EQ(WithFunctionPrefixes(formula), formula);
    EXPECT_EQ(ShiftFormula(ShiftFormula(formula, 12345, 678), -12345, -678), formula);
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
