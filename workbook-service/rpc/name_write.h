// Writing one change of a defined name: what define_name, update_name and delete_name have in
// common.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_NAME_WRITE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_NAME_WRITE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/base/status_macros.h"
#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "spreadsheet/edit/reference_impact.h"
#include "workbook-service/rpc/batch_write.h"
#include "workbook-service/session/name_operations.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

// Commits or stages the operation; errors are those of WriteBatch and MakeNameOperation.
template <typename Request, typename Response>
absl::Status WriteName(const Request& request, const v1::NameOperation& operation,
                       const platform::RequestContext& context, Session& session,
                       Response* response) {
  const auto changes = [&](const Snapshot&) -> absl::StatusOr<Changes> {
    RETURN_IF_ERROR(MakeNameOperation(operation).status());
    Changes made;
    *made.operations.emplace_back().mutable_name() = operation;
    return made;
  };
  return WriteBatch(request, changes, context, session, response).status();
}

// What uses the name the operation is about, in a revision that has it.
inline absl::StatusOr<spreadsheet::ReferenceImpact> UsesOfName(
    const std::string& workbook_id, const std::string& revision, const v1::NameOperation& operation,
    const platform::RequestContext& context, Session& session) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(workbook_id, revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  // A formula uses the name when it would read differently if it were called differently.
  ASSIGN_OR_RETURN(const spreadsheet::StructuralEdit edit,
                   RenameEdit(operation, operation.name() + "_", workbook));
  return spreadsheet::MeasureReferenceImpact(workbook, {&edit, 1}, 0, context.cancellation);
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_NAME_WRITE_H_
