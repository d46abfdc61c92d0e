// The rules of docs/architecture/structural-edits.md, one table each.
#include "spreadsheet/formula/structural_edit.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace sheetgate::spreadsheet {
namespace {

const std::vector<std::string> kSheets = {"Sales", "Other", "It's", "Jan", "Feb", "Mar", "Dec"};

struct Case {
  const char* before;
  const char* after;
};

RangeRef Cells(const char* text) { return *ParseRange(text); }

// The formula after the edit, as it was when it stays.
std::string Rewritten(const StructuralEdit& edit, const std::string& formula, int sheet = 0,
                      std::optional<CellRef> cell = std::nullopt) {
  return StructuralRewriter(edit, kSheets).Rewrite(formula, sheet, cell).value_or(formula);
}

void Check(const StructuralEdit& edit, const std::vector<Case>& cases, int sheet = 0,
           std::optional<CellRef> cell = std::nullopt) {
  const StructuralRewriter rewriter(edit, kSheets);
  for (const Case& c : cases) {
    const std::optional<std::string> changed = rewriter.Rewrite(c.before, sheet, cell);
    EXPECT_EQ(changed.value_or(c.before), c.after) << c.before;
    EXPECT_EQ(changed.has_value(), std::string_view(c.before) != c.after) << c.before;
  }
}

TEST(StructuralRewriterTest, RowsInserted) {
  Check(InsertLines{.first = 3, .count = 2},
        {{"A2", "A2"},
         {"A3", "A5"},
         {"$A$3+B$3+$C3", "$A$5+B$5+$C5"},
         {"A1:A3", "A1:A5"},
         {"A3:A9", "A5:A11"},
         {"A1:A2", "A1:A2"},  // behind the last row
         {"A9:A1", "A11:A1"},
         {"$A$1:A4", "$A$1:A6"},
         {"A:C+$B:B", "A:C+$B:B"},
         {"3:5+2:2", "5:7+2:2"},
         {"2:$9", "2:$11"},
         {"A1:C1048576", "A1:C1048576"},
         {"A4:A1048576", "A6:A1048576"},
         {"A1048575:A1048576", "#REF!"},
         {"A1048576", "#REF!"},
         {"Sales!A9+'Sales'!A9+sALES!A9", "Sales!A11+'Sales'!A11+sALES!A11"},
         {"Sales!A1:Sales!A9", "Sales!A1:Sales!A11"},
         {"Other!A9+[1]Sales!A9+'[B.xlsx]Sales'!A9", "Other!A9+[1]Sales!A9+'[B.xlsx]Sales'!A9"},
         {"Sales:Dec!A9", "Sales:Dec!A9"},
         {"Sales:Sales!A9", "Sales:Sales!A11"},
         {"\"A9\"&A9&\"x \"\"A9\"", "\"A9\"&A11&\"x \"\"A9\""},
         {"'A9'!A9", "'A9'!A9"},
         {" sum( a9 , 1 ) ", " sum( A11 , 1 ) "},
         {"A1:B9 B2:C9", "A1:B11 B2:C11"},
         {"(A9,B9)", "(A11,B11)"},
         {"A9 B9", "A11 B11"},
         {"{1,9}*A9", "{1,9}*A11"},
         {"A9#+_xlfn.ANCHORARRAY(A9)", "A11#+_xlfn.ANCHORARRAY(A11)"},
         {"_xlfn.SINGLE(A9:A10)", "_xlfn.SINGLE(A11:A12)"},
         {"@A9", "@A11"},
         {"_xlfn.LET(_xlpm.A9,A9,_xlpm.A9*2)", "_xlfn.LET(_xlpm.A9,A11,_xlpm.A9*2)"},
         {"LOG10(A9)+A9x+my.A9+R9C9", "LOG10(A11)+A9x+my.A9+R9C9"},
         {"A1:INDEX(A9:B9,2)", "A1:INDEX(A11:B11,2)"},
         {"INDEX(A:A,9):A9", "INDEX(A:A,9):A11"},
         {"A1:A9:B12", "A1:A11:B14"},
         {"A1 : A9", "A1 : A11"},
         {"T[A9]+T[[#This Row],[A9]]", "T[A9]+T[[#This Row],[A9]]"},
         {"#REF!+Sales!#REF!+#REF!A9", "#REF!+Sales!#REF!+#REF!A9"},
         {"A9+\"open", "A9+\"open"},
         {"(A9", "(A9"},
         {"A9)", "A9)"},
         {"A9 ~ 1", "A9 ~ 1"}});
  Check(InsertLines{.first = 3, .count = 2},
        {{"A9+Sales!A9+Sales!A:A", "A9+Sales!A11+Sales!A:A"}, {"A9*2", "A9*2"}}, 1);
  Check(InsertLines{.sheet = 2, .first = 1}, {{"'It''s'!A1+A1", "'It''s'!A2+A1"}});
}

TEST(StructuralRewriterTest, ColumnsInserted) {
  Check(InsertLines{.axis = Axis::kColumns, .first = 3, .count = 1}, {{"B1", "B1"},
                                                                      {"C1+$C$1", "D1+$D$1"},
                                                                      {"A:C", "A:D"},
                                                                      {"C:C", "D:D"},
                                                                      {"A1:B2", "A1:B2"},
                                                                      {"1:3", "1:3"},
                                                                      {"Z9:AA9", "AA9:AB9"},
                                                                      {"D1:XFD1", "E1:XFD1"},
                                                                      {"XFD1", "#REF!"},
                                                                      {"XFD:XFD", "#REF!"},
                                                                      {"A1:XFD9", "A1:XFD9"},
                                                                      {"SUM(B1)", "SUM(B1)"}});
}

TEST(StructuralRewriterTest, RowsDeleted) {
  Check(DeleteLines{.first = 3, .count = 2},
        {{"A2", "A2"},
         {"A3+$A$4", "#REF!+#REF!"},
         {"A5", "A3"},
         {"A1:A9", "A1:A7"},
         {"A3:A9", "A3:A7"},
         {"A1:A4", "A1:A2"},
         {"A3:A4", "#REF!"},
         {"A4:A1", "A2:A1"},
         {"3:4", "#REF!"},
         {"1:3", "1:2"},
         {"A:A", "A:A"},
         {"A1:A1048576", "A1:A1048576"},
         {"A5:A1048576", "A3:A1048574"},
         {"Sales!A3+'Sales'!A3:B4", "Sales!#REF!+'Sales'!#REF!"},
         {"Other!A3", "Other!A3"},
         {"A3#", "#REF!#"},
         {"SUM(A3,A5)", "SUM(#REF!,A3)"}});
}

TEST(StructuralRewriterTest, CellsInserted) {
  Check(InsertCells{.block = Cells("B3:C4"), .shift = Axis::kRows},
        {{"B3", "B5"},
         {"B2", "B2"},
         {"A3+D3", "A3+D3"},
         {"B1:C9", "B1:C11"},
         {"B1:D9", "B1:D9"},  // not within the band
         {"B:C", "B:C"},
         {"3:3", "3:3"},
         {"B1048575", "#REF!"}});
  Check(InsertCells{.block = Cells("B3:C4"), .shift = Axis::kColumns},
        {{"B3", "D3"}, {"A3", "A3"}, {"B5", "B5"}, {"A3:B4", "A3:D4"}, {"A3:B5", "A3:B5"}});
}

TEST(StructuralRewriterTest, CellsDeleted) {
  Check(DeleteCells{.block = Cells("B3:C4"), .shift = Axis::kRows}, {{"B3", "#REF!"},
                                                                     {"B5", "B3"},
                                                                     {"A5", "A5"},
                                                                     {"B1:B9", "B1:B7"},
                                                                     {"B3:C4", "#REF!"},
                                                                     {"A1:D9", "A1:D9"},
                                                                     {"B:C", "B:C"}});
  Check(DeleteCells{.block = Cells("B3:C4"), .shift = Axis::kColumns},
        {{"D3", "B3"}, {"C4", "#REF!"}, {"D5", "D5"}, {"A3:D4", "A3:B4"}});
}

TEST(StructuralRewriterTest, CellsMovedOnTheirSheet) {
  Check(MoveCells{.source = Cells("A8:B10"), .anchor = {13, 1}},
        {{"A8+$B$9", "A13+$B$14"},
         {"A8:B10", "A13:B15"},
         {"A1:B10", "A1:B15"},   // the last rows move, and the edge with them
         {"A8:B20", "A13:B20"},  // the first rows
         {"A1:C10", "A1:C10"},   // a part of an edge
         {"A9:A12", "A12:A14"},  // an edge passes the other
         {"A13:A15+B14", "#REF!+#REF!"},
         {"A13:C15", "A13:C15"},  // overwritten in part
         {"A:B", "A:B"},
         {"Sales!A8+Other!A8", "Sales!A13+Other!A8"}});
  Check(MoveCells{.source = Cells("A10"), .anchor = {10, 5}}, {{"A1:A10", "A1:A10"}});
  Check(MoveCells{.source = Cells("C1:C9"), .anchor = {1, 6}}, {{"A1:C9", "A1:F9"}});
}

TEST(StructuralRewriterTest, CellsMovedToAnotherSheet) {
  const MoveCells move{
      .source = Cells("A1:B2"), .target_sheet = 2, .anchor = {5, 1}, .local_names = {"Rate"}};
  // Of a formula that stays where it is.
  Check(move, {{"A1*2+C1", "'It''s'!A5*2+C1"},
               {"Sales!A1:B2", "'It''s'!A5:B6"},
               {"'It''s'!A5", "'It''s'!#REF!"},
               {"A1:B9", "A1:B9"},
               {"Rate", "Rate"}});
  // On the target sheet.
  Check(move, {{"A5", "#REF!"}, {"Sales!A1", "'It''s'!A5"}, {"A1", "A1"}}, 2);
  // Of a formula that moves: what stays behind is named.
  Check(move,
        {{"B1+C9+SUM(C:C)", "B5+Sales!C9+SUM(Sales!C:C)"},
         {"Sales!B1+Sales!C9", "'It''s'!B5+Sales!C9"},
         {"Other!C1", "Other!C1"},
         {"'It''s'!A5+'It''s'!A1", "'It''s'!#REF!+'It''s'!A1"},
         {"rate*Tax", "Sales!rate*Tax"}},
        0, CellRef{1, 1});
}

TEST(StructuralRewriterTest, SheetsRenamed) {
  Check(RenameSheet{0, "New"}, {{"Sales!A1+sales!B1+'Sales'!C1", "New!A1+New!B1+New!C1"},
                                {"Other!A1", "Other!A1"},
                                {"\"Sales!A1\"", "\"Sales!A1\""},
                                {"[1]Sales!A1", "[1]Sales!A1"},
                                {"[0]Sales!A1", "[0]New!A1"},
                                {"Sales:Dec!A1", "New:Dec!A1"},
                                {"Sales!Rate+Sales!#REF!", "New!Rate+New!#REF!"},
                                {"Sales+SalesTax", "Sales+SalesTax"}});
  Check(RenameSheet{0, "O'Neil & Co"},
        {{"Sales!A1", "'O''Neil & Co'!A1"}, {"Sales:Dec!A1", "'O''Neil & Co:Dec'!A1"}});
  Check(RenameSheet{2, "Its"}, {{"'It''s'!A1+'IT''S:Dec'!A1", "Its!A1+Its:Dec!A1"}});
  for (const auto& [name, quoted] :
       std::vector<std::pair<const char*, const char*>>{{"A1", "'A1'!A1"},
                                                        {"R1C1", "'R1C1'!A1"},
                                                        {"RC", "'RC'!A1"},
                                                        {"C", "'C'!A1"},
                                                        {"2024", "'2024'!A1"},
                                                        {"x-y", "'x-y'!A1"},
                                                        {"TRUE", "'TRUE'!A1"},
                                                        {"A_1.x", "A_1.x!A1"},
                                                        {"\xC3\x9C", "'\xC3\x9C'!A1"}}) {
    Check(RenameSheet{0, name}, {{"Sales!A1", quoted}});
  }
}

TEST(StructuralRewriterTest, LettersBeyondAsciiHaveCaseToo) {
  const StructuralRewriter rewriter(RenameSheet{0, "New"}, {"\xC3\x9C"
                                                            "bersicht"});
  EXPECT_EQ(rewriter.Rewrite("\xC3\xBC"
                             "bersicht!A1",
                             0),
            "New!A1");
}

TEST(StructuralRewriterTest, SheetsDeleted) {
  Check(DeleteSheet{0}, {{"Sales!A1+Sales!A:C", "#REF!A1+#REF!A:C"},
                         {"Sales!A1:B2", "#REF!A1:B2"},
                         {"Sales!Rate", "#REF!Rate"},
                         {"Sales!#REF!", "#REF!#REF!"},
                         {"Other!A1+A1", "Other!A1+A1"}});
  Check(DeleteSheet{3}, {{"Jan:Dec!A1", "Feb:Dec!A1"}, {"Jan:Feb!A1", "Feb!A1"}});
  Check(DeleteSheet{6}, {{"Jan:Dec!A1", "Jan:Mar!A1"}, {"Dec:Jan!A1", "Mar:Jan!A1"}});
  Check(DeleteSheet{4}, {{"Jan:Dec!A1", "Jan:Dec!A1"}});
}

TEST(StructuralRewriterTest, SheetsMoved) {
  const Case stays = {"Jan:Dec!A1", "Jan:Dec!A1"};
  Check(MoveSheet{3, 0}, {stays, {"Jan!A1", "Jan!A1"}});
  Check(MoveSheet{3, 5}, {stays});                         // still before Dec
  Check(MoveSheet{3, 6}, {{"Jan:Dec!A1", "Feb:Dec!A1"}});  // behind Dec
  Check(MoveSheet{6, 4}, {stays});
  Check(MoveSheet{6, 3}, {{"Jan:Dec!A1", "Jan:Mar!A1"}});
  Check(MoveSheet{5, 0}, {stays});
  Check(MoveSheet{3, 4}, {{"Jan:Feb!A1", "Feb!A1"}});
}

TEST(StructuralRewriterTest, NamesRenamed) {
  const RenameName rename{.from = "Rate", .to = "Tax", .hidden_on = {1}};
  Check(rename,
        {{"Rate*RATE(1)+rate", "Tax*RATE(1)+Tax"},
         {"Sales!Rate+Other!Rate+[0]!Rate+[1]!Rate", "Sales!Tax+Other!Rate+[0]!Tax+[1]!Rate"},
         {"Rate2+_xlpm.Rate+\"Rate\"+T[Rate]", "Rate2+_xlpm.Rate+\"Rate\"+T[Rate]"}});
  Check(rename, {{"Rate", "Rate"}}, 1);
  Check(RenameName{.from = "Rate", .to = "Tax", .sheet = 1},
        {{"Rate+Other!Rate", "Rate+Other!Tax"}});
  Check(RenameName{.from = "Rate", .to = "Tax", .sheet = 1}, {{"Rate", "Tax"}}, 1);
  Check(RenameName{.from = "Twice", .to = "Double", .callable = true}, {{"Twice(2)", "Double(2)"}});
}

Table Prices() {
  Table table;
  table.name = "Prices";
  table.range = Cells("B2:D6");
  table.totals_rows = 1;
  table.columns = {{.name = "Item"}, {.name = "Net [EUR]"}, {.name = "Tax"}};
  return table;
}

TEST(StructuralRewriterTest, TablesAndColumnsRenamed) {
  Check(RenameTable{"Prices", "Costs"},
        {{"SUM(prices[Tax])+ROWS(Prices)+[0]!Prices[Tax]",
          "SUM(Costs[Tax])+ROWS(Costs)+[0]!Costs[Tax]"},
         {"[1]!Prices[Tax]+Prices2[Tax]", "[1]!Prices[Tax]+Prices2[Tax]"}});
  Check(RenameTableColumn{{0, Prices()}, "Tax", "VAT '#1'"},
        {{"Prices[Tax]", "Prices[VAT '''#1'']"},
         {"Prices[[#This Row],[tax]]", "Prices[[#This Row],[VAT '''#1'']]"},
         {"Prices[[Item]:[Tax]]", "Prices[[Item]:[VAT '''#1'']]"},
         {"Prices[Taxes]+Others[Tax]+[Tax]", "Prices[Taxes]+Others[Tax]+[Tax]"}});
  Check(RenameTableColumn{{0, Prices()}, "Net [EUR]", "Net"},
        {{"Prices[Net '[EUR']]", "Prices[Net]"}, {"[@[Net '[EUR']]]", "[@[Net]]"}}, 0,
        CellRef{3, 2});
}

TEST(StructuralRewriterTest, TableColumnsDeleted) {
  Check(DeleteTableColumns{{0, Prices()}, 1, 1},
        {{"Prices[Net '[EUR']]", "Prices[#REF!]"},
         {"Prices[[#This Row],[Net '[EUR']]]", "Prices[[#This Row],[#REF!]]"},
         {"Prices[[Item]:[Tax]]", "Prices[[Item]:[Tax]]"},
         {"Prices[[Net '[EUR']]:[Tax]]", "Prices[[Tax]]"},
         {"Prices[Tax]+Prices[]", "Prices[Tax]+Prices[]"}});
  Check(DeleteTableColumns{{0, Prices()}, 2, 1},
        {{"Prices[[Item]:[Tax]]", "Prices[[Item]:[Net '[EUR']]]"}});
}

TEST(StructuralRewriterTest, TablesThatEnd) {
  const DeleteTable to_range{{2, Prices()}, true};
  Check(to_range, {{"SUM(Prices[Tax])", "SUM('It''s'!$D$3:$D$5)"},
                   {"ROWS(Prices)", "ROWS('It''s'!$B$3:$D$5)"},
                   {"Prices[#All]", "'It''s'!$B$2:$D$6"},
                   {"Prices[#Headers]", "'It''s'!$B$2:$D$2"},
                   {"Prices[[#Totals],[Tax]]", "'It''s'!$D$6"},
                   {"Prices[[#Data],[#Totals],[Item]:[Tax]]", "'It''s'!$B$3:$D$6"},
                   {"Prices[[#Headers],[#Data],[Item]]", "'It''s'!$B$2:$B$5"},
                   {"Prices[Gone]+Prices[#REF!]", "#REF!+#REF!"},
                   {"Others[Tax]+\"Prices\"", "Others[Tax]+\"Prices\""}});
  Check(to_range, {{"Prices[[#This Row],[Tax]]", "'It''s'!$D4"}, {"[@Tax]", "'It''s'!$D4"}}, 2,
        CellRef{4, 3});
  Check(to_range, {{"Prices[[#This Row],[Tax]]", "#VALUE!"}}, 2, CellRef{9, 9});
  Check(DeleteTable{{2, Prices()}, false}, {{"SUM(Prices[Tax])*2", "SUM(#REF!)*2"}});
}

TEST(StructuralRewriterTest, RelativePartsFollowTheirAnchor) {
  const StructuralRewriter insert(InsertLines{.first = 3, .count = 2}, kSheets);
  // A name: relative parts are distances, absolute ones places.
  EXPECT_EQ(insert.RewriteAnchored("Sales!A9", -1, {}, {}), std::nullopt);
  EXPECT_EQ(insert.RewriteAnchored("Sales!$A$9+Sales!A$9", -1, {}, {}), "Sales!$A$11+Sales!A$11");
  EXPECT_EQ(insert.RewriteAnchored("Sales!$A$1:$A9", -1, {}, {}), std::nullopt);
  EXPECT_EQ(insert.RewriteAnchored("Sales!$A$5:$A9", -1, {}, {}), "Sales!$A$7:$A9");
  // A conditional format that moved from row 5 to row 7.
  EXPECT_EQ(insert.RewriteAnchored("A5>A$1+Other!B5", 0, {5, 1}, {7, 1}), "A7>A$1+Other!B7");
  // One whose first row is deleted keeps comparing its own row.
  const StructuralRewriter remove(DeleteLines{.first = 2}, kSheets);
  EXPECT_EQ(remove.RewriteAnchored("A2>B2", 0, {2, 1}, {2, 1}), std::nullopt);
  EXPECT_EQ(remove.RewriteAnchored("COUNTIF($A$2:$A$9,A2)+A$2", 0, {2, 1}, {2, 1}),
            "COUNTIF($A$2:$A$8,A2)+#REF!");
  EXPECT_EQ(remove.RewriteAnchored("A1", 0, {2, 1}, {1, 1}), "A1048576");
}

TEST(StructuralRewriterTest, CellsAndRanges) {
  const StructuralRewriter insert(InsertLines{.first = 3, .count = 2}, kSheets);
  EXPECT_EQ(insert.RewriteCell(0, {3, 1}), (PlacedCell{0, {5, 1}}));
  EXPECT_EQ(insert.RewriteCell(1, {3, 1}), (PlacedCell{1, {3, 1}}));
  EXPECT_EQ(insert.RewriteCell(0, {kMaxRow, 1}), std::nullopt);
  const auto range = [](const char* text) { return PlacedRange{0, Cells(text)}; };
  EXPECT_EQ(insert.RewriteRange(0, Cells("A3:B4")), range("A5:B6"));
  EXPECT_EQ(insert.RewriteRange(0, Cells("A1:B2")), range("A1:B2"));
  EXPECT_EQ(insert.RewriteRange(0, Cells("A1:B2"), InsertBehind::kGrows), range("A1:B4"));
  const StructuralRewriter remove(DeleteLines{.first = 3, .count = 2}, kSheets);
  EXPECT_EQ(remove.RewriteRange(0, Cells("A3:B4")), std::nullopt);
  EXPECT_EQ(remove.RewriteCell(0, {4, 9}), std::nullopt);
  const StructuralRewriter move(
      MoveCells{.source = Cells("A1:A2"), .target_sheet = 1, .anchor = {5, 2}}, kSheets);
  EXPECT_EQ(move.RewriteCell(0, {2, 1}), (PlacedCell{1, {6, 2}}));
  EXPECT_EQ(move.RewriteCell(1, {5, 2}), std::nullopt);
  EXPECT_EQ(StructuralRewriter(DeleteSheet{1}, kSheets).RewriteRange(1, Cells("A1")), std::nullopt);
  EXPECT_EQ(StructuralRewriter(RenameSheet{1, "x"}, kSheets).RewriteCell(1, {1, 1}),
            (PlacedCell{1, {1, 1}}));
}

TEST(StructuralRewriterTest, TearsWhatOnlyAPartOfMoves) {
  const StructuralRewriter insert(InsertCells{.block = Cells("B3:C4")}, kSheets);
  EXPECT_TRUE(insert.Tears(0, Cells("A1:B9")));
  EXPECT_TRUE(insert.Tears(0, Cells("B9:D9")));
  EXPECT_FALSE(insert.Tears(0, Cells("B9:C9")));
  EXPECT_FALSE(insert.Tears(0, Cells("A1:B2")));
  EXPECT_FALSE(insert.Tears(1, Cells("A1:B9")));
  const StructuralRewriter move(MoveCells{.source = Cells("A1:A2"), .anchor = {5, 1}}, kSheets);
  EXPECT_TRUE(move.Tears(0, Cells("A2:A3")));
  EXPECT_TRUE(move.Tears(0, Cells("A6:A7")));
  EXPECT_FALSE(move.Tears(0, Cells("A1")));
  EXPECT_FALSE(move.Tears(0, Cells("A5:A6")));  // gone as a whole
}

TEST(StructuralRewriterTest, ListsOfRangesLeavePieces) {
  const auto pieces = [](const StructuralEdit& edit, const char* range, int sheet = 0) {
    const auto placed = StructuralRewriter(edit, kSheets).RewriteRanges(sheet, {Cells(range)});
    if (!placed) return std::string("stays");
    std::string text;
    for (const PlacedRange& piece : *placed) {
      text += std::to_string(piece.sheet) + ":" + FormatRange(piece.range) + " ";
    }
    return text;
  };
  EXPECT_EQ(pieces(InsertLines{.first = 3}, "A1:B2"), "0:A1:B3 ");
  EXPECT_EQ(pieces(InsertLines{.first = 4}, "A1:B2"), "stays");
  EXPECT_EQ(pieces(DeleteLines{.first = 1, .count = 9}, "A1:B2"), "");
  EXPECT_EQ(pieces(InsertCells{.block = Cells("B2:B3")}, "A1:C4"), "0:A1:A4 0:C1:C4 0:B1:B6 ");
  EXPECT_EQ(pieces(DeleteCells{.block = Cells("B2:B3")}, "A2:B3"), "0:A2:A3 ");
  EXPECT_EQ(pieces(MoveCells{.source = Cells("A5"), .anchor = {12, 1}}, "A1:A10"),
            "0:A1:A4 0:A6:A10 0:A12 ");
  EXPECT_EQ(pieces(MoveCells{.source = Cells("A5"), .target_sheet = 1, .anchor = {12, 1}}, "A1:A5"),
            "0:A1:A4 1:A12 ");
  EXPECT_EQ(pieces(MoveCells{.source = Cells("A5"), .anchor = {2, 2}}, "B1:B3"), "0:B1 0:B3 ");
  EXPECT_EQ(pieces(DeleteSheet{0}, "A1"), "");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
