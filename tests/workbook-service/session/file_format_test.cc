#include "workbook-service/session/file_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "spreadsheet/xlsx/workbook_format.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

// A workbook of `format`, with or without a VBA project.
std::shared_ptr<const spreadsheet::Workbook> Make(std::string_view format, bool macros) {
  tests::PackageBuilder builder;
  builder.Sheet("Sheet1", "<sheetData/>");
  if (macros) builder.Part("xl/vbaProject.bin", "x", "application/vnd.ms-office.vbaProject");
  auto package = spreadsheet::WithWorkbookFormat(builder.Build(), format, {}, {});
  EXPECT_THAT(package, IsOk());
  auto workbook =
      spreadsheet::OpenXlsx(std::make_shared<const std::string>(package.value_or("")), {}, {});
  EXPECT_THAT(workbook, IsOk());
  EXPECT_EQ((*workbook)->features().format, format);
  return *workbook;
}

TEST(FileFormatTest, WorkbooksAreSavedWhereExcelOpensThem) {
  const struct {
    const char* format;
    bool macros;
    const char* saved_as;  // "1" where it may be: xlsx, xltx, xlsm, xltm
    const char* advice;    // the format named where it may not
  } kCases[] = {
      {"xlsx", false, "1100", "xlsx"}, {"xltx", false, "1100", "xltx"},
      {"xlsm", true, "0011", "xlsm"},  {"xltm", true, "0011", "xltm"},
      {"xlsm", false, "1111", ""},     {"xltm", false, "1111", ""},
      {"xlsx", true, "1011", "xlsm"},  // Excel would not open it; it stays what it is
  };
  const char* const kTargets[] = {"xlsx", "xltx", "xlsm", "xltm"};
  for (const auto& c : kCases) {
    const auto workbook = Make(c.format, c.macros);
    for (int i = 0; i < 4; ++i) {
      const std::string path = std::string("out/plan.v2.") + kTargets[i];
      const absl::Status status = CheckSaveFormat(path, *workbook);
      if (c.saved_as[i] == '1') {
        EXPECT_THAT(status, IsOk()) << c.format << " as " << path;
        continue;
      }
      EXPECT_THAT(status, HasReason(ErrorReason::kInvalidPath)) << c.format << " as " << path;
      EXPECT_THAT(std::string(status.message()),
                  HasSubstr(std::string("use a path such as out/plan.v2.") + c.advice));
      EXPECT_EQ(platform::MetadataOf(status)["format"], c.advice);
      EXPECT_EQ(platform::MetadataOf(status)["field"], "path");
    }
  }
}

TEST(FileFormatTest, MessagesSayWhatIsWrong) {
  EXPECT_THAT(std::string(CheckSaveFormat("a.xlsx", *Make("xlsm", true)).message()),
              HasSubstr("cannot hold the workbook's macros"));
  EXPECT_THAT(std::string(CheckSaveFormat("a.xlsm", *Make("xlsx", false)).message()),
              HasSubstr("is that of a workbook with macros, and this one (xlsx) has none"));
  for (const char* path : {"a.csv", "a.TSV"}) {
    EXPECT_THAT(std::string(CheckSaveFormat(path, *Make("xltx", false)).message()),
                ::testing::AllOf(HasSubstr("read but never written"),
                                 HasSubstr("use a path such as a.xltx")));
  }
}

TEST(FileFormatTest, ReceivedFilesAreWhatTheirExtensionSays) {
  EXPECT_THAT(CheckReceivedFormat("a.XLSX", *Make("xlsx", false)), IsOk());
  EXPECT_THAT(CheckReceivedFormat("a.csv", *Make("xlsx", false)), IsOk());
  for (const char* path : {"a.xltx", "a.xlsm"}) {
    EXPECT_THAT(CheckReceivedFormat(path, *Make("xlsx", false)),
                HasReason(ErrorReason::kInvalidPath));
  }
}

TEST(FileFormatTest, PackagesOfDelimitedTextGetAPackagesName) {
  EXPECT_EQ(PackageFileName("in/sales.2026.csv", "xlsx"), "sales.2026.xlsx");
  EXPECT_EQ(PackageFileName("x.TSV", "xlsx"), "x.xlsx");
  EXPECT_EQ(PackageFileName("in/budget.xlsm", "xlsm"), "budget.xlsm");
  EXPECT_EQ(PackageFileName("", "xlsx"), "");
}

}  // namespace
}  // namespace sheetgate::workbook
