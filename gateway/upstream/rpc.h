// Rpc: a method of a service behind the gateway, as far as calling it needs.
#ifndef SHEETGATE_GATEWAY_UPSTREAM_RPC_H_
#define SHEETGATE_GATEWAY_UPSTREAM_RPC_H_

#include <google/protobuf/descriptor.h>

#include <string>

#include "absl/time/time.h"

#include "platform/base/strings.h"

namespace sheetgate::gateway {

struct Rpc {
  const google::protobuf::MethodDescriptor* method = nullptr;  // of the generated pool
  bool streaming = false;                                      // the server streams
  bool idempotent = false;                                     // may be sent again
  absl::Duration deadline;                                     // zero: the gateway's default
  // "sheetgate.workbook.v1.WorkbookService" decides the upstream; "/sheetgate.../ListSheets" is the
  // path.
  std::string service;
  std::string path;
};

inline Rpc RpcOf(const google::protobuf::MethodDescriptor& method, bool idempotent,
                 absl::Duration deadline) {
  const std::string& service = method.service()->full_name();
  return {.method = &method,
          .streaming = method.server_streaming(),
          .idempotent = idempotent,
          .deadline = deadline,
          .service = service,
          .path = platform::StrCat("/", service, "/", method.name())};
}

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_UPSTREAM_RPC_H_
