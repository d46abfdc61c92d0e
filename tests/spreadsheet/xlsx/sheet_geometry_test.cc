#include "spreadsheet/model/sheet_geometry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/xlsx/sheet_geometry_reader.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;
using tests::Open;
using tests::PackageBuilder;
using tests::WorkbookPtr;

using GeometryPtr = std::shared_ptr<const SheetGeometry>;

GeometryPtr GeometryOf(const WorkbookPtr& workbook) {
  auto geometry = LoadSheetGeometry(*workbook, 0, {});
  EXPECT_THAT(geometry, IsOk());
  return geometry.ok() ? *geometry : nullptr;
}

GeometryPtr Read(std::string_view content) {
  return GeometryOf(Open(PackageBuilder().Sheet("S", content).Build()));
}

// "1-3 9.5", "4-4 hidden".
std::vector<std::string> Show(const std::vector<SizeSpan>& spans) {
  std::vector<std::string> texts;
  for (const SizeSpan& span : spans) {
    texts.push_back(Concat(span.first, "-", span.last,
                           span.size == 0 ? "" : Concat(" ", static_cast<int>(span.size * 100)),
                           span.hidden ? " hidden" : ""));
  }
  return texts;
}

TEST(SheetGeometryTest, APlainSheetHasUsualSizes) {
  const GeometryPtr geometry = Read("<sheetData><row r=\"1\"><c><v>1</v></c></row></sheetData>");
  EXPECT_THAT(geometry->columns, IsEmpty());
  EXPECT_THAT(geometry->rows, IsEmpty());
  EXPECT_EQ(geometry->ColumnWidth(1), 8.43);
  EXPECT_FALSE(geometry->ColumnHidden(1));
  EXPECT_FALSE(geometry->RowHidden(1));
}

TEST(SheetGeometryTest, ReadsColumnsRowsAndPanes) {
  const GeometryPtr geometry = Read(
      "<sheetViews><sheetView><pane xSplit=\"2\" ySplit=\"1\" state=\"frozen\"/></sheetView>"
      "</sheetViews><sheetFormatPr defaultColWidth=\"10.5\" defaultRowHeight=\"14.4\"/>"
      "<cols><col min=\"5\" max=\"6\" hidden=\"1\"/><col min=\"1\" max=\"2\" width=\"20.25\"/>"
      "<col min=\"3\" max=\"3\" width=\"20.25\"/><col min=\"2\" max=\"4\" width=\"7\"/>"
      "<col min=\"9\" max=\"8\" width=\"7\"/><col min=\"16000\" max=\"99999\" width=\"3\"/></cols>"
      "<sheetData><row r=\"2\" ht=\"30\" customHeight=\"1\"/><row r=\"3\" ht=\"30\"/>"
      "<row hidden=\"true\"><c t=\"inlineStr\"><is><t>&lt;row r=\"9\" hidden=\"1\"></t></is></c>"
      "</row><!-- <row r=\"8\" hidden=\"1\"/> --><row r=\"5\" hidden=\"1\"></row></sheetData>"
      "<rowBreaks/>");
  EXPECT_THAT(Show(geometry->columns), ElementsAre("1-3 2025", "5-6 hidden", "16000-16384 300"));
  EXPECT_THAT(Show(geometry->rows), ElementsAre("2-2 3000", "4-5 hidden"));
  EXPECT_EQ(geometry->default_row_height, 14.4);
  EXPECT_EQ(geometry->ColumnWidth(3), 20.25);
  EXPECT_EQ(geometry->ColumnWidth(4), 10.5);
  EXPECT_TRUE(geometry->ColumnHidden(6));
  EXPECT_TRUE(geometry->RowHidden(4));
  EXPECT_FALSE(geometry->RowHidden(8));
  EXPECT_EQ(geometry->frozen_rows, 1);
  EXPECT_EQ(geometry->frozen_columns, 2);
}

TEST(SheetGeometryTest, RowsMayBeHiddenUnlessTheyAreThere) {
  const GeometryPtr geometry =
      Read("<sheetFormatPr zeroHeight=\"1\"/><sheetData><row r=\"2\"/></sheetData>");
  EXPECT_TRUE(geometry->RowHidden(1));
  EXPECT_FALSE(geometry->RowHidden(2));
}

TEST(SheetGeometryTest, PrefixesAndEncodingsMakeNoDifference) {
  constexpr std::string_view kPart =
      "<x:worksheet xmlns:x=\"urn:x\"><x:cols><x:col min=\"2\" max=\"2\" width=\"4\"/></x:cols>"
      "<x:sheetData><x:row r=\"7\" hidden=\"1\"/></x:sheetData></x:worksheet>";
  for (const std::string& part : {std::string(kPart), tests::ToUtf16(kPart)}) {
    const GeometryPtr geometry = GeometryOf(Open(PackageBuilder().RawSheet("S", part).Build()));
    EXPECT_THAT(Show(geometry->columns), ElementsAre("2-2 400"));
    EXPECT_THAT(Show(geometry->rows), ElementsAre("7-7 hidden"));
  }
}

TEST(SheetGeometryTest, IsReadOnceForARevision) {
  const WorkbookPtr workbook = Open(PackageBuilder().Sheet("S", "<sheetData/>").Build());
  EXPECT_EQ(GeometryOf(workbook), GeometryOf(workbook));
  const WorkbookPtr chart =
      Open(PackageBuilder().RawSheet("C", "<chartsheet/>", "chartsheet").Build());
  EXPECT_THAT(LoadSheetGeometry(*chart, 0, {}), HasReason(ErrorReason::kNotAWorksheet));
  EXPECT_THAT(LoadSheetGeometry(*workbook, 7, {}), HasReason(ErrorReason::kSheetNotFound));
}

TEST(SheetGeometryTest, EveryWorksheetOfTheCorpusHasOne) {
  size_t columns = 0, rows = 0, frozen = 0;
  tests::ForEachWorkbook([&](const tests::OpenedFile& file) {
    for (const int sheet : file.worksheets) {
      const auto geometry = LoadSheetGeometry(*file.workbook, sheet, {});
      ASSERT_THAT(geometry, IsOk()) << sheet;
      columns += (*geometry)->columns.size();
      rows += (*geometry)->rows.size();
      frozen += (*geometry)->frozen_rows > 0 || (*geometry)->frozen_columns > 0;
    }
  });
  EXPECT_GT(columns, 500u);
  EXPECT_GT(rows, 200u);
  EXPECT_GT(frozen, 20u);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
