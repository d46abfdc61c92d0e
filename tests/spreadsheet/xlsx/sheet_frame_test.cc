// Cutting the rows out of a worksheet part, and what its head declares: encodings, odd markup,
// damage and limits.
#include "spreadsheet/xlsx/sheet_frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::Open;
using tests::PackageBuilder;

using FeaturesPtr = std::shared_ptr<const SheetFeatures>;

constexpr std::string_view kPart = "xl/worksheets/sheet1.xml";
constexpr std::string_view kMerge = "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>";

FeaturesPtr FeaturesOf(const PackageBuilder& builder) {
  const auto features = Open(builder.Build())->LoadFeatures(0, {});
  EXPECT_TRUE(features.ok()) << features.status();
  return features.ok() ? *features : std::make_shared<const SheetFeatures>();
}

// Of a sheet with these children of <worksheet>.
FeaturesPtr FeaturesOf(std::string_view content) {
  return FeaturesOf(PackageBuilder().Sheet("S", content));
}

absl::Status RawError(std::string_view part) {
  return Open(PackageBuilder().RawSheet("S", part).Build())->LoadFeatures(0, {}).status();
}

std::string Show(const std::vector<RangeRef>& ranges) {
  std::string text;
  for (const RangeRef& range : ranges) text += (text.empty() ? "" : " ") + FormatRange(range);
  return text;
}

TEST(SheetFrameTest, PrefixesAndNamespacesMakeNoDifference) {
  const auto features = FeaturesOf(PackageBuilder().RawSheet(
      "S",
      "<?xml version=\"1.0\"?><x:worksheet "
      "xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\">"
      "<x:dimension ref=\"A1:C3\"/><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row>"
      "</x:sheetData ><x:mergeCells><x:mergeCell ref='A1:B2'/></x:mergeCells></x:worksheet>"));
  EXPECT_EQ(Show(features->merges), "A1:B2");
  EXPECT_EQ(FormatRange(features->declared_range.value()), "A1:C3");
}

TEST(SheetFrameTest, ReadsEveryEncodingOfParts) {
  const std::string xml = Concat(
      "<worksheet><dimension ref=\"A1:C3\"/><sheetData><row/></sheetData>", kMerge,
      "<dataValidations><dataValidation sqref=\"A1\" prompt=\"X\"/></dataValidations></worksheet>");
  const auto prompt = [](std::string part) {
    const auto workbook = Open(PackageBuilder().RawSheet("S", part).Build());
    const auto declared = workbook->DeclaredRange(0, {});
    EXPECT_TRUE(declared.ok()) << declared.status();
    EXPECT_EQ(FormatRange(declared->value()), "A1:C3");
    const auto features = workbook->LoadFeatures(0, {});
    EXPECT_TRUE(features.ok()) << features.status();
    EXPECT_EQ(Show((*features)->merges), "A1:B2");
    return (*features)->validations.at(0).prompt;
  };
  EXPECT_EQ(prompt(xml), "X");
  EXPECT_EQ(prompt("\xEF\xBB\xBF" + xml), "X");
  EXPECT_EQ(prompt(tests::ToUtf16(xml)), "X");
  std::string big_endian;
  for (const char c : xml) big_endian += {'\0', c};
  EXPECT_EQ(prompt(big_endian), "X") << "also without a byte order mark";
  std::string latin1 = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + xml;
  latin1.replace(latin1.find('X'), 1, "\xE9");
  EXPECT_EQ(prompt(latin1), "\xC3\xA9");
}

TEST(SheetFrameTest, AnEndTagInACommentEndsNoRows) {
  const std::string bait = "</sheetData><mergeCells><mergeCell ref=\"X1:Y2\"/></mergeCells>";
  const auto features = FeaturesOf(Concat(
      "<!-- <sheetData> --><sheetPr codeName=\"/>&lt;sheetData>\"/>"
      "<sheetData><row><!--",
      bait, "--><c><v><![CDATA[", bait, "]]></v></c><?pi ", bait, "?></row></sheetData>", kMerge));
  EXPECT_EQ(Show(features->merges), "A1:B2");
}

TEST(SheetFrameTest, RowsAreCutOutWhereverTheWindowEnds) {
  // Rows of every length around the blocks the part is inflated and searched in.
  for (const size_t block : {size_t{256}, size_t{2} << 10, size_t{128} << 10}) {
    for (size_t length = block - 40; length < block + 40; length += 3) {
      const std::string content =
          Concat("<sheetData>", std::string(length, ' '), "<!--</sheetData>-->",
                 std::string(length, ' '), "</sheetData>", kMerge);
      ASSERT_EQ(Show(FeaturesOf(content)->merges), "A1:B2") << length;
    }
  }
}

TEST(SheetFrameTest, TheFrameIsThePartWithoutItsRows) {
  const std::string head = "<worksheet><sheetData a=\">\">";
  const std::string rows = "<row><c><v>1</v></c></row>";
  const std::string tail = Concat("</sheetData>", kMerge, "</worksheet>");
  const auto package =
      Package::Open(PackageBuilder().RawSheet("S", Concat(head, rows, tail)).Build(), {}, {});
  const auto frame = ReadSheetFrame(**package, kPart, {});
  ASSERT_TRUE(frame.ok()) << frame.status();
  EXPECT_EQ(frame->xml, head + tail);
  EXPECT_EQ(frame->PartOffset(5), 5u);
  EXPECT_EQ(frame->PartOffset(head.size()), head.size() + rows.size());
}

TEST(SheetFrameTest, SheetsWithoutRowsHaveFeaturesToo) {
  EXPECT_EQ(Show(FeaturesOf(Concat("<sheetData/>", kMerge))->merges), "A1:B2");
  EXPECT_EQ(Show(FeaturesOf(Concat("<sheetData></sheetData>", kMerge))->merges), "A1:B2");
  EXPECT_EQ(Show(FeaturesOf(kMerge)->merges), "A1:B2");
  EXPECT_THAT(FeaturesOf("")->merges, IsEmpty());
}

TEST(SheetFrameTest, OnlyWhatStandsInItsPlaceCounts) {
  const auto features = FeaturesOf(
      "<sheetData/><customSheetViews><customSheetView><mergeCells><mergeCell ref=\"A1:B2\"/>"
      "</mergeCells></customSheetView></customSheetViews><cellWatches>"
      "<dimension ref=\"A1\"/></cellWatches>");
  EXPECT_THAT(features->merges, IsEmpty());
  EXPECT_FALSE(features->declared_range.has_value());
}

TEST(SheetFrameTest, WhatIsNotWellFormedIsRefusedByPartAndByte) {
  const std::string xml = "<worksheet><sheetData><row/></sheetData><mergeCells></worksheet>";
  const absl::Status status = RawError(xml);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(platform::ReasonOf(status), ErrorReason::kFileCorrupt);
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(kPart)));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(Concat("byte ", xml.find("</worksheet>"), " ")));
  for (const std::string_view damaged :
       {"", "no xml", "<worksheet>", "<worksheet/><worksheet/>", "<worksheet><sheetData>",
        "<worksheet><sheetData><row/>", "<worksheet><sheetData><!-- </sheetData></worksheet>",
        "<worksheet><sheetData/><mergeCells a=b/></worksheet>", "<worksheet><sheetData",
        "<!DOCTYPE worksheet []><worksheet/>", "<worksheet>\xFF</worksheet>",
        "<worksheet><dataValidations><dataValidation sqref=\"A1\" prompt=\"&x;\"/>"
        "</dataValidations></worksheet>",
        "<worksheet><dataValidations><dataValidation sqref=\"A1\"><formula1>A&amp</formula1>"
        "</dataValidation></dataValidations></worksheet>"}) {
    EXPECT_EQ(platform::ReasonOf(RawError(damaged)), ErrorReason::kFileCorrupt) << damaged;
  }
}

TEST(SheetFrameTest, NestingIsLimited) {
  XlsxLimits limits;
  limits.max_xml_depth = 12;
  const auto reason = [&](int depth) {
    std::string content = "<sheetData/>";
    for (int i = 0; i < depth; ++i) content += "<a>";
    for (int i = 0; i < depth; ++i) content += "</a>";
    const auto workbook = OpenXlsx(PackageBuilder().Sheet("S", content).Build(), limits, {});
    return platform::ReasonOf((*workbook)->LoadFeatures(0, {}).status());
  };
  EXPECT_NE(reason(11), ErrorReason::kFileCorrupt);
  EXPECT_EQ(reason(12), ErrorReason::kFileCorrupt);
}

TEST(SheetFrameTest, WhatSurroundsTheRowsIsLimited) {
  std::string noise = "<!--";
  noise.resize(kMaxFrameBytes, 'x');
  const absl::Status behind =
      RawError(Concat("<worksheet><sheetData><row/></sheetData>", noise, "--></worksheet>"));
  EXPECT_EQ(platform::ReasonOf(behind), ErrorReason::kFileTooLarge);
  EXPECT_THAT(std::string(behind.message()), HasSubstr(std::string(kPart)));
  EXPECT_EQ(platform::ReasonOf(RawError(Concat("<worksheet>", noise, "--></worksheet>"))),
            ErrorReason::kFileTooLarge);
  EXPECT_EQ(platform::ReasonOf(RawError("<worksheet>" + noise)), ErrorReason::kFileTooLarge);
}

// "none" when the part declares no range.
std::string Declared(std::string_view part) {
  const auto range = Open(PackageBuilder().RawSheet("S", part).Build())->DeclaredRange(0, {});
  EXPECT_TRUE(range.ok()) << range.status();
  if (!range.ok() || !range->has_value()) return "none";
  return FormatRange(**range);
}

TEST(DeclaredRangeTest, IsWhatTheHeadSays) {
  EXPECT_EQ(Declared("<worksheet><dimension ref=\"A1:$C$9\"/><sheetData/></worksheet>"), "A1:C9");
  EXPECT_EQ(Declared("<x:worksheet><x:sheetPr><x:tabColor/></x:sheetPr><!-- > --><x:dimension "
                     "a=\"1\" ref = ' B2 ' ></x:dimension><x:sheetData/></x:worksheet>"),
            "B2");
  EXPECT_EQ(Declared("<worksheet><sheetData/><dimension ref=\"A1\"/></worksheet>"), "none");
  EXPECT_EQ(Declared("<worksheet><a><dimension ref=\"A1\"/></a><sheetData/></worksheet>"), "none");
  EXPECT_EQ(Declared("<worksheet><dimension ref=\"nowhere\"/><sheetData/></worksheet>"), "none");
  EXPECT_EQ(Declared("<worksheet><dimension/></worksheet>"), "none");
  EXPECT_EQ(Declared("<worksheet>"), "none");
  EXPECT_EQ(Declared("<"), "none");
  EXPECT_EQ(Declared(""), "none");
}

TEST(DeclaredRangeTest, IsLookedForInTheFirstMebibyteOnly) {
  const auto behind = [](size_t bytes) {
    return Declared(Concat("<worksheet><!--", std::string(bytes, 'x'),
                           "--><dimension ref=\"A1:B2\"/><sheetData/></worksheet>"));
  };
  constexpr size_t kMebibyte = size_t{1} << 20;
  EXPECT_EQ(behind(3000), "A1:B2");
  EXPECT_EQ(behind(300'000), "A1:B2");
  EXPECT_EQ(behind(kMebibyte - 100), "A1:B2");
  EXPECT_EQ(behind(kMebibyte), "none");
  EXPECT_EQ(behind(8 * kMebibyte), "none");
}

TEST(DeclaredRangeTest, NeedsNoMoreThanTheHead) {
  std::string rows;
  uint32_t number = 1;
  for (int i = 0; i < 100'000; ++i) {
    number = number * 1664525 + 1013904223;
    rows += Concat("<row><c><v>", number, "</v></c></row>");
  }
  const PackageBytes sound =
      PackageBuilder()
          .RawSheet("S", Concat("<worksheet><dimension ref=\"A1:A100000\"/><sheetData>", rows,
                                "</sheetData></worksheet>"))
          .Build();
  std::string bytes(*sound);
  for (const tests::RawMember& member : tests::ReadRawMembers(bytes)) {
    if (member.name == kPart) {
      const size_t data = member.offset + member.header.size();
      std::fill_n(bytes.begin() + static_cast<ptrdiff_t>(data + member.compressed.size() / 2), 64,
                  '\xFF');
    }
  }
  const auto workbook = Open(std::make_shared<const std::string>(bytes));
  EXPECT_EQ(platform::ReasonOf(workbook->LoadFeatures(0, {}).status()), ErrorReason::kFileCorrupt);
  const auto range = workbook->DeclaredRange(0, {});
  ASSERT_TRUE(range.ok()) << range.status();
  EXPECT_EQ(FormatRange(range->value()), "A1:A100000");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
