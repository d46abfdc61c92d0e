#include "spreadsheet/edit/hyperlink_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kRelations = "xl/worksheets/_rels/sheet1.xml.rels";

// An external link on B2:B5 and a value in A1.
WorkbookPtr Book() {
  ObjectPackage package;
  package
      .Sheet("Data",
             "<sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row></sheetData><hyperlinks>"
             "<hyperlink ref=\"B2:B5\" r:id=\"rId1\" tooltip=\"old\"/></hyperlinks>"
             "<pageMargins left=\"1\"/>")
      .Sheet("My sheet", "<sheetData/>")
      .Workbook("<definedNames><definedName name=\"Place\">Data!$A$1</definedName></definedNames>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "hyperlink", "https://old.example", true}});
  return Open(package.Build());
}

Hyperlink Link(std::string_view range, std::string target, std::string location = "") {
  Hyperlink link;
  link.range = *ParseRange(range);
  link.target = std::move(target);
  link.location = std::move(location);
  return link;
}

// The same package with a type of its own for each relationships part instead of one for all.
PackageBytes WithTypedRelationships(const PackageBytes& bytes) {
  const auto package = Package::Open(bytes, {}, {});
  EXPECT_THAT(package, IsOk());
  std::string types = PartOf(bytes, "[Content_Types].xml");
  constexpr std::string_view kType = "application/vnd.openxmlformats-package.relationships+xml";
  const std::string all = Concat("<Default Extension=\"rels\" ContentType=\"", kType, "\"/>");
  const size_t at = types.find(all);
  EXPECT_NE(at, std::string::npos);
  std::string each;
  for (const std::string& part : (*package)->part_names()) {
    if (!part.ends_with(".rels")) continue;
    each += Concat("<Override PartName=\"/", part, "\" ContentType=\"", kType, "\"/>");
  }
  types.replace(at, all.size(), each);
  PackageEdit edit;
  edit.replaced["[Content_Types].xml"] = types;
  auto rewritten = RewritePackage(**package, edit, {});
  EXPECT_THAT(rewritten, IsOk());
  return std::make_shared<const std::string>(rewritten.value_or(""));
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

std::vector<Hyperlink> LinksOf(const WorkbookPtr& workbook) {
  const auto objects = workbook->LoadObjects(0, {});
  EXPECT_THAT(objects, IsOk());
  return objects.ok() ? (*objects)->hyperlinks : std::vector<Hyperlink>();
}

std::string Refusal(const Operation& operation, ErrorReason reason) {
  const auto after = ApplyOperation(*Book(), operation, {});
  EXPECT_THAT(after, HasReason(reason));
  return std::string(after.status().message());
}

TEST(HyperlinkOperationTest, ANewRelationshipsPartHasAType) {
  const PackageBytes bytes =
      WithTypedRelationships(PackageBuilder().Sheet("Data", "<sheetData/>").Build());
  const WorkbookPtr after =
      Do(Open(bytes), SetHyperlinkOperation("Data", Link("A1", "https://example.com"), true));
  const auto package = Package::Open(Write(after), {}, {});
  ASSERT_THAT(package, IsOk());
  EXPECT_EQ((*package)->ContentType(kRelations),
            "application/vnd.openxmlformats-package.relationships+xml");
}

TEST(HyperlinkOperationTest, AddsALinkWithARelationship) {
  Hyperlink link = Link("C1", "https://example.com/a b?x=1&y=2#part");
  link.tooltip = "a \"tip\"";
  link.display = "Example";
  const WorkbookPtr after = Do(Book(), SetHyperlinkOperation("Data", link, true));
  const std::vector<Hyperlink> links = LinksOf(after);
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[1].target, "https://example.com/a%20b?x=1&y=2");
  EXPECT_EQ(links[1].location, "part");
  EXPECT_EQ(links[1].tooltip, "a \"tip\"");
  EXPECT_EQ(links[1].display, "Example");
  EXPECT_EQ(ValueAt(*Load(after), "C1"), "'Example'");
  EXPECT_THAT(PartOf(Write(after), kRelations), HasSubstr("TargetMode=\"External\""));
}

TEST(HyperlinkOperationTest, AValueThereIsKept) {
  Hyperlink link = Link("A1", "mailto:a@example.com");
  link.display = "Mail";
  EXPECT_EQ(ValueAt(*Load(Do(Book(), SetHyperlinkOperation("Data", link, true))), "A1"), "5");
}

TEST(HyperlinkOperationTest, LinksWithinTheWorkbookNeedNoRelationship) {
  const WorkbookPtr after =
      Do(Do(Book(), SetHyperlinkOperation("My sheet", Link("A1", "", "'My sheet'!B2"), true)),
         SetHyperlinkOperation("My sheet", Link("A2", "#Place"), true));
  EXPECT_EQ(SheetContent(Write(after), 2),
            "<sheetData/><hyperlinks><hyperlink ref=\"A1\" location=\"'My sheet'!B2\"/><hyperlink "
            "ref=\"A2\" location=\"Place\"/></hyperlinks>");
}

TEST(HyperlinkOperationTest, ReplacingCutsTheLinkThatWasThere) {
  const WorkbookPtr after =
      Do(Book(), SetHyperlinkOperation("Data", Link("B3", "https://new.example"), false));
  const std::vector<Hyperlink> links = LinksOf(after);
  ASSERT_EQ(links.size(), 3u);
  EXPECT_EQ(FormatRange(links[0].range), "B2");
  EXPECT_EQ(FormatRange(links[1].range), "B4:B5");
  EXPECT_EQ(links[1].target, "https://old.example");
  EXPECT_EQ(links[1].tooltip, "old");
  EXPECT_EQ(links[2].target, "https://new.example");
}

TEST(HyperlinkOperationTest, RelationshipsGoWithTheirLink) {
  const WorkbookPtr after = Do(Book(), RemoveHyperlinksOperation("Data", *ParseRange("A1:C9")));
  const PackageBytes written = Write(after);
  EXPECT_THAT(SheetContent(written), HasSubstr("</sheetData><pageMargins"));
  EXPECT_THAT(PartOf(written, kRelations), Not(HasSubstr("old.example")));
}

TEST(HyperlinkOperationTest, SaysWhatIsWrong) {
  EXPECT_THAT(Refusal(SetHyperlinkOperation("Data", Link("B4:C4", "https://x.example"), true),
                      ErrorReason::kStructureConflict),
              HasSubstr("B2:B5"));
  Refusal(RemoveHyperlinksOperation("Data", *ParseRange("D1")), ErrorReason::kStructureConflict);
  Refusal(SetHyperlinkOperation("Data", Link("D1", ""), true), ErrorReason::kMissingArgument);
  Refusal(SetHyperlinkOperation("Data", Link("D1", "", "Nowhere!A1"), true),
          ErrorReason::kSheetNotFound);
  EXPECT_THAT(Refusal(SetHyperlinkOperation("Data", Link("D1", "", "Unknown"), true),
                      ErrorReason::kInvalidArgument),
              HasSubstr("neither cells nor a name"));
  Refusal(SetHyperlinkOperation("Data", Link("D1", "", "1+1"), true),
          ErrorReason::kInvalidArgument);
  Refusal(SetHyperlinkOperation("Data", Link("D1", "https://a#b", "c"), true),
          ErrorReason::kInvalidArgument);
  Refusal(SetHyperlinkOperation("Data", Link("D1", "https://a\nb"), true),
          ErrorReason::kInvalidArgument);
}

TEST(HyperlinkOperationTest, ASheetTakesSoManyLinks) {
  std::string links = "<sheetData/><hyperlinks>";
  for (int row = 1; row <= 65530; ++row) {
    links += Concat("<hyperlink ref=\"A", row, "\" location=\"Data!A1\"/>");
  }
  ObjectPackage package;
  package.Sheet("Data", links + "</hyperlinks>");
  const WorkbookPtr full = Open(package.Build());
  EXPECT_THAT(
      ApplyOperation(*full, SetHyperlinkOperation("Data", Link("B1", "https://x"), true), {}),
      HasReason(ErrorReason::kLimitExceeded));
}

}  // namespace
}  // namespace sheetgate::tests
