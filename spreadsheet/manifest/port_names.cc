#include "spreadsheet/manifest/port_names.h"

#include <algorithm>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

bool IsLetter(char c) {
  return IsAsciiAlpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

bool IsPortName(std::string_view name) {
  return !name.empty() && name.size() <= kMostPortName && IsLetter(name.front()) &&
         std::ranges::all_of(
             name, [](char c) { return IsLetter(c) || IsAsciiDigit(c) || c == '-' || c == '.'; });
}

std::string PortNameOf(std::string_view label) {
  constexpr size_t kMost = 48;  // leaves room for a prefix and a number
  std::string name;
  for (const char c : FoldCase(label)) {
    if (IsLetter(c) || IsAsciiDigit(c)) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  if (name.size() > kMost) {
    size_t end = kMost;  // not inside a UTF-8 character
    while ((static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    name.resize(end);
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (!name.empty() && !IsLetter(name.front())) name.insert(0, "value_");
  return name;
}

std::string UniquePortNames::Take(const std::string& name) {
  std::string unique = name;
  for (int i = 2; !taken_.insert(FoldCase(unique)).second; ++i) unique = Concat(name, "_", i);
  return unique;
}

}  // namespace sheetgate::spreadsheet
