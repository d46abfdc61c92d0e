// Serial numbers, ISO text and number formats that show dates.
#include "spreadsheet/model/dates.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

namespace sheetgate::spreadsheet {
namespace {

TEST(SerialToIsoTest, ShowsDatesTimesAndBoth) {
  const struct {
    double serial;
    DateSystem system;
    const char* iso;
  } kCases[] = {
      {1, DateSystem::k1900, "1900-01-01"},
      {59, DateSystem::k1900, "1900-02-28"},
      {60, DateSystem::k1900, "1900-02-29"},
      {61, DateSystem::k1900, "1900-03-01"},
      {36526, DateSystem::k1900, "2000-01-01"},
      {46053, DateSystem::k1900, "2026-01-31"},
      {46053.5, DateSystem::k1900, "2026-01-31T12:00:00"},
      {46053 + 49500.0 / 86400, DateSystem::k1900, "2026-01-31T13:45:00"},
      {60.25, DateSystem::k1900, "1900-02-29T06:00:00"},
      {2958465, DateSystem::k1900, "9999-12-31"},
      {0, DateSystem::k1900, "00:00:00"},
      {49500.0 / 86400, DateSystem::k1900, "13:45:00"},
      {0.5 + 0.25 / 86400, DateSystem::k1900, "12:00:00.25"},
      {1.0 / 86400000, DateSystem::k1900, "00:00:00.001"},
      {0.99999999999, DateSystem::k1900, "1900-01-01"},  // rounds to midnight
      {0, DateSystem::k1904, "00:00:00"},
      {1, DateSystem::k1904, "1904-01-02"},
      {60, DateSystem::k1904, "1904-03-01"},
      {44591, DateSystem::k1904, "2026-01-31"},
      {2957003, DateSystem::k1904, "9999-12-31"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(SerialToIso(c.serial, c.system), c.iso) << c.serial;
  }
}

TEST(SerialToIsoTest, RefusesWhatExcelsCalendarLacks) {
  for (const double serial :
       {-1.0, -1e-9, 2958466.0, 2958465.9999999999, 1e300, std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_EQ(SerialToIso(serial, DateSystem::k1900), std::nullopt) << serial;
  }
  EXPECT_EQ(SerialToIso(2957004, DateSystem::k1904), std::nullopt);
}

TEST(IsoToSerialTest, ReadsDatesTimesAndBoth) {
  EXPECT_EQ(IsoToSerial("1900-01-01", DateSystem::k1900), 1);
  EXPECT_EQ(IsoToSerial("1900-02-28", DateSystem::k1900), 59);
  EXPECT_EQ(IsoToSerial("1900-02-29", DateSystem::k1900), 60);
  EXPECT_EQ(IsoToSerial("1900-03-01", DateSystem::k1900), 61);
  EXPECT_EQ(IsoToSerial("2026-01-31", DateSystem::k1900), 46053);
  EXPECT_EQ(IsoToSerial("2026-01-31", DateSystem::k1904), 44591);
  EXPECT_EQ(IsoToSerial("2026-01-31T12:00", DateSystem::k1900), 46053.5);
  EXPECT_EQ(IsoToSerial("2026-01-31T12:00:00", DateSystem::k1900), 46053.5);
  EXPECT_EQ(IsoToSerial("18:00:00", DateSystem::k1900), 0.75);
  EXPECT_DOUBLE_EQ(*IsoToSerial("2026-01-31T13:45:30.5", DateSystem::k1900),
                   46053 + 49530.5 / 86400);
  EXPECT_EQ(IsoToSerial("1904-01-01", DateSystem::k1904), 0);
}

TEST(IsoToSerialTest, RefusesAnythingElse) {
  for (const char* text : {"",
                           "2026",
                           "2026-01",
                           "2026-1-31",
                           "2026-13-01",
                           "2026-00-10",
                           "2026-02-30",
                           "2025-02-29",
                           "1899-12-31",
                           "1900-01-00",
                           "31.01.2026",
                           "2026-01-31 12:00",
                           "2026-01-31T",
                           "2026-01-31T12",
                           "2026-01-31T24:00",
                           "2026-01-31T12:60",
                           "2026-01-31T12:00:60",
                           "2026-01-31T12:00:00Z",
                           "2026-01-31T12:00:00.",
                           "2026-01-31T12:00:00.5x",
                           "12:00",
                           "25:00:00",
                           "1:00:00",
                           "12026-01-31",
                           "2026-01-31x",
                           "abc"}) {
    EXPECT_EQ(IsoToSerial(text, DateSystem::k1900), std::nullopt) << text;
  }
  EXPECT_EQ(IsoToSerial("1900-02-29", DateSystem::k1904), std::nullopt);
  EXPECT_EQ(IsoToSerial("1903-12-31", DateSystem::k1904), std::nullopt);
}

TEST(IsoToSerialTest, InvertsSerialToIso) {
  for (const DateSystem system : {DateSystem::k1900, DateSystem::k1904}) {
    for (double serial = 1; serial < 2957000; serial += 977.125) {
      const std::optional<std::string> iso = SerialToIso(serial, system);
      ASSERT_TRUE(iso.has_value()) << serial;
      const std::optional<double> back = IsoToSerial(*iso, system);
      ASSERT_TRUE(back.has_value()) << *iso;
      ASSERT_NEAR(*back, serial, 1e-8) << *iso;
    }
  }
}

TEST(IsDateFormatTest, RecognisesDatesAndTimes) {
  for (const char* code : {"m/d/yyyy",
                           "yyyy\\-mm\\-dd",
                           "d-mmm-yy",
                           "h:mm",
                           "h:mm AM/PM",
                           "mm:ss.0",
                           "[h]:mm:ss",
                           "[mm]:ss",
                           "[ss]",
                           "[H]",
                           "[$-409]d\\-mmm\\-yyyy;@",
                           "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
                           "[Red]yyyy",
                           "[Blue][<40000]d/m/yy;General",
                           "\"Week of \"d mmm",
                           "dd\".\"mm",
                           "YYYY-MM-DD",
                           "[$-411]ge.m.d",
                           "e",
                           "bbbb",
                           "0;yyyy",
                           "General;d",
                           "_-d_-",
                           "* yyyy"}) {
    EXPECT_TRUE(IsDateFormat(code)) << code;
  }
}

TEST(IsDateFormatTest, IsNotFooledByLettersOfOtherFormats) {
  for (const char* code : {"",
                           "General",
                           "GENERAL",
                           "0",
                           "0.00",
                           "#,##0",
                           "0%",
                           "0.00E+00",
                           "##0.0E+0",
                           "0E-0",
                           "@",
                           "# ?/?",
                           "[Red]0",
                           "[Magenta]-0",
                           "[Yellow]0.0",
                           "\"days\"0",
                           "0\" hours\"",
                           "0\\d",
                           "0_d",
                           "0*d",
                           "[$-409]0.00",
                           "[$USD] #,##0",
                           "[>100]0",
                           "[DBNum1]0",
                           "[Red]General",
                           "_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)",
                           "0.0\" m\"",
                           "#,##0\\ \"kr.\"",
                           "\"unclosed d",
                           "0\\",
                           "[Red",
                           "[hm]0"}) {
    EXPECT_FALSE(IsDateFormat(code)) << code;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
