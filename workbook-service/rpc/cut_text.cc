#include "workbook-service/rpc/cut_text.h"

#include "platform/base/strings.h"

namespace sheetgate::workbook {

std::string CutText(std::string_view text, size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return platform::StrCat(text.substr(0, most), "...");
}

}  // namespace sheetgate::workbook
