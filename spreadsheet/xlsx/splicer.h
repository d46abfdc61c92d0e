// Splicer: replaces byte ranges of a part and keeps every other byte.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SPLICER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SPLICER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "spreadsheet/xlsx/byte_sink.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {

// Not thread-safe. The input must outlive it.
class Splicer {
 public:
  explicit Splicer(std::string_view input) : input_(input) {}

  // Ranges may be given in any order and must not overlap. Insertions at one place keep their
  // order.
  void Replace(size_t begin, size_t end, std::string with);
  void Insert(size_t at, std::string text) { Replace(at, at, std::move(text)); }
  // Sets an attribute of the element whose start tag `xml`, a scanner over the input, is at.
  // `value` is written as it is.
  void SetAttribute(const XmlScanner& xml, std::string_view name, std::string_view value);

  bool empty() const { return pieces_.empty(); }
  // The spliced part; call one of these once, last. WriteTo returns the sink's error.
  std::string Finish();
  absl::Status WriteTo(ByteSink* out);

 private:
  struct Piece {
    size_t begin;
    size_t end;
    std::string with;
  };

  const std::string_view input_;
  std::vector<Piece> pieces_;
};

// "<" or "</" and a name with the prefix of `like`: Tag("<", "x:row", "c") is "<x:c".
std::string Tag(std::string_view opening, std::string_view like, std::string_view local_name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SPLICER_H_
