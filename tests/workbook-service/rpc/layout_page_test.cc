#include "workbook-service/rpc/layout_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;

class LayoutPageTest : public RpcTest {
 protected:
  LayoutPageTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  v1::LayoutPageRequest Request(std::string_view range = "", std::string_view path = "a.xlsx",
                                std::string_view sheet = "Data") {
    v1::LayoutPageRequest request;
    request.set_workbook_id(FileId(path));
    request.set_sheet_name(std::string(sheet));
    request.set_range(std::string(range));
    return request;
  }
  absl::StatusOr<v1::LayoutPageResponse> Draw(const v1::LayoutPageRequest& request,
                                              const ReadLimits& limits = {}) {
    return LayoutPage(request, context(), session(), limits);
  }
};

TEST_F(LayoutPageTest, DrawsTheUsedCells) {
  ASSERT_OK_AND_ASSIGN(const auto response, Draw(Request()));
  EXPECT_EQ(response.range(), "A1:D9");
  EXPECT_EQ(response.picture(),
            "   A       |B       |C       |D\n"
            "1  Item    |Amount  |Due\n"
            "2  Rent    | 1000.00|01-31-26|    2000\n"
            "3  Food    |     500|        |    1000\n"
            "4\n"
            "5    TRUE  |#DIV/0! |        |    1500\n"
            "6\n7\n8\n"
            "9  end");
  ASSERT_EQ(response.looks_size(), 2);
  EXPECT_EQ(response.looks(0).look(), "0.00");
  EXPECT_THAT(response.looks(0).ranges(), ElementsAre("B2"));
  EXPECT_EQ(response.looks(1).look(), "mm-dd-yy");
  EXPECT_THAT(response.next_ranges(), IsEmpty());
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
}

TEST_F(LayoutPageTest, ShowsFormulas) {
  v1::LayoutPageRequest request = Request("D2:D5");
  request.set_mode("formulas");
  request.set_fit_columns(true);
  request.set_omit_styles(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Draw(request));
  EXPECT_EQ(response.picture(), "   D\n2  =B2*2\n3  =B3*2\n4\n5  =SUM(B2:B3)");
  EXPECT_THAT(response.looks(), IsEmpty());
}

TEST_F(LayoutPageTest, TellsMergesAndPanes) {
  tests::PackageBuilder builder;
  builder.Sheet("S",
                "<sheetViews><sheetView><pane ySplit=\"2\" xSplit=\"1\" state=\"frozen\"/>"
                "</sheetView></sheetViews><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
                "</sheetData><mergeCells><mergeCell ref=\"A1:B2\"/><mergeCell ref=\"D9:E9\"/>"
                "</mergeCells>");
  WriteFile("m.xlsx", *builder.Build());
  ASSERT_OK_AND_ASSIGN(const auto response, Draw(Request("A1:C3", "m.xlsx", "S")));
  EXPECT_THAT(response.merged_ranges(), ElementsAre("A1:B2"));
  EXPECT_EQ(response.frozen(), "2 rows, 1 column");
}

// Pictures of what next_ranges names show every cell once.
TEST_F(LayoutPageTest, NextRangesShowTheRest) {
  WriteFile("tall.xlsx", TallWorkbook(300));
  for (const int64_t max_bytes : {int64_t{64 * 1024}, int64_t{700}}) {
    ReadLimits limits;
    limits.max_bytes = max_bytes;
    std::vector<std::string> ranges = {"A1:AZ300"};
    std::vector<std::string> done;
    int64_t cells = 0;
    std::string pictures;
    while (!ranges.empty()) {
      ASSERT_LT(done.size(), 400u);
      ASSERT_OK_AND_ASSIGN(const auto sheets, session().Open(FileId("tall.xlsx"), "", context()));
      ASSERT_OK_AND_ASSIGN(
          const auto page,
          Draw(Request(ranges.back(), "tall.xlsx", sheets->workbook->sheets()[0].name), limits));
      ranges.pop_back();
      ranges.insert(ranges.end(), page.next_ranges().begin(), page.next_ranges().end());
      ASSERT_OK_AND_ASSIGN(const auto shown, spreadsheet::ParseRange(page.range()));
      EXPECT_LE(shown.rows(), 80);
      EXPECT_LE(shown.columns(), 25);
      for (const std::string& other : done) {
        spreadsheet::RangeRef common;
        ASSERT_OK_AND_ASSIGN(const auto before, spreadsheet::ParseRange(other));
        EXPECT_FALSE(Intersect(before, shown, &common)) << other << " and " << page.range();
      }
      done.push_back(page.range());
      cells += shown.cells();
      pictures += page.picture() + "\n";
    }
    EXPECT_EQ(cells, 300 * 52);
    for (int row = 1; row <= 300; ++row) {
      EXPECT_THAT(pictures, HasSubstr(StrCat(" r", row, " ")));
    }
  }
}

TEST_F(LayoutPageTest, AnEmptySheetHasNoPicture) {
  ASSERT_OK_AND_ASSIGN(const auto response, Draw(Request("", "a.xlsx", "Notes")));
  EXPECT_THAT(response.picture(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto asked, Draw(Request("B2:C3", "a.xlsx", "Notes")));
  EXPECT_EQ(asked.picture(), "   B       |C\n2\n3");
}

TEST_F(LayoutPageTest, NamesWhatIsWrong) {
  const auto field = [this](const v1::LayoutPageRequest& request) {
    return FieldOf(Draw(request).status());
  };
  EXPECT_EQ(field(Request("A1:B")), "range");
  v1::LayoutPageRequest request = Request();
  request.set_mode("numbers");
  EXPECT_EQ(field(request), "mode");
  EXPECT_THAT(Draw(request), HasReason(ErrorReason::kInvalidArgument));
  request = Request();
  request.set_max_column_width(2);
  EXPECT_EQ(field(request), "max_column_width");
  EXPECT_THAT(Draw(Request("", "a.xlsx", "Chart")), HasReason(ErrorReason::kNotAWorksheet));
  EXPECT_THAT(Draw(Request("", "a.xlsx", "Daten")), HasReason(ErrorReason::kSheetNotFound));
  request = Request();
  request.set_revision("nothing");
  EXPECT_THAT(Draw(request), HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
