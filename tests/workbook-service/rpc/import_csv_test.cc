#include "workbook-service/rpc/import_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;
using tests::IsOk;

class ImportCsvTest : public RpcTest {
 protected:
  ImportCsvTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    fork_ = ForkOf("a.xlsx");
  }

  v1::ImportCsvRequest Request(std::string_view text) {
    v1::ImportCsvRequest request;
    request.set_workbook_id(fork_);
    request.set_sheet_name("Notes");
    request.set_text(std::string(text));
    return request;
  }
  absl::StatusOr<v1::ImportCsvResponse> Call(const v1::ImportCsvRequest& request) {
    return ImportCsv(request, context(), session());
  }

  std::vector<std::string> Read(const std::vector<std::string>& cells,
                                const std::string& sheet = "Notes") {
    return ReadCells(fork_, sheet, cells);
  }

  std::string fork_;
};

TEST_F(ImportCsvTest, FieldsGetTypesWhereNothingIsLost) {
  auto request = Request("Item,Code,Due\nRent,00123,2026-01-31\n\"1\",TRUE,#N/A\n,=A1,12.5\n");
  request.set_anchor("B2");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.range(), "B2:D5");
  EXPECT_EQ(response.delimiter(), "comma");
  EXPECT_EQ(response.cells_written(), 11);
  EXPECT_EQ(response.cells_typed(), 4);
  EXPECT_THAT(Read({"B3:D3", "B4:D4", "B5:D5"}),
              ElementsAre("'Rent'", "'00123'", "date 2026-01-31", "'1'", "TRUE", "#N/A", "-",
                          "'=A1'", "12.5"));
}

TEST_F(ImportCsvTest, NumbersOfOtherCountriesAreReadWhenAskedFor) {
  auto request = Request("Item;Cost;Due\nRent;1.200,50;31.01.2026\nFood;\"1,5\";1.200\n");
  request.set_decimal_separator(",");
  request.set_dates("dmy");
  request.set_skip_rows(1);
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.delimiter(), "semicolon");
  EXPECT_EQ(response.range(), "A1:C2");
  EXPECT_THAT(Read({"A1:C1", "A2:C2"}),
              ElementsAre("'Rent'", "1200.5", "date 2026-01-31", "'Food'", "'1,5'", "1200"));
}

TEST_F(ImportCsvTest, EverythingCanStayText) {
  auto request = Request("1\t2026-01-31");
  request.set_types("text");
  request.set_delimiter("tab");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.cells_typed(), 0);
  EXPECT_THAT(Read({"A1", "B1"}), ElementsAre("'1'", "'2026-01-31'"));
}

TEST_F(ImportCsvTest, FormulasStayUnlessAskedFor) {
  auto request = Request("1,2\n3,4");
  request.set_sheet_name("Data");
  request.set_anchor("C2");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.cells_written(), 2);
  EXPECT_EQ(response.formulas_kept(), 2);
  request.set_overwrite_formulas(true);
  ASSERT_THAT(Call(request), IsOk());
  EXPECT_THAT(Read({"D2", "D3"}, "Data"), ElementsAre("2", "4"));
}

TEST_F(ImportCsvTest, AFileOfTheWorkspaceIsASource) {
  WriteFile("in.csv", "Item;Cost\nRent;1200\nFood;(3)\n");
  auto request = Request("");
  request.set_source_workbook_id(FileId("in.csv"));
  request.set_group_separator("none");
  ASSERT_OK_AND_ASSIGN(const auto response, Call(request));
  EXPECT_EQ(response.range(), "A1:B3");
  EXPECT_THAT(Read({"A2:B2", "B3"}), ElementsAre("'Rent'", "1200", "-3"));
  request.set_decimal_separator(",");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request.set_decimal_separator("");
  request.set_delimiter("comma");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request.set_delimiter("");
  request.set_source_workbook_id(FileId("a.xlsx"));
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request.set_source_workbook_id("wb-none");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(ImportCsvTest, IsSafeToRepeatToPreviewAndToRace) {
  auto request = Request("1,2\n3,4");
  request.set_mode("preview");
  const std::string head = HeadOf(fork_);
  ASSERT_OK_AND_ASSIGN(const auto preview, Call(request));
  EXPECT_EQ(HeadOf(fork_), head);
  EXPECT_EQ(preview.impact().values_set(), 4);
  request.set_mode("apply");
  request.set_request_id("r1");
  request.set_expected_revision(head);
  ASSERT_OK_AND_ASSIGN(const auto first, Call(request));
  ASSERT_OK_AND_ASSIGN(const auto again, Call(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("r2");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(ImportCsvTest, SaysWhatIsWrong) {
  EXPECT_THAT(Call(Request("")), HasReason(ErrorReason::kMissingArgument));
  EXPECT_THAT(Call(Request("a,\"b")), HasReason(ErrorReason::kInvalidArgument));
  auto request = Request("a,b");
  request.set_anchor("XFD1");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidRange));
  request.set_anchor("1");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidAddress));
  request.set_anchor("");
  request.set_delimiter(";");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request.set_delimiter("");
  request.set_types("numbers");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kInvalidArgument));
  request.set_types("");
  request.set_sheet_name("Chart");
  EXPECT_THAT(Call(request), HasReason(ErrorReason::kNotAWorksheet));
  std::string many;
  for (int i = 0; i <= 200'000; ++i) many += "1\n";
  EXPECT_THAT(Call(Request(many)), HasReason(ErrorReason::kLimitExceeded));
}

}  // namespace
}  // namespace sheetgate::workbook
