#include "workbook-service/rpc/list_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/table_test_workbook.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;

class ListTablesTest : public RpcTest {
 protected:
  ListTablesTest() { WriteFile("a.xlsx", SalesWorkbook()); }
  v1::ListTablesRequest Request() {
    v1::ListTablesRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    return request;
  }
  absl::StatusOr<v1::ListTablesResponse> List(const v1::ListTablesRequest& request) {
    return ListTables(request, context(), session(), {});
  }
};

TEST_F(ListTablesTest, ListsTablesOfAllSheetsOrOfOne) {
  v1::ListTablesRequest request = Request();
  ASSERT_OK_AND_ASSIGN(const auto all, List(request));
  ASSERT_EQ(all.tables_size(), 1);
  const v1::ListedTable& table = all.tables(0);
  EXPECT_EQ(table.name(), "Sales");
  EXPECT_EQ(table.sheet_name(), "Data");
  EXPECT_EQ(table.range(), "B2:E8");
  EXPECT_EQ(table.data_rows(), 5);
  EXPECT_FALSE(table.has_header_rows()) << "one is usual";
  EXPECT_EQ(table.totals_rows(), 1);
  EXPECT_THAT(table.columns(), ElementsAre("Item", "Net", "Due", "Paid"));
  EXPECT_EQ(table.style(), "TableStyleLight1");
  EXPECT_EQ(all.next_page_token(), "");
  request.set_sheet_name("Plain");
  ASSERT_OK_AND_ASSIGN(const auto none, List(request));
  EXPECT_THAT(none.tables(), IsEmpty());
}

TEST_F(ListTablesTest, PagesFollowEachOther) {
  tests::PackageBuilder builder;
  std::string parts, relations;
  for (int i = 1; i <= 5; ++i) {
    parts += platform::StrCat("<tablePart r:id=\"t", i, "\"/>");
    relations +=
        platform::StrCat("<Relationship Id=\"t", i, "\" Type=\"", tests::kRelationshipSpace,
                         "/table\" Target=\"../table", i, ".xml\"/>");
    builder.Part(
        platform::StrCat("xl/table", i, ".xml"),
        platform::StrCat("<table displayName=\"T", i, "\" ref=\"A", 10 * i, ":A", 10 * i + 2,
                         "\"><tableColumns><tableColumn name=\"c\"/></tableColumns>"
                         "</table>"),
        "application/xml");
  }
  builder.Sheet(
      "S", platform::StrCat("<sheetData/><tableParts xmlns:r=\"urn:r\">", parts, "</tableParts>"));
  builder.Part("xl/worksheets/_rels/sheet1.xml.rels",
               platform::StrCat("<Relationships>", relations, "</Relationships>"),
               "application/vnd.openxmlformats-package.relationships+xml");
  WriteFile("many.xlsx", *builder.Build());
  v1::ListTablesRequest request;
  request.set_workbook_id(FileId("many.xlsx"));
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, List(request));
    for (const auto& table : page.tables()) names.push_back(table.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("T1", "T2", "T3", "T4", "T5"));
}

TEST_F(ListTablesTest, NamesWhatIsWrong) {
  v1::ListTablesRequest request = Request();
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(List(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Chart");
  EXPECT_THAT(List(request), HasReason(ErrorReason::kNotAWorksheet));
  request = Request();
  request.set_page_token("x");
  EXPECT_THAT(List(request), HasReason(ErrorReason::kInvalidPageToken));
  request = Request();
  request.set_revision("r0");
  EXPECT_THAT(List(request), HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
