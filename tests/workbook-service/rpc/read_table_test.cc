#include "workbook-service/rpc/read_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "spreadsheet/xlsx/delimited_value.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/rpc/table_test_workbook.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;

class ReadTableTest : public RpcTest {
 protected:
  ReadTableTest() { WriteFile("a.xlsx", SalesWorkbook()); }

  v1::ReadTableRequest Request() {
    v1::ReadTableRequest request;
    request.set_workbook_id(FileId("a.xlsx"));
    return request;
  }
  v1::ReadTableRequest SalesTable() {
    v1::ReadTableRequest request = Request();
    request.set_table_name("Sales");
    return request;
  }
  absl::StatusOr<v1::ReadTableResponse> Read(const v1::ReadTableRequest& request,
                                             const ReadLimits& limits = {}) {
    return ReadTable(request, context(), session(), limits);
  }
  // "3 5" for the sheet rows a filter lets through.
  std::string Filtered(std::string_view column, std::string_view op, const v1::CellValue& value) {
    v1::ReadTableRequest request = SalesTable();
    v1::TableFilter* filter = request.add_filters();
    filter->set_column(std::string(column));
    filter->set_op(std::string(op));
    if (value.kind_case() != v1::CellValue::KIND_NOT_SET) *filter->mutable_value() = value;
    return RowsOf(request);
  }
  std::string RowsOf(const v1::ReadTableRequest& request) {
    const auto response = Read(request);
    EXPECT_THAT(response, IsOk());
    std::string rows;
    if (!response.ok()) return rows;
    for (const v1::Row& row : response->rows()) {
      rows += StrCat(rows.empty() ? "" : " ", row.row());
    }
    EXPECT_EQ(response->total_rows(), response->rows_size());
    return rows;
  }
  // The field an error is about; the test fails when there is no error.
  std::string WrongField(const v1::ReadTableRequest& request,
                         ErrorReason reason = ErrorReason::kInvalidArgument) {
    const auto response = Read(request);
    EXPECT_THAT(response, HasReason(reason));
    return response.ok() ? "" : FieldOf(response.status());
  }
};

v1::CellValue Text(std::string_view text) {
  v1::CellValue value;
  value.set_text(std::string(text));
  return value;
}
v1::CellValue Number(double number) {
  v1::CellValue value;
  value.set_number(number);
  return value;
}
v1::CellValue Date(std::string_view date) {
  v1::CellValue value;
  value.set_date(std::string(date));
  return value;
}

TEST_F(ReadTableTest, ReadsATableByName) {
  v1::ReadTableRequest request = SalesTable();
  request.set_include_types(true);
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
  EXPECT_EQ(response.sheet_name(), "Data");
  EXPECT_EQ(response.range(), "B3:E7") << "without header and totals";
  EXPECT_EQ(response.header_row(), 2);
  EXPECT_THAT(response.headers(), ElementsAre("Item", "Net", "Due", "Paid"));
  EXPECT_EQ(response.columns(), "B:E");
  EXPECT_THAT(ShowAll(response.rows()),
              ElementsAre("3: 'Rent' 1000 date 2026-01-31 TRUE", "4: 'food' 500 - FALSE",
                          "5: 'Food' 12.5 date 2026-02-28 -", "6: '00123' #N/A - TRUE",
                          "7: 'a, \"b\"' - date 2025-12-01 FALSE"));
  EXPECT_THAT(response.types(), ElementsAre("tndb", "tn-b", "tnd-", "te-b", "t-db"));
  EXPECT_EQ(response.total_rows(), 5);
  EXPECT_EQ(response.next_page_token(), "");
  EXPECT_FALSE(response.has_csv());
  EXPECT_FALSE(response.has_stale_values());
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
}

TEST_F(ReadTableTest, ReadsRangesAndSheetsWithTheHeaderItFinds) {
  v1::ReadTableRequest request = Request();
  request.set_sheet_name("Plain");
  ASSERT_OK_AND_ASSIGN(const auto sheet, Read(request));
  EXPECT_EQ(sheet.header_row(), 3) << "below the title";
  EXPECT_THAT(sheet.headers(), ElementsAre("Name", "Age"));
  EXPECT_THAT(ShowAll(sheet.rows()), ElementsAre("4: 'Ann' 31", "6: 'Bob' 27"));
  request.set_range("A4:B6");
  ASSERT_OK_AND_ASSIGN(const auto range, Read(request));
  EXPECT_FALSE(range.has_header_row());
  EXPECT_THAT(range.headers(), ElementsAre("A", "B"));
  EXPECT_EQ(range.total_rows(), 2) << "row 5 has no cell";
  request.set_range("A1:B6");
  request.set_header_row(3);
  ASSERT_OK_AND_ASSIGN(const auto given, Read(request));
  EXPECT_THAT(given.headers(), ElementsAre("Name", "Age"));
  EXPECT_EQ(given.range(), "A4:B6");
  request.clear_header_row();
  request.set_header_rows(0);
  ASSERT_OK_AND_ASSIGN(const auto none, Read(request));
  EXPECT_EQ(none.range(), "A1:B6");
  EXPECT_EQ(none.total_rows(), 4);
  request.clear_range();
  request.clear_header_rows();
  request.set_sheet_name("Empty");
  ASSERT_OK_AND_ASSIGN(const auto empty, Read(request));
  EXPECT_EQ(empty.total_rows(), 0);
  EXPECT_THAT(empty.headers(), IsEmpty());
}

TEST_F(ReadTableTest, ReadsARegion) {
  v1::ReadTableRequest request = Request();
  request.set_sheet_name("Data");
  request.set_region_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
  EXPECT_THAT(response.headers(), ElementsAre("Item", "Net", "Due", "Paid"));
  EXPECT_EQ(response.total_rows(), 5);
  request.set_region_id("r99");
  EXPECT_EQ(WrongField(request), "region_id");
}

TEST_F(ReadTableTest, ColumnsAreNamedByHeaderOrLetter) {
  v1::ReadTableRequest request = SalesTable();
  for (const char* column : {"paid", "B", "Item"}) request.add_columns(column);
  ASSERT_OK_AND_ASSIGN(const auto response, Read(request));
  EXPECT_THAT(response.headers(), ElementsAre("Paid", "Item", "Item"));
  EXPECT_EQ(response.columns(), "E,B,B");
  EXPECT_EQ(Show(response.rows(0)), "3: TRUE 'Rent' 'Rent'");
}

TEST_F(ReadTableTest, FiltersNumbersDatesAndTexts) {
  EXPECT_EQ(Filtered("Net", "gte", Number(500)), "3 4");
  EXPECT_EQ(Filtered("Net", "eq", Text("12.5")), "5");
  EXPECT_EQ(Filtered("Net", "neq", Number(500)), "3 5 6 7");
  EXPECT_EQ(Filtered("Due", "gt", Text("2026-01-01")), "3 5");
  EXPECT_EQ(Filtered("Due", "lt", Date("2026-01-31")), "7");
  EXPECT_EQ(Filtered("Due", "eq", Date("2026-02-28")), "5");
  EXPECT_EQ(Filtered("Item", "eq", Text("FOOD")), "4 5");
  EXPECT_EQ(Filtered("item", "starts_with", Text("fo")), "4 5");
  EXPECT_EQ(Filtered("B", "matches", Text("^[0-9]+$")), "6");
  EXPECT_EQ(Filtered("Due", "is_empty", {}), "4 6");
  EXPECT_EQ(Filtered("Net", "eq", Text("#N/A")), "6");
  v1::ReadTableRequest request = SalesTable();
  v1::TableFilter* filter = request.add_filters();
  filter->set_column("Item");
  filter->set_op("in");
  *filter->add_values() = Text("rent");
  *filter->add_values() = Text("food");
  EXPECT_EQ(RowsOf(request), "3 4 5");
  filter = request.add_filters();
  filter->set_column("Paid");
  filter->set_op("eq");
  filter->mutable_value()->set_boolean(true);
  EXPECT_EQ(RowsOf(request), "3") << "rows meet all conditions";
}

TEST_F(ReadTableTest, SortsAsExcelDoes) {
  v1::ReadTableRequest request = SalesTable();
  v1::TableSort* key = request.add_sort_by();
  key->set_column("Net");
  EXPECT_EQ(RowsOf(request), "5 4 3 6 7");
  key->set_descending(true);
  EXPECT_EQ(RowsOf(request), "6 3 4 5 7") << "empty cells stay last";
  key->set_column("Due");
  EXPECT_EQ(RowsOf(request), "5 3 7 4 6");
  key->set_column("Item");
  key->set_descending(false);
  request.add_sort_by()->set_column("Net");
  EXPECT_EQ(RowsOf(request), "6 7 5 4 3");
}

// The fields of a line of csv, and whether each was quoted.
std::vector<std::pair<std::string, bool>> Fields(std::string_view csv, size_t* at) {
  std::vector<std::pair<std::string, bool>> fields(1);
  bool quoted = false;
  for (; *at < csv.size(); ++*at) {
    const char c = csv[*at];
    if (quoted) {
      if (c != '"') {
        fields.back().first += c;
      } else if (csv[*at + 1] == '"') {
        fields.back().first += csv[++*at];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = fields.back().second = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      ++*at;
      return fields;
    } else {
      fields.back().first += c;
    }
  }
  ADD_FAILURE() << "the last line does not end";
  return fields;
}

TEST_F(ReadTableTest, CsvReadsBackAsTheSameValues) {
  v1::ReadTableRequest request = SalesTable();
  ASSERT_OK_AND_ASSIGN(const auto values, Read(request));
  request.set_format("csv");
  ASSERT_OK_AND_ASSIGN(const auto csv, Read(request));
  EXPECT_EQ(csv.row_numbers(), "3:7");
  EXPECT_THAT(csv.rows(), IsEmpty());
  size_t at = 0;
  for (const v1::Row& row : values.rows()) {
    const auto fields = Fields(csv.csv(), &at);
    ASSERT_EQ(static_cast<int>(fields.size()), row.values_size());
    for (int i = 0; i < row.values_size(); ++i) {
      using spreadsheet::FieldKind;
      const auto& [text, quoted] = fields[i];
      const FieldKind kind = quoted ? FieldKind::kText : spreadsheet::ClassifyField(text).kind;
      std::string shown = text;
      if (kind == FieldKind::kEmpty) shown = "-";
      if (kind == FieldKind::kText) shown = StrCat("'", text, "'");
      if (kind == FieldKind::kDate) shown = StrCat("date ", text);
      EXPECT_EQ(shown, Show(row.values(i))) << "row " << row.row();
    }
  }
  EXPECT_EQ(at, csv.csv().size());
}

TEST_F(ReadTableTest, PagesTogetherAreTheWhole) {
  WriteFile("tall.xlsx", TallWorkbook(300));
  for (const bool sorted : {false, true}) {
    for (const bool filtered : {false, true}) {
      for (const char* sample : {"first", "distributed"}) {
        v1::ReadTableRequest request;
        request.set_workbook_id(FileId("tall.xlsx"));
        request.set_sheet_name("Data");
        request.set_header_rows(0);
        request.set_sample(sample);
        if (sorted) {
          request.add_sort_by()->set_column("A");
          request.mutable_sort_by(0)->set_descending(true);
        }
        if (filtered) {
          v1::TableFilter* filter = request.add_filters();
          filter->set_column("A");
          filter->set_op("contains");
          *filter->mutable_value() = Text("2");
        }
        request.set_page_size(1000);
        ASSERT_OK_AND_ASSIGN(const auto whole, Read(request));
        ASSERT_EQ(whole.next_page_token(), "");
        ASSERT_EQ(whole.total_rows(), filtered ? 138 : 300);
        ReadLimits limits;
        const bool first = std::string_view(sample) == "first";
        // A sample is cut by the size of a response only.
        if (first) request.set_page_size(37);
        if (!first) limits.max_cells = 60;
        std::vector<std::string> rows;
        do {
          ASSERT_OK_AND_ASSIGN(const auto page, Read(request, limits));
          ASSERT_FALSE(page.rows().empty());
          EXPECT_EQ(page.total_rows(), whole.total_rows());
          for (const std::string& row : ShowAll(page.rows())) rows.push_back(row);
          request.set_page_token(page.next_page_token());
        } while (!request.page_token().empty());
        EXPECT_EQ(rows, ShowAll(whole.rows())) << sorted << filtered << sample;
      }
    }
  }
}

TEST_F(ReadTableTest, SamplesAreSpreadOverAllRows) {
  WriteFile("tall.xlsx", TallWorkbook(101));
  v1::ReadTableRequest request;
  request.set_workbook_id(FileId("tall.xlsx"));
  request.set_sheet_name("Data");
  request.set_header_rows(0);
  request.set_page_size(3);
  request.add_columns("B");
  request.set_sample("distributed");
  ASSERT_OK_AND_ASSIGN(const auto spread, Read(request));
  EXPECT_THAT(ShowAll(spread.rows()), ElementsAre("1: 1", "51: 51", "101: 101"));
  EXPECT_EQ(spread.total_rows(), 101);
  EXPECT_EQ(spread.next_page_token(), "") << "the sample is complete";
  request.set_sample("last");
  ASSERT_OK_AND_ASSIGN(const auto last, Read(request));
  EXPECT_THAT(ShowAll(last.rows()), ElementsAre("99: 99", "100: 100", "101: 101"));
}

TEST_F(ReadTableTest, LaterPagesReadTheRevisionOfTheFirst) {
  const std::string fork = ForkOf("a.xlsx");
  v1::ReadTableRequest request = SalesTable();
  request.set_workbook_id(fork);
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Read(request));
  Edit(fork, {TextEdit("B5", "changed")});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Read(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_EQ(Show(second.rows(0)), "5: 'Food' 12.5 date 2026-02-28 -");
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto newest, Read(request));
  EXPECT_NE(newest.revision(), first.revision());
  request.set_page_token(first.next_page_token());
  request.add_columns("Net");
  EXPECT_EQ(WrongField(request, ErrorReason::kInvalidPageToken), "page_token");
}

TEST_F(ReadTableTest, RefusesPlacesThatContradictEachOther) {
  v1::ReadTableRequest request = Request();
  EXPECT_EQ(WrongField(request, ErrorReason::kMissingArgument), "sheet_name");
  request.set_range("A1:B2");
  EXPECT_EQ(WrongField(request, ErrorReason::kMissingArgument), "sheet_name");
  request.set_sheet_name("Plain");
  request.set_region_id("r1");
  EXPECT_EQ(WrongField(request), "region_id");
  request.clear_region_id();
  request.set_range("A0");
  EXPECT_EQ(WrongField(request, ErrorReason::kInvalidRange), "range");
  request.set_range("A1:B6");
  request.set_header_row(9);
  EXPECT_EQ(WrongField(request), "header_row");
  request.clear_header_row();
  request.set_header_rows(7);
  EXPECT_EQ(WrongField(request), "header_rows");
  request.set_header_row(3);
  request.set_header_rows(0);
  EXPECT_EQ(WrongField(request), "header_row");

  request = SalesTable();
  request.set_range("A1:B2");
  EXPECT_EQ(WrongField(request), "range");
  request = SalesTable();
  request.set_sheet_name("Plain");
  EXPECT_EQ(WrongField(request), "sheet_name");
  request = SalesTable();
  request.set_header_rows(1);
  EXPECT_EQ(WrongField(request), "header_rows");
  request = Request();
  request.set_table_name("Slaes");
  const auto table = Read(request);
  ASSERT_THAT(table, HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(std::string(table.status().message()), HasSubstr("did you mean 'Sales'?"));
  request = Request();
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Read(request), HasReason(ErrorReason::kSheetNotFound));
  request.set_sheet_name("Chart");
  EXPECT_THAT(Read(request), HasReason(ErrorReason::kNotAWorksheet));
}

TEST_F(ReadTableTest, RefusesWrongColumnsFiltersAndWords) {
  v1::ReadTableRequest request = SalesTable();
  request.add_columns("Item");
  request.add_columns("Nett");
  EXPECT_EQ(WrongField(request), "columns[1]");
  const auto with_filter = [&](std::string_view column, std::string_view op) {
    v1::ReadTableRequest filtered = SalesTable();
    v1::TableFilter* filter = filtered.add_filters();
    filter->set_column(std::string(column));
    filter->set_op(std::string(op));
    return filtered;
  };
  EXPECT_EQ(WrongField(with_filter("Gross", "is_empty")), "filters[0].column");
  EXPECT_EQ(WrongField(with_filter("Net", "like")), "filters[0].op");
  EXPECT_EQ(WrongField(with_filter("Net", "eq")), "filters[0].value");
  EXPECT_EQ(WrongField(with_filter("Net", "in")), "filters[0].values");
  request = with_filter("Net", "in");
  *request.mutable_filters(0)->mutable_value() = Number(1);
  EXPECT_EQ(WrongField(request), "filters[0].value");
  request = with_filter("Net", "eq");
  *request.mutable_filters(0)->add_values() = Number(1);
  EXPECT_EQ(WrongField(request), "filters[0].values");
  request = with_filter("Net", "eq");
  request.mutable_filters(0)->mutable_value();
  EXPECT_EQ(WrongField(request), "filters[0].value") << "null";
  request = with_filter("Net", "eq");
  *request.mutable_filters(0)->mutable_value() = Date("31.1.2026");
  EXPECT_EQ(WrongField(request), "filters[0].value");
  request = with_filter("Item", "matches");
  *request.mutable_filters(0)->mutable_value() = Text("(");
  EXPECT_EQ(WrongField(request), "filters[0].value");
  request = SalesTable();
  request.add_sort_by()->set_column("Gross");
  EXPECT_EQ(WrongField(request), "sort_by[0].column");
  request = SalesTable();
  request.set_sample("random");
  EXPECT_EQ(WrongField(request), "sample");
  request = SalesTable();
  request.set_format("json");
  EXPECT_EQ(WrongField(request), "format");
  request = SalesTable();
  request.set_page_token("x");
  EXPECT_EQ(WrongField(request, ErrorReason::kInvalidPageToken), "page_token");
  request = SalesTable();
  request.set_revision("r0");
  EXPECT_THAT(Read(request), HasReason(ErrorReason::kRevisionNotFound));
}

TEST_F(ReadTableTest, StopsWhenCancelled) {
  WriteFile("tall.xlsx", TallWorkbook(5000));
  v1::ReadTableRequest request;
  request.set_workbook_id(FileId("tall.xlsx"));
  request.set_sheet_name("Data");
  ASSERT_THAT(Read(request), IsOk());
  platform::CancellationSource cancel;
  platform::RequestContext cancelled = context();
  cancelled.cancellation = cancel.token();
  cancel.Cancel(absl::CancelledError("the client went away"));
  EXPECT_THAT(ReadTable(request, cancelled, session(), {}),
              tests::StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sheetgate::workbook
