#include "spreadsheet/model/number_format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "spreadsheet/model/decimal.h"

namespace sheetgate::spreadsheet {
namespace {

struct Case {
  std::string_view code;
  double number;
  std::string_view shown;
};

std::string Show(std::string_view code, double number, DateSystem system = DateSystem::k1900) {
  return NumberFormat(code).Number(number, system);
}

template <size_t kCount>
void Check(const Case (&cases)[kCount]) {
  for (const Case& one : cases) {
    EXPECT_EQ(Show(one.code, one.number), one.shown) << one.code << " of " << one.number;
  }
}

TEST(NumberFormatTest, GeneralShowsElevenDigits) {
  Check({{"General", 0, "0"},
         {"General", -0.0, "0"},
         {"General", 1234.5, "1234.5"},
         {"General", -1234.5, "-1234.5"},
         {"General", 0.1 + 0.2, "0.3"},
         {"General", 1.0 / 3, "0.333333333"},
         {"General", 100.0 / 3, "33.33333333"},
         {"General", 1234567890.123, "1234567890"},
         {"General", 12345678901, "12345678901"},
         {"General", 99999999999.9, "1E+11"},
         {"General", 123456789012, "1.23457E+11"},
         {"General", 1e300, "1E+300"},
         {"General", 0.0001, "0.0001"},
         {"General", 0.000123456789, "0.000123457"},
         {"General", 0.00001, "0.00001"},
         {"General", 0.0000123456, "1.23456E-05"},
         {"General", -1.5e-10, "-1.5E-10"},
         {"", 5, "5"},
         {"General\" kg\"", -2.5, "-2.5 kg"}});
}

TEST(NumberFormatTest, DigitsAndThousands) {
  Check({{"0", 1.5, "2"},
         {"0", 2.5, "3"},
         {"0", -0.4, "-0"},
         {"0000", 7, "0007"},
         {"#", 0, ""},
         {"0.00", 1.005, "1.01"},
         {"0.0", 0.25, "0.3"},
         {"00.00", 5.678, "05.68"},
         {"0.###", 1.25, "1.25"},
         {"#.##", 0, "."},
         {"#.##", 12, "12."},
         {".00", 12.5, "12.50"},
         {"?.??", 1.5, "1.5 "},
         {"???", 7, "  7"},
         {"#,##0", 1234567.8, "1,234,568"},
         {"#,##0", 999, "999"},
         {"#,##0", 1e15, "1,000,000,000,000,000"},
         {"0,000", 7, "0,007"},
         {"#,##0,", 1234567, "1,235"},
         {"0.0,,\"M\"", 12345678, "12.3M"},
         {"0%", 0.256, "26%"},
         {"0.00%", -0.12345, "-12.35%"},
         {"000-00-0000", 123456789, "123-45-6789"},
         {"(###) ###-####", 5551234567, "(555) 123-4567"},
         {"0.000000000000000000", 0.1, "0.100000000000000000"}});
}

TEST(NumberFormatTest, ScientificAndFractions) {
  Check({{"0.00E+00", 12345, "1.23E+04"},
         {"0.00E+00", 0, "0.00E+00"},
         {"0.00E+00", 9.999, "1.00E+01"},
         {"0.00E-00", 12345, "1.23E04"},
         {"0.00E-00", 0.00123, "1.23E-03"},
         {"##0.0E+0", 12345, "12.3E+3"},
         {"##0.0E+0", 0.00012345, "123.5E-6"},
         {"# ?/?", 5.25, "5 1/4"},
         {"# ?/?", 0.3, " 2/7"},
         {"# ?/?", 7, "7    "},
         {"# ?/?", 0, "0    "},
         {"# ?/?", 0.99, "1    "},
         {"# ?\?/??", 3.14159265, "3 14/99"},
         {"?/?", 1.5, "3/2"},
         {"# ?/8", 2.4, "2 3/8"},
         {"# ?\?/100", 0.37, " 37/100"},
         {"# ?/?", -0.5, "- 1/2"}});
}

TEST(NumberFormatTest, SectionsAndConditions) {
  Check({{"#,##0.00;(#,##0.00)", -1234.5, "(1,234.50)"},
         {"0;;\"zero\"", 0, "zero"},
         {"0;;\"zero\"", -3, ""},
         {"0;", -3, ""},
         {";;;", 5, ""},
         {"\"x\"0", -5, "-x5"},
         {"[Red]0;[Blue]0", -5, "5"},
         {"[>=100]\"big\";[<0]\"neg\" 0;0", 150, "big"},
         {"[>=100]\"big\";[<0]\"neg\" 0;0", -1, "neg 1"},
         {"[>=100]\"big\";[<0]\"neg\" 0;0", 5, "5"},
         {"[<100]0;0.0", -5, "-5"},
         {"[>100]0.0;0", -5, "-5"},
         {"[=1]\"one\";[<>2]\"some\";\"two\"", 1, "one"},
         {"[=1]\"one\";[<>2]\"some\";\"two\"", 3, "some"},
         {"[=1]\"one\";[<>2]\"some\";\"two\"", 2, "two"},
         {"@", 12.5, "12.5"},
         {"0.0;@", 2, "2.0"},
         {"0.0;@", -2, "-2.0"}});
}

TEST(NumberFormatTest, CurrenciesAndLiterals) {
  constexpr std::string_view kAccounting = "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)";
  Check({{"$#,##0.00", 1234.5, "$1,234.50"},
         {"[$\xE2\x82\xAC-407] #,##0.00", 1234.5, "\xE2\x82\xAC 1,234.50"},
         {"#,##0.00 [$kr-41D]", 1234.5, "1,234.50 kr"},
         {kAccounting, 12.3, " $12.30 "},
         {kAccounting, -12.3, " $(12.30)"},
         {kAccounting, 0, " $-   "},
         {"0\\ \\m", 5, "5 m"},
         {"0\"a;b\"", 5, "5a;b"},
         {"\"unfinished", 5, "unfinished"}});
}

TEST(NumberFormatTest, DatesAndTimes) {
  Check({{"yyyy-mm-dd", 45322, "2024-01-31"},
         {"m/d/yy", 45322, "1/31/24"},
         {"d-mmm-yy", 45322, "31-Jan-24"},
         {"dddd, mmmm d, yyyy", 45322, "Wednesday, January 31, 2024"},
         {"ddd mmmmm", 45322, "Wed J"},
         {"[$-409]mmmm d, yyyy;@", 45322, "January 31, 2024"},
         {"e", 45322, "2024"},
         {"bbbb", 45322, "2567"},
         {"h:mm AM/PM", 0.75, "6:00 PM"},
         {"h:mm a/p", 0, "12:00 a"},
         {"hh:mm", 0.75, "18:00"},
         {"h:mm:ss", 0.999999, "0:00:00"},
         {"mm:ss.0", 0.0512346, "13:46.7"},
         {"hh:mm:ss.000", 0.5000058, "12:00:00.501"},
         {"[h]:mm:ss", 1.5, "36:00:00"},
         {"[mm]:ss", 0.0512, "73:44"},
         {"[ss]", 0.5, "43200"},
         {"yyyy-mm-dd hh:mm", 45322.999999, "2024-02-01 00:00"},
         {"yyyy-mm-dd", 45322.999999, "2024-01-31"},
         {"m/d/yyyy h:mm", 45322.5, "1/31/2024 12:00"},
         {"h \"h\" m \"m\"", 0.51, "12 h 14 m"},
         {"yyyy-mm-dd", 60, "1900-02-29"},
         {"yyyy-mm-dd", 1, "1900-01-01"},
         {"yyyy-mm-dd", 0, "1900-01-00"},
         {"dddd", 1, "Sunday"},
         {"yyyy-mm-dd", 2958465, "9999-12-31"},
         {"yyyy-mm-dd", 2958466, "########"},
         {"yyyy-mm-dd", -1, "########"},
         {"h:mm", -0.5, "########"}});
}

TEST(NumberFormatTest, TheSystemOf1904) {
  EXPECT_EQ(Show("yyyy-mm-dd dddd", 0, DateSystem::k1904), "1904-01-01 Friday");
  EXPECT_EQ(Show("yyyy-mm-dd", 43860, DateSystem::k1904), "2024-01-31");
  EXPECT_EQ(Show("h:mm", -0.5, DateSystem::k1904), "-12:00");
}

TEST(NumberFormatTest, TextsUseTheirSection) {
  EXPECT_EQ(NumberFormat("General").Text("a"), "a");
  EXPECT_EQ(NumberFormat("0.00").Text("a"), "a");
  EXPECT_EQ(NumberFormat("0;0;0;\"<\"@\">\"").Text("a"), "<a>");
  EXPECT_EQ(NumberFormat(";;;").Text("a"), "");
  EXPECT_EQ(NumberFormat("0;@\"!\"").Text("a"), "a!");
}

TEST(NumberFormatTest, AnyCodeShowsSomething) {
  EXPECT_EQ(Show("0", std::numeric_limits<double>::infinity()), "#NUM!");
  EXPECT_EQ(Show("[", 1), "");
  EXPECT_EQ(Show("\\", 1), "");
  EXPECT_EQ(Show("0;0;0;@;0", 1), "1");
  // Nothing but the number is lost, and nothing crashes.
  constexpr std::string_view kPieces[] = {"0", "#",  "?",   ".", ",", "%", "/",  "E+", "@", ";",
                                          "y", "mm", "[h]", "s", "_", "*", "\"", "[",  "]", "1"};
  constexpr double kNumbers[] = {0, -1.5, 1e300, 1e-300, 45322.25, 5e-324};
  uint32_t state = 1;
  for (int i = 0; i < 5'000; ++i) {
    std::string code;
    for (int length = static_cast<int>(state >> 8) % 9; length >= 0; --length) {
      state = state * 1664525 + 1013904223;
      code += kPieces[(state >> 16) % std::size(kPieces)];
    }
    const NumberFormat format(code);
    for (const double number : kNumbers) {
      EXPECT_LT(format.Number(number, DateSystem::k1900).size(), 1000u) << code;
    }
    EXPECT_LT(format.Text("t").size(), 100u) << code;
  }
}

TEST(DecimalTest, RoundsHalfUpOnDecimalDigits) {
  const auto rounded = [](double value, int decimals) {
    Decimal decimal(value);
    decimal.Round(decimals);
    return decimal.Integer() + "." + decimal.Fraction(decimals);
  };
  EXPECT_EQ(rounded(1.005, 2), "1.01");
  EXPECT_EQ(rounded(0.05, 1), ".1");
  EXPECT_EQ(rounded(0.04, 1), ".0");
  EXPECT_EQ(rounded(0.5, 0), "1.");
  EXPECT_EQ(rounded(999.96, 1), "1000.0");
  EXPECT_EQ(rounded(0.0009, 1), ".0");
  EXPECT_EQ(rounded(1e20, 1), "100000000000000000000.0");
  Decimal shifted(1.5);
  shifted.Shift(2);
  EXPECT_EQ(shifted.Integer(), "150");
  EXPECT_EQ(shifted.exponent(), 2);
}

TEST(FormatCodeTest, WhatExcelWouldRepairIsNoCode) {
  for (const std::string_view code :
       {"General", "0.00", "#,##0.0_);[Red](#,##0.0)", "yyyy-mm-dd hh:mm:ss.000", "[h]:mm", "@",
        "0.0\" tons\"", "[$-409]d/m/yy h:mm AM/PM;@", "0.00E+00", "# ?/?", "\\a0", "* -", "[>9]0;0",
        "_-* #,##0.00 [$\u20AC-407]_-", "mmm\\ yy", "$#,##0", "0%"}) {
    EXPECT_TRUE(IsNumberFormatCode(code)) << code;
  }
  for (const std::string_view code :
       {"", "0.00 USD", "\"open", "[Red", "0;0;0;@;0", "0\\", "Standard", "0\n"}) {
    EXPECT_FALSE(IsNumberFormatCode(code)) << code;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
