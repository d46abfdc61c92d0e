#include "workbook-service/rpc/named_ranges.h"

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
using ::testing::ElementsAre;
using tests::HasReason;

// "name@scope kind sheet!range refers_to".
std::string Show(const v1::NameInfo& info) {
  std::string text = info.name();
  if (!info.scope().empty()) StrAppend(&text, "@", info.scope());
  StrAppend(&text, " ", info.kind());
  if (!info.range().empty()) StrAppend(&text, " ", info.sheet_name(), "!", info.range());
  if (!info.refers_to().empty()) StrAppend(&text, " ", info.refers_to());
  return text + (info.hidden() ? " hidden" : "");
}

class NamedRangesTest : public RpcTest {
 protected:
  NamedRangesTest() {
    tests::ObjectPackage package;
    package.Sheet("Data", "<sheetData/><tableParts><tablePart r:id=\"rId1\"/></tableParts>")
        .Relate("xl/worksheets/sheet1.xml", {{"rId1", "table", "../tables/table1.xml"}})
        .Part("xl/tables/table1.xml",
              "<table id=\"1\" displayName=\"Taxes\" ref=\"F1:G9\"><tableColumns><tableColumn "
              "id=\"1\" name=\"a\"/><tableColumn id=\"2\" name=\"b\"/></tableColumns></table>",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml")
        .Sheet("Notes", "<sheetData/>")
        .Workbook(
            "<definedNames><definedName name=\"TaxRate\">0.19</definedName>"
            "<definedName name=\"taxes_due\">Data!$A$2:$A$9</definedName>"
            "<definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">Notes!$A$1:$B$9"
            "</definedName><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" "
            "hidden=\"1\">Data!$A$1:$C$9</definedName>"
            "<definedName name=\"Old\">#REF!</definedName></definedNames>");
    WriteFile("a.xlsx", *package.Build());
    request_.set_workbook_id(FileId("a.xlsx"));
  }

  absl::StatusOr<v1::NamedRangesResponse> Ask(const ReadLimits& limits = {}) {
    return NamedRanges(request_, context(), session(), limits);
  }
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    const auto response = Ask();
    EXPECT_THAT(response, tests::IsOk());
    if (!response.ok()) return names;
    for (const v1::NameInfo& info : response->names()) names.push_back(Show(info));
    return names;
  }

  v1::NamedRangesRequest request_;
};

TEST_F(NamedRangesTest, TellsWhatNamesStandFor) {
  EXPECT_THAT(Names(),
              ElementsAre("TaxRate constant =0.19", "taxes_due range Data!A2:A9",
                          "_xlnm.Print_Area@Notes print_area Notes!A1:B9", "Old broken =#REF!"));
  ASSERT_OK_AND_ASSIGN(const auto response, Ask());
  EXPECT_EQ(response.revision(), HeadOf(request_.workbook_id()));
}

TEST_F(NamedRangesTest, FiltersAndAdds) {
  request_.set_include_hidden(true);
  request_.set_include_tables(true);
  request_.set_sheet_name("data");
  EXPECT_THAT(Names(), ElementsAre("taxes_due range Data!A2:A9",
                                   "_xlnm._FilterDatabase@Data filter Data!A1:C9 hidden",
                                   "Taxes table Data!F1:G9"));
  request_.clear_sheet_name();
  request_.set_name_prefix("TAX");
  EXPECT_THAT(Names(), ElementsAre("TaxRate constant =0.19", "taxes_due range Data!A2:A9",
                                   "Taxes table Data!F1:G9"));
}

TEST_F(NamedRangesTest, PagesWalkedToTheirEndAreTheWhole) {
  request_.set_include_tables(true);
  const std::vector<std::string> whole = Names();
  ASSERT_EQ(whole.size(), 5u);
  for (const int page_size : {1, 2, 4, 5}) {
    request_.set_page_size(page_size);
    request_.clear_page_token();
    std::vector<std::string> walked;
    do {
      ASSERT_OK_AND_ASSIGN(const auto response, Ask());
      for (const v1::NameInfo& info : response.names()) walked.push_back(Show(info));
      EXPECT_LE(response.names_size(), page_size);
      request_.set_page_token(response.next_page_token());
    } while (!request_.page_token().empty());
    EXPECT_EQ(walked, whole) << page_size;
  }
}

TEST_F(NamedRangesTest, TheBudgetEndsAPage) {
  ASSERT_OK_AND_ASSIGN(const auto response, Ask({.max_bytes = 100}));
  EXPECT_EQ(response.names_size(), 1);
  EXPECT_FALSE(response.next_page_token().empty());
}

TEST_F(NamedRangesTest, NamesWhatIsWrong) {
  request_.set_sheet_name("Dat");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kSheetNotFound));
  request_.clear_sheet_name();
  request_.set_page_token("nonsense");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kInvalidPageToken));
  request_.clear_page_token();
  request_.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Ask());
  request_.set_page_token(first.next_page_token());
  request_.set_name_prefix("T");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kInvalidPageToken));
  request_.clear_page_token();
  request_.set_revision("rev-unknown");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kRevisionNotFound));
  request_.set_workbook_id("wb-unknown");
  EXPECT_THAT(Ask(), HasReason(ErrorReason::kWorkbookNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
