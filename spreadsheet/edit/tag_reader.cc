#include "spreadsheet/edit/tag_reader.h"

#include <cstring>

namespace sheetgate::spreadsheet {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool EndsName(char c) { return c == '>' || c == '/' || c == '=' || IsSpace(c); }

}  // namespace

std::optional<std::string_view> XmlTag::Attribute(std::string_view attribute) const {
  size_t at = text.find_first_of(" \t\r\n>/");
  while (at < text.size()) {
    while (at < text.size() && IsSpace(text[at])) ++at;
    const size_t begin = at;
    while (at < text.size() && !EndsName(text[at])) ++at;
    const std::string_view key = text.substr(begin, at - begin);
    const size_t quote = text.find_first_of("\"'", at);
    if (key.empty() || quote == std::string_view::npos) return std::nullopt;
    const size_t close = text.find(text[quote], quote + 1);
    if (close == std::string_view::npos) return std::nullopt;
    if (key == attribute) return text.substr(quote + 1, close - quote - 1);
    at = close + 1;
  }
  return std::nullopt;
}

bool TagReader::Next(XmlTag* tag) {
  const char* data = xml_.data();
  const void* found = std::memchr(data + position_, '<', xml_.size() - position_);
  if (found == nullptr) return false;
  const size_t begin = static_cast<size_t>(static_cast<const char*>(found) - data);
  size_t at = begin + 1;
  tag->begin = begin;
  tag->closing = at < xml_.size() && data[at] == '/';
  if (tag->closing) ++at;
  size_t name = at;
  for (; at < xml_.size() && !EndsName(data[at]); ++at) {
    if (data[at] == ':') name = at + 1;
  }
  tag->name = xml_.substr(name, at - name);
  while (at < xml_.size() && data[at] != '>') {
    const char c = data[at++];
    if (c != '"' && c != '\'') continue;
    const size_t close = xml_.find(c, at);
    if (close == std::string_view::npos) return false;
    at = close + 1;
  }
  if (at >= xml_.size()) return false;
  tag->self_closing = data[at - 1] == '/';
  tag->end = at + 1;
  tag->text = xml_.substr(begin, tag->end - begin);
  position_ = tag->end;
  return true;
}

bool TagReader::SkipTo(const XmlTag& tag, XmlTag* end) {
  *end = tag;
  if (tag.self_closing) return true;
  const std::string_view name = tag.name;
  while (Next(end)) {
    if (end->closing && end->name == name) return true;
  }
  return false;
}

}  // namespace sheetgate::spreadsheet
