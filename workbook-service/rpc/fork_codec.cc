#include "workbook-service/rpc/fork_codec.h"

#include "workbook-service/rpc/timestamp.h"

namespace sheetgate::workbook {

v1::Fork EncodeFork(const ForkInfo& info) {
  v1::Fork fork;
  fork.set_workbook_id(info.workbook_id);
  fork.set_base_workbook_id(info.base_workbook_id);
  fork.set_base_path(info.base_path);
  fork.set_revision(info.revision);
  fork.set_base_revision(info.base_revision);
  fork.set_label(info.label);
  fork.set_created_at(Timestamp(info.created_at));
  fork.set_expires_at(Timestamp(info.expires_at));
  return fork;
}

}  // namespace sheetgate::workbook
