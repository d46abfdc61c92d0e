// SheetLayout: where things stand in a worksheet part, as far as an edit needs to know.
//
// All offsets are into the part as UTF-8. A part that is UTF-8 already needs no copy of itself for
// an edit: its bytes can be streamed past the layout.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_LAYOUT_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// Where a <row> element begins, in 8 bytes. Its place reaches to where the next row begins, or to
// the end of the rows: what stands between two rows (white space, comments) belongs to the first.
class RowStart {
 public:
  // `row` is at most kMaxRow, `begin` less than 4 TiB. `numbered`: the element has r; without it,
  // rows count on from the one before.
  RowStart(int32_t row, uint64_t begin, bool numbered)
      : begin_(begin), row_(static_cast<uint64_t>(row)), numbered_(numbered ? 1 : 0) {}

  int32_t row() const { return static_cast<int32_t>(row_); }
  uint64_t begin() const { return begin_; }
  bool numbered() const { return numbered_ != 0; }

 private:
  uint64_t begin_ : 42;
  uint64_t row_ : 21;
  uint64_t numbered_ : 1;
};
static_assert(sizeof(RowStart) == 8);
static_assert(kMaxRow < (1 << 21));

// dimension/@ref (18.3.1.35).
struct DimensionSpan {
  // Of the value, without its quotes.
  uint64_t begin = 0;
  uint64_t end = 0;
  RangeRef range;
};

struct SheetLayout {
  // The name of the sheetData element with its prefix, which rows and cells have too.
  std::string data_name = "sheetData";
  bool has_data = false;
  // Of the whole element; for a part without one both are where it belongs.
  uint64_t data_begin = 0;
  uint64_t data_end = 0;
  bool data_empty = false;     // <sheetData/>
  uint64_t content_end = 0;    // where </sheetData> begins
  std::vector<RowStart> rows;  // as they stand in the part; usually by number
  // Nothing when the part has none or it is not a range.
  std::optional<DimensionSpan> dimension;

  // Where the place of rows[index] ends.
  uint64_t RowEnd(size_t index) const {
    return index + 1 < rows.size() ? rows[index + 1].begin() : content_end;
  }
  size_t memory_bytes() const { return rows.capacity() * sizeof(RowStart) + data_name.capacity(); }
};

// Reads the layout of `xml` (UTF-8). DATA_LOSS (`FILE_CORRUPT`), or the token's status.
absl::StatusOr<SheetLayout> ReadSheetLayout(std::string_view part, std::string_view xml,
                                            int max_depth,
                                            const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_LAYOUT_H_
