// Packages: what opens, what is refused and why, and reading parts.
#include "spreadsheet/xlsx/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::BuiltZip;
using tests::HasReason;
using tests::IsOk;
using tests::IsOkAndHolds;
using tests::StatusIs;
using tests::ZipBuilder;

constexpr std::string_view kTypes =
    R"(<Types><Default Extension="rels" ContentType="rels"/><Override PartName="/xl/workbook.xml" ContentType="main"/></Types>)";
constexpr std::string_view kRels =
    R"(<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/xl/workbook.xml"/></Relationships>)";

absl::StatusOr<std::shared_ptr<const Package>> Open(std::string bytes,
                                                    const XlsxLimits& limits = {}) {
  return Package::Open(std::make_shared<const std::string>(std::move(bytes)), limits, {});
}

BuiltZip Minimal() {
  return ZipBuilder()
      .Add("[Content_Types].xml", kTypes)
      .Add("_rels/.rels", kRels)
      .Add("xl/", "", {.deflate = false})
      .Add("xl/Workbook.xml", "<workbook/>")
      .Build();
}

std::string CompoundFile(std::string_view entry) {
  std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  bytes.resize(1024, '\0');
  for (size_t i = 0; i < entry.size(); ++i) bytes[512 + 128 + 2 * i] = entry[i];
  bytes[512 + 128 + 64] = static_cast<char>(2 * entry.size() + 2);
  return bytes;
}

TEST(PackageTest, ListsFindsAndReadsPartsIgnoringCase) {
  ASSERT_OK_AND_ASSIGN(const auto package, Open(Minimal().bytes));
  EXPECT_THAT(package->part_names(),
              ElementsAre("[Content_Types].xml", "_rels/.rels", "xl/Workbook.xml"));
  EXPECT_TRUE(package->Has("XL/workbook.XML"));
  EXPECT_FALSE(package->Has("xl/"));
  EXPECT_FALSE(package->Has("xl/styles.xml"));
  EXPECT_EQ(package->InflatedSize("xl/workbook.xml"), 11);
  EXPECT_EQ(package->InflatedSize("xl/styles.xml"), 0);
  EXPECT_EQ(package->ContentType("xl/WORKBOOK.xml"), "main");
  EXPECT_EQ(package->ContentType("_rels/.rels"), "rels");
  EXPECT_EQ(package->ContentType("xl/styles.xml"), "");
  EXPECT_THAT(package->Read("xl/workbook.xml", {}), IsOkAndHolds(std::string("<workbook/>")));
  ASSERT_OK_AND_ASSIGN(const auto relationships, package->Relationships(""));
  ASSERT_EQ(relationships.size(), 1u);
  EXPECT_EQ(relationships[0].target, "xl/workbook.xml");
  EXPECT_TRUE(HasType(relationships[0], "officeDocument"));
  ASSERT_OK_AND_ASSIGN(const auto none, package->Relationships("xl/workbook.xml"));
  EXPECT_THAT(none, IsEmpty());
}

TEST(PackageTest, NamesThePartThatIsMissingOrDamaged) {
  ASSERT_OK_AND_ASSIGN(const auto package, Open(Minimal().bytes));
  EXPECT_THAT(package->Read("xl/styles.xml", {}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("'xl/styles.xml' is damaged: it is "
                                                              "missing")));
  std::string content;
  for (int i = 0; i < 200; ++i) content += "<c r=\"A" + std::to_string(i * 37) + "\"/>";
  const BuiltZip large =
      ZipBuilder().Add("[Content_Types].xml", kTypes).Add("xl/a.xml", content).Build();
  // Without the last byte: what follows the end of the stream in it is padding.
  for (size_t at = large.members[1].data; at + 1 < large.directory; ++at) {
    std::string bytes = large.bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    ASSERT_OK_AND_ASSIGN(const auto damaged, Open(bytes));
    ASSERT_THAT(damaged->Read("xl/a.xml", {}), HasReason(ErrorReason::kFileCorrupt)) << at;
  }
}

TEST(PackageTest, ReadHonoursCancellation) {
  ASSERT_OK_AND_ASSIGN(const auto package, Open(Minimal().bytes));
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("stop"));
  EXPECT_THAT(package->Read("xl/workbook.xml", source.token()),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST(PackageTest, SaysWhatAFileIsThatIsNoPackage) {
  const struct {
    std::string bytes;
    ErrorReason reason;
    const char* message;
  } kCases[] = {
      {"", ErrorReason::kNotAWorkbook, "the file is empty"},
      {"a,b,c\n1,2,3\n", ErrorReason::kNotAWorkbook, "a text or CSV file"},
      {"P", ErrorReason::kNotAWorkbook, "a text or CSV file"},
      {"<html><table>", ErrorReason::kNotAWorkbook, "an HTML or XML file"},
      {"<?xml version=\"1.0\"?><Workbook/>", ErrorReason::kNotAWorkbook, "an XML file"},
      {"%PDF-1.7", ErrorReason::kNotAWorkbook, "a PDF document"},
      {std::string("\1\2\3\0", 4), ErrorReason::kNotAWorkbook, "a binary file"},
      {CompoundFile("Workbook"), ErrorReason::kUnsupportedFormat, "(.xls)"},
      {CompoundFile("EncryptedPackage"), ErrorReason::kFileEncrypted, "password"},
      {CompoundFile("EncryptedPackages"), ErrorReason::kUnsupportedFormat, "(.xls)"},
      {ZipBuilder().Build().bytes, ErrorReason::kNotAWorkbook, "an empty zip archive"},
      {ZipBuilder().Add("a.txt", "a").Build().bytes, ErrorReason::kNotAWorkbook,
       "without [Content_Types].xml"},
      {ZipBuilder()
           .Add("mimetype", "application/vnd.oasis.opendocument.spreadsheet", {.deflate = false})
           .Add("content.xml", "<a/>")
           .Build()
           .bytes,
       ErrorReason::kUnsupportedFormat, "(.ods)"},
      {ZipBuilder()
           .Add(
               "[Content_Types].xml",
               R"(<Types><Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>)")
           .Build()
           .bytes,
       ErrorReason::kUnsupportedFormat, "(.xlsb)"},
      {ZipBuilder().Add("[Content_Types].xml", "<Types").Build().bytes, ErrorReason::kFileCorrupt,
       "[Content_Types].xml"},
      {"PK\3\4 and no more", ErrorReason::kFileCorrupt, "cut off"},
  };
  for (const auto& c : kCases) {
    const auto package = Open(c.bytes);
    EXPECT_THAT(package, HasReason(c.reason)) << c.message;
    EXPECT_THAT(std::string(package.status().message()), HasSubstr(c.message));
    EXPECT_THAT(std::string(package.status().message()),
                ::testing::AnyOf(HasSubstr("save it"), HasSubstr("give an .xlsx"),
                                 HasSubstr("undamaged copy")))
        << "every message says what to do";
  }
}

TEST(PackageTest, LimitsTheSizeOfTheFile) {
  const std::string bytes = Minimal().bytes;
  EXPECT_THAT(Open(bytes, {.max_package_bytes = 100}), HasReason(ErrorReason::kFileTooLarge));
  EXPECT_THAT(Open(bytes, {.max_package_bytes = static_cast<int64_t>(bytes.size())}), IsOk());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
