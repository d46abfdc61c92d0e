#include "workbook-service/rpc/formula_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/formula_workbook.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrAppend;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::FormulaWorkbook;
using tests::HasReason;

// "Data!D2:D9 8f =B2*C2 12 <- Sum!A1 via Rate".
std::string Show(const v1::TraceEntry& entry) {
  std::string text = entry.range();
  if (entry.has_formulas()) StrAppend(&text, " ", entry.formulas(), "f");
  if (entry.has_values()) StrAppend(&text, " ", entry.values(), "v");
  if (!entry.formula().empty()) StrAppend(&text, " ", entry.formula());
  if (entry.has_value()) StrAppend(&text, " ", workbook::Show(entry.value()));
  for (const std::string& link : entry.links()) StrAppend(&text, " <- ", link);
  if (entry.has_more_links()) StrAppend(&text, " +", entry.more_links());
  if (!entry.via().empty()) StrAppend(&text, " via ", entry.via());
  return text;
}

std::vector<std::string> Entries(const v1::FormulaTraceResponse& response) {
  std::vector<std::string> lines;
  for (const v1::TraceLayer& layer : response.layers()) {
    for (const v1::TraceEntry& entry : layer.entries()) {
      lines.push_back(StrCat(layer.depth(), " ", Show(entry)));
    }
  }
  return lines;
}

class FormulaTraceTest : public RpcTest {
 protected:
  FormulaTraceTest() {
    FormulaWorkbook builder;
    builder.Sheet("Data")
        .Cell("A1", "=SUM('My sheet'!D2:D9)*Rate", "40")
        .Cell("A2", "=A1+[1]Old!B2+Pi_", "43")
        .Cell("A3", "=INDIRECT(B1)", "1");
    builder.Sheet("My sheet").Cell("F1", "0.5");
    for (int row = 2; row <= 9; ++row) builder.Cell(StrCat("B", row), StrCat(row));
    builder.Shared("D2:D9", "B2*C2");
    builder.Name("Rate", "'My sheet'!$F$1").Name("Pi_", "3.14").Name("Rate", "Data!$A$2", 0);
    WriteFile("a.xlsx", *builder.Build());
  }

  v1::FormulaTraceRequest Request(std::string_view cell, std::string_view direction,
                                  std::string_view sheet = "Data") {
    v1::FormulaTraceRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    request.set_sheet_name(std::string(sheet));
    request.set_cell_address(std::string(cell));
    request.set_direction(std::string(direction));
    return request;
  }

  absl::StatusOr<v1::FormulaTraceResponse> Trace(const v1::FormulaTraceRequest& request,
                                                 const ReadLimits& limits = {}) {
    return FormulaTrace(request, context(), session(), limits);
  }
};

TEST_F(FormulaTraceTest, PrecedentsWithValuesAndFormulas) {
  v1::FormulaTraceRequest request = Request("a2", "precedents");
  request.set_sheet_name("data");
  ASSERT_OK_AND_ASSIGN(const auto response, Trace(request));
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
  EXPECT_EQ(Show(response.origin()), "Data!A2 =A1+[1]Old!B2+Pi_ 43");
  EXPECT_THAT(Entries(response),
              ElementsAre("1 Data!A1 =SUM('My sheet'!D2:D9)*Rate 40", "1 [1]Old!B2", "1 Pi_ =3.14",
                          "2 'My sheet'!D2:D9 8f =B2*C2 1 <- Data!A1",
                          "2 Data!A2 =A1+[1]Old!B2+Pi_ 43 <- Data!A1 via Rate",
                          "3 'My sheet'!B2:B9 8v 2 <- 'My sheet'!D2:D9",
                          "3 'My sheet'!C2:C9 <- 'My sheet'!D2:D9"));
  ASSERT_EQ(response.layers_size(), 3);
  EXPECT_EQ(response.layers(0).formulas(), 1);
  EXPECT_EQ(response.layers(0).externals(), 1);
  EXPECT_EQ(response.layers(1).formulas(), 8);
  EXPECT_EQ(response.layers(2).values(), 8);
  EXPECT_EQ(response.layers(2).blanks(), 8);
  EXPECT_FALSE(response.has_truncated());
  EXPECT_THAT(response.incomplete(), IsEmpty());
  EXPECT_THAT(response.next_page_token(), IsEmpty());
}

TEST_F(FormulaTraceTest, DependentsOfAnEmptyCell) {
  v1::FormulaTraceRequest request = Request("C4", "dependents", "My sheet");
  request.set_depth(2);
  ASSERT_OK_AND_ASSIGN(const auto response, Trace(request));
  EXPECT_EQ(Show(response.origin()), "'My sheet'!C4");
  EXPECT_THAT(Entries(response),
              ElementsAre("1 'My sheet'!D4 =B4*C4 1",
                          "2 Data!A1 =SUM('My sheet'!D2:D9)*Rate 40 <- 'My sheet'!D4"));
  ASSERT_EQ(response.incomplete_size(), 1);
  EXPECT_EQ(response.incomplete(0).reason(), "INDIRECT");
  EXPECT_EQ(response.incomplete(0).cells(), 1);
  EXPECT_THAT(response.incomplete(0).ranges(), ElementsAre("Data!A3"));
}

TEST_F(FormulaTraceTest, StartsAtNames) {
  v1::FormulaTraceRequest request = Request("", "precedents", "");
  request.set_name("rate");
  ASSERT_OK_AND_ASSIGN(const auto global, Trace(request));
  EXPECT_EQ(Show(global.origin()), "Rate ='My sheet'!$F$1");
  EXPECT_THAT(Entries(global), ElementsAre("1 'My sheet'!F1 0.5"));
  request.set_sheet_name("Data");
  request.set_direction("dependents");
  request.set_depth(1);
  ASSERT_OK_AND_ASSIGN(const auto local, Trace(request));
  EXPECT_THAT(Entries(local), ElementsAre("1 Data!A1 =SUM('My sheet'!D2:D9)*Rate 40"))
      << "the name of the sheet";
  request = Request("F1", "dependents", "My sheet");
  ASSERT_OK_AND_ASSIGN(const auto cell, Trace(request));
  EXPECT_THAT(cell.names(), ElementsAre("Rate"));
}

TEST_F(FormulaTraceTest, PagesFollowEachOther) {
  ASSERT_OK_AND_ASSIGN(const auto whole, Trace(Request("A2", "precedents")));
  for (const int page_size : {1, 2, 3, 7}) {
    v1::FormulaTraceRequest request = Request("A2", "precedents");
    request.set_page_size(page_size);
    std::vector<std::string> all;
    int pages = 0;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Trace(request));
      EXPECT_EQ(page.layers(0).has_formulas(), pages == 0) << "totals come once";
      EXPECT_EQ(page.has_origin(), pages == 0);
      for (std::string& line : Entries(page)) all.push_back(std::move(line));
      request.set_page_token(page.next_page_token());
      ++pages;
    } while (!request.page_token().empty());
    EXPECT_EQ(pages, (7 + page_size - 1) / page_size);
    EXPECT_EQ(all, Entries(whole));
  }
}

TEST_F(FormulaTraceTest, LaterPagesReadTheRevisionOfTheFirst) {
  const std::string fork = ForkOf("a.xlsx");
  v1::FormulaTraceRequest request = Request("A2", "precedents");
  request.set_workbook_id(fork);
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(const auto first, Trace(request));
  Edit(fork, {FormulaEdit("A2", "=B7")});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Trace(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_EQ(Entries(second).size(), 3u);
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto fresh, Trace(request));
  EXPECT_THAT(Entries(fresh), ElementsAre("1 Data!B7"));
  EXPECT_TRUE(fresh.stale_values());
}

TEST_F(FormulaTraceTest, StaysWithinTheBudget) {
  FormulaWorkbook builder;
  builder.Sheet("Data");
  std::string sum = "=0";
  for (int i = 1; i <= 200; ++i) {
    StrAppend(&sum, "+B", 2 * i);
    builder.Cell(StrCat("B", 2 * i), std::string(3000, 'x'));
  }
  builder.Cell("A1", sum);
  WriteFile("wide.xlsx", *builder.Build());
  v1::FormulaTraceRequest request = Request("A1", "precedents");
  request.set_workbook_id(FileId("wide.xlsx"));
  request.set_page_size(500);
  ReadLimits limits;
  limits.max_bytes = 8192;
  size_t entries = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Trace(request, limits));
    EXPECT_LE(page.ByteSizeLong(), 8192u + 1024u);
    entries += Entries(page).size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(entries, 200u);
}

TEST_F(FormulaTraceTest, StartsAtARange) {
  v1::FormulaTraceRequest request = Request("'My sheet'!D2:D4", "precedents", "");
  ASSERT_OK_AND_ASSIGN(const auto precedents, Trace(request));
  EXPECT_EQ(Show(precedents.origin()), "'My sheet'!D2:D4 3f =B2*C2 1");
  EXPECT_THAT(Entries(precedents), ElementsAre("1 'My sheet'!B2:B4 3v 2 <- 'My sheet'!D2:D4",
                                               "1 'My sheet'!C2:C4 <- 'My sheet'!D2:D4"));
  request = Request("B2:C3", "dependents", "My sheet");
  request.set_depth(1);
  ASSERT_OK_AND_ASSIGN(const auto dependents, Trace(request));
  EXPECT_THAT(
      Entries(dependents),
      ElementsAre("1 'My sheet'!D2:D3 2f =B2*C2 1 <- 'My sheet'!B2:B3 <- 'My sheet'!C2:C3"));
}

class FormulaTraceOfTableTest : public FormulaTraceTest {
 protected:
  FormulaTraceOfTableTest() {
    FormulaWorkbook builder;
    builder.Sheet("Data")
        .Cell("A1", "Item")
        .Cell("B1", "Amount")
        .Cell("A2", "Rent")
        .Cell("B2", "=D1*2", "10")
        .Cell("A3", "Food")
        .Cell("B3", "4")
        .Table("Sales", "A1:B3", {"Item", "Amount"});
    builder.Sheet("Sum").Cell("A1", "=SUM(Sales[Amount])", "14");
    builder.Name("Rate", "Data!$D$1");
    WriteFile("a.xlsx", *builder.Build());
  }

  absl::StatusOr<v1::FormulaTraceResponse> TraceName(std::string_view name,
                                                     std::string_view direction) {
    v1::FormulaTraceRequest request = Request("", direction, "");
    request.set_name(std::string(name));
    return Trace(request);
  }
};

TEST_F(FormulaTraceOfTableTest, StartsAtTheCellsOfATable) {
  ASSERT_OK_AND_ASSIGN(const auto table, TraceName("sales", "precedents"));
  EXPECT_EQ(table.origin().range(), "Data!A2:B3") << "without its header";
  EXPECT_THAT(Entries(table), ElementsAre("1 Data!D1 <- Data!B2"));
  ASSERT_OK_AND_ASSIGN(const auto column, TraceName("Sales[amount]", "dependents"));
  EXPECT_EQ(column.origin().range(), "Data!B2:B3");
  EXPECT_THAT(Entries(column),
              ElementsAre("1 Sum!A1 =SUM(Sales[Amount]) 14 <- Data!B2:B3 via Sales"));
  ASSERT_OK_AND_ASSIGN(const auto headers, TraceName("Sales[#Headers]", "dependents"));
  EXPECT_EQ(headers.origin().range(), "Data!A1:B1");
  EXPECT_THAT(Entries(headers), IsEmpty());
}

TEST_F(FormulaTraceOfTableTest, NamesTheNamesTablesAndColumnsThereAre) {
  const auto refused = [this](std::string_view name, std::string_view says) {
    const absl::Status status = TraceName(name, "precedents").status();
    EXPECT_THAT(status, HasReason(ErrorReason::kInvalidArgument));
    EXPECT_EQ(FieldOf(status), "name");
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(says)));
    EXPECT_FALSE(platform::MetadataOf(status)["example"].empty());
  };
  refused("Slaes", "did you mean 'Sales'?; there are 'Rate', 'Sales'");
  refused("Sales[Amuont]", "did you mean 'Amount'?; there are 'Item', 'Amount'");
  refused("Sales[#Totals]", "table 'Sales' has no such rows");
  refused("Sales[@Amount]", "only inside a row of the table");
  EXPECT_EQ(FieldOf(TraceName("Sales[[Amount]", "precedents").status()), "name");
}

TEST_F(FormulaTraceTest, SaysWhatIsWrong) {
  const auto error = [this](const v1::FormulaTraceRequest& request) {
    return Trace(request).status();
  };
  const absl::Status direction = error(Request("A1", "upwards"));
  EXPECT_THAT(direction, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_EQ(FieldOf(direction), "direction");
  EXPECT_THAT(std::string(direction.message()), HasSubstr("'upwards' is neither precedents"));
  const absl::Status cell = error(Request("A0", "precedents"));
  EXPECT_THAT(cell, HasReason(ErrorReason::kInvalidAddress));
  EXPECT_EQ(FieldOf(cell), "cell_address");
  const absl::Status none = error(Request("", "precedents"));
  EXPECT_THAT(none, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(FieldOf(none), "cell_address");
  const absl::Status no_sheet = error(Request("A1", "precedents", ""));
  EXPECT_THAT(no_sheet, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(FieldOf(no_sheet), "sheet_name");
  EXPECT_THAT(error(Request("A1", "precedents", "Dat")), HasReason(ErrorReason::kSheetNotFound));
  v1::FormulaTraceRequest request = Request("A1", "precedents");
  request.set_name("Rate");
  EXPECT_EQ(FieldOf(error(request)), "name") << "a cell and a name";
  request = Request("", "precedents");
  request.set_name("Raet");
  const absl::Status name = error(request);
  EXPECT_EQ(FieldOf(name), "name");
  EXPECT_THAT(std::string(name.message()), HasSubstr("did you mean 'Rate'"));
  request = Request("A1", "precedents");
  request.set_depth(6);
  EXPECT_EQ(FieldOf(error(request)), "depth");
  request = Request("A1", "precedents");
  request.set_page_token("???");
  EXPECT_THAT(error(request), HasReason(ErrorReason::kInvalidPageToken));
  request = Request("A2", "precedents");
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, Trace(request));
  request.set_page_token(page.next_page_token());
  request.set_cell_address("A1");
  EXPECT_THAT(error(request), HasReason(ErrorReason::kInvalidPageToken)) << "of another cell";
  request = Request("A1", "precedents");
  request.set_revision("r-none");
  EXPECT_THAT(error(request), HasReason(ErrorReason::kRevisionNotFound));
  WriteFile("b.xlsx", SampleWorkbook());
  request = Request("A1", "precedents", "Chart");
  request.set_workbook_id(FileId("b.xlsx"));
  EXPECT_THAT(error(request), HasReason(ErrorReason::kNotAWorksheet));
}

TEST_F(FormulaTraceTest, StopsWhenCancelled) {
  platform::CancellationSource cancel;
  const v1::FormulaTraceRequest request = Request("A1", "precedents");
  ASSERT_TRUE(Trace(request).ok());
  platform::RequestContext cancelled = context();
  cancelled.cancellation = cancel.token();
  cancel.Cancel(absl::CancelledError("the client went away"));
  EXPECT_THAT(FormulaTrace(request, cancelled, session(), {}),
              tests::StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sheetgate::workbook
