#include "spreadsheet/edit/comment_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "spreadsheet/model/sheet_objects.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::tests {
namespace {

using namespace spreadsheet;  // NOLINT: a test of nothing else
using platform::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kComments = "xl/comments1.xml";
constexpr std::string_view kDrawing = "xl/drawings/vmlDrawing1.vml";

// Data without notes; Notes with one on B3 and a button in its drawing; Threads with a thread on
// A1.
WorkbookPtr Book() {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/><tableParts/>")
      .Sheet("Notes", "<sheetData/><legacyDrawing r:id=\"rId2\"/>")
      .Sheet("Threads", "<sheetData/>")
      .Relate("xl/worksheets/sheet2.xml",
              {{"rId1", "comments", "../old.xml"}, {"rId2", "vmlDrawing", "../drawings/old.vml"}})
      .Part("xl/old.xml",
            "<comments><authors><author>Ann</author></authors><commentList><comment ref=\"B3\" "
            "authorId=\"0\"><text><t>old</t></text></comment></commentList></comments>")
      .Part(
          "xl/drawings/old.vml",
          "<xml><v:shape id=\"_x0000_s2049\" style='width:96pt;height:50pt;visibility:hidden'>"
          "<x:ClientData ObjectType=\"Note\"><x:Anchor>2, 15, 2, 10, 4, 31, 6, 4</x:Anchor><x:Row>"
          "2</x:Row><x:Column>1</x:Column></x:ClientData></v:shape><v:shape id=\"button\">"
          "<x:ClientData ObjectType=\"Button\"></x:ClientData></v:shape></xml>")
      .Relate("xl/worksheets/sheet3.xml", {{"rId1", "threadedComment", "../threads.xml"}})
      .Part("xl/threads.xml",
            "<ThreadedComments><threadedComment ref=\"A1\" id=\"{1}\"><text>hello</text>"
            "</threadedComment></ThreadedComments>");
  return Open(package.Build());
}

NoteFields Fields(std::string_view cell, std::optional<std::string> text = std::nullopt) {
  NoteFields fields;
  fields.cell = At(cell);
  fields.text = std::move(text);
  return fields;
}

WorkbookPtr Do(const WorkbookPtr& workbook, const Operation& operation) {
  auto after = ApplyOperation(*workbook, operation, {});
  EXPECT_THAT(after, IsOk());
  return after.ok() ? *after : workbook;
}

void ExpectRefused(const Operation& operation, std::string_view message) {
  const auto after = ApplyOperation(*Book(), operation, {});
  EXPECT_THAT(after, HasReason(ErrorReason::kStructureConflict));
  EXPECT_THAT(std::string(after.status().message()), HasSubstr(std::string(message)));
}

TEST(CommentOperationTest, TheFirstNoteBringsItsPartsAndItsShape) {
  NoteFields fields = Fields("B2", "5 < 6\n indented");
  fields.author = "Bob";
  fields.width = 150;
  fields.visible = true;
  const PackageBytes written = Write(Do(Book(), AddCommentOperation("Data", fields)));
  EXPECT_THAT(PartOf(written, kComments),
              HasSubstr("<authors><author>Bob</author></authors><commentList><comment ref=\"B2\" "
                        "authorId=\"0\" shapeId=\"0\"><text><r>"));
  EXPECT_THAT(PartOf(written, kComments), HasSubstr(">5 &lt; 6\n indented</t></r></text>"));
  const std::string drawing = PartOf(written, kDrawing);
  EXPECT_THAT(drawing, HasSubstr("width:150pt;height:59.25pt"));
  EXPECT_THAT(drawing, HasSubstr("<x:Anchor>2, 15, 0, 2, 5, 23, 4, 1</x:Anchor>"));
  EXPECT_THAT(drawing, HasSubstr("<x:Row>1</x:Row><x:Column>1</x:Column><x:Visible/>"));
  EXPECT_THAT(SheetContent(written), HasSubstr("<sheetData/><legacyDrawing "));
  EXPECT_THAT(PartOf(written, "[Content_Types].xml"), HasSubstr("vmlDrawing"));
}

TEST(CommentOperationTest, NotesAndAuthorsJoinThoseThereAre) {
  NoteFields fields = Fields("A1", "first");
  fields.author = "Ann";
  WorkbookPtr after = Do(Book(), AddCommentOperation("Notes", fields));
  fields = Fields("C9", "last");
  after = Do(after, AddCommentOperation("Notes", fields));
  const std::string comments = PartOf(Write(after), "xl/old.xml");
  EXPECT_THAT(comments, HasSubstr("<authors><author>Ann</author><author></author></authors>"));
  EXPECT_LT(comments.find("ref=\"A1\""), comments.find("ref=\"B3\""));
  EXPECT_LT(comments.find("ref=\"B3\""), comments.find("ref=\"C9\""));
  const std::string drawing = PartOf(Write(after), "xl/drawings/old.vml");
  EXPECT_THAT(drawing, HasSubstr("<v:shapetype id=\"_x0000_t202\""));
  EXPECT_THAT(drawing, HasSubstr("_x0000_s2050"));
  EXPECT_THAT(drawing, HasSubstr("_x0000_s2051"));
  ASSERT_OK_AND_ASSIGN(const auto objects, after->LoadObjects(1, {}));
  ASSERT_EQ(objects->comments.size(), 3u);
  EXPECT_EQ(objects->comments[0].text, "first");
  EXPECT_EQ(objects->comments[0].author, "Ann");
}

TEST(CommentOperationTest, ChangesWhatIsGiven) {
  NoteFields fields = Fields("B3", "new");
  fields.author = "Bob";
  fields.height = 75;
  fields.visible = true;
  const PackageBytes written = Write(Do(Book(), ChangeCommentOperation("Notes", fields)));
  EXPECT_THAT(PartOf(written, "xl/old.xml"), HasSubstr("authorId=\"1\""));
  EXPECT_THAT(PartOf(written, "xl/old.xml"), HasSubstr(">new</t>"));
  EXPECT_THAT(PartOf(written, "xl/drawings/old.vml"),
              HasSubstr("style='width:96pt;height:75pt;visibility:visible'"));
  EXPECT_THAT(PartOf(written, "xl/drawings/old.vml"),
              HasSubstr("</x:Column><x:Visible/></x:ClientData>"));
  NoteFields size = Fields("B3");
  size.width = 100;
  const PackageBytes sized = Write(Do(Book(), ChangeCommentOperation("Notes", size)));
  EXPECT_THAT(PartOf(sized, "xl/old.xml"), HasSubstr("<text><t>old</t></text>"));
}

TEST(CommentOperationTest, DeletingLeavesWhatIsNoNote) {
  const PackageBytes written = Write(Do(Book(), DeleteCommentOperation("Notes", At("B3"))));
  EXPECT_EQ(PartOf(written, "xl/old.xml"), "<no such part>");
  EXPECT_THAT(PartOf(written, "xl/drawings/old.vml"), Not(HasSubstr("Note")));
  EXPECT_THAT(PartOf(written, "xl/drawings/old.vml"), HasSubstr("Button"));
  EXPECT_THAT(SheetContent(written, 2), HasSubstr("legacyDrawing"));
  const PackageBytes none = Write(Do(Do(Book(), AddCommentOperation("Data", Fields("B2", "x"))),
                                     DeleteCommentOperation("Data", At("B2"))));
  EXPECT_EQ(PartOf(none, kDrawing), "<no such part>");
  EXPECT_EQ(SheetContent(none), "<sheetData/><tableParts/>");
}

TEST(CommentOperationTest, SaysWhatIsWrong) {
  ExpectRefused(AddCommentOperation("Notes", Fields("B3", "x")), "change_comment");
  ExpectRefused(ChangeCommentOperation("Notes", Fields("B4", "x")), "add_comment");
  ExpectRefused(DeleteCommentOperation("Notes", At("B4")), "no note");
  ExpectRefused(AddCommentOperation("Threads", Fields("A1", "x")), "threaded comment");
  ExpectRefused(DeleteCommentOperation("Threads", At("A1")), "threaded comment");
}

}  // namespace
}  // namespace sheetgate::tests
