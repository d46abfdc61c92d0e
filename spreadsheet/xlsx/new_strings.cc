// Open addressing with linear probing, at most half full.
#include "spreadsheet/xlsx/new_strings.h"

#include <array>
#include <functional>
#include <utility>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/workbook_skeleton.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kFirstPlaces = 1024;
// Room for the counts, which are known last: white space inside the tag.
constexpr size_t kCountsRoom = sizeof(" count=\"20000000000\" uniqueCount=\"20000000000\"");

// Bytes that may have to be written as something else; whether they do is decided by EncodeXstring
// and AppendEscaped: _ may start an escape, EF the characters U+FFFE and U+FFFF.
constexpr std::array<bool, 256> MakeSuspects() {
  std::array<bool, 256> suspects{};
  for (size_t c = 0; c < ' '; ++c) suspects[c] = c != '\t' && c != '\n';
  for (const unsigned char c : {'&', '<', '>', '"', '_'}) suspects[c] = true;
  suspects[0xEF] = true;
  return suspects;
}
constexpr std::array<bool, 256> kSuspects = MakeSuspects();

bool IsPlain(std::string_view text) {
  for (const char c : text) {
    if (kSuspects[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

}  // namespace

NewStrings::NewStrings() : xml_(kSharedStringsStart), places_(kFirstPlaces, 0) {
  counts_at_ = xml_.size();
  xml_.append(kCountsRoom, ' ').append(">");
}

size_t NewStrings::FindPlace(std::string_view xml, uint32_t hash) const {
  const size_t mask = places_.size() - 1;
  size_t place = hash & mask;
  for (; places_[place] != 0; place = (place + 1) & mask) {
    const Entry& entry = entries_[places_[place] - 1];
    if (entry.hash == hash && XmlOf(entry) == xml) break;
  }
  return place;
}

void NewStrings::Grow() {
  places_.assign(places_.size() * 2, 0);
  const size_t mask = places_.size() - 1;
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    size_t place = entries_[i].hash & mask;
    while (places_[place] != 0) place = (place + 1) & mask;
    places_[place] = i + 1;
  }
}

uint32_t NewStrings::Refer(std::string_view text) {
  ++references_;
  const bool preserve = NeedsPreserve(text);
  if (!IsPlain(text)) {
    escaped_.clear();
    AppendEscaped(EncodeXstring(text), &escaped_);
    text = escaped_;
  }
  const auto hash = static_cast<uint32_t>(std::hash<std::string_view>()(text));
  const size_t place = FindPlace(text, hash);
  if (places_[place] != 0) return places_[place] - 1;

  xml_.append(preserve ? "<si><t xml:space=\"preserve\">" : "<si><t>");
  entries_.push_back({xml_.size(), static_cast<uint32_t>(text.size()), hash});
  xml_.append(text).append("</t></si>");
  const auto added = static_cast<uint32_t>(entries_.size());
  places_[place] = added;
  if (entries_.size() * 2 > places_.size()) Grow();
  return added - 1;
}

std::string NewStrings::Finish() {
  xml_.append(kSharedStringsEnd);
  const std::string counts =
      Concat(" count=\"", references_, "\" uniqueCount=\"", entries_.size(), "\"");
  xml_.replace(counts_at_, counts.size(), counts);
  return std::move(xml_);
}

}  // namespace sheetgate::spreadsheet
