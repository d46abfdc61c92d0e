#include "workbook-service/rpc/read_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "platform/rpc/resource_uri.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/export_range.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;

class ReadExportTest : public RpcTest {
 protected:
  ReadExportTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  v1::ReadExportRequest Request(const std::string& workbook_id, std::string_view sheet = "Data") {
    v1::ReadExportRequest request;
    request.set_workbook_id(workbook_id);
    request.set_revision(HeadOf(workbook_id));
    request.set_sheet_name(std::string(sheet));
    request.set_format("csv");
    return request;
  }

  struct Content {
    std::string mime_type;
    std::string text;
    int messages = 0;
  };
  absl::StatusOr<Content> Read(const v1::ReadExportRequest& request) {
    auto source = ReadExport(request, context(), session());
    if (!source.ok()) return source.status();
    Content content;
    while (true) {
      auto message = (*source)->Next();
      if (!message.ok()) return message.status();
      if (!message->has_value()) return content;
      EXPECT_EQ((*message)->has_header(), content.messages == 0);
      if ((*message)->has_header()) content.mime_type = (*message)->header().mime_type();
      content.text += (*message)->text();
      ++content.messages;
    }
  }
  // The same by ExportRange, all on one page.
  std::string OnePage(const v1::ReadExportRequest& request) {
    v1::ExportRangeRequest page;
    page.set_workbook_id(request.workbook_id());
    page.set_revision(request.revision());
    page.set_sheet_name(request.sheet_name());
    page.set_range(request.range());
    page.set_format(request.format());
    page.set_values(request.values());
    page.set_header_row(request.header_row());
    const auto response =
        ExportRange(page, context(), session(), {.max_bytes = 10 << 20, .max_cells = 1 << 20});
    EXPECT_TRUE(response.ok() && response->next_page_token().empty()) << response.status();
    return response.ok() ? response->text() : "";
  }
};

TEST_F(ReadExportTest, StreamsWhatOnePageWouldHold) {
  WriteFile("tall.xlsx", TallWorkbook(5000));
  const std::string id = FileId("tall.xlsx");
  ASSERT_OK_AND_ASSIGN(const auto snapshot, session().Open(id, "", context()));
  v1::ReadExportRequest request = Request(id, snapshot->workbook->sheets()[0].name);
  const std::pair<const char*, const char*> formats[] = {{"csv", "text/csv"},
                                                         {"tsv", "text/tab-separated-values"},
                                                         {"json", "application/json"},
                                                         {"markdown", "text/markdown"}};
  for (const auto& [format, mime_type] : formats) {
    for (const bool header : {false, true}) {
      request.set_format(format);
      request.set_header_row(header);
      ASSERT_OK_AND_ASSIGN(const Content content, Read(request));
      EXPECT_EQ(content.mime_type, mime_type);
      EXPECT_GT(content.messages, 1);
      EXPECT_TRUE(content.text == OnePage(request)) << format << header;
    }
  }
}

TEST_F(ReadExportTest, AnEmptySheetIsAnEmptyText) {
  v1::ReadExportRequest request = Request(FileId("a.xlsx"), "Notes");
  request.set_format("json");
  ASSERT_OK_AND_ASSIGN(const Content content, Read(request));
  EXPECT_EQ(content.text, "[]");
  EXPECT_EQ(content.mime_type, "application/json");
  EXPECT_EQ(content.messages, 1);
}

TEST_F(ReadExportTest, ReadsTheRevisionNamedAfterALaterEdit) {
  const std::string fork = ForkOf("a.xlsx");
  const v1::ReadExportRequest request = Request(fork);
  ASSERT_OK_AND_ASSIGN(const Content before, Read(request));
  Edit(fork, {TextEdit("A3", "changed")});
  ASSERT_NE(HeadOf(fork), request.revision());
  ASSERT_OK_AND_ASSIGN(const Content after, Read(request));
  EXPECT_EQ(after.text, before.text);
}

TEST_F(ReadExportTest, StopsWhenCancelled) {
  platform::CancellationSource source;
  platform::RequestContext cancelled = context();
  cancelled.cancellation = source.token();
  ASSERT_OK_AND_ASSIGN(const auto stream,
                       ReadExport(Request(FileId("a.xlsx")), cancelled, session()));
  source.Cancel(platform::Error(absl::StatusCode::kCancelled, ErrorReason::kCancelled, "enough"));
  EXPECT_THAT(stream->Next(), HasReason(ErrorReason::kCancelled));
}

TEST_F(ReadExportTest, NamesWhatIsWrong) {
  v1::ReadExportRequest request = Request(FileId("a.xlsx"));
  request.set_format("xml");
  EXPECT_THAT(Read(request), HasReason(ErrorReason::kInvalidArgument));
  request = Request(FileId("a.xlsx"));
  request.set_range("A0");
  EXPECT_THAT(Read(request), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Read(Request(FileId("a.xlsx"), "Nowhere")), HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(Read(Request(FileId("a.xlsx"), "Chart")), HasReason(ErrorReason::kNotAWorksheet));
  request = Request(FileId("a.xlsx"));
  request.set_revision("rev-none");
  EXPECT_THAT(Read(request), HasReason(ErrorReason::kRevisionNotFound));
}

TEST_F(ReadExportTest, ALinkNamesAllThatARevisionsExportNeeds) {
  v1::ReadExportRequest request;
  request.set_workbook_id("fork-1");
  request.set_revision("rev-2");
  request.set_sheet_name("P&L ..");
  request.set_range("A1:B9");
  request.set_format("tsv");
  request.set_values("raw");
  request.set_header_row(true);
  ASSERT_OK_AND_ASSIGN(const ExportStyle style, ExportStyle::Of("tsv", "raw", true));
  const mcp::v1::ResourceLink link = LinkToExport(request, style);
  EXPECT_EQ(link.uri(),
            "sheetgate://workbooks/fork-1/revisions/rev-2/export.tsv"
            "?sheet_name=P%26L%20..&range=A1%3AB9&values=raw&header_row=true");
  EXPECT_EQ(link.mime_type(), "text/tab-separated-values");
  EXPECT_EQ(link.name(), "P&L ..!A1:B9 as tsv");
  EXPECT_FALSE(link.has_size_bytes());
}

}  // namespace
}  // namespace sheetgate::workbook
