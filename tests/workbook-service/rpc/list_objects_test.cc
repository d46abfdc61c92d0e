#include "workbook-service/rpc/list_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrAppend;
using platform::StrCat;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;

// "Data/comments B2 Ann: check [detail | detail]".
std::string Show(const v1::ObjectGroup& group, const v1::ObjectInfo& object) {
  std::string text = StrCat(group.sheet_name(), "/", group.kind());
  for (const std::string& part : {object.name(), object.range(), object.summary()}) {
    if (!part.empty()) StrAppend(&text, " ", part);
  }
  for (int i = 0; i < object.details_size(); ++i) {
    StrAppend(&text, i == 0 ? " [" : " | ", object.details(i));
  }
  return text + (object.details().empty() ? "" : "]");
}

tests::ObjectPackage SamplePackage() {
  tests::ObjectPackage package;
  package
      .Sheet(
          "Data",
          "<sheetViews><sheetView zoomScale=\"85\"><pane ySplit=\"1\" state=\"frozen\"/>"
          "</sheetView></sheetViews><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>"
          "North</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>South</t>"
          "</is></c></row></sheetData><sheetProtection sheet=\"1\" sort=\"0\" objects=\"1\" "
          "scenarios=\"1\" selectLockedCells=\"1\"/><autoFilter ref=\"A1:B9\"><filterColumn "
          "colId=\"1\"><customFilters><customFilter operator=\"greaterThan\" val=\"5\"/>"
          "</customFilters></filterColumn></autoFilter><conditionalFormatting sqref=\"B2:B9\">"
          "<cfRule type=\"dataBar\" priority=\"1\"><dataBar><cfvo type=\"min\"/><cfvo "
          "type=\"max\"/><color rgb=\"FF638EC6\"/></dataBar><extLst><ext><x14:id>{A}</x14:id>"
          "</ext></extLst></cfRule></conditionalFormatting><dataValidations><dataValidation "
          "type=\"list\" sqref=\"C2:C9\" showErrorMessage=\"1\"><formula1>Regions</formula1>"
          "</dataValidation><dataValidation type=\"whole\" operator=\"between\" sqref=\"D2\">"
          "<formula1>1</formula1><formula2>10</formula2></dataValidation></dataValidations>"
          "<hyperlinks><hyperlink ref=\"E1\" location=\"Notes!A1\" tooltip=\"Go\"/></hyperlinks>"
          "<pageSetup orientation=\"landscape\" paperSize=\"9\"/><drawing r:id=\"rId1\"/><extLst>"
          "<ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule "
          "type=\"dataBar\" id=\"{A}\"><x14:dataBar><x14:cfvo type=\"autoMin\"/><x14:cfvo "
          "type=\"autoMax\"/><x14:negativeFillColor rgb=\"FFFF0000\"/></x14:dataBar>"
          "</x14:cfRule><xm:sqref>B2:B9</xm:sqref></x14:conditionalFormatting>"
          "</x14:conditionalFormattings></ext></extLst>")
      .Sheet("Notes", "<sheetData/>")
      .Workbook(
          "<definedNames><definedName name=\"Regions\">Data!$A$1:$A$2</definedName>"
          "<definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">Data!$A$1:$E$9"
          "</definedName></definedNames><calcPr calcMode=\"manual\"/>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "drawing", "../drawings/drawing1.xml"},
                                           {"rId2", "comments", "../comments1.xml"}})
      .Part("xl/drawings/drawing1.xml",
            "<wsDr xmlns:r=\"r\"><twoCellAnchor><from><col>6</col><row>0</row></from><to><col>9"
            "</col><row>9</row></to><graphicFrame><nvGraphicFramePr><cNvPr id=\"2\" name=\"Chart "
            "1\"/></nvGraphicFramePr><graphic><graphicData><chart r:id=\"rId1\"/></graphicData>"
            "</graphic></graphicFrame></twoCellAnchor></wsDr>")
      .Relate("xl/drawings/drawing1.xml", {{"rId1", "chart", "../charts/chart1.xml"}})
      .Part("xl/charts/chart1.xml",
            "<chartSpace><chart><title><tx><strRef><f>Data!$A$1</f><strCache><ptCount val=\"1\"/>"
            "<pt><v>Sales</v></pt></strCache></strRef></tx></title><plotArea><lineChart><ser><cat>"
            "<strRef><f>Data!$A$1:$A$2</f></strRef></cat><val><numRef><f>Data!$B$1:$B$2</f>"
            "<numCache><ptCount val=\"2\"/></numCache></numRef></val></ser></lineChart></plotArea>"
            "</chart></chartSpace>")
      .Part("xl/comments1.xml",
            "<comments><authors><author>Ann</author></authors><commentList><comment ref=\"B2\" "
            "authorId=\"0\"><text><t>check</t></text></comment><comment ref=\"B3\" authorId=\"0\">"
            "<text><t>Ann: done</t></text></comment></commentList></comments>");
  return package;
}

class ListObjectsTest : public RpcTest {
 protected:
  ListObjectsTest() {
    WriteFile("a.xlsx", *SamplePackage().Build());
    request_.set_workbook_id(FileId("a.xlsx"));
  }

  absl::StatusOr<v1::ListObjectsResponse> Ask(const ReadLimits& limits = {}) {
    return ListObjects(request_, context(), session(), limits);
  }
  static void Append(const v1::ListObjectsResponse& response, std::vector<std::string>* texts) {
    for (const v1::ObjectGroup& group : response.groups()) {
      for (const v1::ObjectInfo& object : group.objects()) texts->push_back(Show(group, object));
    }
  }
  std::vector<std::string> Objects() {
    std::vector<std::string> texts;
    const auto response = Ask();
    EXPECT_THAT(response, tests::IsOk());
    if (response.ok()) Append(*response, &texts);
    return texts;
  }

  v1::ListObjectsRequest request_;
};

TEST_F(ListObjectsTest, ListsEverythingSheetBySheet) {
  EXPECT_THAT(
      Objects(),
      ElementsAre("Data/charts Chart 1 G1:J10 line: Sales [title from: Data!$A$1 | series: values "
                  "Data!$B$1:$B$2 (2 points), categories Data!$A$1:$A$2]",
                  "Data/comments B2 Ann: check", "Data/comments B3 Ann: done",
                  "Data/hyperlinks E1 Notes!A1 [tooltip: Go]",
                  "Data/data_validations C2:C9 list: North, South [values from: Data!A1:A2]",
                  "Data/data_validations D2 whole between 1 and 10 [not enforced]",
                  "Data/conditional_formats B2:B9 dataBar [autoMin, autoMax | priority 1]",
                  "Data/autofilters A1:B9 filtered by 1 column [column B: > 5]",
                  "Data/print_settings landscape, A4 [print area: Data!$A$1:$E$9]",
                  "Data/protection protected [allowed: selectUnlockedCells, sort]",
                  "Data/view 1 row frozen, zoom 85%", "/workbook_settings calculation manual"));
}

TEST_F(ListObjectsTest, SelectsKindsAndSheets) {
  request_.add_kinds("comments");
  request_.add_kinds("workbook_settings");
  EXPECT_THAT(Objects(), ElementsAre("Data/comments B2 Ann: check", "Data/comments B3 Ann: done",
                                     "/workbook_settings calculation manual"));
  request_.set_sheet_name("DATA");
  EXPECT_THAT(Objects(), ElementsAre("Data/comments B2 Ann: check", "Data/comments B3 Ann: done"));
  request_.set_sheet_name("Notes");
  EXPECT_THAT(Objects(), ElementsAre());
}

TEST_F(ListObjectsTest, ListValuesFollowEdits) {
  WriteFile("b.xlsx", *SamplePackage().Build());
  const std::string fork = ForkOf("b.xlsx");
  Edit(fork, {TextEdit("A2", "East")});
  request_.set_workbook_id(fork);
  request_.add_kinds("data_validations");
  EXPECT_THAT(Objects(),
              Contains("Data/data_validations C2:C9 list: North, East [values from: Data!A1:A2]"));
}

TEST_F(ListObjectsTest, CountsOnly) {
  request_.set_counts_only(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Ask());
  std::vector<std::string> counts;
  for (const v1::ObjectGroup& group : response.groups()) {
    EXPECT_EQ(group.objects_size(), 0);
    counts.push_back(StrCat(group.sheet_name(), " ", group.kind(), " ", group.count()));
  }
  EXPECT_THAT(counts, ElementsAre("Data charts 1", "Data comments 2", "Data hyperlinks 1",
                                  "Data data_validations 2", "Data conditional_formats 1",
                                  "Data autofilters 1", "Data print_settings 1",
                                  "Data protection 1", "Data view 1", " workbook_settings 1"));
}

TEST_F(ListObjectsTest, PagesWalkedToTheirEndAreTheWhole) {
  const std::vector<std::string> whole = Objects();
  for (const bool counts : {false, true}) {
    request_.set_counts_only(counts);
    for (const int page_size : {1, 2, 3, 100}) {
      request_.set_page_size(page_size);
      request_.clear_page_token();
      std::vector<std::string> walked;
      int groups = 0;
      do {
        ASSERT_OK_AND_ASSIGN(const auto response, Ask());
        groups += response.groups_size();
        Append(response, &walked);
        request_.set_page_token(response.next_page_token());
      } while (!request_.page_token().empty());
      if (counts) {
        EXPECT_EQ(groups, 10) << page_size;
      } else {
        EXPECT_EQ(walked, whole) << page_size;
      }
    }
  }
}

TEST_F(ListObjectsTest, TheBudgetEndsAPageWithinAGroup) {
  request_.add_kinds("comments");
  ASSERT_OK_AND_ASSIGN(const auto first, Ask({.max_bytes = 150}));
  ASSERT_EQ(first.groups_size(), 1);
  EXPECT_EQ(first.groups(0).count(), 2);
  EXPECT_EQ(first.groups(0).objects_size(), 1);
  request_.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Ask({.max_bytes = 150}));
  EXPECT_EQ(second.groups(0).objects(0).range(), "B3");
  EXPECT_TRUE(second.next_page_token().empty());
}

TEST_F(ListObjectsTest, NamesWhatIsWrong) {
  request_.add_kinds("charts");
  request_.add_kinds("graphs");
  const auto unknown = Ask();
  EXPECT_THAT(unknown, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(unknown.status()), "kinds[1]");
  EXPECT_THAT(unknown.status().ToString(), HasSubstr("'graphs' is none of charts, pivot_tables"));
  request_.clear_kinds();
  request_.set_sheet_name("Dat");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kSheetNotFound));
  request_.clear_sheet_name();
  request_.set_page_token("nonsense");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kInvalidPageToken));
  request_.clear_page_token();
  request_.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Ask());
  request_.set_page_token(first.next_page_token());
  request_.set_counts_only(true);
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kInvalidPageToken));
  request_.clear_page_token();
  request_.set_revision("rev-unknown");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kRevisionNotFound));
  request_.set_workbook_id("wb-unknown");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kWorkbookNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
