// The formulas of real workbooks: every one parses and prints as it was, in both styles, moves and
// comes back, and is already in the form files hold.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/parser.h"
#include "spreadsheet/formula/printer.h"
#include "spreadsheet/formula/references.h"
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

// The texts of the elements `name` of a UTF-8 part, with or without the prefixes "x:" and "xm:".
void AddTexts(const std::string& part, const std::string& name, std::set<std::string>* texts) {
  for (const std::string prefix : {"", "x:", "xm:"}) {
    const std::string end = "</" + prefix + name + ">";
    for (size_t at = part.find(end); at != std::string::npos; at = part.find(end, at + 1)) {
      const size_t begin = part.rfind('>', at - 1) + 1;
      if (begin < at) texts->insert(Unescaped(part.substr(begin, at - begin)));
    }
  }
}

struct CorpusFormulas {
  std::set<std::string> cells;   // of cells
  std::set<std::string> others;  // of names, validations, conditional formats and tables
};

// Every different formula of the workbooks that open.
const CorpusFormulas& Formulas() {
  static const CorpusFormulas formulas = [] {
    CorpusFormulas found;
    for (const char* set : {"workbooks", "functions"}) {
      for (const std::string& name : tests::CorpusFiles(set)) {
        const auto package = Package::Open(tests::ReadCorpusFile(name).bytes, {}, {});
        if (!package.ok()) continue;
        for (const std::string& part : (*package)->part_names()) {
          const bool is_sheet = part.find("worksheets/") != std::string::npos;
          if (!is_sheet && part.find("workbook.xml") == std::string::npos &&
              part.find("tables/") == std::string::npos) {
            continue;
          }
          const auto xml = (*package)->Read(part, {});
          if (!xml.ok()) continue;
          if (is_sheet) AddTexts(*xml, "f", &found.cells);
          for (const char* element : {"definedName", "formula", "formula1", "formula2",
                                      "calculatedColumnFormula", "totalsRowFormula"}) {
            AddTexts(*xml, element, &found.others);
          }
        }
      }
    }
    return found;
  }();
  return formulas;
}

TEST(FormulaCorpusTest, RealFormulasAreUnderstood) {
  EXPECT_GT(Formulas().cells.size(), 20000u);
  for (const std::string& formula : Formulas().cells) {
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

// There are no exceptions to list: every formula parses.
TEST(FormulaCorpusTest, EveryFormulaParsesAndPrintsAsItWas) {
  constexpr CellRef kCell{4321, 87};
  RecordProperty("cell_formulas", static_cast<int>(Formulas().cells.size()));
  RecordProperty("other_formulas", static_cast<int>(Formulas().others.size()));
  EXPECT_GT(Formulas().cells.size(), 70000u);
  EXPECT_GT(Formulas().others.size(), 500u);
  for (const auto* formulas : {&Formulas().cells, &Formulas().others}) {
    for (const std::string& text : *formulas) {
      const auto formula = ParseFormula(text);
      ASSERT_TRUE(formula.ok()) << text << ": " << formula.status();
      EXPECT_EQ(PrintFormula(*formula), text);
      const std::string r1c1 = PrintFormula(*formula, ReferenceStyle::kR1C1, kCell);
      const auto again = ParseFormula(r1c1, ReferenceStyle::kR1C1);
      ASSERT_TRUE(again.ok()) << r1c1 << ": " << again.status();
      EXPECT_EQ(PrintFormula(*again, ReferenceStyle::kA1, kCell), text);
    }
  }
}

// The tree has the references that streaming over the tokens finds.
TEST(FormulaCorpusTest, ParserAndReaderFindTheSameReferences) {
  for (const std::string& text : Formulas().cells) {
    const auto formula = ParseFormula(text);
    ASSERT_TRUE(formula.ok()) << text;
    std::vector<std::string_view> parsed, read;
    for (const FormulaNode& node : formula->nodes()) {
      if (node.kind == NodeKind::kReference) parsed.push_back(formula->TextOf(node));
    }
    VisitReferences(formula->text(), [&](const FormulaReference& reference) {
      const bool is_deleted =
          reference.kind == ReferenceKind::kDeleted && !reference.text.ends_with('!');  // #REF!A1
      if (reference.Range().has_value() || is_deleted) read.push_back(reference.text);
    });
    EXPECT_EQ(parsed, read) << text;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
