// Regions between spreadsheet/analysis/regions and proto/sheetgate/workbook/v1/overview.proto.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_REGION_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_REGION_CODEC_H_

#include <cstdint>
#include <string>

#include "sheetgate/workbook/v1/overview.pb.h"
#include "spreadsheet/analysis/regions/regions.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::workbook {

// The region with at most `max_headers` headers or labels, each cut when very long.
v1::RegionInfo EncodeRegion(const spreadsheet::Region& region, const spreadsheet::Sheet& sheet,
                            const spreadsheet::SheetFeatures& features,
                            spreadsheet::ValueReader& reader, int max_headers);

// Bytes of the region in a response.
int64_t RegionBytes(const v1::RegionInfo& region);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_REGION_CODEC_H_
