#include "spreadsheet/xlsx/plain_cursor.h"

#include <cstring>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// What is not plain this close to the end of the window may be cut off there.
constexpr ptrdiff_t kLongestToken = 64;

constexpr bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Bytes that end or interrupt plain character data.
constexpr std::array<bool, 256> MakeTextStops() {
  std::array<bool, 256> stops{};
  for (const char c : {'\0', '<', '>', '&', '\r'}) stops[static_cast<unsigned char>(c)] = true;
  return stops;
}
constexpr std::array<bool, 256> kTextStops = MakeTextStops();

// Bytes that end or interrupt a plain attribute value.
constexpr std::array<bool, 256> MakeValueStops() {
  std::array<bool, 256> stops{};
  for (const char c : {'\0', '<', '"', '&', '\r', '\n', '\t'})
    stops[static_cast<unsigned char>(c)] = true;
  return stops;
}
constexpr std::array<bool, 256> kValueStops = MakeValueStops();

constexpr bool IsNameByte(char c) { return IsAsciiAlpha(c) || IsAsciiDigit(c) || c == ':'; }

}  // namespace

void PlainCursor::Enter(std::string_view window, uint64_t offset) {
  window_ = at_ = window.data();
  end_ = window_ + window.size();
  offset_ = offset;
}

ContentScanner::Stop PlainCursor::WhyStopped() const {
  return end_ - at_ < kLongestToken ? ContentScanner::Stop::kNeedMore
                                    : ContentScanner::Stop::kUnusual;
}

bool PlainCursor::AttributeNames::Add(std::string_view name) {
  const uint64_t bit = uint64_t{1} << ((static_cast<unsigned char>(name[0]) * 7 +
                                        static_cast<unsigned char>(name.back()) * 3 + name.size()) &
                                       63);
  if ((seen_ & bit) != 0) {
    for (size_t i = 0; i < count_; ++i) {
      if (names_[i] == name) return false;
    }
  }
  if (count_ == names_.size()) return false;
  seen_ |= bit;
  names_[count_++] = name;
  return true;
}

bool PlainCursor::ScanAttribute(Attribute* attribute) {
  const char* p = at_;
  while (IsSpace(*p)) ++p;
  if (p == at_) return false;
  const char* const name = p;
  while (IsNameByte(*p)) ++p;
  attribute->name = {name, static_cast<size_t>(p - name)};
  if (p == name) {
    at_ = p;
    return false;
  }
  if (p[0] != '=' || p[1] != '"' || IsAsciiDigit(*name)) {
    at_ = name;  // which ends no tag
    return false;
  }
  p += 2;
  const char* const value = p;
  while (!kValueStops[static_cast<unsigned char>(*p)]) ++p;
  attribute->value = {value, static_cast<size_t>(p - value)};
  at_ = p;
  if (*p != '"') return false;
  ++at_;
  return true;
}

bool PlainCursor::ScanText(std::string* scratch, std::string_view* text) {
  const char* const begin = at_;
  const char* p = begin;
  while (!kTextStops[static_cast<unsigned char>(*p)]) ++p;
  at_ = p;
  if (*p == '<') {
    *text = {begin, static_cast<size_t>(p - begin)};
    return true;
  }
  if (!ScanDecoded(begin, scratch)) return false;
  *text = *scratch;
  return true;
}

bool PlainCursor::ScanDecoded(const char* begin, std::string* scratch) {
  constexpr ptrdiff_t kLongestReference = 12;
  scratch->clear();
  const char* run = begin;
  for (; *at_ != '<'; ++at_) {
    if (*at_ == '>') {
      // ]]> may not stand in text.
      if (at_ - begin >= 2 && at_[-1] == ']' && at_[-2] == ']') return false;
      continue;
    }
    if (!kTextStops[static_cast<unsigned char>(*at_)]) continue;
    if (*at_ == '\0') return false;
    scratch->append(run, at_);
    const char* last = at_;  // of what stands for a character
    if (std::memcmp(at_, "&amp;", 5) == 0) {
      scratch->push_back('&');
      last += 4;
    } else if (*at_ == '&') {
      while (*last != ';' && *last != '\0' && last - at_ < kLongestReference) ++last;
      const std::string_view reference(at_, static_cast<size_t>(last - at_) + 1);
      if (*last != ';' || !AppendDecoded(reference, /*cdata=*/false, scratch)) return false;
    } else {
      // A carriage return, alone or before a line feed, is a line feed (XML 1.0, 2.11).
      scratch->push_back('\n');
      if (at_[1] == '\n') ++last;
    }
    at_ = last;
    run = last + 1;
  }
  scratch->append(run, at_);
  return true;
}

bool PlainCursor::ScanTextTag(bool* preserve, bool* empty) {
  Attribute space, more;
  if (ScanAttribute(&space)) {
    if (space.name != "xml:space" || ScanAttribute(&more)) return false;
    *preserve = space.value == "preserve";
  }
  return ScanTagEnd(empty);
}

bool PlainCursor::ScanTagEnd(bool* empty) {
  *empty = *at_ == '/';
  if (*empty) ++at_;
  if (*at_ != '>') return false;
  ++at_;
  return true;
}

bool PlainCursor::SkipElement() {
  constexpr size_t kMaxDepth = 16;
  std::array<std::string_view, kMaxDepth> open;
  size_t depth = 0;
  do {
    // Text is passed over too.
    std::string scratch;
    std::string_view text;
    if (depth > 0 && !ScanText(&scratch, &text)) return false;
    if (*at_ != '<') return false;
    ++at_;
    const bool closes = *at_ == '/';
    if (closes) ++at_;
    const char* const name_begin = at_;
    while (IsNameByte(*at_)) ++at_;
    const std::string_view name(name_begin, DistanceFrom(name_begin));
    if (name.empty() || IsAsciiDigit(name.front())) return false;
    if (closes) {
      if (depth == 0 || open[depth - 1] != name || *at_ != '>') return false;
      ++at_;
      --depth;
      continue;
    }
    names_.Clear();
    Attribute attribute;
    while (ScanAttribute(&attribute)) {
      if (!names_.Add(attribute.name)) return false;
    }
    bool empty = false;
    if (!ScanTagEnd(&empty)) return false;
    if (empty) continue;
    if (depth == kMaxDepth) return false;
    open[depth++] = name;
  } while (depth > 0);
  return true;
}

}  // namespace sheetgate::spreadsheet
