#include "spreadsheet/xlsx/workbook_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "spreadsheet/xlsx/new_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::PackageBuilder;

constexpr std::string_view kEmptySheet = "<sheetData/>";

PackageBytes Shared(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

TEST(WorkbookFormatTest, GivesTheWorkbookPartTheTypeOfTheFormat) {
  const PackageBytes xlsx = Shared(NewPackage({"Sheet1"}).value());
  constexpr std::string_view kOpen = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  const struct {
    const char* format;
    std::string type;
  } kCases[] = {{"xltx", Concat(kOpen, "template.main+xml")},
                {"xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"},
                {"xltm", "application/vnd.ms-excel.template.macroEnabled.main+xml"},
                {"xlsx", Concat(kOpen, "sheet.main+xml")}};
  for (const auto& c : kCases) {
    ASSERT_OK_AND_ASSIGN(const std::string converted, WithWorkbookFormat(xlsx, c.format, {}, {}));
    ASSERT_OK_AND_ASSIGN(const auto package, Package::Open(Shared(converted), {}, {}));
    EXPECT_EQ(package->ContentType("xl/workbook.xml"), c.type);
    EXPECT_EQ(tests::Open(Shared(converted))->features().format, c.format);
    EXPECT_EQ(WithWorkbookFormat(xlsx, c.format, {}, {}).value_or(""), converted);
  }
}

TEST(WorkbookFormatTest, KeepsEveryOtherPart) {
  const PackageBytes xlsx = PackageBuilder().Sheet("S", kEmptySheet).SharedStrings("").Build();
  ASSERT_OK_AND_ASSIGN(const std::string converted, WithWorkbookFormat(xlsx, "xltx", {}, {}));
  const auto before = tests::ReadRawMembers(std::string(*xlsx));
  const auto after = tests::ReadRawMembers(converted);
  ASSERT_EQ(before.size(), after.size());
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i].name, after[i].name);
    if (before[i].name == "[Content_Types].xml") {
      EXPECT_NE(before[i].compressed, after[i].compressed);
    } else {
      EXPECT_EQ(before[i].header, after[i].header) << before[i].name;
      EXPECT_EQ(before[i].compressed, after[i].compressed) << before[i].name;
    }
  }
}

TEST(WorkbookFormatTest, ATypeGivenByExtensionIsOverridden) {
  const std::string bytes =
      tests::ZipBuilder()
          .Add("[Content_Types].xml",
               "<x:Types xmlns:x=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
               "<x:Default Extension=\"xml\" ContentType=\"application/"
               "vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml\"/>"
               "</x:Types>")
          .Add("_rels/.rels",
               Concat("<Relationships><Relationship Id=\"r\" Type=\"", tests::kRelationshipSpace,
                      "/officeDocument\" Target=\"book.xml\"/></Relationships>"))
          .Add("book.xml", "<workbook/>")
          .Build()
          .bytes;
  ASSERT_OK_AND_ASSIGN(const std::string converted,
                       WithWorkbookFormat(Shared(bytes), "xlsx", {}, {}));
  EXPECT_THAT(tests::PartOf(Shared(converted), "[Content_Types].xml"),
              HasSubstr("<x:Override PartName=\"/book.xml\" ContentType=\"application/"
                        "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"));
}

TEST(WorkbookFormatTest, RefusesAPackageWithoutWorkbook) {
  const std::string bytes =
      tests::ZipBuilder().Add("[Content_Types].xml", "<Types/>").Build().bytes;
  EXPECT_THAT(WithWorkbookFormat(Shared(bytes), "xlsx", {}, {}),
              HasReason(ErrorReason::kNotAWorkbook));
}

TEST(WorkbookFormatTest, MacrosAreVbaProjectsAndMacroSheets) {
  EXPECT_FALSE(HasMacros(*tests::Open(PackageBuilder().Sheet("S", kEmptySheet).Build())));
  EXPECT_TRUE(HasMacros(
      *tests::Open(PackageBuilder()
                       .Sheet("S", kEmptySheet)
                       .Part("xl/vbaProject.bin", "x", "application/vnd.ms-office.vbaProject")
                       .Build())));
  EXPECT_TRUE(HasMacros(*tests::Open(
      PackageBuilder().Sheet("S", kEmptySheet).RawSheet("M", "<a/>", "xlMacrosheet").Build())));
  EXPECT_TRUE(IsMacroEnabled("xlsm"));
  EXPECT_TRUE(IsMacroEnabled("xltm"));
  EXPECT_FALSE(IsMacroEnabled("xltx"));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
