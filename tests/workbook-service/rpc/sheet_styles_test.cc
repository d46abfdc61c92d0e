#include "workbook-service/rpc/sheet_styles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_join.h"

#include "platform/base/strings.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/styled_workbook.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;

class SheetStylesTest : public RpcTest {
 protected:
  SheetStylesTest() { WriteFile("a.xlsx", StyledWorkbook()); }

  v1::SheetStylesRequest Request(std::string_view range = "", std::string_view sheet = "Data") {
    v1::SheetStylesRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_sheet_name(std::string(sheet));
    request.set_range(std::string(range));
    return request;
  }
  absl::StatusOr<v1::SheetStylesResponse> Styles(const v1::SheetStylesRequest& request,
                                                 const ReadLimits& limits = {}) {
    return SheetStyles(request, context(), session(), limits);
  }
};

std::string Show(const v1::StyledCells& cells) {
  return StrCat(cells.look(), " | ", cells.cells(), " | ", absl::StrJoin(cells.ranges(), " "),
                " | ", absl::StrJoin(cells.tags(), " "));
}

TEST_F(SheetStylesTest, ListsLooksWithTheirCells) {
  ASSERT_OK_AND_ASSIGN(const auto response, Styles(Request()));
  EXPECT_EQ(response.range(), "A1:B9");
  EXPECT_EQ(response.default_look(), "Calibri 11");
  EXPECT_EQ(response.total_looks(), 4);
  std::vector<std::string> looks;
  for (const auto& look : response.looks()) looks.push_back(Show(look));
  EXPECT_THAT(looks, ElementsAre(StrCat(kAccounting, " | 3 | B2:B4 | currency"),
                                 "bold; fill FFFFE0 | 2 | A1:B1 | header", "default | 1 | A2 | ",
                                 "style Input | 1 | B9 | input"));
  EXPECT_FALSE(response.has_values_only());
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(SheetStylesTest, OfARangeOnly) {
  ASSERT_OK_AND_ASSIGN(const auto response, Styles(Request("B3:B9")));
  EXPECT_EQ(response.range(), "B3:B9");
  ASSERT_EQ(response.looks_size(), 2);
  EXPECT_THAT(response.looks(0).ranges(), ElementsAre("B3:B4"));
  ASSERT_OK_AND_ASSIGN(const auto large, Styles(Request("A1:CV9999")));
  EXPECT_TRUE(large.values_only());
  EXPECT_EQ(large.total_looks(), 3) << "the input has no value";
}

TEST_F(SheetStylesTest, PagesFollowEachOther) {
  ASSERT_OK_AND_ASSIGN(const auto whole, Styles(Request()));
  for (const int page_size : {1, 3}) {
    v1::SheetStylesRequest request = Request();
    request.set_page_size(page_size);
    std::vector<std::string> looks, all;
    for (const auto& look : whole.looks()) all.push_back(Show(look));
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Styles(request));
      EXPECT_LE(page.looks_size(), page_size);
      for (const auto& look : page.looks()) looks.push_back(Show(look));
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(looks, all);
  }
  ReadLimits limits;
  limits.max_bytes = 10;
  ASSERT_OK_AND_ASSIGN(const auto tight, Styles(Request(), limits));
  EXPECT_EQ(tight.looks_size(), 1);
  EXPECT_FALSE(tight.next_page_token().empty());
}

TEST_F(SheetStylesTest, AnEmptySheetHasNoLooks) {
  ASSERT_OK_AND_ASSIGN(const auto response, Styles(Request("", "Empty")));
  EXPECT_THAT(response.range(), IsEmpty());
  EXPECT_EQ(response.total_looks(), 0);
}

TEST_F(SheetStylesTest, NamesWhatIsWrong) {
  const auto range = Styles(Request("B"));
  ASSERT_THAT(range, HasReason(ErrorReason::kInvalidRange));
  EXPECT_EQ(FieldOf(range.status()), "range");
  EXPECT_THAT(Styles(Request("", "Chart")), HasReason(ErrorReason::kNotAWorksheet));
  EXPECT_THAT(Styles(Request("", "Nowhere")), HasReason(ErrorReason::kSheetNotFound));
  v1::SheetStylesRequest request = Request();
  request.set_page_token("AAAA");
  EXPECT_THAT(Styles(request), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
