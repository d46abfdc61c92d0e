#include "spreadsheet/analysis/moved_references.h"

#include <gtest/gtest.h>

namespace sheetgate::spreadsheet {
namespace {

// Three rows inserted above row 5 of Costs; Old renamed to New; Other as it was.
MovedReferences Moves() {
  RowAlignment rows;
  rows.Insert(5, 3);
  rows.Delete(20, 2);
  MovedReferences moves;
  moves.Add("Costs", "Costs", rows);
  moves.Add("Old", "New", RowAlignment());
  moves.Add("Other", "Other", RowAlignment());
  return moves;
}

TEST(MovedReferencesTest, KnowsWhetherAnythingMoved) {
  EXPECT_FALSE(Moves().empty());
  MovedReferences moves;
  moves.Add("Sheet1", "Sheet1", RowAlignment());
  EXPECT_TRUE(moves.empty());
}

TEST(MovedReferencesTest, FollowsRowsOfItsOwnSheet) {
  const MovedReferences moves = Moves();
  EXPECT_TRUE(moves.Same("A9*2", "Costs", "A12*2"));
  EXPECT_TRUE(moves.Same("$A$9*B$4", "costs", "$A$12*B$4"));
  EXPECT_TRUE(moves.Same("SUM(A1:A10)", "Costs", "SUM(A1:A13)"));
  EXPECT_TRUE(moves.Same("SUM(5:9)", "Costs", "SUM(8:12)"));
  EXPECT_TRUE(moves.Same("SUM(A:A)", "Costs", "SUM(A:A)"));
  EXPECT_FALSE(moves.Same("A9*2", "Costs", "A9*2"));
  EXPECT_FALSE(moves.Same("A9*2", "Costs", "A12*3"));
  EXPECT_FALSE(moves.Same("A9*2", "Costs", "B12*2"));
}

TEST(MovedReferencesTest, FollowsRowsOfOtherSheets) {
  const MovedReferences moves = Moves();
  EXPECT_TRUE(moves.Same("Costs!A9+A9", "Other", "Costs!A12+A9"));
  EXPECT_TRUE(moves.Same("SUM('Costs'!A9:B11)", "Other", "SUM(Costs!A12:B14)"));
  EXPECT_TRUE(moves.Same("Other!A9", "Costs", "Other!A9"));
  EXPECT_TRUE(moves.Same("Costs!$A$9", "", "Costs!$A$12"));
}

TEST(MovedReferencesTest, FollowsRenamedSheets) {
  const MovedReferences moves = Moves();
  EXPECT_TRUE(moves.Same("Old!A9", "Other", "New!A9"));
  EXPECT_TRUE(moves.Same("SUM(Old:Other!A1)", "Other", "SUM(New:Other!A1)"));
  EXPECT_TRUE(moves.Same("Old!Rate", "Other", "New!Rate"));
  EXPECT_FALSE(moves.Same("Old!A9", "Other", "Old!A9"));
}

TEST(MovedReferencesTest, ReferencesToDeletedRowsDiffer) {
  const MovedReferences moves = Moves();
  EXPECT_FALSE(moves.Same("A20", "Costs", "#REF!"));
  EXPECT_TRUE(moves.Same("SUM(A18:A21)", "Costs", "SUM(A21:A22)"));
  EXPECT_TRUE(moves.Same("SUM(A20:A30)", "Costs", "SUM(A23:A31)"));
}

TEST(MovedReferencesTest, LeavesAloneWhatIsNoReference) {
  const MovedReferences moves = Moves();
  EXPECT_TRUE(moves.Same("\"Old!A9\"&A1", "Costs", "\"Old!A9\"&A1"));
  EXPECT_TRUE(moves.Same("LOG10(A9)", "Costs", "LOG10(A12)"));
  EXPECT_TRUE(moves.Same("[1]Costs!A9", "Other", "[1]Costs!A9"));
  EXPECT_TRUE(moves.Same("Table1[Amount]", "Costs", "Table1[Amount]"));
  EXPECT_TRUE(moves.Same("#REF!A9", "Costs", "#REF!A9"));
  EXPECT_TRUE(moves.Same("SUM(", "Costs", "SUM("));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
