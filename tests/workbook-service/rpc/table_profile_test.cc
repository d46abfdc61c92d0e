#include "workbook-service/rpc/table_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/table_test_workbook.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;

class TableProfileTest : public RpcTest {
 protected:
  TableProfileTest() { WriteFile("a.xlsx", SalesWorkbook()); }
  v1::TableProfileRequest Request() {
    v1::TableProfileRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_table_name("Sales");
    return request;
  }
  absl::StatusOr<v1::TableProfileResponse> Profile(const v1::TableProfileRequest& request) {
    return TableProfile(request, context(), session(), {});
  }
};

TEST_F(TableProfileTest, ProfilesEveryColumnOverAllRows) {
  ASSERT_OK_AND_ASSIGN(const auto response, Profile(Request()));
  EXPECT_EQ(response.sheet_name(), "Data");
  EXPECT_EQ(response.range(), "B3:E7");
  EXPECT_EQ(response.header_row(), 2);
  EXPECT_EQ(response.rows(), 5);
  ASSERT_EQ(response.columns_size(), 4);

  const v1::ColumnProfile& item = response.columns(0);
  EXPECT_EQ(item.column() + " " + item.header() + " " + item.looks_like(), "B Item text");
  EXPECT_EQ(item.types().text(), 5);
  EXPECT_FALSE(item.types().has_empty());
  EXPECT_EQ(item.distinct(), 4) << "food and Food are one";
  ASSERT_EQ(item.top_values_size(), 1) << "the others occur once";
  EXPECT_EQ(Show(item.top_values(0).value()), "'food'");
  EXPECT_EQ(item.top_values(0).rows(), 2);
  EXPECT_EQ(item.texts().max_length(), 6);
  EXPECT_FALSE(item.has_numbers());

  const v1::ColumnProfile& net = response.columns(1);
  EXPECT_EQ(net.looks_like(), "number");
  EXPECT_EQ(net.types().number(), 3);
  EXPECT_EQ(net.types().error(), 1);
  EXPECT_EQ(net.types().empty(), 1);
  EXPECT_EQ(net.numbers().min(), 12.5);
  EXPECT_EQ(net.numbers().max(), 1000);
  EXPECT_DOUBLE_EQ(net.numbers().mean(), 1512.5 / 3);
  EXPECT_THAT(net.numbers().quartiles(), ElementsAre(256.25, 500, 750));

  const v1::ColumnProfile& due = response.columns(2);
  EXPECT_EQ(due.looks_like(), "date");
  EXPECT_EQ(due.dates().min() + " " + due.dates().median() + " " + due.dates().max(),
            "2025-12-01 2026-01-31 2026-02-28");
  EXPECT_EQ(response.columns(3).looks_like(), "boolean");
}

TEST_F(TableProfileTest, ColumnsAndTopValuesAsAskedFor) {
  v1::TableProfileRequest request = Request();
  request.add_columns("Paid");
  request.add_columns("B");
  request.set_top_values(0);
  ASSERT_OK_AND_ASSIGN(const auto response, Profile(request));
  ASSERT_EQ(response.columns_size(), 2);
  EXPECT_EQ(response.columns(0).header(), "Paid");
  EXPECT_THAT(response.columns(1).top_values(), IsEmpty());
}

TEST_F(TableProfileTest, PagesTogetherAreTheWhole) {
  v1::TableProfileRequest request = Request();
  ASSERT_OK_AND_ASSIGN(const auto whole, Profile(request));
  request.set_page_size(3);
  int columns = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Profile(request));
    for (const v1::ColumnProfile& column : page.columns()) {
      EXPECT_EQ(column.SerializeAsString(), whole.columns(columns++).SerializeAsString());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(columns, 4);
}

TEST_F(TableProfileTest, AnEmptySheetHasNoColumns) {
  v1::TableProfileRequest request = Request();
  request.clear_table_name();
  request.set_sheet_name("Empty");
  ASSERT_OK_AND_ASSIGN(const auto response, Profile(request));
  EXPECT_THAT(response.columns(), IsEmpty());
  EXPECT_EQ(response.rows(), 0);
}

TEST_F(TableProfileTest, NamesWhatIsWrong) {
  v1::TableProfileRequest request = Request();
  request.add_columns("Gross");
  const auto column = Profile(request);
  ASSERT_THAT(column, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(column.status()), "columns[0]");
  request = Request();
  request.set_range("A1:B2");
  EXPECT_THAT(Profile(request), HasReason(ErrorReason::kInvalidArgument));
  request = Request();
  request.set_page_token("x");
  EXPECT_THAT(Profile(request), HasReason(ErrorReason::kInvalidPageToken));
  request.clear_page_token();
  request.clear_table_name();
  const auto nothing = Profile(request);
  ASSERT_THAT(nothing, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(FieldOf(nothing.status()), "sheet_name");
  request.set_sheet_name("Chart");
  EXPECT_THAT(Profile(request), HasReason(ErrorReason::kNotAWorksheet));
}

}  // namespace
}  // namespace sheetgate::workbook
