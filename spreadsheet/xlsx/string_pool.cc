// The table is read once, past a small index of the wanted texts: an index of the table would cost
// more than the write of a few cells.
#include "spreadsheet/xlsx/string_pool.h"

#include <bitset>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr uint32_t kCheckEvery = 1 << 16;
// Entries are told from wanted texts by their size first, modulo this.
constexpr size_t kSizes = 256;

}  // namespace

void StringPool::Want(std::string_view text) {
  if (strings_ == nullptr || indexes_.contains(text)) return;
  indexes_.emplace(wanted_.emplace_back(text), std::nullopt);
}

absl::Status StringPool::Resolve(const platform::CancellationToken& cancellation) {
  std::bitset<kSizes> sizes;
  for (const std::string& text : wanted_) sizes.set(text.size() % kSizes);
  size_t missing = wanted_.size();
  const uint32_t entries = strings_ == nullptr ? 0 : strings_->size();
  for (uint32_t i = 0; i < entries && missing > 0; ++i) {
    if (i % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
    const std::string_view text = strings_->text(i);
    if (!sizes.test(text.size() % kSizes) || !strings_->plain(i)) continue;
    const auto found = indexes_.find(text);
    if (found == indexes_.end() || found->second.has_value()) continue;
    found->second = i;
    --missing;
  }
  for (const std::string& text : wanted_) {
    std::optional<uint32_t>& index = indexes_.find(text)->second;
    if (index.has_value()) continue;
    index = entries + static_cast<uint32_t>(added_.size());
    added_.push_back(text);
  }
  return absl::OkStatus();
}

std::optional<uint32_t> StringPool::Refer(std::string_view text) {
  const auto found = indexes_.find(text);
  if (found == indexes_.end()) return std::nullopt;
  ++references_;
  return found->second;
}

}  // namespace sheetgate::spreadsheet
