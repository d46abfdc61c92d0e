#include "platform/rpc/resource_uri.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "sheetgate/mcp/v1/annotations.pb.h"
#include "sheetgate/workbook/v1/workbook_service.pb.h"

namespace sheetgate::platform {
namespace {

constexpr char kDescribe[] = "sheetgate.workbook.v1.WorkbookService.DescribeWorkbook";

TEST(ResourceUriTest, IsMadeFromTheRequestsFields) {
  workbook::v1::DescribeWorkbookRequest request;
  request.set_workbook_id("wb-1");
  EXPECT_EQ(ResourceUri(kDescribe, request), "sheetgate://workbooks/wb-1");
  request.set_revision("rev/2");
  EXPECT_EQ(ResourceUri(kDescribe, request), "sheetgate://workbooks/wb-1?revision=rev%2F2");
}

TEST(ResourceUriTest, OtherRpcsHaveNone) {
  EXPECT_EQ(ResourceUri("sheetgate.workbook.v1.WorkbookService.ListSheets",
                        workbook::v1::ListSheetsRequest()),
            "");
  EXPECT_EQ(ResourceUri("no.such.Method", workbook::v1::ListSheetsRequest()), "");
}

TEST(ResourceUriTest, EveryTemplateCanBeParsed) {
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "sheetgate.workbook.v1.WorkbookService");
  ASSERT_NE(service, nullptr);
  for (int i = 0; i < service->method_count(); ++i) {
    const auto& method = *service->method(i);
    EXPECT_EQ(TemplateOf(method) != nullptr, method.options().HasExtension(mcp::v1::resource))
        << method.full_name();
  }
}

}  // namespace
}  // namespace sheetgate::platform
