// TextMatcher: whether a text contains, equals, starts or ends with another, or matches a regular
// expression; and the order of texts without regard to case, as Excel's filters and sorts have it.
//
// Letters fold as FoldCase folds them. Nothing is allocated for a text in ASCII.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_MATCH_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_MATCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}

namespace sheetgate::spreadsheet {

// Less than, equal to or greater than 0, by the code points of the folded texts.
int CompareFolded(std::string_view a, std::string_view b);
bool EqualFolded(std::string_view a, std::string_view b);
// The same number for texts that are EqualFolded.
uint64_t HashFolded(std::string_view text);

enum class TextMatch : uint8_t { kContains, kExact, kPrefix, kSuffix, kRegex };

// Use from one thread: it keeps a scratch text and remembers what it found.
class TextMatcher {
 public:
  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) for what is no regular expression of RE2, saying why.
  // A regular expression matches anywhere in a text unless it is anchored.
  static absl::StatusOr<TextMatcher> Make(TextMatch match, std::string_view pattern,
                                          bool case_sensitive);
  TextMatcher(TextMatcher&&) noexcept;
  TextMatcher& operator=(TextMatcher&&) noexcept;
  ~TextMatcher();

  bool Matches(std::string_view text);
  // The same for a text that stays where it is as long as the matcher lives, such as one of a
  // sheet: where matching is slow, a text that many cells share is looked at once.
  bool MatchesStored(std::string_view text);

 private:
  TextMatcher();
  bool MatchesBytes(std::string_view text) const;
  bool MatchesAsciiFolded(std::string_view text) const;

  struct Remembered {
    const char* at = nullptr;
    uint32_t size = 0;
    bool matches = false;
  };

  TextMatch match_ = TextMatch::kContains;
  bool case_sensitive_ = false;
  bool ascii_ = true;    // the pattern
  std::string pattern_;  // folded unless case-sensitive
  std::string scratch_;
  std::unique_ptr<re2::RE2> regex_;
  std::vector<Remembered> remembered_;  // by a hash of the place; a newer text replaces an older
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_MATCH_H_
