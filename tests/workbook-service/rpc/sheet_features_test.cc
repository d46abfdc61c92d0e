#include "workbook-service/rpc/sheet_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/package_builder.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/edit_batch.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::PackageBuilder;

constexpr std::string_view kContent =
    "<sheetData/><mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"F:G\"/>"
    "<mergeCell ref=\"20:21\"/></mergeCells>"
    "<conditionalFormatting sqref=\"B2:B9\"><cfRule type=\"cellIs\" priority=\"2\""
    " operator=\"greaterThan\" stopIfTrue=\"1\"><formula>100</formula></cfRule>"
    "<cfRule type=\"colorScale\" priority=\"3\"><colorScale><cfvo type=\"min\"/>"
    "<cfvo type=\"percentile\" val=\"50\"/><cfvo type=\"max\"/><color rgb=\"FF111111\"/>"
    "<color rgb=\"FF222222\"/><color "
    "rgb=\"FF333333\"/></colorScale></cfRule></conditionalFormatting>"
    "<dataValidations><dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"1\""
    " sqref=\"C2:C9 E2\" promptTitle=\"Size\" prompt=\"Pick one\"><formula1>\"S,M,L\"</formula1>"
    "</dataValidation><dataValidation type=\"whole\" operator=\"between\" errorStyle=\"warning\""
    " error=\"1 to 9\" sqref=\"D2\"><formula1>1</formula1><formula2>9</formula2></dataValidation>"
    "</dataValidations><tableParts xmlns:r=\"urn:r\"><tablePart r:id=\"t\"/></tableParts>";

constexpr std::string_view kTable =
    "<table displayName=\"Sales\" ref=\"A2:C9\" totalsRowCount=\"1\"><tableColumns>"
    "<tableColumn name=\"Item\" totalsRowLabel=\"Sum\"/><tableColumn name=\"Net\"/>"
    "<tableColumn name=\"Tax\" totalsRowFunction=\"sum\"><calculatedColumnFormula>"
    "Sales[[#This Row],[Net]]/5</calculatedColumnFormula></tableColumn></tableColumns></table>";

class SheetFeaturesTest : public RpcTest {
 protected:
  // A workbook whose sheet S has this content and this table.
  void Write(std::string_view path, std::string_view content, std::string_view table = kTable) {
    PackageBuilder builder;
    builder.Sheet("S", content).RawSheet("Chart", "<chartsheet/>", "chartsheet");
    builder.Part("xl/table.xml", table, "application/xml");
    builder.Part("xl/worksheets/_rels/sheet1.xml.rels",
                 StrCat("<Relationships><Relationship Id=\"t\" Type=\"", tests::kRelationshipSpace,
                        "/table\" Target=\"../table.xml\"/></Relationships>"),
                 "application/vnd.openxmlformats-package.relationships+xml");
    WriteFile(path, *builder.Build());
  }

  v1::SheetFeaturesRequest Request(const std::vector<std::string>& kinds = {},
                                   std::string_view range = "") {
    if (!FileExists("a.xlsx")) Write("a.xlsx", kContent);
    v1::SheetFeaturesRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_sheet_name("S");
    for (const std::string& kind : kinds) request.add_kinds(kind);
    request.set_range(std::string(range));
    return request;
  }

  absl::StatusOr<v1::SheetFeaturesResponse> Features(const v1::SheetFeaturesRequest& request,
                                                     const ReadLimits& limits = {}) {
    return SheetFeatures(request, context(), session(), limits);
  }
};

// "merges/tables/validations/rules" of a response.
std::string Counts(const v1::SheetFeaturesResponse& response) {
  return StrCat(response.merged_ranges_size(), "/", response.tables_size(), "/",
                response.data_validations_size(), "/", response.conditional_formats_size());
}

TEST_F(SheetFeaturesTest, ListsEverythingASheetHas) {
  ASSERT_OK_AND_ASSIGN(const auto response, Features(Request()));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_THAT(response.next_page_token(), IsEmpty());
  EXPECT_THAT(response.merged_ranges(), ElementsAre("A1:D1", "F:G", "20:21"));

  ASSERT_EQ(response.tables_size(), 1);
  const v1::TableInfo& table = response.tables(0);
  EXPECT_EQ(table.name(), "Sales");
  EXPECT_EQ(table.range(), "A2:C9");
  EXPECT_FALSE(table.has_header_rows()) << "one is usual";
  EXPECT_EQ(table.totals_rows(), 1);
  EXPECT_THAT(table.columns(), ElementsAre("Item", "Net", "Tax"));
  EXPECT_FALSE(table.has_more_columns());
  ASSERT_EQ(table.formulas_size(), 2);
  EXPECT_EQ(table.formulas(0).column() + ": " + table.formulas(0).total(), "Item: Sum");
  EXPECT_EQ(table.formulas(1).column(), "Tax");
  EXPECT_EQ(table.formulas(1).formula(), "Sales[[#This Row],[Net]]/5");
  EXPECT_EQ(table.formulas(1).total(), "sum");

  ASSERT_EQ(response.data_validations_size(), 2);
  const v1::DataValidationInfo& list = response.data_validations(0);
  EXPECT_THAT(list.ranges(), ElementsAre("C2:C9", "E2"));
  EXPECT_EQ(list.type(), "list");
  EXPECT_EQ(list.operator_(), "") << "a list compares nothing";
  EXPECT_EQ(list.formula1(), "\"S,M,L\"");
  EXPECT_TRUE(list.allow_blank());
  EXPECT_FALSE(list.has_not_enforced());
  EXPECT_EQ(list.error_style(), "");
  EXPECT_EQ(list.prompt_title(), "Size");
  EXPECT_EQ(list.prompt(), "Pick one");
  const v1::DataValidationInfo& whole = response.data_validations(1);
  EXPECT_EQ(whole.operator_(), "between");
  EXPECT_EQ(whole.formula1() + ".." + whole.formula2(), "1..9");
  EXPECT_FALSE(whole.has_allow_blank());
  EXPECT_TRUE(whole.not_enforced());
  EXPECT_EQ(whole.error_style(), "warning");
  EXPECT_EQ(whole.error(), "1 to 9");

  ASSERT_EQ(response.conditional_formats_size(), 2);
  const v1::ConditionalFormatInfo& compare = response.conditional_formats(0);
  EXPECT_THAT(compare.ranges(), ElementsAre("B2:B9"));
  EXPECT_EQ(compare.type() + " " + compare.operator_(), "cellIs greaterThan");
  EXPECT_THAT(compare.formulas(), ElementsAre("100"));
  EXPECT_EQ(compare.priority(), 2);
  EXPECT_TRUE(compare.stop_if_true());
  EXPECT_EQ(response.conditional_formats(1).detail(),
            "min FF111111, percentile 50 FF222222, max FF333333");
}

TEST_F(SheetFeaturesTest, DetailsSayWhatARuleIsAbout) {
  Write("rules.xlsx",
        "<conditionalFormatting sqref=\"A1\"><cfRule type=\"top10\" rank=\"5\" percent=\"1\""
        " bottom=\"1\"/><cfRule type=\"aboveAverage\" aboveAverage=\"0\" equalAverage=\"1\"/>"
        "<cfRule type=\"aboveAverage\" stdDev=\"2\"/><cfRule type=\"beginsWith\" text=\"ab\"/>"
        "<cfRule type=\"timePeriod\" timePeriod=\"today\"/><cfRule type=\"iconSet\">"
        "<iconSet iconSet=\"3Flags\" reverse=\"1\"><cfvo type=\"percent\" val=\"0\"/>"
        "<cfvo type=\"num\" val=\"7\" gte=\"0\"/></iconSet></cfRule><cfRule type=\"dataBar\">"
        "<dataBar><cfvo type=\"min\"/><cfvo type=\"max\"/><color theme=\"4\"/></dataBar></cfRule>"
        "<cfRule type=\"expression\"><formula>A1&gt;B1</formula></cfRule>"
        "</conditionalFormatting>");
  auto request = Request();
  request.set_workbook_id(FileId("rules.xlsx"));
  ASSERT_OK_AND_ASSIGN(const auto response, Features(request));
  std::vector<std::string> details;
  for (const auto& rule : response.conditional_formats()) details.push_back(rule.detail());
  EXPECT_THAT(details, ElementsAre("bottom 5%", "below or equal", "above by 2 standard deviations",
                                   "ab", "today", "3Flags reversed: percent 0, num above 7",
                                   "min, max; theme:4", ""));
}

TEST_F(SheetFeaturesTest, SelectsByKindAndRange) {
  const auto counts = [this](const std::vector<std::string>& kinds, std::string_view range) {
    const auto response = Features(Request(kinds, range));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? Counts(*response) : "";
  };
  EXPECT_EQ(counts({}, ""), "3/1/2/2");
  EXPECT_EQ(counts({"tables"}, ""), "0/1/0/0");
  EXPECT_EQ(counts({"merged_ranges", "conditional_formats"}, ""), "3/0/0/2");
  EXPECT_EQ(counts({"data_validations", "data_validations"}, ""), "0/0/2/0");
  EXPECT_EQ(counts({}, "E2"), "0/0/1/0");
  EXPECT_EQ(counts({}, "B9"), "0/1/0/2");
  EXPECT_EQ(counts({}, "G:G"), "2/0/0/0");
  EXPECT_EQ(counts({"tables"}, "E2"), "0/0/0/0");
}

TEST_F(SheetFeaturesTest, PagesFollowEachOtherThroughEveryKind) {
  for (const int page_size : {1, 2, 3, 7}) {
    v1::SheetFeaturesRequest request = Request();
    request.set_page_size(page_size);
    std::vector<std::string> all;
    int pages = 0;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Features(request));
      ++pages;
      for (const std::string& range : page.merged_ranges()) all.push_back(range);
      for (const auto& table : page.tables()) all.push_back(table.name());
      for (const auto& validation : page.data_validations()) all.push_back(validation.type());
      for (const auto& rule : page.conditional_formats()) all.push_back(rule.type());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(pages, (8 + page_size - 1) / page_size);
    EXPECT_THAT(all, ElementsAre("A1:D1", "F:G", "20:21", "Sales", "list", "whole", "cellIs",
                                 "colorScale"));
  }
}

TEST_F(SheetFeaturesTest, LaterPagesReadTheRevisionOfTheFirst) {
  v1::SheetFeaturesRequest request = Request();
  const std::string fork = ForkOf("a.xlsx");
  request.set_workbook_id(fork);
  request.set_page_size(4);
  ASSERT_OK_AND_ASSIGN(const auto first, Features(request));
  v1::EditBatchRequest edit;
  edit.set_workbook_id(fork);
  edit.set_sheet_name("S");
  *edit.add_edits() = NumberEdit("A5", 1);
  ASSERT_OK_AND_ASSIGN(const auto edited, EditBatch(edit, context(), session()));
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Features(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_NE(second.revision(), edited.revision());
  EXPECT_EQ(Counts(second), "0/0/2/2");
}

TEST_F(SheetFeaturesTest, StaysWithinTheBudget) {
  std::string merges;
  for (int row = 1; row <= 1000; ++row) {
    merges += StrCat("<mergeCell ref=\"A", row, ":B", row, "\"/>");
  }
  Write("many.xlsx", StrCat("<sheetData/><mergeCells>", merges, "</mergeCells>"));
  v1::SheetFeaturesRequest request = Request();
  request.set_workbook_id(FileId("many.xlsx"));
  request.set_page_size(1000);
  ReadLimits limits;
  limits.max_bytes = 2048;
  int listed = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Features(request, limits));
    EXPECT_LE(page.ByteSizeLong(), 2048u + 256u);
    EXPECT_GT(page.merged_ranges_size(), 50);
    listed += page.merged_ranges_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, 1000);
}

TEST_F(SheetFeaturesTest, LongListsAndTextsAreCut) {
  std::string columns, ranges;
  for (int i = 0; i < 1500; ++i) {
    columns += StrCat("<tableColumn name=\"c", i, "\"/>");
    ranges += StrCat("A", i + 1, " ");
  }
  Write("long.xlsx",
        StrCat("<dataValidations><dataValidation sqref=\"", ranges, "\" error=\"",
               std::string(5000, 'x'), "\"/></dataValidations><conditionalFormatting sqref=\"",
               ranges, "\"><cfRule type=\"expression\"/></conditionalFormatting><tableParts ",
               "xmlns:r=\"urn:r\"><tablePart r:id=\"t\"/></tableParts>"),
        StrCat("<table name=\"T\" headerRowCount=\"0\" ref=\"A1\"><tableColumns>", columns,
               "</tableColumns></table>"));
  v1::SheetFeaturesRequest request = Request();
  request.set_workbook_id(FileId("long.xlsx"));
  ASSERT_OK_AND_ASSIGN(const auto response, Features(request));
  EXPECT_EQ(response.tables(0).header_rows(), 0);
  EXPECT_TRUE(response.tables(0).has_header_rows());
  EXPECT_EQ(response.tables(0).columns_size(), 1000);
  EXPECT_EQ(response.tables(0).more_columns(), 500);
  EXPECT_EQ(response.data_validations(0).ranges_size(), 200);
  EXPECT_EQ(response.data_validations(0).more_ranges(), 1300);
  EXPECT_EQ(response.data_validations(0).error(), std::string(1024, 'x') + "...");
  EXPECT_EQ(response.conditional_formats(0).more_ranges(), 1300);
}

TEST_F(SheetFeaturesTest, AHugeTableFitsIntoAResponse) {
  std::string columns;
  for (int i = 0; i < 200; ++i) {
    columns += StrCat("<tableColumn name=\"c", i, "\"><calculatedColumnFormula>",
                      std::string(40'000, '1'), "</calculatedColumnFormula></tableColumn>");
  }
  Write("huge.xlsx", "<tableParts xmlns:r=\"urn:r\"><tablePart r:id=\"t\"/></tableParts>",
        StrCat("<table name=\"T\" ref=\"A1\"><tableColumns>", columns, "</tableColumns></table>"));
  v1::SheetFeaturesRequest request = Request();
  request.set_workbook_id(FileId("huge.xlsx"));
  ASSERT_OK_AND_ASSIGN(const auto response, Features(request));
  EXPECT_LT(static_cast<int64_t>(response.ByteSizeLong()), kLargestItemBytes);
  EXPECT_EQ(response.tables(0).columns_size() + response.tables(0).more_columns(), 200);
  EXPECT_GT(response.tables(0).columns_size(), 10);
}

TEST_F(SheetFeaturesTest, NamesWhatIsWrong) {
  const auto kind = Features(Request({"tables", "charts"}));
  ASSERT_THAT(kind, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(kind.status()), "kinds[1]");
  const auto range = Features(Request({}, "B"));
  ASSERT_THAT(range, HasReason(ErrorReason::kInvalidRange));
  EXPECT_EQ(FieldOf(range.status()), "range");
  v1::SheetFeaturesRequest request = Request();
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Features(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Chart");
  EXPECT_THAT(Features(request), HasReason(ErrorReason::kNotAWorksheet));
  request = Request();
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, Features(request));
  request.add_kinds("tables");
  request.set_page_token(page.next_page_token());
  EXPECT_THAT(Features(request), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
