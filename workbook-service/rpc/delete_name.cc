#include "workbook-service/rpc/delete_name.h"

#include "workbook-service/rpc/name_write.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DeleteNameResponse> DeleteName(const v1::DeleteNameRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  v1::NameOperation operation;
  operation.set_kind("delete_name");
  operation.set_name(request.name());
  operation.set_scope(request.scope());
  v1::DeleteNameResponse response;
  RETURN_IF_ERROR(WriteName(request, operation, context, session, &response));
  ASSIGN_OR_RETURN(
      const spreadsheet::ReferenceImpact uses,
      UsesOfName(request.workbook_id(), response.previous_revision(), operation, context, session));
  response.set_formulas_using(uses.formulas_changed);
  response.set_names_using(uses.names_changed);
  return response;
}

}  // namespace sheetgate::workbook
