#include "workbook-service/rpc/next_call.h"

namespace sheetgate::workbook {

NextCall& NextCall::Text(std::string_view argument, std::string_view value) {
  AddName(argument);
  AddText(value);
  return *this;
}

NextCall& NextCall::List(std::string_view argument, std::string_view value) {
  AddName(argument);
  text_ += '[';
  AddText(value);
  text_ += ']';
  return *this;
}

void NextCall::AddName(std::string_view argument) {
  if (text_.back() != '{') text_ += ',';
  AddText(argument);
  text_ += ':';
}

void NextCall::AddText(std::string_view value) {
  constexpr char kHex[] = "0123456789abcdef";
  text_ += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      text_ += "\\u00";
      text_ += kHex[byte >> 4];
      text_ += kHex[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') text_ += '\\';
    text_ += c;
  }
  text_ += '"';
}

}  // namespace sheetgate::workbook
