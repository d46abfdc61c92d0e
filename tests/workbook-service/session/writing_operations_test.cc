// What revisions of older versions did: a fork is made again from them.
#include "workbook-service/session/writing_operations.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "spreadsheet/edit/table_operation.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;

v1::WritingOperation Resize(const std::string& range) {
  v1::WritingOperation operation;
  operation.set_kind("resize_table");
  operation.set_sheet_name("Data");
  operation.set_table_name("Sales");
  operation.set_range(range);
  return operation;
}

TEST(WritingOperationsTest, ATableGrowsAsItDid) {
  const auto book = tests::Open(tests::PackageBuilder().Sheet("Data", "<sheetData/>").Build());
  const spreadsheet::CreateTableOperation create("Data", *spreadsheet::ParseRange("A1:B3"), "Sales",
                                                 {});
  ASSERT_OK_AND_ASSIGN(const auto before, spreadsheet::ApplyOperation(*book, create, {}));
  ASSERT_OK_AND_ASSIGN(const auto operation, MakeWritingOperation(Resize("A1:B9")));
  ASSERT_OK_AND_ASSIGN(const auto after, spreadsheet::ApplyOperation(*before, *operation, {}));
  ASSERT_OK_AND_ASSIGN(const auto features, after->LoadFeatures(0, {}));
  EXPECT_EQ(FormatRange(features->tables.front().range), "A1:B9");
  EXPECT_EQ(FormatRange(*features->tables.front().filter), "A1:B9");
}

TEST(WritingOperationsTest, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(MakeWritingOperation(Resize("A1:")), HasReason(ErrorReason::kInvalidRange));
  v1::WritingOperation operation = Resize("A1:B9");
  operation.set_kind("resize");
  EXPECT_THAT(MakeWritingOperation(operation), HasReason(ErrorReason::kInvalidArgument));
}

}  // namespace
}  // namespace sheetgate::workbook
