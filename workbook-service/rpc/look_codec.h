// Looks of cells between spreadsheet/model and proto/sheetgate/workbook/v1/styles.proto.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_LOOK_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_LOOK_CODEC_H_

#include <cstdint>
#include <string>

#include "sheetgate/workbook/v1/styles.pb.h"
#include "spreadsheet/model/cell_style.h"

namespace sheetgate::workbook {

// What a style has, but for what a cell without any format has: no font, no fill, General.
v1::CellLook EncodeLook(const spreadsheet::CellStyle& style);

// Bytes of a look in a response.
int64_t LookBytes(const v1::CellLook& look);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_LOOK_CODEC_H_
