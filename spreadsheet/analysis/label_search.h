// LabelSearch: the value that stands beside a label: 1500 for "Total" in
//
//   Total:   1500
//
// A label is a text cell; white space around it and a colon at its end do not count. Its value is
// the nearest cell with one right of it or below it, a few blank cells away at most. A merged label
// is left where its last column ends and downwards where its last row does.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_LABEL_SEARCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_LABEL_SEARCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/analysis/value_search.h"
#include "spreadsheet/model/sheet.h"

namespace sheetgate::spreadsheet {

enum class LabelDirection : uint8_t { kRight, kBelow, kAny };

struct LabelQuery {
  std::string label;
  TextMatch match = TextMatch::kContains;  // not kSuffix
  bool case_sensitive = false;
  LabelDirection direction = LabelDirection::kAny;
  ValueTypes types;  // of the value: others are passed over
};

struct LabelHit {
  CellView label;
  CellView value;
};

// Use from one thread.
class LabelSearch {
 public:
  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) for what is no regular expression, and for a label of
  // white space and colons only.
  static absl::StatusOr<LabelSearch> Make(const LabelQuery& query);

  // Whether labels are found in two passes: those equal to the query first, then the others.
  int passes() const { return passes_; }

  // Calls `visit` for each label of `range` of that pass (from 0) that has a value, row by row,
  // until it returns false. The token's status.
  absl::Status Visit(const Sheet& sheet, const std::vector<RangeRef>& merges, const RangeRef& range,
                     int pass, ValueReader& reader, const platform::CancellationToken& cancellation,
                     absl::FunctionRef<bool(const LabelHit&)> visit);

 private:
  explicit LabelSearch(TextMatcher matcher) : matcher_(std::move(matcher)) {}
  bool IsLabel(const CellView& cell, int pass);
  std::optional<CellView> ValueOf(const Sheet& sheet, const RangeRef& label, std::string_view text,
                                  ValueReader& reader) const;
  // The nearest value right of or below the cells of a label.
  std::optional<CellView> Right(const Sheet& sheet, const RangeRef& label,
                                ValueReader& reader) const;
  std::optional<CellView> Below(const Sheet& sheet, const RangeRef& label,
                                ValueReader& reader) const;

  LabelQuery query_;
  TextMatcher matcher_;
  std::string exact_;  // the label without what does not count
  int passes_ = 1;
};

// A label without white space around it and colons at its end.
std::string_view StripLabel(std::string_view text);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_LABEL_SEARCH_H_
