// The hot paths are tag and text scanning of sheets with millions of cells: no allocation per
// token.
#include "spreadsheet/xlsx/xml_scanner.h"

#include <array>
#include <cstring>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Bytes a name may have; non-ASCII ones are taken as they are.
constexpr std::array<bool, 256> MakeNameBytes() {
  std::array<bool, 256> table{};
  for (int c = 0; c < 256; ++c) {
    table[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == ':' || c == '-' || c == '.' || c >= 128;
  }
  return table;
}
constexpr std::array<bool, 256> kNameBytes = MakeNameBytes();

constexpr bool IsNameByte(char c) { return kNameBytes[static_cast<unsigned char>(c)]; }

bool IsBlank(std::string_view text) {
  for (const char c : text) {
    if (!IsSpace(c)) return false;
  }
  return true;
}

}  // namespace

std::string_view LocalPart(std::string_view qualified_name) {
  return qualified_name.substr(qualified_name.find(':') + 1);  // npos + 1 == 0
}

XmlScanner::XmlScanner(std::string_view bytes, int max_depth)
    : bytes_(bytes), max_depth_(static_cast<size_t>(max_depth)) {
  if (bytes_.starts_with(kByteOrderMark)) position_ = kByteOrderMark.size();
}

std::string_view XmlScanner::local_name() const { return LocalPart(name_); }

std::string_view XmlScanner::prefix() const {
  const size_t colon = name_.find(':');
  return colon == std::string_view::npos ? std::string_view() : name_.substr(0, colon);
}

std::optional<std::string_view> XmlScanner::Attribute(std::string_view name) const {
  for (const XmlAttribute& attribute : attributes_) {
    if (attribute.name == name) return attribute.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> XmlScanner::PrefixedAttribute(std::string_view local_name) const {
  for (const XmlAttribute& attribute : attributes_) {
    if (attribute.name.size() > local_name.size() && LocalPart(attribute.name) == local_name) {
      return attribute.value;
    }
  }
  return std::nullopt;
}

bool XmlScanner::Fail(size_t offset, const char* what) {
  error_ = what;
  error_offset_ = offset;
  return false;
}

absl::Status XmlScanner::StatusFor(std::string_view part) const {
  if (ok()) return absl::OkStatus();
  return CorruptPart(part, Concat("its XML is not well-formed at byte ", error_offset_, " (",
                                  std::string_view(error_), ")"));
}

void XmlScanner::Continue(size_t position) {
  begin_ = position_;
  position_ = position;
  pending_end_ = false;
}

bool XmlScanner::Next() {
  if (!ok()) return false;
  if (pending_end_) {
    pending_end_ = false;
    begin_ = position_;
    token_ = XmlToken::kEnd;
    name_ = open_.back();
    open_.pop_back();
    return true;
  }
  while (position_ < bytes_.size()) {
    begin_ = position_;
    if (bytes_[position_] != '<') {
      if (!ScanText()) return false;
      if (!open_.empty()) return true;
      continue;
    }
    const char next = position_ + 1 < bytes_.size() ? bytes_[position_ + 1] : '\0';
    if (next == '/') return ScanEnd();
    if (next != '!' && next != '?') return ScanStart();
    bool token_found = false;
    if (!ScanDeclaration(&token_found)) return false;
    if (token_found) return true;
  }
  if (!open_.empty()) return Fail(bytes_.size(), "it ends in the middle of an element");
  if (!root_seen_) return Fail(bytes_.size(), "it has no root element");
  return false;
}

bool XmlScanner::NextChild() {
  while (Next()) {
    if (token_ == XmlToken::kStart) return true;
    if (token_ == XmlToken::kEnd) return false;
  }
  return false;
}

bool XmlScanner::SkipElement() {
  const size_t outside = open_.size() - 1;
  while (Next()) {
    if (token_ == XmlToken::kEnd && open_.size() == outside) return true;
  }
  return false;
}

bool XmlScanner::ScanText() {
  const void* less = std::memchr(bytes_.data() + position_, '<', bytes_.size() - position_);
  const size_t end = less == nullptr
                         ? bytes_.size()
                         : static_cast<size_t>(static_cast<const char*>(less) - bytes_.data());
  text_ = bytes_.substr(position_, end - position_);
  if (open_.empty() && !IsBlank(text_)) return Fail(position_, "text outside the root element");
  token_ = XmlToken::kText;
  cdata_ = false;
  position_ = end;
  return true;
}

bool XmlScanner::ScanEnd() {
  const size_t name_begin = position_ + 2;
  size_t at = name_begin;
  while (at < bytes_.size() && IsNameByte(bytes_[at])) ++at;
  const std::string_view name = bytes_.substr(name_begin, at - name_begin);
  while (at < bytes_.size() && IsSpace(bytes_[at])) ++at;
  if (at >= bytes_.size()) return Fail(bytes_.size(), "it ends in the middle of a tag");
  if (bytes_[at] != '>') return Fail(at, "a malformed end tag");
  if (open_.empty() || open_.back() != name) {
    return Fail(position_, "an end tag that matches no start tag");
  }
  open_.pop_back();
  name_ = name;
  token_ = XmlToken::kEnd;
  self_closing_ = false;
  position_ = at + 1;
  return true;
}

bool XmlScanner::ScanStart() {
  if (open_.empty() && root_seen_) return Fail(position_, "a second root element");
  if (open_.size() >= max_depth_) return Fail(position_, "elements are nested too deeply");
  const size_t name_begin = position_ + 1;
  size_t at = name_begin;
  while (at < bytes_.size() && IsNameByte(bytes_[at])) ++at;
  if (at == name_begin) return Fail(position_, "a < that starts no tag");
  name_ = bytes_.substr(name_begin, at - name_begin);
  position_ = at;
  if (!ScanAttributes()) return false;
  root_seen_ = true;
  open_.push_back(name_);
  token_ = XmlToken::kStart;
  pending_end_ = self_closing_;
  return true;
}

bool XmlScanner::ScanAttributes() {
  attributes_.clear();
  size_t at = position_;
  while (true) {
    const size_t before = at;
    while (at < bytes_.size() && IsSpace(bytes_[at])) ++at;
    if (at >= bytes_.size()) break;
    if (bytes_[at] == '>') {
      self_closing_ = false;
      position_ = at + 1;
      return true;
    }
    if (bytes_[at] == '/') {
      if (at + 1 >= bytes_.size()) break;
      if (bytes_[at + 1] != '>') return Fail(at, "a malformed tag");
      self_closing_ = true;
      position_ = at + 2;
      return true;
    }
    if (at == before) return Fail(at, "no space before an attribute");
    const size_t name_begin = at;
    while (at < bytes_.size() && IsNameByte(bytes_[at])) ++at;
    const std::string_view name = bytes_.substr(name_begin, at - name_begin);
    if (name.empty()) return Fail(at, "a malformed tag");
    while (at < bytes_.size() && IsSpace(bytes_[at])) ++at;
    if (at >= bytes_.size()) break;
    if (bytes_[at] != '=') return Fail(at, "an attribute without a value");
    ++at;
    while (at < bytes_.size() && IsSpace(bytes_[at])) ++at;
    if (at >= bytes_.size()) break;
    const char quote = bytes_[at];
    if (quote != '"' && quote != '\'') return Fail(at, "an attribute value without quotes");
    const size_t value_begin = ++at;
    while (at < bytes_.size() && bytes_[at] != quote && bytes_[at] != '<') ++at;
    if (at >= bytes_.size()) break;
    if (bytes_[at] == '<') return Fail(at, "a < in an attribute value");
    attributes_.push_back({name, bytes_.substr(value_begin, at - value_begin)});
    ++at;
  }
  return Fail(bytes_.size(), "it ends in the middle of a tag");
}

bool XmlScanner::SkipUntil(std::string_view terminator, size_t from, const char* what) {
  const size_t found = bytes_.find(terminator, from);
  if (found == std::string_view::npos) return Fail(begin_, what);
  position_ = found + terminator.size();
  return true;
}

bool XmlScanner::ScanDeclaration(bool* token_found) {
  constexpr std::string_view kCdata = "<![CDATA[";
  const std::string_view rest = bytes_.substr(position_);
  if (rest.starts_with("<?")) {
    constexpr size_t kTargetEnd = 5;
    const bool is_xml_declaration = EqualsIgnoreAsciiCase(rest.substr(0, kTargetEnd), "<?xml") &&
                                    rest.size() > kTargetEnd && !IsNameByte(rest[kTargetEnd]);
    if (is_xml_declaration && root_seen_) {
      return Fail(position_, "an XML declaration behind the start of the root element");
    }
    return SkipUntil("?>", position_ + 2, "a processing instruction without end");
  }
  if (rest.starts_with("<!--")) return SkipUntil("-->", position_ + 4, "a comment without end");
  if (rest.starts_with(kCdata)) {
    if (open_.empty()) return Fail(position_, "text outside the root element");
    const size_t text_begin = position_ + kCdata.size();
    if (!SkipUntil("]]>", text_begin, "a CDATA section without end")) return false;
    text_ = bytes_.substr(text_begin, position_ - 3 - text_begin);
    token_ = XmlToken::kText;
    cdata_ = true;
    *token_found = true;
    return true;
  }
  if (rest.starts_with("<!DOCTYPE")) {
    return Fail(position_, "it declares a document type (DTD), which workbooks never do");
  }
  return Fail(position_, "a malformed declaration");
}

}  // namespace sheetgate::spreadsheet
