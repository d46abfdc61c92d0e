// Relationships, their targets and content types.
#include "spreadsheet/xlsx/relationships.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spreadsheet/xlsx/content_types.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tests::HasReason;

TEST(RelationshipsPartTest, LiesInTheRelsFolderBesideItsSource) {
  EXPECT_EQ(RelationshipsPart(""), "_rels/.rels");
  EXPECT_EQ(RelationshipsPart("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
  EXPECT_EQ(RelationshipsPart("workbook.xml"), "_rels/workbook.xml.rels");
}

// Whatever is read here may have to be edited when the workbook is written.
TEST(ParseRelationshipsTest, RefusesWhatIsNotWellFormed) {
  const auto parse = [](std::string_view xml) {
    return ParseRelationships("xl/workbook.xml", xml, [](std::string_view) { return true; })
        .status();
  };
  EXPECT_TRUE(parse("<Relationships/>").ok());
  for (const std::string_view xml :
       {"<Relationships><Relationship Target=\"<a\"/></Relationships>",
        "<Relationships></Relationships><more/>", "<!DOCTYPE r><Relationships/>",
        "<Relationships a=\"\xFF\"/>", "text<Relationships/>", ""}) {
    EXPECT_THAT(parse(xml), HasReason(ErrorReason::kFileCorrupt)) << xml;
  }
}

TEST(ResolveTargetTest, FindsThePartHoweverItIsWritten) {
  const struct {
    const char* source;
    const char* target;
    const char* part;
  } kCases[] = {
      {"", "xl/workbook.xml", "xl/workbook.xml"},
      {"", "/xl/workbook.xml", "xl/workbook.xml"},
      {"", "./xl/workbook.xml", "xl/workbook.xml"},
      {"xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"},
      {"xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"},
      {"xl/workbook.xml", "\\xl\\worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"},
      {"xl/workbook.xml", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"},
      {"xl/worksheets/sheet1.xml", "../drawings/drawing1.xml", "xl/drawings/drawing1.xml"},
      {"xl/workbook.xml", "/xl/../xl/styles.xml", "xl/styles.xml"},
      {"xl/workbook.xml", "..//xl//styles.xml", "xl/styles.xml"},
      {"xl/workbook.xml", "../../../../etc/passwd", "etc/passwd"},
      {"xl/workbook.xml", "worksheets/sheet1.xml#A1", "xl/worksheets/sheet1.xml"},
      {"xl/workbook.xml", "", "xl"},
      {"", "", ""},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ResolveTarget(c.source, c.target), c.part) << c.source << " -> " << c.target;
  }
}

TEST(RelativeTargetTest, LeadsFromTheFolderOfTheSource) {
  struct Case {
    std::string_view source, part, target;
  };
  for (const Case& c :
       {Case{"xl/worksheets/sheet1.xml", "xl/comments1.xml", "../comments1.xml"},
        Case{"xl/worksheets/sheet1.xml", "xl/worksheets/x.xml", "x.xml"},
        Case{"xl/workbook.xml", "xl/worksheets/sheet2.xml", "worksheets/sheet2.xml"},
        Case{"", "xl/workbook.xml", "xl/workbook.xml"},
        Case{"book.xml", "media/a.png", "media/a.png"},
        Case{"xl/a/b.xml", "docProps/app.xml", "../../docProps/app.xml"}}) {
    EXPECT_EQ(RelativeTarget(c.source, c.part), c.target) << c.source << " -> " << c.part;
    EXPECT_EQ(ResolveTarget(c.source, c.target), c.part);
  }
}

TEST(HasTypeTest, KnowsTransitionalStrictAndMicrosoft) {
  const auto has = [](const char* type, const char* kind) { return HasType({.type = type}, kind); };
  EXPECT_TRUE(has("http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
                  "worksheet"));
  EXPECT_TRUE(
      has("http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet", "worksheet"));
  EXPECT_TRUE(
      has("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject"));
  EXPECT_TRUE(
      has("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
          "metadata/core-properties"));
  EXPECT_FALSE(has("http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet",
                   "sheet"));
  EXPECT_FALSE(has("http://example.org/relationships/worksheet", "worksheet"));
  EXPECT_FALSE(has("worksheet", "worksheet"));
  EXPECT_FALSE(has("", "worksheet"));
}

constexpr std::string_view kRels =
    R"(<?xml version="1.0"?><r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships">
<r:Relationship Id="rId1" Type="t1" Target="worksheets/sheet1.xml"/>
<r:Relationship Id="rId2" Type="t2" Target="xl/worksheets/sheet%202.xml"/>
<r:Relationship Id="rId3" Type="t3" Target="http://example.org/?a=1&amp;b=2" TargetMode="External"/>
<r:Relationship Id="rId4" Type="t4" Target="#Sheet2!A1"/>
<r:Relationship Id="rId5" Type="t5" Target="missing.xml"/>
<Other/></r:Relationships>)";

TEST(ParseRelationshipsTest, ResolvesInternalTargetsAndKeepsExternalOnes) {
  ASSERT_OK_AND_ASSIGN(const std::vector<Relationship> relationships,
                       ParseRelationships("xl/workbook.xml", kRels, [](std::string_view part) {
                         return part == "xl/worksheets/sheet1.xml" ||
                                part == "xl/worksheets/sheet 2.xml";
                       }));
  ASSERT_THAT(relationships, SizeIs(5));
  EXPECT_EQ(relationships[0].id, "rId1");
  EXPECT_EQ(relationships[0].type, "t1");
  EXPECT_EQ(relationships[0].target, "xl/worksheets/sheet1.xml");
  EXPECT_FALSE(relationships[0].external);
  EXPECT_EQ(relationships[1].target, "xl/worksheets/sheet 2.xml") << "from the root, decoded";
  EXPECT_EQ(relationships[2].target, "http://example.org/?a=1&b=2");
  EXPECT_TRUE(relationships[2].external);
  EXPECT_EQ(relationships[3].target, "#Sheet2!A1");
  EXPECT_EQ(relationships[4].target, "xl/missing.xml");
}

TEST(ParseRelationshipsTest, RefusesDamageAndDocumentTypes) {
  const auto parse = [](std::string_view xml) {
    return ParseRelationships("xl/workbook.xml", xml, [](std::string_view) { return true; });
  };
  for (const char* xml :
       {"", "not xml", "<Relationships>", "<Types/>", "<Relationships><Relationship",
        "<!DOCTYPE r [<!ENTITY a \"aaaa\">]><Relationships/>",
        "<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><Relationships/>"}) {
    EXPECT_THAT(parse(xml), HasReason(ErrorReason::kFileCorrupt)) << xml;
  }
  EXPECT_THAT(std::string(parse("<Types/>").status().message()),
              HasSubstr("xl/_rels/workbook.xml.rels"));
  ASSERT_OK_AND_ASSIGN(const auto none, parse("<Relationships/>"));
  EXPECT_THAT(none, IsEmpty());
}

TEST(ParseRelationshipsTest, SurvivesDeepNesting) {
  std::string xml;
  constexpr int kDepth = 200000;
  for (int i = 0; i < kDepth; ++i) xml += "<a>";
  for (int i = 0; i < kDepth; ++i) xml += "</a>";
  EXPECT_THAT(ParseRelationships("", xml, [](std::string_view) { return true; }),
              HasReason(ErrorReason::kFileCorrupt));
}

TEST(ContentTypesTest, PrefersOverridesAndIgnoresCase) {
  ASSERT_OK_AND_ASSIGN(const ContentTypes types, ContentTypes::Parse(R"(<Types>
    <Default Extension="XML" ContentType="application/xml"/>
    <Default Extension="xml" ContentType="second"/>
    <Override PartName="/xl/Workbook.xml" ContentType="main"/>
    <Override PartName="xl\styles.xml" ContentType="styles"/></Types>)"));
  EXPECT_EQ(types.TypeOf("xl/workbook.xml"), "main");
  EXPECT_EQ(types.TypeOf("xl/styles.xml"), "styles");
  EXPECT_EQ(types.TypeOf("xl/other.xml"), "application/xml");
  EXPECT_EQ(types.TypeOf("xl/image.png"), "");
  EXPECT_EQ(types.TypeOf("x.xml/noextension"), "");
  EXPECT_EQ(types.TypeOf(""), "");
}

TEST(ContentTypesTest, ReadsUtf16) {
  std::string xml = "\xFF\xFE";
  for (
      const char c : std::string_view(
          R"(<?xml version="1.0" encoding="utf-16"?><Types><Default Extension="a" ContentType="b"/></Types>)")) {
    xml += {c, '\0'};
  }
  ASSERT_OK_AND_ASSIGN(const ContentTypes types, ContentTypes::Parse(xml));
  EXPECT_EQ(types.TypeOf("x.a"), "b");
}

TEST(ContentTypesTest, RefusesDamage) {
  for (const char* xml : {"", "<Types", "<Relationships/>", "<!DOCTYPE Types><Types/>"}) {
    EXPECT_THAT(ContentTypes::Parse(xml), HasReason(ErrorReason::kFileCorrupt)) << xml;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
