// ImportPackage: spools an uploaded package into the staging directory, checks size and SHA-256,
// and makes it a file of the workspace. Nothing of a failed upload stays.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_IMPORT_PACKAGE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_IMPORT_PACKAGE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "sheetgate/workbook/v1/transfer.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// Takes the messages of one upload of at most `max_file_bytes`. `session` must outlive the sink.
absl::StatusOr<
    std::unique_ptr<platform::UploadSink<v1::ImportPackageRequest, v1::ImportPackageResponse>>>
ImportPackage(const platform::RequestContext& context, Session& session, int64_t max_file_bytes);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_IMPORT_PACKAGE_H_
