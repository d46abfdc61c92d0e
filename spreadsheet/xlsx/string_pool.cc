// The table's entries are found by an open-addressing index of 4 bytes an entry: the texts stay in
// their arena.
#include "spreadsheet/xlsx/string_pool.h"

#include <bit>
#include <functional>

namespace sheetgate::spreadsheet {

void StringPool::IndexEntries() {
  const size_t entries = strings_->size();
  places_.assign(std::bit_ceil(entries * 2 + 1), 0);
  const size_t mask = places_.size() - 1;
  for (uint32_t i = 0; i < entries; ++i) {
    if (!strings_->plain(i)) continue;
    size_t place = std::hash<std::string_view>()(strings_->text(i)) & mask;
    while (places_[place] != 0 && strings_->text(places_[place] - 1) != strings_->text(i)) {
      place = (place + 1) & mask;
    }
    if (places_[place] == 0) places_[place] = i + 1;
  }
}

std::optional<uint32_t> StringPool::FindEntry(std::string_view text) const {
  const size_t mask = places_.size() - 1;
  for (size_t place = std::hash<std::string_view>()(text) & mask; places_[place] != 0;
       place = (place + 1) & mask) {
    if (strings_->text(places_[place] - 1) == text) return places_[place] - 1;
  }
  return std::nullopt;
}

std::optional<uint32_t> StringPool::Refer(std::string_view text) {
  if (strings_ == nullptr) return std::nullopt;
  if (places_.empty()) IndexEntries();
  ++references_;
  if (const auto entry = FindEntry(text); entry.has_value()) return entry;
  const auto next = strings_->size() + static_cast<uint32_t>(added_.size());
  const auto [found, is_new] = added_index_.emplace(text, next);
  if (is_new) added_.emplace_back(text);
  return found->second;
}

}  // namespace sheetgate::spreadsheet
