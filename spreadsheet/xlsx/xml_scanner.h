// XmlScanner: a pull tokenizer over the bytes of one XML part, with the byte offsets an in-place
// edit needs.
//
// It checks what makes a part well-formed as far as structure goes (matching tags, one root, quoted
// attributes, depth) and refuses document types. It copies nothing: names, attribute values and
// text are views of the input, undecoded (see xml_text.h). Prefixes are kept in name(); most
// callers compare local_name().
//
//   XmlScanner xml(bytes, limits.max_xml_depth);
//   while (xml.Next()) {
//     if (xml.token() == XmlToken::kStart && xml.local_name() == "sheet")
//     Use(xml.Attribute("name"));
//   }
//   RETURN_IF_ERROR(xml.StatusFor(part));
#ifndef SHEETGATE_SPREADSHEET_XLSX_XML_SCANNER_H_
#define SHEETGATE_SPREADSHEET_XLSX_XML_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace sheetgate::spreadsheet {

enum class XmlToken : uint8_t {
  kStart,  // <a> or <a/>
  kEnd,    // </a>; after <a/> too, empty then
  kText,   // character data or a CDATA section
};

struct XmlAttribute {
  std::string_view name;   // with prefix
  std::string_view value;  // between the quotes, undecoded
};

// Not thread-safe. The input must outlive it.
class XmlScanner {
 public:
  // `bytes` is UTF-8, with or without a byte order mark, and holds one root element.
  XmlScanner(std::string_view bytes, int max_depth);

  // Moves to the next token. False at the end of the document and after an error.
  bool Next();
  // Moves from a kStart token to its kEnd. False after an error.
  bool SkipElement();
  // Moves to the next kStart or the end of the element whose content is being read, skipping text;
  // true for a kStart.
  bool NextChild();

  XmlToken token() const { return token_; }
  // Of kStart and kEnd.
  std::string_view name() const { return name_; }
  std::string_view local_name() const;
  std::string_view prefix() const;
  bool self_closing() const { return self_closing_; }
  // Of kStart, in order.
  const std::vector<XmlAttribute>& attributes() const { return attributes_; }
  // The attribute with exactly this name.
  std::optional<std::string_view> Attribute(std::string_view name) const;
  // The attribute with this local name and some prefix ("id" finds r:id).
  std::optional<std::string_view> PrefixedAttribute(std::string_view local_name) const;
  // Of kText.
  std::string_view text() const { return text_; }
  bool cdata() const { return cdata_; }

  // Where the token stands in the input; [begin, end).
  size_t begin() const { return begin_; }
  size_t end() const { return position_; }
  // Open elements; a kStart counts, a kEnd no longer.
  int depth() const { return static_cast<int>(open_.size()); }
  // Where in the input a view handed out by this scanner starts.
  size_t OffsetOf(std::string_view view) const {
    return static_cast<size_t>(view.data() - bytes_.data());
  }
  std::string_view bytes() const { return bytes_; }

  // Continues at `position`, which must be between two children of the element whose content is
  // being read; begin() is then where it stood.
  void Continue(size_t position);

  bool ok() const { return error_ == nullptr; }
  // What is wrong, and where in the input; only unless ok().
  std::string_view error() const { return error_; }
  size_t error_offset() const { return error_offset_; }
  // OK, or DATA_LOSS (`FILE_CORRUPT`) with `part` and the byte offset.
  absl::Status StatusFor(std::string_view part) const;

 private:
  bool Fail(size_t offset, const char* what);
  bool ScanStart();
  bool ScanEnd();
  bool ScanText();
  bool ScanAttributes();
  // Skips <!-- -->, <? ?>; hands out CDATA. Sets *token_found when the token is one.
  bool ScanDeclaration(bool* token_found);
  bool SkipUntil(std::string_view terminator, size_t from, const char* what);

  const std::string_view bytes_;
  const size_t max_depth_;
  size_t position_ = 0;
  size_t begin_ = 0;
  XmlToken token_ = XmlToken::kText;
  bool self_closing_ = false;
  bool pending_end_ = false;
  bool cdata_ = false;
  bool root_seen_ = false;
  std::string_view name_;
  std::string_view text_;
  std::vector<XmlAttribute> attributes_;
  std::vector<std::string_view> open_;
  const char* error_ = nullptr;
  size_t error_offset_ = 0;
};

// The part of a qualified name after its prefix.
std::string_view LocalPart(std::string_view qualified_name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_XML_SCANNER_H_
