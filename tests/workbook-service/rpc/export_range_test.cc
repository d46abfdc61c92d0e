#include "workbook-service/rpc/export_range.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/base/strings.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using ::testing::IsEmpty;
using ::testing::Not;
using tests::HasReason;

// Texts that delimiters, quotes and line ends could break, numbers, and holes.
constexpr std::string_view kHardRows =
    "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Na\"me, |x</t></is></c>"
    "<c r=\"B1\" t=\"inlineStr\"><is><t>Net</t></is></c></row>"
    "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>a&#10;b\tc</t></is></c>"
    "<c r=\"B2\" s=\"3\"><v>0.1</v></c><c r=\"C2\" t=\"b\"><v>1</v></c></row>"
    "<row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>\\|&quot;&quot;,</t></is></c>"
    "<c r=\"C4\" t=\"e\"><v>#N/A</v></c></row>";

using Rows = std::vector<std::vector<std::string>>;

class ExportRangeTest : public RpcTest {
 protected:
  ExportRangeTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    WriteFile("hard.xlsx", BuildWorkbook({{"Data", std::string(kHardRows)}}));
  }

  v1::ExportRangeRequest Request(std::string_view format, std::string_view path = "a.xlsx") {
    v1::ExportRangeRequest request;
    request.set_workbook_id(FileId(path));
    request.set_sheet_name("Data");
    request.set_format(std::string(format));
    return request;
  }
  absl::StatusOr<v1::ExportRangeResponse> Export(const v1::ExportRangeRequest& request,
                                                 const ReadLimits& limits = {}) {
    return ExportRange(request, context(), session(), limits);
  }
  std::string TextOf(const v1::ExportRangeRequest& request) {
    const auto response = Export(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->text() : "";
  }
};

// A reader of RFC 4180 of its own: fields quoted or not, records ended by LF.
Rows ParseDelimited(std::string_view text, char delimiter) {
  Rows rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == delimiter || c == '\n') {
      row.push_back(std::move(field));
      field.clear();
      if (c == '\n') rows.push_back(std::exchange(row, {}));
    } else {
      field += c;
    }
  }
  EXPECT_THAT(field, IsEmpty()) << "the last line has an end";
  return rows;
}

// The cells of a Markdown table, without its header.
Rows ParseMarkdown(std::string_view text) {
  Rows rows;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    std::vector<std::string> row;
    std::string cell;
    for (size_t i = 1; i < line.size(); ++i) {
      if (line.substr(i).starts_with("<br>")) {
        cell += '\n';
        i += 3;
      } else if (line[i] == '\\') {
        cell += line[++i];
      } else if (line[i] == '|') {
        row.push_back(cell.substr(1, cell.size() - 2));
        cell.clear();
      } else {
        cell += line[i];
      }
    }
    rows.push_back(std::move(row));
  }
  rows.erase(rows.begin(), rows.begin() + 2);
  return rows;
}

// JSON as the texts of raw csv.
Rows ParseJson(std::string_view text) {
  Rows rows;
  for (const auto& values : nlohmann::json::parse(text)) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const auto& value : values) {
      row.push_back(value.is_null()      ? ""
                    : value.is_boolean() ? (value.get<bool>() ? "TRUE" : "FALSE")
                    : value.is_string()  ? value.get<std::string>()
                                         : value.dump());
    }
  }
  return rows;
}

TEST_F(ExportRangeTest, RawValuesAreExact) {
  ASSERT_OK_AND_ASSIGN(const auto response, Export(Request("")));
  EXPECT_EQ(response.text(),
            "Item,Amount,Due,\nRent,1000,2026-01-31,2000\nFood,500,,1000\n,,,\n"
            "TRUE,#DIV/0!,,1500\n,,,\n,,,\n,,,\nend,,,\n");
  EXPECT_EQ(response.range(), "A1:D9");
  EXPECT_EQ(response.total_rows(), 9);
  EXPECT_THAT(response.next_page_token(), IsEmpty());
  EXPECT_EQ(response.revision(), HeadOf(FileId("a.xlsx")));
}

TEST_F(ExportRangeTest, ShownValuesAndFormulas) {
  v1::ExportRangeRequest request = Request("csv");
  request.set_range("A2:D2");
  request.set_values("shown");
  EXPECT_EQ(TextOf(request), "Rent,1000.00,01-31-26,2000\n");
  request.set_values("formulas");
  EXPECT_EQ(TextOf(request), "Rent,1000,2026-01-31,=B2*2\n");
}

TEST_F(ExportRangeTest, JsonKeepsTypesAndNamesColumns) {
  v1::ExportRangeRequest request = Request("json");
  request.set_range("A1:D3");
  EXPECT_EQ(TextOf(request),
            "[[\"Item\",\"Amount\",\"Due\",null],\n[\"Rent\",1000,\"2026-01-31\",2000],\n"
            "[\"Food\",500,null,1000]]");
  request.set_header_row(true);
  EXPECT_EQ(TextOf(request),
            "[{\"Item\":\"Rent\",\"Amount\":1000,\"Due\":\"2026-01-31\",\"D\":2000},\n"
            "{\"Item\":\"Food\",\"Amount\":500,\"Due\":null,\"D\":1000}]");
}

TEST_F(ExportRangeTest, MarkdownHasAHeader) {
  v1::ExportRangeRequest request = Request("markdown");
  request.set_range("A1:B2");
  EXPECT_EQ(TextOf(request), "| A | B |\n| --- | --- |\n| Item | Amount |\n| Rent | 1000 |\n");
  request.set_header_row(true);
  EXPECT_EQ(TextOf(request), "| Item | Amount |\n| --- | --- |\n| Rent | 1000 |\n");
}

TEST_F(ExportRangeTest, EveryFormatDecodesToTheSameCells) {
  const Rows expected = {{"Na\"me, |x", "Net", ""},
                         {"a\nb\tc", "0.1", "TRUE"},
                         {"", "", ""},
                         {"", "\\|\"\",", "#N/A"}};
  EXPECT_EQ(ParseDelimited(TextOf(Request("csv", "hard.xlsx")), ','), expected);
  EXPECT_EQ(ParseDelimited(TextOf(Request("tsv", "hard.xlsx")), '\t'), expected);
  EXPECT_EQ(ParseJson(TextOf(Request("json", "hard.xlsx"))), expected);
  EXPECT_EQ(ParseMarkdown(TextOf(Request("markdown", "hard.xlsx"))), expected);
}

TEST_F(ExportRangeTest, PagesFollowEachOther) {
  constexpr int kRows = 5000;
  WriteFile("tall.xlsx", TallWorkbook(kRows));
  for (const std::string format : {"csv", "tsv", "json", "markdown"}) {
    for (const bool header : {false, true}) {
      v1::ExportRangeRequest request = Request(format, "tall.xlsx");
      ASSERT_OK_AND_ASSIGN(const auto sheets, session().Open(request.workbook_id(), "", context()));
      request.set_sheet_name(sheets->workbook->sheets()[0].name);
      request.set_header_row(header);
      ReadLimits all;
      all.max_bytes = 10 << 20;
      all.max_cells = 1 << 20;
      const auto parse = [&](const std::string& text) {
        return format == "markdown" ? ParseMarkdown(text)
               : format == "json"   ? ParseJson(text)
                                    : ParseDelimited(text, format == "csv" ? ',' : '\t');
      };
      ASSERT_OK_AND_ASSIGN(const auto whole, Export(request, all));
      ASSERT_THAT(whole.next_page_token(), IsEmpty());
      Rows rows;
      int pages = 0;
      do {
        ASSERT_LT(++pages, 100);
        ASSERT_OK_AND_ASSIGN(const auto page, Export(request));
        EXPECT_LE(page.ByteSizeLong(), size_t{64 * 1024});
        EXPECT_EQ(page.total_rows(), whole.total_rows());
        for (auto& row : parse(page.text())) rows.push_back(std::move(row));
        request.set_page_token(page.next_page_token());
      } while (!request.page_token().empty());
      EXPECT_EQ(rows, parse(whole.text())) << format;
      EXPECT_EQ(static_cast<int>(rows.size()), whole.total_rows());
      EXPECT_GT(pages, 1);
    }
  }
}

TEST_F(ExportRangeTest, PageSizeLimitsRowsAndLaterPagesReadTheFirstRevision) {
  const std::string fork = ForkOf("a.xlsx");
  v1::ExportRangeRequest request = Request("csv");
  request.set_workbook_id(fork);
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Export(request));
  EXPECT_EQ(first.range(), "A1:D2");
  Edit(fork, {TextEdit("A3", "changed")});
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Export(request));
  EXPECT_EQ(second.revision(), first.revision());
  EXPECT_EQ(second.text(), "Food,500,,1000\n,,,\n");
}

TEST_F(ExportRangeTest, LinksToTheWholeWhenItDoesNotFit) {
  const ReadLimits small = {.max_bytes = 60, .max_cells = 10'000};
  v1::ExportRangeRequest request = Request("csv");
  ASSERT_OK_AND_ASSIGN(const auto page, Export(request, small));
  EXPECT_THAT(page.next_page_token(), Not(IsEmpty()));
  EXPECT_EQ(page.resource().uri(),
            StrCat("sheetgate://workbooks/", request.workbook_id(), "/revisions/", page.revision(),
                   "/export.csv?sheet_name=Data&range=A1%3AD9&values=raw"));
  EXPECT_EQ(page.resource().mime_type(), "text/csv");

  // Who reads by pages needs no link, and what fits neither.
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Export(request, small));
  EXPECT_FALSE(second.has_resource());
  request.clear_page_token();
  EXPECT_FALSE(Export(request)->has_resource());
  request.set_delivery("inline");
  EXPECT_FALSE(Export(request, small)->has_resource());
  request.set_delivery("");
  request.set_page_size(2);
  EXPECT_FALSE(Export(request)->has_resource());

  request.set_page_size(0);
  request.set_delivery("link");
  ASSERT_OK_AND_ASSIGN(const auto link, Export(request));
  EXPECT_EQ(link.resource().uri(), page.resource().uri());
  EXPECT_THAT(link.text(), IsEmpty());
  EXPECT_EQ(link.total_rows(), 9);
  EXPECT_EQ(link.range(), "A1:D9");
  request.set_delivery("post");
  EXPECT_THAT(Export(request), HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(ExportRangeTest, AnEmptySheetIsAnEmptyText) {
  v1::ExportRangeRequest request = Request("json");
  request.set_sheet_name("Notes");
  EXPECT_EQ(TextOf(request), "[]");
  request.set_format("csv");
  request.set_range("B2:C3");
  EXPECT_EQ(TextOf(request), "");
}

TEST_F(ExportRangeTest, NamesWhatIsWrong) {
  const auto field = [this](const v1::ExportRangeRequest& request) {
    const auto response = Export(request);
    EXPECT_FALSE(response.ok());
    return StrCat(FieldOf(response.status()), ": ", response.status().message());
  };
  EXPECT_THAT(field(Request("xml")),
              ::testing::StartsWith("format: format: 'xml' is none of csv, tsv, json, markdown"));
  v1::ExportRangeRequest request = Request("csv");
  request.set_values("pretty");
  EXPECT_THAT(field(request), ::testing::HasSubstr("'pretty' is none of raw, shown, formulas"));
  request = Request("csv");
  request.set_range("A0");
  EXPECT_THAT(field(request), ::testing::StartsWith("range: "));
  request = Request("csv");
  request.set_page_token("nonsense");
  EXPECT_THAT(Export(request), HasReason(ErrorReason::kInvalidPageToken));
  request = Request("csv");
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, Export(request));
  request.set_page_token(page.next_page_token());
  request.set_format("tsv");
  EXPECT_THAT(Export(request), HasReason(ErrorReason::kInvalidPageToken));
  request = Request("csv");
  request.set_sheet_name("Chart");
  EXPECT_THAT(Export(request), HasReason(ErrorReason::kNotAWorksheet));
  request.set_sheet_name("Nowhere");
  EXPECT_THAT(Export(request), HasReason(ErrorReason::kSheetNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
