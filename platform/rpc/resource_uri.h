// ResourceUri: the URI under which an RPC serves what a request asks for
// (sheetgate.mcp.v1.ResourceOptions). Services make the links of their results with it, the gateway
// those of its lists.
//
//   ReadExportRequest whole;   // workbook_id, revision, ...
//   link->set_uri(platform::ResourceUri("sheetgate.workbook.v1.WorkbookService.ReadExport",
//   whole));
#ifndef SHEETGATE_PLATFORM_RPC_RESOURCE_URI_H_
#define SHEETGATE_PLATFORM_RPC_RESOURCE_URI_H_

#include <string>
#include <string_view>

#include "platform/base/uri_template.h"

namespace google::protobuf {
class Message;
class MethodDescriptor;
}  // namespace google::protobuf

namespace sheetgate::platform {

// The method's template; made once, never destroyed. Null for a method without the option or with a
// template that is none (a test asserts that there is no such).
const UriTemplate* TemplateOf(const google::protobuf::MethodDescriptor& method);

// The URI of `request`. `method` is the full name of the RPC whose request it is, of the generated
// pool; empty for one that serves no resource.
std::string ResourceUri(std::string_view method, const google::protobuf::Message& request);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_RESOURCE_URI_H_
