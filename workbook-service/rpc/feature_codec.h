// Features between spreadsheet/model/sheet_features.h and
// proto/sheetgate/workbook/v1/features.proto.
//
// What is usual is left out, so that an answer costs few tokens. No message is larger than a
// response may be: long lists and texts, which only odd files have, are cut.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_FEATURE_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_FEATURE_CODEC_H_

#include <string>

#include "sheetgate/workbook/v1/features.pb.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::workbook {

// "A1:C10"; "A:C" and "3:5" for whole columns and rows.
std::string RangeText(const spreadsheet::RangeRef& range);

v1::TableInfo EncodeTable(const spreadsheet::Table& table);
v1::DataValidationInfo EncodeValidation(const spreadsheet::DataValidation& validation);
v1::ConditionalFormatInfo EncodeRule(const spreadsheet::ConditionalFormat& format,
                                     const spreadsheet::ConditionalRule& rule);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_FEATURE_CODEC_H_
