// Writing sheets whose rows and cells stand there more than once: what is written reads as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using namespace tests;  // NOLINT: a test of nothing else
using ::testing::ElementsAre;

TEST(WriteRepeatedCellsTest, RepeatedRowsAndCellsOutOfOrderAreWrittenAsTheyAreRead) {
  const auto base = Open(
      PackageBuilder()
          .Sheet("S",
                 "<sheetData><row r=\"2\"><c r=\"C2\"><v>1</v></c><c r=\"A2\"><v>2</v></c></row>"
                 "<row r=\"1\"><c r=\"A1\"><v>3</v></c></row><row r=\"2\"><c "
                 "r=\"C2\"><v>4</v></c></row></sheetData>")
          .Build());
  const auto edited = Edit(
      base, {SetValue("A2", {}), SetValue("C2", 7.0), SetValue("B2", 8.0), SetValue("B1", 9.0)});
  EXPECT_EQ(Cells(*Load(Open(Write(edited)))), Cells(*Load(edited)));
  EXPECT_THAT(Cells(*Load(edited)), ElementsAre("A1 3", "B1 9", "B2 8", "C2 7"));
}

TEST(WriteRepeatedCellsTest, AResultLeavesTheFormulaOfACellThatIsRepeated) {
  const auto base =
      Open(PackageBuilder()
               .Sheet("S",
                      "<sheetData><row r=\"3\"><c r=\"C3\"><f t=\"array\" ref=\"A3:D3\">X</f>"
                      "<v>1</v></c><c r=\"C3\"><v>2</v></c></row></sheetData>")
               .Build());
  EXPECT_EQ(SheetContent(Write(Edit(base, {SetResult("C3", 9.0)}))),
            "<sheetData><row r=\"3\"><c r=\"C3\"><f t=\"array\" ref=\"A3:D3\">X</f><v>9</v></c>"
            "<c r=\"C3\"><v>9</v></c></row></sheetData>");
}

TEST(WriteRepeatedCellsTest, AResultStaysWithItsFormulaWhereARowIsRepeated) {
  const auto base = Open(PackageBuilder()
                             .Sheet("S",
                                    "<sheetData><row r=\"2\"><c r=\"A2\"><f>1+1</f></c></row>"
                                    "<row r=\"2\"><c r=\"B2\"><v>4</v></c></row></sheetData>")
                             .Build());
  const auto edited = Edit(base, {SetResult("A2", 2.0), SetValue("C2", 5.0)});
  EXPECT_EQ(SheetContent(Write(edited)),
            "<sheetData><row r=\"2\"><c r=\"A2\"><f>1+1</f><v>2</v></c></row>"
            "<row r=\"2\"><c r=\"B2\"><v>4</v></c><c r=\"C2\"><v>5</v></c></row></sheetData>");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
