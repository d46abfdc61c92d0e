#include "spreadsheet/model/rich_text.h"

namespace sheetgate::spreadsheet {

bool TextRun::formatted() const { return *this != TextRun{.text = text}; }

std::string JoinedText(const RichText& runs) {
  std::string text;
  for (const TextRun& run : runs) text += run.text;
  return text;
}

}  // namespace sheetgate::spreadsheet
