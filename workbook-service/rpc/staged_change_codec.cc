#include "workbook-service/rpc/staged_change_codec.h"

#include "workbook-service/rpc/impact.h"
#include "workbook-service/rpc/timestamp.h"

namespace sheetgate::workbook {

v1::StagedChange EncodeStagedChange(const StagedChange& change, std::string_view head) {
  v1::StagedChange encoded;
  encoded.set_change_id(change.id);
  encoded.set_revision(change.revision);
  encoded.set_parent_revision(change.parent);
  encoded.set_stale(change.parent != head);
  encoded.set_label(change.label);
  encoded.set_principal(change.principal);
  encoded.set_created_at(Timestamp(change.created_at));
  *encoded.mutable_impact() = DecodeImpact(change.report);
  return encoded;
}

}  // namespace sheetgate::workbook
