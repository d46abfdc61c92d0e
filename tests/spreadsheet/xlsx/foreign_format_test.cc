#include "spreadsheet/xlsx/foreign_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::AllOf;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

constexpr std::string_view kXlsbType = "application/vnd.ms-excel.sheet.binary.macroEnabled.main";

// The refusal of a format that holds workbooks: what it is, that it is not converted yet, and what
// to do, with the format for programs.
void ExpectUnsupported(const absl::Status& status, std::string_view format) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status, HasReason(ErrorReason::kUnsupportedFormat));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr(Concat("(.", format, ")")),
                    HasSubstr("this server does not convert those yet"),
                    HasSubstr("save it as .xlsx and use that")));
  EXPECT_EQ(platform::MetadataOf(status)["format"], format);
}

absl::Status OpenError(std::string bytes) {
  return OpenXlsx(std::make_shared<const std::string>(std::move(bytes)), {}, {}).status();
}

TEST(ForeignFormatTest, XlsIsNotConvertedYet) {
  std::string compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  compound.resize(1024);
  ExpectUnsupported(CheckSignature(compound), "xls");
  ExpectUnsupported(OpenError(compound), "xls");
}

TEST(ForeignFormatTest, OdsIsNotConvertedYet) {
  constexpr std::string_view kOds = "application/vnd.oasis.opendocument.spreadsheet";
  ExpectUnsupported(CheckMimetype(kOds), "ods");
  ExpectUnsupported(CheckMimetype(Concat(kOds, "-template")), "ods");
  ExpectUnsupported(
      OpenError(tests::ZipBuilder().Add("mimetype", kOds, {.deflate = false}).Build().bytes),
      "ods");
  EXPECT_THAT(CheckMimetype("application/vnd.oasis.opendocument.text"), IsOk());
}

TEST(ForeignFormatTest, XlsbIsNotConvertedYet) {
  ExpectUnsupported(CheckMainContentType(kXlsbType), "xlsb");
  EXPECT_THAT(CheckMainContentType("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), IsOk());
  // Excel gives the type by extension; others name the part.
  for (const std::string& type :
       {Concat("<Default Extension=\"bin\" ContentType=\"", kXlsbType, "\"/>"),
        Concat("<Override PartName=\"/xl/workbook.bin\" ContentType=\"", kXlsbType, "\"/>")}) {
    const std::string bytes =
        tests::ZipBuilder()
            .Add("[Content_Types].xml",
                 Concat("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                        "content-types\">",
                        type, "</Types>"))
            .Add("_rels/.rels",
                 Concat("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                        "relationships\"><Relationship Id=\"rId1\" Type=\"",
                        tests::kRelationshipSpace,
                        "/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>"))
            .Add("xl/workbook.bin", std::string("\x83\x01\x00", 3))
            .Build()
            .bytes;
    ExpectUnsupported(OpenError(bytes), "xlsb");
  }
}

TEST(ForeignFormatTest, TextUnderAWorkbooksNameIsToldHowItCanBeRead) {
  const absl::Status status = CheckSignature("a,b\n1,2\n");
  EXPECT_THAT(status, HasReason(ErrorReason::kNotAWorkbook));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("a text or CSV file"), HasSubstr("name it .csv or .tsv")));
}

TEST(ForeignFormatTest, GuessesByTheFirstBytes) {
  EXPECT_EQ(GuessFormat("%PDF-1.7"), "a PDF document");
  EXPECT_EQ(GuessFormat("PK\x03\x04"), "a zip package such as an .xlsx workbook");
  EXPECT_EQ(GuessFormat("PK, a text"), "");
  EXPECT_EQ(GuessFormat(std::string_view("a\0,\0", 4)), "UTF-16 text without a byte order mark");
  EXPECT_EQ(GuessFormat(std::string_view("\0\0\1", 3)), "a binary file of another kind");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
