#include "spreadsheet/manifest/port_names.h"

#include <gtest/gtest.h>

#include <string>

namespace sheetgate::spreadsheet {
namespace {

TEST(PortNamesTest, MakesNamesFromLabels) {
  EXPECT_EQ(PortNameOf("Growth rate (%):"), "growth_rate");
  EXPECT_EQ(PortNameOf("  2027 "), "value_2027");
  EXPECT_EQ(PortNameOf("Umsatz Übersee"), "umsatz_übersee");
  EXPECT_EQ(PortNameOf("売上"), "売上");
  EXPECT_EQ(PortNameOf("--- "), "");
  for (const std::string letter : {"x", "é", "売"}) {
    std::string longest;
    for (int i = 0; i < 100; ++i) longest += letter;
    const std::string name = PortNameOf(longest);
    EXPECT_LE(name.size(), kMostPortName);
    EXPECT_EQ(name.size() % letter.size(), 0u) << "no half characters";
    EXPECT_TRUE(IsPortName(name));
  }
}

TEST(PortNamesTest, KnowsNames) {
  EXPECT_TRUE(IsPortName("Growth_Rate.2-x"));
  EXPECT_TRUE(IsPortName("_x"));
  EXPECT_FALSE(IsPortName(""));
  EXPECT_FALSE(IsPortName("2x"));
  EXPECT_FALSE(IsPortName("growth rate"));
  EXPECT_FALSE(IsPortName(std::string(65, 'a')));
}

TEST(PortNamesTest, NumbersNamesThatAreTaken) {
  UniquePortNames names;
  EXPECT_EQ(names.Take("rate"), "rate");
  EXPECT_EQ(names.Take("Rate"), "Rate_2");
  EXPECT_EQ(names.Take("rate"), "rate_3");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
