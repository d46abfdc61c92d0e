#include "workbook-service/rpc/next_call.h"

#include <gtest/gtest.h>

namespace sheetgate::workbook {
namespace {

TEST(NextCallTest, WritesToolAndArguments) {
  EXPECT_EQ(NextCall("list_workbooks").ToString(), "list_workbooks {}");
  EXPECT_EQ(NextCall("read_table").Text("workbook_id", "wb-1").Text("region_id", "r1").ToString(),
            "read_table {\"workbook_id\":\"wb-1\",\"region_id\":\"r1\"}");
  EXPECT_EQ(NextCall("range_values").List("ranges", "A1:B2").ToString(),
            "range_values {\"ranges\":[\"A1:B2\"]}");
}

TEST(NextCallTest, ArgumentsAreJson) {
  EXPECT_EQ(NextCall("t").Text("sheet_name", "a \"b\" \\ c\n\xE6\x9C\x88").ToString(),
            "t {\"sheet_name\":\"a \\\"b\\\" \\\\ c\\u000a\xE6\x9C\x88\"}");
}

}  // namespace
}  // namespace sheetgate::workbook
