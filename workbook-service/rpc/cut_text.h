// CutText: texts of files, at most so long.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CUT_TEXT_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CUT_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace sheetgate::workbook {

// `text`, or as many whole characters of it (UTF-8) as `most` bytes hold, and "...".
std::string CutText(std::string_view text, size_t most);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CUT_TEXT_H_
