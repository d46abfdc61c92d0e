#include "spreadsheet/analysis/number_text.h"

#include <gtest/gtest.h>

namespace sheetgate::spreadsheet {
namespace {

TEST(NumberTextTest, TellsNumbersFromIdentifiersAndWords) {
  for (const char* number :
       {"0", "12", " 7 ", "-1,234.50", "+3", ".5", "5.", "3.5%", "$1,000", "-€12", "1E-7", "2e10",
        "\xC2\xA0"
        "42",
        "0.25", "123456789012345"}) {
    EXPECT_EQ(ClassifyText(number), NumberText::kNumber) << number;
  }
  for (const char* identifier : {"007", "00123", "1234567890123456"}) {
    EXPECT_EQ(ClassifyText(identifier), NumberText::kIdentifier) << identifier;
  }
  for (const char* other : {"", " ", "-", "abc", "12a", "1,23", "1.2.3", "2024-01-31", "12:30",
                            "1e", "1e9999", "$", "%", "1 2", "--3"}) {
    EXPECT_EQ(ClassifyText(other), NumberText::kNone) << other;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
