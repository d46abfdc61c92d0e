// The cells of ports, as discover_ports and check_manifest show them.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_PORT_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_PORT_CODEC_H_

#include <cstdint>

#include "sheetgate/workbook/v1/manifests.pb.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/manifest/manifest.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// Place and values of a port whose cells are `cells` of `sheet`. Long texts are cut.
v1::PortCells EncodePortCells(const spreadsheet::Workbook& workbook,
                              const spreadsheet::ManifestPort& port,
                              const spreadsheet::Sheet& sheet,
                              const spreadsheet::SheetRange& cells);

// Bytes in a response.
int64_t PortBytes(const v1::PortCells& port);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_PORT_CODEC_H_
