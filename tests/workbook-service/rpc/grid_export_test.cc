#include "workbook-service/rpc/grid_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrAppend;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;

class GridExportTest : public RpcTest {
 protected:
  GridExportTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    tests::PackageBuilder builder;
    builder
        .Sheet(
            "Data",
            "<cols><col min=\"1\" max=\"3\" width=\"20\"/><col min=\"4\" max=\"4\" hidden=\"1\"/>"
            "</cols><sheetData><row r=\"2\" ht=\"30\" customHeight=\"1\"><c r=\"B2\" "
            "s=\"1\"><v>1</v></c>"
            "<c r=\"C2\" s=\"1\"/><c r=\"D2\" s=\"0\"/></row><row r=\"3\" hidden=\"1\"><c r=\"B3\">"
            "<f t=\"array\" ref=\"B3:B4\">A1:A2*2</f><v>4</v></c><c r=\"D3\" "
            "s=\"2\"><v>45322</v></c></row>"
            "<row r=\"4\"><c r=\"B4\"><v>6</v></c></row></sheetData>"
            "<mergeCells><mergeCell ref=\"C3:D4\"/><mergeCell ref=\"A9:B9\"/></mergeCells>")
        .Styles(
            "<fonts><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/>"
            "<sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills><fill/><fill>"
            "<patternFill patternType=\"solid\"><fgColor rgb=\"FFFFFFE0\"/></patternFill></fill>"
            "</fills><borders><border/><border><top style=\"thin\"/></border></borders><cellXfs>"
            "<xf/><xf fontId=\"1\" fillId=\"1\" borderId=\"1\"><alignment wrapText=\"1\"/></xf>"
            "<xf numFmtId=\"14\"/></cellXfs>");
    WriteFile("rich.xlsx", *builder.Build());
  }

  v1::GridExportRequest Request(std::string_view path, std::string_view range = "",
                                std::string_view sheet = "Data") {
    v1::GridExportRequest request;
    request.set_workbook_id(FileId(path));
    request.set_sheet_name(std::string(sheet));
    request.set_range(std::string(range));
    return request;
  }
  absl::StatusOr<v1::GridExportResponse> Export(const v1::GridExportRequest& request,
                                                const ReadLimits& limits = {}) {
    return GridExport(request, context(), session(), limits);
  }
};

// "1,0 'Rent' =B2 fills 0,0:1,0 [bold]" of each cell: place, value, formula, look.
std::vector<std::string> ShowCells(const v1::GridExportResponse& grid) {
  std::vector<std::string> cells;
  for (const v1::GridRow& row : grid.rows()) {
    for (const v1::GridCell& cell : row.cells()) {
      std::string text = StrCat(row.row(), ",", cell.column(), " ", Show(cell.value()));
      if (!cell.formula().empty()) StrAppend(&text, " ", cell.formula());
      if (!cell.fills().empty()) StrAppend(&text, " fills ", cell.fills());
      if (cell.has_style()) {
        StrAppend(&text, " ", grid.styles(cell.style() - 1).ShortDebugString());
      }
      cells.push_back(text);
    }
  }
  return cells;
}

std::string ShowSize(const v1::GridSize& size) {
  return StrCat(size.first(), "-", size.last(), " ", static_cast<int>(size.size()),
                size.hidden() ? " hidden" : "");
}

TEST_F(GridExportTest, ExportsTypedCellsRelativeToTheAnchor) {
  ASSERT_OK_AND_ASSIGN(const auto grid, Export(Request("a.xlsx", "B2:D5")));
  EXPECT_EQ(grid.anchor(), "B2");
  EXPECT_EQ(grid.row_count(), 4);
  EXPECT_EQ(grid.column_count(), 3);
  EXPECT_THAT(ShowCells(grid),
              ElementsAre("0,0 1000 number_format: \"0.00\"",
                          "0,1 date 2026-01-31 number_format: \"mm-dd-yy\"", "0,2 2000 =B2*2",
                          "1,0 500", "1,2 1000 =B3*2", "3,0 #DIV/0!", "3,2 1500 =SUM(B2:B3)"));
  EXPECT_FALSE(grid.has_default_style());
  EXPECT_THAT(grid.next_page_token(), IsEmpty());
}

TEST_F(GridExportTest, ExportsLooksSizesMergesAndArrays) {
  ASSERT_OK_AND_ASSIGN(const auto grid, Export(Request("rich.xlsx", "B2:D9")));
  const std::string look =
      "font: \"Calibri\" font_size: 11 bold: true fill: \"solid\" fill_color: \"FFFFE0\" "
      "borders { edge: \"top\" style: \"thin\" } wrap_text: true";
  EXPECT_THAT(ShowCells(grid),
              ElementsAre("0,0 1 " + look, "0,1 - " + look, "1,0 4 =A1:A2*2 fills 1,0:2,0",
                          "1,2 date 2024-01-31 font: \"Calibri\" font_size: 11 "
                          "number_format: \"mm-dd-yy\"",
                          "2,0 6"));
  EXPECT_EQ(grid.styles_size(), 2) << "each look once";
  EXPECT_EQ(grid.default_style().ShortDebugString(), "font: \"Calibri\" font_size: 11");
  EXPECT_THAT(grid.merges(), ElementsAre("1,1:2,2"));
  ASSERT_EQ(grid.columns_size(), 2);
  EXPECT_EQ(ShowSize(grid.columns(0)), "0-1 20");
  EXPECT_EQ(ShowSize(grid.columns(1)), "2-2 0 hidden");
  ASSERT_EQ(grid.row_sizes_size(), 2);
  EXPECT_EQ(ShowSize(grid.row_sizes(0)), "0-0 30");
  EXPECT_EQ(ShowSize(grid.row_sizes(1)), "1-1 0 hidden");
}

TEST_F(GridExportTest, PagesFollowEachOther) {
  for (const std::string path : {"a.xlsx", "rich.xlsx"}) {
    v1::GridExportRequest request = Request(path, "A1:E9");
    ASSERT_OK_AND_ASSIGN(const auto whole, Export(request));
    ReadLimits limits;
    limits.max_cells = 2;
    std::vector<std::string> cells, merges, sizes, whole_sizes;
    for (const auto& size : whole.row_sizes()) whole_sizes.push_back(ShowSize(size));
    int columns = 0;
    int pages = 0;
    do {
      ASSERT_LT(++pages, 20);
      ASSERT_OK_AND_ASSIGN(const auto page, Export(request, limits));
      for (const std::string& cell : ShowCells(page)) cells.push_back(cell);
      merges.insert(merges.end(), page.merges().begin(), page.merges().end());
      for (const auto& size : page.row_sizes()) sizes.push_back(ShowSize(size));
      columns += page.columns_size();
      EXPECT_EQ(page.anchor(), "A1");
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_GT(pages, 1);
    EXPECT_EQ(cells, ShowCells(whole));
    EXPECT_EQ(merges, std::vector<std::string>(whole.merges().begin(), whole.merges().end()));
    EXPECT_EQ(sizes, whole_sizes);
    EXPECT_EQ(columns, whole.columns_size());
  }
}

TEST_F(GridExportTest, StaysWithinTheBudget) {
  std::string rows;
  for (int row = 1; row <= 3000; ++row) {
    rows += StrCat("<row r=\"", row, "\"><c r=\"A", row, "\" s=\"1\"><v>", row, "</v></c></row>");
  }
  WriteFile("tall.xlsx", BuildWorkbook({{"Data", rows}}));
  v1::GridExportRequest request = Request("tall.xlsx");
  int cells = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Export(request));
    EXPECT_LE(page.ByteSizeLong(), size_t{64 * 1024});
    EXPECT_EQ(page.styles_size(), 1);
    cells += page.rows_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(cells, 3000);
}

TEST_F(GridExportTest, AnEmptySheetIsAnEmptyGrid) {
  ASSERT_OK_AND_ASSIGN(const auto grid, Export(Request("a.xlsx", "", "Notes")));
  EXPECT_EQ(grid.row_count(), 0);
  EXPECT_THAT(grid.rows(), IsEmpty());
}

TEST_F(GridExportTest, NamesWhatIsWrong) {
  const auto range = Export(Request("a.xlsx", "A1:B"));
  ASSERT_THAT(range, HasReason(ErrorReason::kInvalidRange));
  EXPECT_EQ(FieldOf(range.status()), "range");
  const auto large = Export(Request("a.xlsx", "A1:Z10000"));
  ASSERT_THAT(large, HasReason(ErrorReason::kLimitExceeded));
  EXPECT_EQ(FieldOf(large.status()), "range");
  EXPECT_THAT(Export(Request("a.xlsx", "", "Chart")), HasReason(ErrorReason::kNotAWorksheet));
  EXPECT_THAT(Export(Request("a.xlsx", "", "Daten")), HasReason(ErrorReason::kSheetNotFound));
  v1::GridExportRequest request = Request("a.xlsx");
  request.set_page_token("nonsense");
  EXPECT_THAT(Export(request), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
