// A worksheet part taken apart by plain text search, for comparing what an edit left alone. Shares
// no code with the reader or the writer.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_SHEET_PIECES_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_SHEET_PIECES_H_

#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheetgate::tests {

struct SheetPieces {
  // Everything before and behind the content of sheetData, without dimension/@ref.
  std::string outside;
  // The row elements by number. Of a row without r only the content, as it may have got an r.
  std::map<int, std::vector<std::string>> rows;
};

namespace internal {

// The offset of the next tag "<name" or "<prefix:name" from `at` on; npos when there is none.
inline size_t FindTag(std::string_view xml, std::string_view name, size_t at) {
  for (at = xml.find(name, at); at != std::string_view::npos; at = xml.find(name, at + 1)) {
    const char behind = at + name.size() < xml.size() ? xml[at + name.size()] : '\0';
    if (std::string_view(" \t\r\n/>").find(behind) == std::string_view::npos) continue;
    const size_t open = xml.rfind('<', at);
    if (open == std::string_view::npos || xml[open + 1] == '/') continue;
    const std::string_view prefix = xml.substr(open + 1, at - open - 1);
    if (prefix.empty() || (prefix.back() == ':' && prefix.find(' ') == std::string_view::npos)) {
      return open;
    }
  }
  return std::string_view::npos;
}

// Behind the end of the element that starts at `open`; elements of its name do not nest.
inline size_t ElementEnd(std::string_view xml, size_t open) {
  const size_t tag_end = xml.find('>', open);
  if (xml[tag_end - 1] == '/') return tag_end + 1;
  const size_t name_end = xml.find_first_of(" \t\r\n>", open);
  const std::string close = "</" + std::string(xml.substr(open + 1, name_end - open - 1));
  return xml.find('>', xml.find(close, tag_end)) + 1;
}

inline std::string WithoutDimension(std::string xml) {
  const size_t open = FindTag(xml, "dimension", 0);
  return open == std::string::npos ? xml : xml.erase(open, ElementEnd(xml, open) - open);
}

}  // namespace internal

// `xml` is UTF-8. A sheetData without content counts as none.
inline SheetPieces TakeApart(const std::string& xml) {
  SheetPieces pieces;
  const size_t data = internal::FindTag(xml, "sheetData", 0);
  if (data == std::string::npos) {
    pieces.outside = internal::WithoutDimension(xml);
    return pieces;
  }
  const size_t end = internal::ElementEnd(xml, data);
  pieces.outside = internal::WithoutDimension(xml.substr(0, data)) + xml.substr(end);
  int number = 0;
  for (size_t open = internal::FindTag(xml, "row", data); open < end;
       open = internal::FindTag(xml, "row", open)) {
    const size_t row_end = internal::ElementEnd(xml, open);
    const size_t tag_end = xml.find('>', open);
    const std::string tag = xml.substr(open, tag_end - open);
    size_t r = tag.find(" r=");
    if (r == std::string::npos) r = tag.find("\tr=");
    if (r == std::string::npos) r = tag.find("\nr=");
    const bool numbered = r != std::string::npos;
    number = numbered ? std::atoi(tag.c_str() + r + 4) : number + 1;
    const size_t from = numbered ? open : tag_end;
    pieces.rows[number].push_back(xml.substr(from, row_end - from));
    open = row_end;
  }
  return pieces;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_SHEET_PIECES_H_
