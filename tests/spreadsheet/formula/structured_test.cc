// Structured references: items, columns and escapes.
#include "spreadsheet/formula/structured.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

TEST(ParseStructuredReferenceTest, ReadsItemsAndColumns) {
  const struct {
    const char* text;
    const char* table;
    int items;
    const char* first;
    const char* last;
  } kCases[] = {
      {"Sales[Price]", "Sales", 0, "Price", "Price"},
      {"Sales[Net Price]", "Sales", 0, "Net Price", "Net Price"},
      {"[Price]", "", 0, "Price", "Price"},
      {"Sales[]", "Sales", 0, "", ""},
      {"Sales[#All]", "Sales", kItemAll, "", ""},
      {"Sales[#data]", "Sales", kItemData, "", ""},
      {"Sales[[#Headers],[#Data]]", "Sales", kItemHeaders | kItemData, "", ""},
      {"Sales[[#Data],[#Totals],[a]:[b]]", "Sales", kItemData | kItemTotals, "a", "b"},
      {"Sales[[#This Row],[a]]", "Sales", kItemThisRow, "a", "a"},
      {"Sales[[#Totals],[a]]", "Sales", kItemTotals, "a", "a"},
      {"Sales[[a]:[b]]", "Sales", 0, "a", "b"},
      {"Sales[[a]]", "Sales", 0, "a", "a"},
      {"Sales[ [#Headers] , [a] : [b] ]", "Sales", kItemHeaders, "a", "b"},
      {"[@]", "", kItemThisRow, "", ""},
      {"[@Price]", "", kItemThisRow, "Price", "Price"},
      {"Sales[@[Net Price]]", "Sales", kItemThisRow, "Net Price", "Net Price"},
      {"Sales[@[a]:[b]]", "Sales", kItemThisRow, "a", "b"},
      {"Sales[a'[b']'#''c]", "Sales", 0, "a[b]#'c", "a[b]#'c"},
      {"Sales[[#This Row],['#]]", "Sales", kItemThisRow, "#", "#"},
      {"Sales[Mail@home, private]", "Sales", 0, "Mail@home, private", "Mail@home, private"},
      {"Sales[#REF!]", "Sales", kItemDeleted, "", ""},
      {"Sales[[#This Row],[#REF!]]", "Sales", kItemThisRow | kItemDeleted, "", ""},
      {"[1]!Sales[a]", "[1]!Sales", 0, "a", "a"},
      {"'Book 1.xlsx'!Sales[a]", "'Book 1.xlsx'!Sales", 0, "a", "a"},
  };
  for (const auto& c : kCases) {
    const auto reference = ParseStructuredReference(c.text);
    ASSERT_THAT(reference, IsOk()) << c.text;
    EXPECT_EQ(reference->table, c.table) << c.text;
    EXPECT_EQ(reference->items, c.items) << c.text;
    EXPECT_EQ(reference->first_column, c.first) << c.text;
    EXPECT_EQ(reference->last_column, c.last) << c.text;
  }
}

TEST(ParseStructuredReferenceTest, SaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* what;
  } kCases[] = {
      {"Sales", "character 6: a [ is expected"},
      {"Sales[a", "character 7: the ] is missing"},
      {"Sales[#Rows]", "character 7: this item does not exist"},
      {"Sales[[#All],[#Data]]", "character 14: these items cannot stand together"},
      {"Sales[[#This Row],[#Headers],[a]]", "these items cannot stand together"},
      {"Sales[[a],[b]]", "character 10: a ] is expected"},
      {"Sales[[a]:]", "a column in brackets is expected after the :"},
      {"Sales[[#All],]", "an item or column in brackets is expected"},
      {"Sales[a[b]]", "a [ in the name of a column is written '["},
      {"Sales[a]]", "nothing can follow the ] here"},
      {"Sales[[a]]x", "nothing can follow the ] here"},
      {"Sales[@[a]", "a ] is expected"},
  };
  for (const auto& c : kCases) {
    const auto reference = ParseStructuredReference(c.text);
    EXPECT_THAT(reference, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.what)))
        << c.text;
    EXPECT_THAT(reference, HasReason(platform::ErrorReason::kInvalidFormula)) << c.text;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
