// WriteOptions from the fields that writing requests share: expected_revision, request_id, label.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_WRITE_OPTIONS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_WRITE_OPTIONS_H_

#include "workbook-service/rpc/request_digest.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// What of these fields `request` has; the digest is that of the whole request.
template <typename Request>
WriteOptions WriteOptionsOf(const Request& request) {
  WriteOptions options;
  if constexpr (requires { request.expected_revision(); }) {
    options.expected_revision = request.expected_revision();
  }
  if constexpr (requires { request.label(); }) options.label = request.label();
  options.request_id = request.request_id();
  if (!options.request_id.empty()) options.request_digest = RequestDigest(request);
  return options;
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_WRITE_OPTIONS_H_
