// Forks as responses show them.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FORK_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FORK_CODEC_H_

#include "sheetgate/workbook/v1/forks.pb.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

v1::Fork EncodeFork(const ForkInfo& info);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FORK_CODEC_H_
