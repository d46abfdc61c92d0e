// The text of a number is the shortest one, as std::to_chars finds it.
#include "spreadsheet/analysis/value_reader.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <random>
#include <string>

namespace sheetgate::spreadsheet {
namespace {

std::string Shortest(double number) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), number).ptr);
}

TEST(ShortestTextTest, WritesWhatNumbersMostlyAre) {
  EXPECT_EQ(ShortestText(12.5), "12.5");
  EXPECT_EQ(ShortestText(-0.034), "-0.034");
  EXPECT_EQ(ShortestText(7919), "7919");
  EXPECT_EQ(ShortestText(1200000), "1200000");
  EXPECT_EQ(ShortestText(100000), "1e+05");
  EXPECT_EQ(ShortestText(0), "0");
  EXPECT_EQ(ShortestText(-0.0), "-0");
}

TEST(ShortestTextTest, IsTheShortestTextOfAnyNumber) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const auto bits = static_cast<int64_t>(random() >> (random() % 64));
    const double whole = static_cast<double>(bits);
    for (const double number : {whole, -whole, whole / 100, whole / 1000, whole / 10000,
                                std::nextafter(whole / 1000, 0.0), i / 1000.0, i * 1000.0}) {
      ASSERT_EQ(ShortestText(number), Shortest(number));
    }
  }
  for (const double number : {1e12, 1e12 - 0.001, 1e15, 1e300, 0.001, 0.0005, 0.0004999, 1e-300,
                              100000.5, 9007199254740993.0}) {
    EXPECT_EQ(ShortestText(number), Shortest(number));
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
