// Edits of all cells of ranges: cleared, filled, replaced, read as numbers.
//
// Formats stay. Formulas stay too unless the edit says otherwise: what is kept is counted.
#ifndef SHEETGATE_SPREADSHEET_WRITING_RANGE_EDITS_H_
#define SHEETGATE_SPREADSHEET_WRITING_RANGE_EDITS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "spreadsheet/writing/draft.h"
#include "spreadsheet/writing/text_number.h"

namespace re2 {
class RE2;
}

namespace sheetgate::spreadsheet {

// What became of the cells of an edit.
struct EditCounts {
  int64_t written = 0;
  int64_t kept_formulas = 0;  // cells left alone because they have a formula
  int64_t kept_cells = 0;     // texts that are no numbers
};

// Cells of one sheet.
struct EditedRanges {
  int sheet = 0;
  std::vector<RangeRef> ranges;
  bool formulas = false;  // those with formulas too
};

// Errors of all: those of Draft::Load and Draft::Write.
absl::StatusOr<EditCounts> ClearRanges(const EditedRanges& where, Draft* draft);

// `content` (its place does not matter) into every cell. A formula is meant for the first cell of
// the first range and reads as copied in the others.
absl::StatusOr<EditCounts> FillRanges(const EditedRanges& where, const CellChange& content,
                                      Draft* draft);

// Changes of sheet `where.sheet`, those of cells whose formulas stay left out.
absl::StatusOr<EditCounts> WriteCells(const EditedRanges& where, std::vector<CellChange> changes,
                                      Draft* draft);

// What to find in texts and what to put in its place.
class TextReplacer {
 public:
  enum class Match : uint8_t { kPart, kWhole, kRegex };

  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) for what is no regular expression of RE2, or refers in
  // `replacement` (\1) to a group it has not.
  static absl::StatusOr<TextReplacer> Make(Match match, std::string_view find,
                                           std::string_view replacement, bool case_sensitive);
  TextReplacer(TextReplacer&&) noexcept;
  TextReplacer& operator=(TextReplacer&&) noexcept;
  ~TextReplacer();

  // Every occurrence in `text`; their number.
  int Replace(std::string* text) const;

 private:
  TextReplacer();
  std::unique_ptr<re2::RE2> regex_;
  std::string rewrite_;
};

// In texts, and in numbers as they read without a format (12.5), which stay numbers when they read
// as one afterwards. Dates, booleans, errors and formulas stay.
absl::StatusOr<EditCounts> ReplaceInRanges(const EditedRanges& where, const TextReplacer& replacer,
                                           Draft* draft);

// Texts become the numbers they show; others are counted as kept.
absl::StatusOr<EditCounts> ReadNumbers(const EditedRanges& where, const NumberReading& reading,
                                       Draft* draft);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_WRITING_RANGE_EDITS_H_
