// Markup: the pieces of XML text as far as their borders go, to find an element in a part that is
// inflated bit by bit. What is well-formed is for XmlScanner to say.
#ifndef SHEETGATE_SPREADSHEET_XLSX_MARKUP_H_
#define SHEETGATE_SPREADSHEET_XLSX_MARKUP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sheetgate::spreadsheet {

enum class MarkupKind : uint8_t {
  kStart,  // <a>
  kEmpty,  // <a/>
  kEnd,    // </a>
  kOther,  // text, comments, CDATA sections, processing instructions, declarations
};

struct Markup {
  MarkupKind kind = MarkupKind::kOther;
  std::string_view name;  // of tags, with prefix
  std::string_view text;  // all of it
};

// The piece at the front of `xml`, which may lack its continuation and is not empty; nullopt when
// the piece does not end in it. Text may come in several pieces.
std::optional<Markup> ScanMarkup(std::string_view xml);

// Where the first comment, CDATA section, processing instruction or declaration of `xml` begins;
// npos when there is none.
size_t FindDeclaration(std::string_view xml);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_MARKUP_H_
