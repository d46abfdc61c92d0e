// Files are read when changes are made, so that a request repeated by its id needs them no more.
#include "workbook-service/rpc/image_batch.h"

#include <cstdint>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/edit/image_header.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/batch_write.h"
#include "workbook-service/session/operation_fields.h"
#include "workbook-service/session/workbook_operations.h"
#include "workbook-service/store/workspace.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;

constexpr std::string_view kExample =
    R"({"kind": "add", "sheet_name": "Budget", "path": "logos/company.png", "cell": "B2"})";
constexpr int64_t kMaxBatchBytes = int64_t{64} << 20;

absl::Status ReadFile(v1::ImageOperation* operation, const platform::RequestContext& context,
                      Session& session) {
  if (operation->path().empty()) return absl::OkStatus();
  if (!operation->data().empty()) {
    return BadField(ErrorReason::kInvalidArgument, "path",
                    "the image is given as data too; give one of them", "\"logos/company.png\"");
  }
  if (!IsImagePath(operation->path())) {
    return BadField(ErrorReason::kInvalidPath, "path",
                    StrCat("'", operation->path(), "' names no image (.png, .jpg or .jpeg)"),
                    "\"logos/company.png\"");
  }
  ASSIGN_OR_RETURN(*operation->mutable_data(),
                   session.ReadImageFile(operation->path(), spreadsheet::kMaxImageBytes, context));
  return absl::OkStatus();
}

absl::StatusOr<Changes> ChangesOf(const v1::ImageBatchRequest& request,
                                  const platform::RequestContext& context, Session& session) {
  Changes changes;
  int64_t bytes = 0;
  for (int i = 0; i < request.operations_size(); ++i) {
    v1::WorkbookOperation& operation = changes.operations.emplace_back();
    *operation.mutable_image() = request.operations(i);
    absl::Status status = ReadFile(operation.mutable_image(), context, session);
    if (status.ok()) status = MakeOperation(operation).status();
    if (!status.ok()) return InField(status, StrCat("operations[", i, "]"), kExample);
    bytes += static_cast<int64_t>(operation.image().data().size());
    if (bytes > kMaxBatchBytes) {
      return platform::ResourceExhausted(
          ErrorReason::kFileTooLarge,
          StrCat("the images of one batch have more than ", kMaxBatchBytes,
                 " bytes; add them in several batches"),
          {{"limit", StrCat(kMaxBatchBytes)}});
    }
  }
  return changes;
}

}  // namespace

absl::StatusOr<v1::ImageBatchResponse> ImageBatch(const v1::ImageBatchRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  const auto changes = [&](const Snapshot&) { return ChangesOf(request, context, session); };
  v1::ImageBatchResponse response;
  RETURN_IF_ERROR(WriteBatch(request, changes, context, session, &response).status());
  response.set_operations_applied(request.operations_size());
  return response;
}

}  // namespace sheetgate::workbook
