// Rich text between spreadsheet/model and proto/sheetgate/workbook/v1/cells.proto, as it is:
// whoever takes it from a caller checks it first.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_TEXT_RUNS_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_TEXT_RUNS_H_

#include <google/protobuf/repeated_field.h>

#include "sheetgate/workbook/v1/cells.pb.h"
#include "spreadsheet/model/rich_text.h"

namespace sheetgate::workbook {

using TextRuns = google::protobuf::RepeatedPtrField<v1::TextRun>;

void EncodeRuns(const spreadsheet::RichText& runs, TextRuns* encoded);
spreadsheet::RichText DecodeRuns(const TextRuns& runs);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_TEXT_RUNS_H_
