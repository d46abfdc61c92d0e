#include "workbook-service/rpc/update_name.h"

#include "workbook-service/rpc/name_write.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::UpdateNameResponse> UpdateName(const v1::UpdateNameRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  v1::NameOperation operation;
  operation.set_kind("update_name");
  operation.set_name(request.name());
  operation.set_scope(request.scope());
  operation.set_refers_to(request.refers_to());
  operation.set_new_name(request.new_name());
  if (request.has_comment()) operation.set_comment(request.comment());
  if (request.has_hidden()) operation.set_hidden(request.hidden());
  v1::UpdateNameResponse response;
  RETURN_IF_ERROR(WriteName(request, operation, context, session, &response));
  if (request.new_name().empty()) return response;
  ASSIGN_OR_RETURN(
      const spreadsheet::ReferenceImpact uses,
      UsesOfName(request.workbook_id(), response.previous_revision(), operation, context, session));
  response.set_formulas_rewritten(uses.formulas_changed);
  return response;
}

}  // namespace sheetgate::workbook
