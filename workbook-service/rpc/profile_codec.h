// Profiles and statistics of columns, from spreadsheet/analysis to tables.proto.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_PROFILE_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_PROFILE_CODEC_H_

#include <cstdint>

#include "sheetgate/workbook/v1/tables.pb.h"
#include "spreadsheet/analysis/column_profile.h"
#include "spreadsheet/analysis/sheet_statistics.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {

// Counts of 0 are left out.
void EncodeTypes(const spreadsheet::TypeTally& types, v1::TypeCounts* counts);

// All but column and header.
v1::ColumnProfile EncodeProfile(const spreadsheet::ColumnProfile& profile,
                                const OpenedSheet& sheet);
v1::ColumnFacts EncodeFacts(const spreadsheet::ColumnStatistics& column,
                            spreadsheet::DateSystem date_system);

// About the bytes of one in a response.
int64_t ProfileBytes(const v1::ColumnProfile& profile);
int64_t FactsBytes(const v1::ColumnFacts& facts);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_PROFILE_CODEC_H_
