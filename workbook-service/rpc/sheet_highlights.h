// What a sheet has besides its regions, in few words: "2 charts", "frozen: 1 row".
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_HIGHLIGHTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_HIGHLIGHTS_H_

#include <string>
#include <vector>

#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/sheet_objects.h"

namespace sheetgate::workbook {

std::vector<std::string> SheetHighlights(const spreadsheet::SheetFeatures& features,
                                         const spreadsheet::SheetObjects& objects);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_SHEET_HIGHLIGHTS_H_
