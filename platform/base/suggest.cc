// Edit distance (Levenshtein), case-insensitive.
#include "platform/base/suggest.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"

namespace sheetgate::platform {
namespace {

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const bool same = absl::ascii_tolower(a[i]) == absl::ascii_tolower(b[j]);
      const size_t replaced = diagonal + (same ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string ClosestMatch(std::string_view name, absl::Span<const std::string> candidates) {
  // A longer name is a mistake of another kind, and not worth quadratic time.
  constexpr size_t kLongest = 256;
  if (name.size() > kLongest) return "";
  const size_t near = std::max<size_t>(name.size() / 3, 2);
  const std::string* closest = nullptr;
  size_t smallest = near + 1;
  for (const std::string& candidate : candidates) {
    const size_t longer = std::max(name.size(), candidate.size());
    if (longer - std::min(name.size(), candidate.size()) >= smallest) continue;
    const size_t distance = EditDistance(name, candidate);
    // At least one character must be common to both.
    if (distance < smallest && distance < longer) {
      smallest = distance;
      closest = &candidate;
    }
  }
  return closest == nullptr ? "" : *closest;
}

}  // namespace sheetgate::platform
