#include "spreadsheet/xlsx/new_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

PackageBytes Made(const std::vector<std::string>& names) {
  auto package = NewPackage(names);
  EXPECT_THAT(package, IsOk());
  return std::make_shared<const std::string>(package.value_or(""));
}

TEST(NewPackageTest, HasTheSheetsInOrderAndEmpty) {
  const std::vector<std::string> names = {"Budget", "Q&A <2027> \"x\"", "日本", "it's"};
  const auto workbook = tests::Open(Made(names));
  ASSERT_EQ(workbook->sheets().size(), names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(workbook->sheets()[i].name, names[i]);
    EXPECT_EQ(workbook->sheets()[i].kind, SheetKind::kWorksheet);
    EXPECT_THAT(tests::Cells(*tests::Load(workbook, static_cast<int>(i))), IsEmpty());
  }
  EXPECT_EQ(workbook->features().format, "xlsx");
  EXPECT_EQ(workbook->date_system(), DateSystem::k1900);
}

TEST(NewPackageTest, HasTheNormalStyleAndDateFormats) {
  const auto workbook = tests::Open(Made({"Sheet1"}));
  EXPECT_EQ(workbook->NumberFormat(0), "General");
  EXPECT_FALSE(workbook->IsDate(0));
  EXPECT_EQ(workbook->NumberFormat(1), "yyyy-mm-dd");
  EXPECT_TRUE(workbook->IsDate(1));
  EXPECT_EQ(workbook->NumberFormat(2), "yyyy-mm-dd hh:mm:ss");
  EXPECT_TRUE(workbook->IsDate(2));
}

TEST(NewPackageTest, TextsGoIntoItsSharedStrings) {
  const auto edited = tests::Edit(tests::Open(Made({"Sheet1", "Sheet2"})),
                                  {tests::SetValue("B2", std::string("new"), 1),
                                   tests::SetValue("C3", 5.0), tests::SetFormula("D4", "C3*2")});
  const PackageBytes written = tests::Write(edited);
  EXPECT_THAT(tests::PartOf(written, "xl/sharedStrings.xml"),
              HasSubstr("count=\"1\" uniqueCount=\"1\"><si><t>new</t></si></sst>"));
  const auto workbook = tests::Open(written);
  EXPECT_THAT(tests::Cells(*tests::Load(workbook)), ElementsAre("C3 5", "D4 empty =C3*2"));
  EXPECT_THAT(tests::Cells(*tests::Load(workbook, 1)), ElementsAre("B2 'new'"));
}

TEST(NewPackageTest, IsDeterministic) { EXPECT_EQ(*Made({"a", "b"}), *Made({"a", "b"})); }

TEST(NewPackageTest, TakesNamesAtTheLimits) {
  EXPECT_THAT(NewPackage({std::string(31, 'x')}), IsOk());
  std::string emoji;
  for (int i = 0; i < 15; ++i) emoji += "😀";  // two units each
  EXPECT_THAT(NewPackage({emoji + "x"}), IsOk());
  EXPECT_THAT(NewPackage({"History 2", "a'b", " "}), IsOk());
}

TEST(NewPackageTest, RefusesNamesExcelRefuses) {
  std::string emoji;
  for (int i = 0; i < 16; ++i) emoji += "😀";
  const struct {
    std::vector<std::string> names;
    const char* message;
  } kCases[] = {
      {{}, "at least one sheet"},
      {{""}, "is empty"},
      {{std::string(32, 'x')}, "longer than 31 characters"},
      {{emoji}, "longer than 31 characters"},
      {{"a:b"}, "has ':'"},
      {{"a\\b"}, "has '\\'"},
      {{"a/b"}, "has '/'"},
      {{"a?"}, "has '?'"},
      {{"*"}, "has '*'"},
      {{"[a"}, "has '['"},
      {{"a]"}, "has ']'"},
      {{"a\nb"}, "control character"},
      {{"'a"}, "apostrophe"},
      {{"a'"}, "apostrophe"},
      {{"history"}, "reserved"},
      {{"\xFF"}, "not UTF-8"},
      {{"Data", "Übersicht", "ÜBERSICHT"}, "'ÜBERSICHT' is given twice"},
  };
  for (const auto& c : kCases) {
    const auto package = NewPackage(c.names);
    EXPECT_THAT(package, HasReason(ErrorReason::kInvalidArgument)) << c.message;
    EXPECT_THAT(std::string(package.status().message()),
                ::testing::AllOf(HasSubstr(c.message), HasSubstr("name such as")));
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
