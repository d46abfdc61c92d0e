#include "workbook-service/rpc/define_name.h"

#include "workbook-service/rpc/name_write.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DefineNameResponse> DefineName(const v1::DefineNameRequest& request,
                                                  const platform::RequestContext& context,
                                                  Session& session) {
  v1::NameOperation operation;
  operation.set_kind("define_name");
  operation.set_name(request.name());
  operation.set_scope(request.scope());
  operation.set_refers_to(request.refers_to());
  if (!request.comment().empty()) operation.set_comment(request.comment());
  if (request.hidden()) operation.set_hidden(true);
  v1::DefineNameResponse response;
  RETURN_IF_ERROR(WriteName(request, operation, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
