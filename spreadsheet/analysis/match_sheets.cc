#include "spreadsheet/analysis/match_sheets.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/align_rows.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Renamed sheets are looked for among at most so many on each side.
constexpr size_t kMostStrangers = 64;
constexpr double kLeastAlike = 0.8;

// Hashes of the rows, sorted.
using RowHashes = std::vector<uint64_t>;

// A sheet without one of its name on the other side.
struct Stranger {
  int index = 0;
  std::shared_ptr<const Sheet> sheet;
  RowHashes rows;
};

absl::StatusOr<std::vector<Stranger>> Strangers(const Workbook& workbook,
                                                const std::vector<bool>& known,
                                                const platform::CancellationToken& cancellation) {
  std::vector<Stranger> strangers;
  for (size_t i = 0; i < known.size() && strangers.size() < kMostStrangers; ++i) {
    if (known[i] || workbook.sheets()[i].kind != SheetKind::kWorksheet) continue;
    Stranger stranger{static_cast<int>(i), nullptr, {}};
    ASSIGN_OR_RETURN(stranger.sheet, workbook.LoadSheet(stranger.index, cancellation));
    ASSIGN_OR_RETURN(const std::vector<RowPrint> prints, PrintsOf(*stranger.sheet, cancellation));
    for (const RowPrint& print : prints) {
      stranger.rows.push_back(print.hashes[static_cast<size_t>(RowDetail::kConstants)]);
    }
    std::sort(stranger.rows.begin(), stranger.rows.end());
    strangers.push_back(std::move(stranger));
  }
  return strangers;
}

// The part of the rows that both have, from 0 to 1.
double Alike(const Stranger& a, const Stranger& b) {
  if (a.sheet == b.sheet) return 1;
  const size_t most = std::max(a.rows.size(), b.rows.size());
  if (most == 0) return 0;  // empty sheets have nothing to be known by
  size_t common = 0;
  for (auto i = a.rows.begin(), j = b.rows.begin(); i != a.rows.end() && j != b.rows.end();) {
    if (*i == *j) {
      ++common, ++i, ++j;
    } else if (*i < *j) {
      ++i;
    } else {
      ++j;
    }
  }
  return static_cast<double>(common) / static_cast<double>(most);
}

struct Likeness {
  double alike = 0;
  int before = 0, after = 0;
};

// Sets `partners` (of each sheet of after the sheet of before) for sheets that were renamed.
absl::Status MatchRenamed(const Workbook& before, const Workbook& after,
                          std::vector<bool>* before_known, std::vector<int>* partners,
                          const platform::CancellationToken& cancellation) {
  std::vector<bool> after_known(partners->size());
  for (size_t i = 0; i < partners->size(); ++i) after_known[i] = (*partners)[i] >= 0;
  if (std::ranges::find(after_known, false) == after_known.end() ||
      std::ranges::find(*before_known, false) == before_known->end()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto old_sheets, Strangers(before, *before_known, cancellation));
  ASSIGN_OR_RETURN(const auto new_sheets, Strangers(after, after_known, cancellation));
  std::vector<Likeness> pairs;
  for (const Stranger& a : old_sheets) {
    for (const Stranger& b : new_sheets) {
      const double alike = Alike(a, b);
      if (alike >= kLeastAlike) pairs.push_back({alike, a.index, b.index});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Likeness& a, const Likeness& b) { return a.alike > b.alike; });
  for (const Likeness& pair : pairs) {
    if ((*before_known)[pair.before] || (*partners)[pair.after] >= 0) continue;
    (*before_known)[pair.before] = true;
    (*partners)[pair.after] = pair.before;
  }
  return absl::OkStatus();
}

// Says which matches moved: those outside a longest series that kept its order.
void FindMoved(std::vector<SheetMatch>* matches) {
  std::vector<size_t> both;
  for (size_t i = 0; i < matches->size(); ++i) {
    if ((*matches)[i].before >= 0 && (*matches)[i].after >= 0) both.push_back(i);
  }
  // The longest ascending series that ends at each; workbooks have few sheets.
  std::vector<int> length(both.size(), 1), previous(both.size(), -1);
  int best = -1;
  for (size_t i = 0; i < both.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if ((*matches)[both[j]].before < (*matches)[both[i]].before && length[j] >= length[i]) {
        length[i] = length[j] + 1;
        previous[i] = static_cast<int>(j);
      }
    }
    if (best < 0 || length[i] > length[best]) best = static_cast<int>(i);
  }
  for (const size_t i : both) (*matches)[i].moved = true;
  for (; best >= 0; best = previous[best]) (*matches)[both[best]].moved = false;
}

}  // namespace

absl::StatusOr<std::vector<SheetMatch>> MatchSheets(
    const Workbook& before, const Workbook& after,
    const platform::CancellationToken& cancellation) {
  std::vector<bool> before_known(before.sheets().size());
  std::vector<int> partners(after.sheets().size(), -1);
  for (size_t i = 0; i < partners.size(); ++i) {
    const SheetInfo& sheet = after.sheets()[i];
    const absl::StatusOr<int> same = before.FindSheet(sheet.name);
    if (!same.ok() || before_known[*same] || before.sheets()[*same].kind != sheet.kind) continue;
    before_known[*same] = true;
    partners[i] = *same;
  }
  RETURN_IF_ERROR(MatchRenamed(before, after, &before_known, &partners, cancellation));

  std::vector<SheetMatch> matches;
  for (size_t i = 0; i < partners.size(); ++i) {
    SheetMatch& match = matches.emplace_back();
    match.after = static_cast<int>(i);
    match.before = partners[i];
    match.renamed = partners[i] >= 0 && before.sheets()[partners[i]].name != after.sheets()[i].name;
  }
  for (size_t i = 0; i < before_known.size(); ++i) {
    if (!before_known[i]) matches.push_back({static_cast<int>(i)});
  }
  FindMoved(&matches);
  return matches;
}

}  // namespace sheetgate::spreadsheet
