// FindDeclaration passes over hundreds of megabytes of rows: it tests blocks of bytes without
// branches, which compilers turn into vector instructions.
#include "spreadsheet/xlsx/markup.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kComment = "<!--";
constexpr std::string_view kCdata = "<![CDATA[";

std::optional<Markup> UpTo(std::string_view xml, std::string_view terminator, size_t from) {
  const size_t found = xml.find(terminator, from);
  if (found == std::string_view::npos) return std::nullopt;
  return Markup{MarkupKind::kOther, {}, xml.substr(0, found + terminator.size())};
}

std::optional<Markup> ScanDeclaration(std::string_view xml) {
  if (xml.starts_with("<?")) return UpTo(xml, "?>", 2);
  if (xml.starts_with(kComment)) return UpTo(xml, "-->", kComment.size());
  if (xml.starts_with(kCdata)) return UpTo(xml, "]]>", kCdata.size());
  if (kComment.starts_with(xml) || kCdata.starts_with(xml)) return std::nullopt;
  return UpTo(xml, ">", 2);
}

// The > that ends the tag at the front of `xml`; one inside quotes does not.
size_t FindTagEnd(std::string_view xml) {
  size_t at = xml.find_first_of("\"'>", 1);
  while (at != std::string_view::npos && xml[at] != '>') {
    at = xml.find(xml[at], at + 1);
    if (at != std::string_view::npos) at = xml.find_first_of("\"'>", at + 1);
  }
  return at;
}

constexpr size_t kBlock = 256;

constexpr bool OpensDeclaration(char first, char second) {
  return (first == '<') & ((second == '!') | (second == '?'));
}

// Whether a declaration opens at one of the kBlock bytes at `data`, which has one byte more.
bool AnyOpens(const char* data) {
  unsigned char any = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    any |= static_cast<unsigned char>(OpensDeclaration(data[i], data[i + 1]));
  }
  return any != 0;
}

}  // namespace

std::optional<Markup> ScanMarkup(std::string_view xml) {
  if (xml.front() != '<') return Markup{MarkupKind::kOther, {}, xml.substr(0, xml.find('<'))};
  if (xml.size() < 2) return std::nullopt;
  if (xml[1] == '!' || xml[1] == '?') return ScanDeclaration(xml);
  const size_t end = FindTagEnd(xml);
  if (end == std::string_view::npos) return std::nullopt;
  Markup tag;
  tag.text = xml.substr(0, end + 1);
  const size_t name_begin = xml[1] == '/' ? 2 : 1;
  const size_t name_end = tag.text.find_first_of(" \t\r\n/>", name_begin);
  tag.name = tag.text.substr(name_begin, name_end - name_begin);
  tag.kind = xml[1] == '/'         ? MarkupKind::kEnd
             : xml[end - 1] == '/' ? MarkupKind::kEmpty
                                   : MarkupKind::kStart;
  return tag;
}

size_t FindDeclaration(std::string_view xml) {
  if (xml.size() < 2) return std::string_view::npos;
  const size_t pairs = xml.size() - 1;
  const char* const data = xml.data();
  size_t at = 0;
  while (at + kBlock <= pairs && !AnyOpens(data + at)) at += kBlock;
  for (; at < pairs; ++at) {
    if (OpensDeclaration(data[at], data[at + 1])) return at;
  }
  return std::string_view::npos;
}

}  // namespace sheetgate::spreadsheet
