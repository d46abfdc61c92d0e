#include "spreadsheet/writing/text_number.h"

#include <gtest/gtest.h>

#include <string>

namespace sheetgate::spreadsheet {
namespace {

// The number, "date <serial>", or "-" for a text that stays.
std::string Read(std::string_view text, const NumberReading& reading = {}) {
  const auto read = ReadTextNumber(text, reading);
  if (!read.has_value()) return "-";
  std::string number = std::to_string(read->number);
  while (number.back() == '0') number.pop_back();
  if (number.back() == '.') number.pop_back();
  return (read->date ? "date " : "") + number;
}

TEST(TextNumberTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(Read("1200"), "1200");
  EXPECT_EQ(Read("  1,234,567.50 "), "1234567.5");
  EXPECT_EQ(Read("-12"), "-12");
  EXPECT_EQ(Read("12-"), "-12");
  EXPECT_EQ(Read("\xE2\x88\x92"
                 "3"),
            "-3");
  EXPECT_EQ(Read("(1,000)"), "-1000");
  EXPECT_EQ(Read("($ 5.25)"), "-5.25");
  EXPECT_EQ(Read("-$5"), "-5");
  EXPECT_EQ(Read("$-5"), "-5");
  EXPECT_EQ(Read("5 \xE2\x82\xAC"), "5");
  EXPECT_EQ(Read("USD 7.5"), "7.5");
  EXPECT_EQ(Read("7.5 EUR"), "7.5");
  EXPECT_EQ(Read("+4"), "4");
  EXPECT_EQ(Read(".5"), "0.5");
  EXPECT_EQ(Read("0"), "0");
  EXPECT_EQ(Read("(0)"), "0");
}

TEST(TextNumberTest, APercentIsAHundredth) {
  EXPECT_EQ(ReadTextNumber("12.3%", {})->number, 0.123);
  EXPECT_EQ(ReadTextNumber("12.3 %", {})->number, 0.123);
  EXPECT_EQ(Read("(5%)"), "-0.05");
}

TEST(TextNumberTest, SeparatorsAreThoseGiven) {
  NumberReading german{.decimal = ',', .group = '.'};
  EXPECT_EQ(Read("1.234,5", german), "1234.5");
  EXPECT_EQ(Read("1,234.5", german), "-");
  NumberReading swiss{.group = '\''};
  EXPECT_EQ(Read("1'234.5", swiss), "1234.5");
  NumberReading french{.decimal = ',', .group = ' '};
  EXPECT_EQ(Read("1\xC2\xA0"
                 "234\xE2\x80\xAF"
                 "567,5",
                 french),
            "1234567.5");
  EXPECT_EQ(Read("1,234", {.group = 0}), "-");
}

TEST(TextNumberTest, LeavesWhatIsNoNumberOrWouldLoseSomething) {
  for (const char* text : {"",
                           " ",
                           "-",
                           "abc",
                           "12a",
                           "1,23",
                           "12,34,567",
                           "1,2345",
                           "1.",
                           "1.2.3",
                           "00123",
                           "007",
                           "1234567890123456",
                           "(-5)",
                           "5%%",
                           "--5",
                           "2026-01-31",
                           "1/2",
                           "$",
                           "%",
                           "1e5",
                           "USDX 5",
                           ",123",
                           "1,,234"}) {
    EXPECT_EQ(Read(text), "-") << text;
  }
}

TEST(TextNumberTest, DatesOnlyWhenAskedFor) {
  EXPECT_EQ(Read("2026-01-31", {.dates = DateOrder::kIso}), "date 46053");
  EXPECT_EQ(Read("31.1.2026", {.dates = DateOrder::kDayFirst}), "date 46053");
  EXPECT_EQ(Read("1/31/2026", {.dates = DateOrder::kMonthFirst}), "date 46053");
  EXPECT_EQ(Read("2026/01/31", {.dates = DateOrder::kYearFirst}), "date 46053");
  EXPECT_EQ(Read("31/31/2026", {.dates = DateOrder::kDayFirst}), "-");
  EXPECT_EQ(Read("31.1-2026", {.dates = DateOrder::kDayFirst}), "-");
  EXPECT_EQ(Read("31.1.26", {.dates = DateOrder::kDayFirst}), "-");
  EXPECT_EQ(Read("12.5", {.dates = DateOrder::kDayFirst}), "12.5");
  EXPECT_EQ(Read("2026-01-31", {.dates = DateOrder::kIso, .date_system = DateSystem::k1904}),
            "date 44591");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
