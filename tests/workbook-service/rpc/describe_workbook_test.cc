#include "workbook-service/rpc/describe_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/spreadsheet/testing/object_package.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;

class DescribeWorkbookTest : public RpcTest {
 protected:
  absl::StatusOr<v1::DescribeWorkbookResponse> Describe(const std::string& workbook_id,
                                                        const std::string& revision = "") {
    v1::DescribeWorkbookRequest request;
    request.set_workbook_id(workbook_id);
    request.set_revision(revision);
    return DescribeWorkbook(request, context(), session());
  }
};

TEST_F(DescribeWorkbookTest, DescribesAFile) {
  WriteFile("a.xlsx", SampleWorkbook());
  ASSERT_OK_AND_ASSIGN(const auto response, Describe(FileId("a.xlsx")));
  EXPECT_EQ(response.workbook_id(), FileId("a.xlsx"));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_EQ(response.kind(), "file");
  EXPECT_EQ(response.path(), "a.xlsx");
  EXPECT_EQ(response.format(), "xlsx");
  EXPECT_EQ(response.size_bytes(), static_cast<int64_t>(SampleWorkbook().size()));
  EXPECT_EQ(response.sheet_count(), 3);
  EXPECT_THAT(response.also(), ElementsAre("1 hidden sheet"));
  EXPECT_THAT(response.sheet_names(), ElementsAre("Data", "Notes", "Chart"));
  EXPECT_EQ(response.date_system(), "1900");
  EXPECT_FALSE(response.macros_present());
  EXPECT_FALSE(response.stale_values());
}

TEST_F(DescribeWorkbookTest, AForkThatWasEditedHasStaleValues) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = HeadOf(fork);
  const std::string edited = Edit(fork, {NumberEdit("B2", 7)});
  ASSERT_OK_AND_ASSIGN(const auto newest, Describe(fork));
  EXPECT_EQ(newest.kind(), "fork");
  EXPECT_EQ(newest.path(), "a.xlsx");
  EXPECT_EQ(newest.revision(), edited);
  EXPECT_TRUE(newest.stale_values());
  ASSERT_OK_AND_ASSIGN(const auto before, Describe(fork, base));
  EXPECT_EQ(before.revision(), base);
  EXPECT_FALSE(before.stale_values());
}

TEST_F(DescribeWorkbookTest, DelimitedTextIsAWorkbookOfOneSheet) {
  WriteFile("sales.csv", "Item,Amount\nRent,1000\n");
  ASSERT_OK_AND_ASSIGN(const auto file, Describe(FileId("sales.csv")));
  EXPECT_EQ(file.format(), "csv");
  EXPECT_EQ(file.kind(), "file");
  EXPECT_EQ(file.path(), "sales.csv");
  EXPECT_THAT(file.sheet_names(), ElementsAre("Sheet1"));
  EXPECT_GT(file.size_bytes(), 0);
  ASSERT_OK_AND_ASSIGN(const auto fork, Describe(ForkOf("sales.csv")));
  EXPECT_EQ(fork.format(), "xlsx");
  EXPECT_EQ(fork.path(), "sales.csv");
  EXPECT_EQ(fork.size_bytes(), file.size_bytes());
}

TEST_F(DescribeWorkbookTest, TellsTheDateSystem) {
  WriteFile("mac.xlsx", BuildWorkbook({{"Data", ""}}, /*date1904=*/true));
  ASSERT_OK_AND_ASSIGN(const auto response, Describe(FileId("mac.xlsx")));
  EXPECT_EQ(response.date_system(), "1904");
}

TEST_F(DescribeWorkbookTest, TellsWhatIsThereBesidesCells) {
  tests::ObjectPackage package;
  package.Sheet("Data", "<sheetData/><sheetProtection sheet=\"1\"/><drawing r:id=\"rId1\"/>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "drawing", "../drawings/drawing1.xml"},
                                           {"rId2", "comments", "../comments1.xml"}})
      .Part("xl/drawings/drawing1.xml",
            "<wsDr><oneCellAnchor><from><col>0</col><row>0</row></from><pic/></oneCellAnchor>"
            "</wsDr>")
      .Part("xl/comments1.xml",
            "<comments><commentList><comment ref=\"B2\"/></commentList></comments>")
      .Workbook(
          "<workbookProtection lockStructure=\"1\"/><externalReferences><externalReference "
          "r:id=\"e1\"/></externalReferences><calcPr calcMode=\"manual\"/>")
      .Relate("", {{"p1", "metadata/core-properties", "docProps/core.xml"}})
      .Part("docProps/core.xml",
            "<coreProperties><title>Plan</title><creator>Ann</creator></coreProperties>")
      .Relate("xl/workbook.xml", {{"e1", "externalLink", "externalLinks/x1.xml"},
                                  {"c1", "connections", "connections.xml"},
                                  {"v1", "vbaProject", "vbaProject.bin"}})
      .Part("xl/connections.xml",
            "<connections><connection id=\"1\" name=\"Stock\"/></connections>")
      .Part("xl/vbaProject.bin", "x", "application/octet-stream")
      .Part("xl/externalLinks/x1.xml",
            "<externalLink xmlns:r=\"r\"><externalBook r:id=\"rId1\"/></externalLink>")
      .Relate("xl/externalLinks/x1.xml", {{"rId1", "externalLinkPath", "../rates.xlsx", true}});
  WriteFile("a.xlsm", *package.Build());
  ASSERT_OK_AND_ASSIGN(const auto response, Describe(FileId("a.xlsm")));
  EXPECT_TRUE(response.macros_present());
  EXPECT_THAT(response.protection(), ElementsAre("structure", "sheet Data"));
  EXPECT_THAT(response.external_links(), ElementsAre("../rates.xlsx"));
  EXPECT_THAT(response.properties(),
              ElementsAre("title: Plan", "author: Ann", "calculation: manual"));
  EXPECT_THAT(response.also(), ElementsAre("1 connection", "1 image", "1 comment"));
}

TEST_F(DescribeWorkbookTest, APartThatIsDamagedDoesNotHideTheRest) {
  tests::ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Relate("xl/worksheets/sheet1.xml", {{"rId1", "comments", "../comments1.xml"}})
      .Part("xl/comments1.xml", "<comments>")
      .Sheet("More", "<sheetData/><sheetProtection sheet=\"1\"/>")
      .Relate("xl/workbook.xml", {{"c1", "connections", "connections.xml"}})
      .Part("xl/connections.xml", "<connections>");
  WriteFile("a.xlsx", *package.Build());
  ASSERT_OK_AND_ASSIGN(const auto response, Describe(FileId("a.xlsx")));
  EXPECT_THAT(response.sheet_names(), ElementsAre("Data", "More"));
  EXPECT_THAT(response.protection(), ElementsAre("sheet More"));
  EXPECT_THAT(response.also(), ElementsAre());
}

TEST_F(DescribeWorkbookTest, NamesWhatIsWrong) {
  WriteFile("a.xlsx", SampleWorkbook());
  WriteFile("text.xlsx", "this is no zip file");
  EXPECT_THAT(Describe("wb-unknown"), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(Describe(FileId("a.xlsx"), "rev-unknown"), HasReason(ErrorReason::kRevisionNotFound));
  EXPECT_THAT(Describe(FileId("text.xlsx")), HasReason(ErrorReason::kNotAWorkbook));
}

}  // namespace
}  // namespace sheetgate::workbook
