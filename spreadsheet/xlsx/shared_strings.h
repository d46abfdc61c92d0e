// SharedStrings: the string table of a workbook (18.4), one arena that every sheet points into.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHARED_STRINGS_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHARED_STRINGS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {

// Immutable after Parse. 4 bytes and a bit for each string, and its text.
class SharedStrings {
 public:
  SharedStrings() = default;
  // Reads `xml` (UTF-8), the contents of `part`. Runs of rich text are joined, phonetic runs left
  // out. DATA_LOSS (`FILE_CORRUPT`), or the token's status.
  static absl::StatusOr<std::shared_ptr<const SharedStrings>> Parse(
      std::string_view part, std::string_view xml, int max_depth,
      const platform::CancellationToken& cancellation);

  uint32_t size() const { return static_cast<uint32_t>(plain_.size()); }
  std::string_view text(uint32_t index) const {
    const uint32_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }
  // Whether the entry is text only: no runs, no phonetic hints. Such an entry can stand for any
  // equal text.
  bool plain(uint32_t index) const { return plain_[index]; }
  size_t memory_bytes() const;

 private:
  std::string text_;
  std::vector<uint32_t> ends_;
  std::vector<bool> plain_;
};

// Reads a CT_Rst (<si> or <is>), whose kStart is the current token, up to its kEnd, and appends its
// text, decoded, to `out`. `plain` as SharedStrings::plain. DATA_LOSS (`FILE_CORRUPT`) naming
// `part`.
absl::Status ReadStringItem(std::string_view part, XmlScanner* xml, std::string* out, bool* plain);

// Reads the text content of the element whose kStart is the current token, up to its kEnd: decoded,
// trimmed unless xml:space="preserve", ST_Xstring escapes resolved. Child elements are skipped.
absl::Status ReadTextElement(std::string_view part, XmlScanner* xml, std::string* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHARED_STRINGS_H_
