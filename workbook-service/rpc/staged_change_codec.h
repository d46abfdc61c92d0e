// A staged change as responses show it.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_STAGED_CHANGE_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_STAGED_CHANGE_CODEC_H_

#include <string_view>

#include "sheetgate/workbook/v1/staging.pb.h"
#include "workbook-service/session/history.h"

namespace sheetgate::workbook {

// `head` is the newest revision of the fork: the change is stale when it was made on another.
v1::StagedChange EncodeStagedChange(const StagedChange& change, std::string_view head);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_STAGED_CHANGE_CODEC_H_
