#include "spreadsheet/analysis/label_search.h"

#include <algorithm>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kCellsBetweenChecks = 8192;
// How far a value may be from its label, in cells.
constexpr int32_t kReach = 10;

constexpr std::string_view kWideColon = "\xEF\xBC\x9A";  // U+FF1A
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";   // U+00A0

bool IsSpace(char c) { return static_cast<unsigned char>(c) <= ' '; }

uint64_t KeyOf(CellRef cell) {
  return static_cast<uint64_t>(cell.row) << 32 | static_cast<uint32_t>(cell.column);
}

// The merged range that starts at each cell.
std::unordered_map<uint64_t, RangeRef> MergesByOrigin(const std::vector<RangeRef>& merges) {
  std::unordered_map<uint64_t, RangeRef> by_origin;
  for (const RangeRef& merge : merges) by_origin.emplace(KeyOf(merge.first), merge);
  return by_origin;
}

}  // namespace

std::string_view StripLabel(std::string_view text) {
  while (true) {
    if (!text.empty() && IsSpace(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else if (!text.empty() && (IsSpace(text.back()) || text.back() == ':')) {
      text.remove_suffix(1);
    } else if (text.ends_with(kWideColon)) {
      text.remove_suffix(kWideColon.size());
    } else if (text.ends_with(kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      return text;
    }
  }
}

absl::StatusOr<LabelSearch> LabelSearch::Make(const LabelQuery& query) {
  const bool regex = query.match == TextMatch::kRegex;
  const std::string_view stripped = regex ? std::string_view(query.label) : StripLabel(query.label);
  if (stripped.empty()) {
    return platform::InvalidArgument(platform::ErrorReason::kInvalidArgument,
                                     Concat(Quoted(query.label), " names no label"));
  }
  ASSIGN_OR_RETURN(TextMatcher matcher,
                   TextMatcher::Make(query.match, stripped, query.case_sensitive));
  LabelSearch search(std::move(matcher));
  search.query_ = query;
  search.exact_ = stripped;
  search.passes_ = regex || query.match == TextMatch::kExact ? 1 : 2;
  return search;
}

bool LabelSearch::IsLabel(const CellView& cell, int pass) {
  if (cell.type != CellType::kText) return false;
  const std::string_view text = StripLabel(cell.text);
  if (!matcher_.MatchesStored(text)) return false;
  if (passes_ == 1) return true;
  const bool exact = query_.case_sensitive ? text == exact_ : EqualFolded(text, exact_);
  return exact == (pass == 0);
}

std::optional<CellView> LabelSearch::Right(const Sheet& sheet, const RangeRef& label,
                                           ValueReader& reader) const {
  if (label.last.column == kMaxColumn) return std::nullopt;
  const RangeRef cells = {{label.first.row, label.last.column + 1},
                          {label.last.row, std::min(label.last.column + kReach, kMaxColumn)}};
  std::optional<CellView> nearest;
  sheet.Visit(cells, [&](const CellView& cell) {
    const ValueType type = reader.TypeOf(cell);
    const bool blank = type == ValueType::kEmpty || (type == ValueType::kText && cell.text.empty());
    if (blank || !query_.types.Allows(type)) return true;
    if (!nearest.has_value() || cell.ref.column < nearest->ref.column) nearest = cell;
    return true;
  });
  return nearest;
}

std::optional<CellView> LabelSearch::Below(const Sheet& sheet, const RangeRef& label,
                                           ValueReader& reader) const {
  if (label.last.row == kMaxRow) return std::nullopt;
  const RangeRef cells = {{label.last.row + 1, label.first.column},
                          {std::min(label.last.row + kReach, kMaxRow), label.last.column}};
  std::optional<CellView> nearest;
  sheet.Visit(cells, [&](const CellView& cell) {
    const ValueType type = reader.TypeOf(cell);
    const bool blank = type == ValueType::kEmpty || (type == ValueType::kText && cell.text.empty());
    if (blank || !query_.types.Allows(type)) return true;
    nearest = cell;
    return false;
  });
  return nearest;
}

std::optional<CellView> LabelSearch::ValueOf(const Sheet& sheet, const RangeRef& label,
                                             std::string_view text, ValueReader& reader) const {
  std::optional<CellView> right, below;
  if (query_.direction != LabelDirection::kBelow) right = Right(sheet, label, reader);
  if (query_.direction != LabelDirection::kRight) below = Below(sheet, label, reader);
  if (!right.has_value() || !below.has_value()) return right.has_value() ? right : below;
  const int32_t to_right = right->ref.column - label.last.column;
  const int32_t to_below = below->ref.row - label.last.row;
  if (to_right != to_below) return to_right < to_below ? right : below;
  // Side by side with another text the label may be a header, with its value below. A colon points
  // to the right.
  const bool colon = text.ends_with(':') || text.ends_with(kWideColon);
  const bool header = !colon && right->type == CellType::kText && below->type != CellType::kText;
  return header ? below : right;
}

absl::Status LabelSearch::Visit(const Sheet& sheet, const std::vector<RangeRef>& merges,
                                const RangeRef& range, int pass, ValueReader& reader,
                                const platform::CancellationToken& cancellation,
                                absl::FunctionRef<bool(const LabelHit&)> visit) {
  const std::unordered_map<uint64_t, RangeRef> merged = MergesByOrigin(merges);
  absl::Status status;
  int64_t steps = 0;
  sheet.Visit(range, [&](const CellView& cell) {
    if (++steps % kCellsBetweenChecks == 0) {
      status = cancellation.Check();
      if (!status.ok()) return false;
    }
    if (!IsLabel(cell, pass)) return true;
    const auto merge = merged.find(KeyOf(cell.ref));
    const RangeRef label = merge == merged.end() ? RangeRef{cell.ref, cell.ref} : merge->second;
    const std::optional<CellView> value = ValueOf(sheet, label, cell.text, reader);
    return !value.has_value() || visit({cell, *value});
  });
  return status;
}

}  // namespace sheetgate::spreadsheet
