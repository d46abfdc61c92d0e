#include "workbook-service/rpc/budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sheetgate::workbook {
namespace {

TEST(ResponseBudgetTest, TakesItemsUntilOneDoesNotFit) {
  ResponseBudget budget({.max_bytes = 100, .max_cells = 10});
  EXPECT_TRUE(budget.Take(60, 5));
  EXPECT_TRUE(budget.Take(40, 5));
  EXPECT_FALSE(budget.Take(1, 0));
}

TEST(ResponseBudgetTest, IsFullAfterTheFirstRefusal) {
  ResponseBudget budget({.max_bytes = 100, .max_cells = 10});
  EXPECT_TRUE(budget.Take(60, 1));
  EXPECT_FALSE(budget.Take(60, 1));
  EXPECT_FALSE(budget.Take(1, 1)) << "later items must not overtake";
}

TEST(ResponseBudgetTest, CountsCellsToo) {
  ResponseBudget budget({.max_bytes = 100, .max_cells = 10});
  EXPECT_TRUE(budget.Take(1, 10));
  EXPECT_FALSE(budget.Take(1, 1));
}

TEST(ResponseBudgetTest, TheFirstItemAlwaysFits) {
  ResponseBudget budget({.max_bytes = 100, .max_cells = 10});
  budget.Reserve(90);
  EXPECT_TRUE(budget.Take(1000, 1000));
  EXPECT_FALSE(budget.Take(1, 0));
}

TEST(ValueBytesTest, CoversJsonAndProtobuf) {
  v1::CellValue value;
  EXPECT_GE(ValueBytes(value), 4);
  value.set_number(-1.2345678901234567e-300);
  EXPECT_GE(ValueBytes(value), 24);
  value.set_number(1);
  EXPECT_GE(ValueBytes(value), 11) << "its size as a field of a row";
  value.set_text("\"\\\n");
  EXPECT_GE(ValueBytes(value), 12) << "quotes, two escapes of 2 and one of 6";
}

}  // namespace
}  // namespace sheetgate::workbook
