#include "spreadsheet/edit/image_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/edit/sheet_operation.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "tests/spreadsheet/testing/images.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kSpaces =
    "xmlns:d=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" "
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

absl::Status Refusal(const WorkbookPtr& workbook, const Operation& operation) {
  return ApplyOperation(*workbook, operation, {}).status();
}

const Package& PackageOf(const WorkbookPtr& workbook) {
  return dynamic_cast<const XlsxWorkbook&>(*workbook).document().package();
}

std::string Part(const WorkbookPtr& workbook, std::string_view name) {
  const auto bytes = PackageOf(workbook).Read(name, {});
  EXPECT_THAT(bytes, IsOk()) << name;
  return bytes.value_or("");
}

std::vector<std::string> Media(const WorkbookPtr& workbook) {
  std::vector<std::string> names;
  for (const std::string& name : PackageOf(workbook).part_names()) {
    if (name.starts_with("xl/media/")) names.push_back(name);
  }
  return names;
}

// "Picture 1 png B2:C4 'text'" for each image of the first sheet.
std::vector<std::string> Images(const WorkbookPtr& workbook) {
  const auto objects = workbook->LoadObjects(0, {});
  EXPECT_THAT(objects, IsOk());
  std::vector<std::string> lines;
  for (const Image& image : (*objects)->images) {
    lines.push_back(Concat(image.name, " ", image.format, " ",
                           image.range ? FormatRange(*image.range) : "nowhere", " '",
                           image.alt_text, "'"));
  }
  return lines;
}

WorkbookPtr EmptyBook() {
  return Open(PackageBuilder().Sheet("Data", "<sheetData/><tableParts/>").Build());
}

NewImage At(std::string_view cell, std::string bytes) {
  NewImage image;
  image.sheet_name = "data";
  image.bytes = std::move(bytes);
  image.place.cell = *ParseCell(cell);
  return image;
}

// A drawing with a shape, a picture and a picture in a group, in a prefix of its own.
WorkbookPtr DrawnBook(std::string_view picture_attributes = "") {
  const std::string shape =
      "<d:twoCellAnchor><d:from><d:col>0</d:col><d:colOff>0</d:colOff><d:row>0</d:row><d:rowOff>0"
      "</d:rowOff></d:from><d:to><d:col>1</d:col><d:colOff>0</d:colOff><d:row>1</d:row><d:rowOff>0"
      "</d:rowOff></d:to><d:sp><d:nvSpPr><d:cNvPr id=\"7\" name=\"Picture 1\"/></d:nvSpPr></d:sp>"
      "<d:clientData/></d:twoCellAnchor>";
  const std::string picture = Concat(
      "<d:twoCellAnchor "
      "editAs=\"oneCell\"><d:from><d:col>1</d:col><d:colOff>9525</d:colOff><d:row>1"
      "</d:row><d:rowOff>0</d:rowOff></d:from><d:to><d:col>2</d:col><d:colOff>9525</"
      "d:colOff><d:row>3"
      "</d:row><d:rowOff>0</d:rowOff></d:to><d:pic><d:nvPicPr><d:cNvPr id=\"3\" name=\"Logo\"/>"
      "</d:nvPicPr><d:blipFill><a:blip ",
      picture_attributes.empty() ? std::string_view("r:embed=\"rId1\"") : picture_attributes,
      "><a:extLst><a:ext uri=\"{1}\"><svg:svgBlip xmlns:svg=\"svg\" r:embed=\"rId2\"/></a:ext>"
      "</a:extLst></a:blip></d:blipFill></d:pic><d:clientData/></d:twoCellAnchor>");
  const std::string group =
      "<d:oneCellAnchor><d:from><d:col>5</d:col><d:colOff>0</d:colOff><d:row>5</d:row><d:rowOff>0"
      "</d:rowOff></d:from><d:ext cx=\"9525\" cy=\"9525\"/><d:grpSp><d:pic><d:nvPicPr><d:cNvPr "
      "id=\"4\" name=\"Inner\"/></d:nvPicPr><d:blipFill><a:blip r:embed=\"rId1\"/></d:blipFill>"
      "</d:pic></d:grpSp><d:clientData/></d:oneCellAnchor>";
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/><drawing r:id=\"rId1\"/>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "drawing", "../drawings/drawing1.xml"}})
      .Part("xl/drawings/drawing1.xml",
            Concat("<d:wsDr ", kSpaces, ">", shape, picture, group, "</d:wsDr>"))
      .Relate("xl/drawings/drawing1.xml",
              {{"rId1", "image", "../media/image1.png"}, {"rId2", "image", "../media/image2.svg"}})
      .Part("xl/media/image1.png", PngFile(64, 40), "image/png")
      .Part("xl/media/image2.svg", "<svg/>", "image/svg+xml");
  return Open(package.Build());
}

TEST(AddImageOperationTest, MakesDrawingRelationshipsAndTypes) {
  NewImage image = At("B2", PngFile(128, 40));
  image.alt_text = "a \"bar\" & more";
  const WorkbookPtr after = Do(EmptyBook(), AddImageOperation(image));
  EXPECT_THAT(Images(after), ElementsAre("Picture 1 png B2 'a \"bar\" & more'"));
  EXPECT_THAT(Media(after), ElementsAre("xl/media/image1.png"));
  EXPECT_EQ(Part(after, "xl/media/image1.png"), PngFile(128, 40));
  EXPECT_EQ(PackageOf(after).ContentType("xl/media/image1.png"), "image/png");
  // In front of what follows in the schema.
  EXPECT_THAT(SheetContent(Write(after)),
              StartsWith("<sheetData/><drawing xmlns:r=\"http://schemas.openxmlformats.org/"
                         "officeDocument/2006/relationships\" r:id=\"rId1\"/><tableParts/>"));
  const std::string drawing = Part(after, "xl/drawings/drawing1.xml");
  EXPECT_THAT(drawing, HasSubstr("<xdr:ext cx=\"1219200\" cy=\"381000\"/>"));
}

TEST(AddImageOperationTest, ADeletedSheetTakesItsDrawingAndTheImagesOnlyItShows) {
  WorkbookPtr book =
      Open(PackageBuilder().Sheet("Data", "<sheetData/>").Sheet("Other", "<sheetData/>").Build());
  book = Do(book, AddImageOperation(At("B2", PngFile(3, 3))));
  book = Do(book, AddImageOperation(At("B9", PngFile(4, 4))));
  NewImage shared = At("A1", PngFile(4, 4));
  shared.sheet_name = "Other";
  book = Do(book, AddImageOperation(shared));
  const WorkbookPtr after = Do(book, DeleteSheetOperation("Data"));
  EXPECT_THAT(Media(after), ElementsAre("xl/media/image2.png"));
  EXPECT_FALSE(PackageOf(after).Has("xl/drawings/drawing1.xml"));
  EXPECT_THAT(Part(after, "[Content_Types].xml"), Not(HasSubstr("drawing1.xml")));
  EXPECT_THAT(Images(after), ElementsAre(HasSubstr("A1")));
}

TEST(AddImageOperationTest, ResolutionDecidesTheNaturalSize) {
  const WorkbookPtr after = Do(EmptyBook(), AddImageOperation(At("A1", JpegFile(144, 72, 144))));
  EXPECT_THAT(Part(after, "xl/drawings/drawing1.xml"),
              HasSubstr("<xdr:ext cx=\"914400\" cy=\"457200\"/>"));
  EXPECT_EQ(PackageOf(after).ContentType("xl/media/image1.jpeg"), "image/jpeg");
}

TEST(AddImageOperationTest, OneSideKeepsTheAspectRatio) {
  NewImage image = At("A1", PngFile(200, 100));
  image.place.width = 50;
  EXPECT_THAT(Part(Do(EmptyBook(), AddImageOperation(image)), "xl/drawings/drawing1.xml"),
              HasSubstr("<xdr:ext cx=\"476250\" cy=\"238125\"/>"));
  image.place.width = 0;
  image.place.scale = 2;
  EXPECT_THAT(Part(Do(EmptyBook(), AddImageOperation(image)), "xl/drawings/drawing1.xml"),
              HasSubstr("<xdr:ext cx=\"3810000\" cy=\"1905000\"/>"));
}

TEST(AddImageOperationTest, CellsAreCoveredAsWideAndHighAsTheyAre) {
  const WorkbookPtr book =
      Open(PackageBuilder()
               .Sheet("Data",
                      "<cols><col min=\"2\" max=\"2\" width=\"20.7109375\" customWidth=\"1\"/><col "
                      "min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData><row r=\"2\" ht=\"30\" "
                      "customHeight=\"1\"/></sheetData>")
               .Build());
  NewImage image = At("B2", PngFile(145, 10));
  image.place.columns = 2;  // 145 pixels and a hidden one: 10 pixels high
  const WorkbookPtr after = Do(book, AddImageOperation(image));
  EXPECT_THAT(Images(after), ElementsAre("Picture 1 png B2:C2 ''"));
  EXPECT_THAT(Part(after, "xl/drawings/drawing1.xml"),
              HasSubstr("<xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row>"
                        "<xdr:rowOff>95250</xdr:rowOff></xdr:to>"));
  image.place.columns = 1;
  image.place.rows = 3;
  EXPECT_THAT(Images(Do(book, AddImageOperation(image))), ElementsAre("Picture 1 png B2:B4 ''"));
}

TEST(AddImageOperationTest, TheSameBytesAreOnePart) {
  const WorkbookPtr once = Do(EmptyBook(), AddImageOperation(At("A1", PngFile(9, 9))));
  const WorkbookPtr twice = Do(once, AddImageOperation(At("D9", PngFile(9, 9))));
  EXPECT_THAT(Images(twice), ElementsAre("Picture 1 png A1 ''", "Picture 2 png D9 ''"));
  EXPECT_THAT(Media(twice), ElementsAre("xl/media/image1.png"));
  const WorkbookPtr other = Do(twice, AddImageOperation(At("E1", PngFile(9, 9, 0, "other"))));
  EXPECT_THAT(Media(other), ElementsAre("xl/media/image1.png", "xl/media/image2.png"));
}

TEST(AddImageOperationTest, OtherAnchorsStayToTheByte) {
  const WorkbookPtr book = DrawnBook();
  const std::string before = Part(book, "xl/drawings/drawing1.xml");
  const WorkbookPtr after = Do(book, AddImageOperation(At("C3", JpegFile(9, 9, 96))));
  const std::string drawing = Part(after, "xl/drawings/drawing1.xml");
  EXPECT_THAT(drawing, StartsWith(before.substr(0, before.size() - 9)));
  EXPECT_THAT(drawing, EndsWith("</xdr:oneCellAnchor></d:wsDr>"));
  // Names and ids that are taken, also by other things, are not given again.
  EXPECT_THAT(drawing, HasSubstr("id=\"8\" name=\"Picture 2\""));
  EXPECT_EQ(SheetContent(Write(after)), SheetContent(Write(book)));
}

TEST(AddImageOperationTest, WhatDoesNotFitIsRefused) {
  const WorkbookPtr book = EmptyBook();
  EXPECT_THAT(Refusal(book, AddImageOperation(At("A1", "no image"))),
              HasReason(ErrorReason::kUnsupportedFormat));
  NewImage image = At("XFD1", PngFile(9, 9));
  image.place.columns = 2;
  EXPECT_THAT(Refusal(book, AddImageOperation(image)), HasReason(ErrorReason::kInvalidRange));
  image.place.width = 9;
  EXPECT_THAT(Refusal(book, AddImageOperation(image)), HasReason(ErrorReason::kInvalidArgument));
  image.sheet_name = "Nowhere";
  EXPECT_THAT(Refusal(book, AddImageOperation(image)), HasReason(ErrorReason::kSheetNotFound));
}

TEST(MoveImageOperationTest, WhatIsNotGivenStays) {
  const WorkbookPtr book = DrawnBook();
  PlacementRequest place;
  place.cell = *ParseCell("D4");
  const WorkbookPtr moved =
      Do(book, MoveImageOperation({"Data", "Logo"}, place, std::string("our logo")));
  EXPECT_THAT(Images(moved), ElementsAre("Logo png D4:D5 'our logo'", "Inner png F6 ''"));
  const std::string drawing = Part(moved, "xl/drawings/drawing1.xml");
  // Two default rows high and a default column wide.
  EXPECT_THAT(drawing, HasSubstr("<d:twoCellAnchor editAs=\"oneCell\"><d:from><d:col>3</d:col>"));
  EXPECT_THAT(drawing, HasSubstr("<d:to><d:col>4</d:col><d:colOff>0</d:colOff><d:row>5</d:row>"));
  EXPECT_THAT(drawing, HasSubstr("<d:cNvPr descr=\"our logo\" id=\"3\" name=\"Logo\"/>"));
}

TEST(MoveImageOperationTest, TheKindOfAnchorCanChange) {
  PlacementRequest place;
  place.two_cell = false;
  place.scale = 0.5;
  const WorkbookPtr moved =
      Do(DrawnBook(), MoveImageOperation({"Data", "Logo"}, place, std::nullopt));
  const std::string drawing = Part(moved, "xl/drawings/drawing1.xml");
  EXPECT_THAT(drawing,
              HasSubstr("<d:oneCellAnchor><d:from><d:col>1</d:col><d:colOff>9525</d:colOff>"
                        "<d:row>1</d:row><d:rowOff>0</d:rowOff></d:from><d:ext "
                        "cx=\"304800\" cy=\"190500\"/><d:pic>"));
  EXPECT_THAT(drawing, HasSubstr("</d:pic><d:clientData/></d:oneCellAnchor><d:oneCellAnchor>"));
}

TEST(MoveImageOperationTest, WhatCannotBeMovedIsNamed) {
  const WorkbookPtr book = DrawnBook();
  PlacementRequest place;
  place.scale = 2;
  EXPECT_THAT(Refusal(book, MoveImageOperation({"Data", "Inner"}, place, std::nullopt)),
              HasReason(ErrorReason::kStructureConflict));
  const absl::Status unknown =
      Refusal(book, MoveImageOperation({"Data", "Logos"}, place, std::nullopt));
  EXPECT_THAT(unknown, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("'Logo', 'Inner'"));
  EXPECT_THAT(Refusal(book, MoveImageOperation({"Data", "Logo", 2}, place, std::nullopt)),
              HasReason(ErrorReason::kInvalidArgument));
}

TEST(ReplaceImageOperationTest, PlaceStaysAndTheOldPartGoesWithItsLastUse) {
  const WorkbookPtr book = DrawnBook();
  const WorkbookPtr after = Do(book, ReplaceImageOperation({"Data", "logo"}, JpegFile(3, 3, 96)));
  // The one in the group still shows the first; the vector image would hide what is new.
  EXPECT_THAT(Media(after), UnorderedElementsAre("xl/media/image1.png", "xl/media/image1.jpeg"));
  EXPECT_THAT(Images(after), ElementsAre("Logo jpeg B2:C3 ''", "Inner png F6 ''"));
  EXPECT_THAT(Part(after, "xl/drawings/drawing1.xml"), Not(HasSubstr("svgBlip")));
}

TEST(ReplaceImageOperationTest, LinkedImagesAreRefused) {
  EXPECT_THAT(
      Refusal(DrawnBook("r:link=\"rId1\""), ReplaceImageOperation({"Data", "Logo"}, PngFile(3, 3))),
      HasReason(ErrorReason::kStructureConflict));
}

TEST(DeleteImageOperationTest, TheMediaPartStaysWhileSomethingUsesIt) {
  const WorkbookPtr once = Do(EmptyBook(), AddImageOperation(At("A1", PngFile(9, 9))));
  const WorkbookPtr twice = Do(once, AddImageOperation(At("D9", PngFile(9, 9))));
  const WorkbookPtr one_left = Do(twice, DeleteImageOperation({"Data", "Picture 1"}));
  EXPECT_THAT(Images(one_left), ElementsAre("Picture 2 png D9 ''"));
  EXPECT_THAT(Media(one_left), ElementsAre("xl/media/image1.png"));
  const WorkbookPtr none = Do(one_left, DeleteImageOperation({"Data", "Picture 2"}));
  EXPECT_THAT(Images(none), ElementsAre());
  EXPECT_THAT(Media(none), ElementsAre());
  EXPECT_THAT(Part(none, "[Content_Types].xml"), Not(HasSubstr("media")));
}

}  // namespace
}  // namespace sheetgate::tests
