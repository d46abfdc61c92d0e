#include "spreadsheet/analysis/range_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sheetgate::spreadsheet {
namespace {

const std::vector<std::vector<TextCell>> kRows = {
    {{"a\"b"}, {"1", true}, {"", false, true}},
    {{"x,y\tz"}, {""}, {"line\r\ntwo|\\"}},
};

std::string Write(TextFormat format, bool named) {
  RangeText text(format);
  if (named) text.NameColumns({"Name", "", "Name"}, {"A", "B", "C"});
  for (const auto& row : kRows) text.Add(text.Row(row));
  return text.Finish();
}

TEST(RangeTextTest, WritesDelimitedText) {
  EXPECT_EQ(Write(TextFormat::kCsv, false), "\"a\"\"b\",1,\n\"x,y\tz\",\"\",\"line\r\ntwo|\\\"\n");
  EXPECT_EQ(Write(TextFormat::kTsv, false),
            "\"a\"\"b\"\t1\t\n\"x,y\tz\"\t\"\"\t\"line\r\ntwo|\\\"\n");
}

TEST(RangeTextTest, WritesJson) {
  EXPECT_EQ(Write(TextFormat::kJson, false),
            "[[\"a\\\"b\",1,null],\n[\"x,y\\u0009z\",\"\",\"line\\u000d\\ntwo|\\\\\"]]");
  EXPECT_EQ(Write(TextFormat::kJson, true),
            "[{\"Name\":\"a\\\"b\",\"B\":1,\"Name_2\":null},\n"
            "{\"Name\":\"x,y\\u0009z\",\"B\":\"\",\"Name_2\":\"line\\u000d\\ntwo|\\\\\"}]");
  EXPECT_EQ(RangeText(TextFormat::kJson).Finish(), "[]");
}

TEST(RangeTextTest, WritesMarkdown) {
  EXPECT_EQ(Write(TextFormat::kMarkdown, true),
            "| Name | B | Name_2 |\n| --- | --- | --- |\n"
            "| a\"b | 1 |  |\n| x,y\tz |  | line<br>two\\|\\\\ |\n");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
