// The references of formulas: where they are, how they are written and what they span.
#include "spreadsheet/formula/references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Corner(const ReferenceCorner& corner) {
  return Concat(corner.column_absolute ? "$" : "", corner.column, ",",
                corner.row_absolute ? "$" : "", corner.row);
}

std::string Describe(const FormulaReference& reference) {
  static constexpr const char* kKinds[] = {"cell", "range",      "columns", "rows",
                                           "name", "structured", "deleted", "link"};
  std::string out = kKinds[static_cast<int>(reference.kind)];
  if (!reference.current_workbook) out += Concat(" [", reference.workbook, "]");
  if (!reference.sheet.empty()) out += Concat(" ", reference.sheet);
  if (!reference.last_sheet.empty()) out += Concat("..", reference.last_sheet);
  if (reference.kind <= ReferenceKind::kRows) {
    out += Concat(" ", Corner(reference.first));
    if (reference.kind != ReferenceKind::kCell) out += Concat(" ", Corner(reference.last));
  }
  if (!reference.name.empty()) out += Concat(" =", reference.name);
  if (reference.spills) out += " #";
  if (reference.computed) out += " computed";
  return out;
}

std::vector<std::string> References(std::string_view formula) {
  std::vector<std::string> found;
  VisitReferences(formula, [&](const FormulaReference& reference) {
    EXPECT_EQ(formula.substr(reference.position, reference.text.size()), reference.text);
    EXPECT_EQ(formula.data() + reference.position, reference.text.data());
    found.push_back(Describe(reference));
  });
  return found;
}

std::vector<std::string> Texts(std::string_view formula) {
  std::vector<std::string> texts;
  VisitReferences(formula,
                  [&](const FormulaReference& reference) { texts.emplace_back(reference.text); });
  return texts;
}

TEST(VisitReferencesTest, TellsEachKind) {
  const struct {
    const char* formula;
    const char* reference;
  } kCases[] = {
      {"B7", "cell 2,7"},
      {"$B$7", "cell $2,$7"},
      {"xfd1048576", "cell 16384,1048576"},
      {"A1:B2", "range 1,1 2,2"},
      {"$A1:B$2", "range $1,1 2,$2"},
      {"B2:A1", "range 2,2 1,1"},
      {"A1 : B2", "range 1,1 2,2"},
      {"A:C", "columns 1,0 3,0"},
      {"$A:C", "columns $1,0 3,0"},
      {"3:$5", "rows 0,3 0,$5"},
      {"Sheet1!A1", "cell Sheet1 1,1"},
      {"'It''s here'!A1:B2", "range It's here 1,1 2,2"},
      {"Sheet1!A1:Sheet1!B2", "range Sheet1 1,1 2,2"},
      {"'S''1'!A1:'S''1'!B2", "range S'1 1,1 2,2"},
      {"Sheet1!A:C", "columns Sheet1 1,0 3,0"},
      {"Jan:Dec!A1", "cell Jan..Dec 1,1"},
      {"'Jan 1:Dec 1'!A1:B2", "range Jan 1..Dec 1 1,1 2,2"},
      {"[1]Sheet1!A1", "cell [1] Sheet1 1,1"},
      {"'[1]My sheet'!A1", "cell [1] My sheet 1,1"},
      {"[1]Jan:Dec!A1", "cell [1] Jan..Dec 1,1"},
      {"'[Book.xlsx]Sheet 1'!A1", "cell [Book.xlsx] Sheet 1 1,1"},
      {"'C:\\dir\\[Book.xlsx]Sheet1'!A1", "cell [C:\\dir\\[Book.xlsx]] Sheet1 1,1"},
      {"'C:\\dir\\Book.xlsx'!Rate", "name [C:\\dir\\Book.xlsx] =Rate"},
      {"[1]!Rate", "name [1] =Rate"},
      {"!A1", "cell 1,1"},
      {"Rate", "name =Rate"},
      {"Sheet1!Rate", "name Sheet1 =Rate"},
      {"Table1[Price]", "structured =Table1"},
      {"[@Price]", "structured"},
      {"Table1[[#This Row],[a!b]]", "structured =Table1"},
      {"#REF!", "deleted"},
      {"Sheet1!#REF!", "deleted Sheet1"},
      {"#REF!A1", "deleted"},
      {"#REF!$A$1", "deleted"},
      {"#REF!#REF!", "deleted"},
      {"[1]#REF!A1", "deleted"},
      {"Excel|'topic'!item", "link"},
      {"A1#", "cell 1,1 #"},
      {"Sheet1!$A$1#", "cell Sheet1 $1,$1 #"},
  };
  for (const auto& c : kCases)
    EXPECT_THAT(References(c.formula), ElementsAre(c.reference)) << c.formula;
}

TEST(VisitReferencesTest, YieldsEveryReferenceOfAFormulaInOrder) {
  EXPECT_THAT(Texts("IF('a b'!$A$1:B2>Rate, SUM(T[x],1:3) ,-C4%)+D5 E6:F7"),
              ElementsAre("'a b'!$A$1:B2", "Rate", "T[x]", "1:3", "C4", "D5", "E6:F7"));
  EXPECT_THAT(Texts("'S''1'!A1:A2+'T''1'!A1+'U''1'!A1"),
              ElementsAre("'S''1'!A1:A2", "'T''1'!A1", "'U''1'!A1"));
  EXPECT_THAT(Texts("(A1,B2)"), ElementsAre("A1", "B2"));
}

TEST(VisitReferencesTest, SaysWhenAnEndIsComputed) {
  EXPECT_THAT(References("A1:INDEX(B:B,5)"), ElementsAre("cell 1,1 computed", "columns 2,0 2,0"));
  EXPECT_THAT(References("INDEX(B:B,5):C3"), ElementsAre("columns 2,0 2,0", "cell 3,3 computed"));
  EXPECT_THAT(References("Start:C3+D4"),
              ElementsAre("name =Start computed", "cell 3,3 computed", "cell 4,4"));
  EXPECT_THAT(References("Sheet1!A1:Sheet2!B2"),
              ElementsAre("cell Sheet1 1,1 computed", "cell Sheet2 2,2 computed"));
  EXPECT_THAT(References("A1:"), ElementsAre("cell 1,1 computed"));
}

TEST(VisitReferencesTest, TakesTheBoxAroundMoreThanTwoCorners) {
  EXPECT_THAT(References("C3:$A$5:B1"), ElementsAre("range $1,1 3,$5"));
}

TEST(VisitReferencesTest, PassesByWhatIsNoReference) {
  EXPECT_THAT(References("TRUE+LOG10(1)&\"A1\"&{1,2}&#N/A"), IsEmpty());
  EXPECT_THAT(References("_xlfn.LET(_xlpm.x,A1,_xlpm.x*2)"), ElementsAre("cell 1,1"));
  EXPECT_THAT(References("_xlfn.LAMBDA(_xlop.x,B2)"), ElementsAre("cell 2,2"));
}

TEST(VisitReferencesTest, FindsWhatIsSoundInADamagedFormula) {
  EXPECT_THAT(References("A1+~B2,(\"open C3"), ElementsAre("cell 1,1", "cell 2,2"));
  EXPECT_THAT(References(""), IsEmpty());
}

TEST(FormulaReferenceTest, SpansItsCells) {
  const struct {
    const char* formula;
    const char* range;
  } kCases[] = {{"B7", "B7"},
                {"$B$7:A1", "A1:B7"},
                {"C:A", "A1:C1048576"},
                {"5:3", "A3:XFD5"},
                {"C3:A5:B1", "A1:C5"}};
  for (const auto& c : kCases) {
    VisitReferences(c.formula, [&](const FormulaReference& reference) {
      const auto range = reference.Range();
      ASSERT_TRUE(range.has_value()) << c.formula;
      EXPECT_EQ(FormatRange(*range), c.range);
    });
  }
  VisitReferences("Rate", [](const FormulaReference& reference) {
    EXPECT_FALSE(reference.Range().has_value());
  });
}

TEST(ReferenceReaderTest, ReadsR1C1) {
  ReferenceReader reader("R[-1]C2+R1:R3*C+rc:R[2]C[3]+R", ReferenceStyle::kR1C1);
  std::vector<std::string> found;
  FormulaReference reference;
  while (reader.Next(&reference)) {
    EXPECT_FALSE(reference.Range().has_value()) << "offsets are from a cell";
    found.push_back(Describe(reference));
  }
  EXPECT_THAT(found, ElementsAre("cell $2,-1", "rows 0,$1 0,$3", "columns 0,0 0,0", "range 0,0 3,2",
                                 "rows 0,0 0,0"));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
