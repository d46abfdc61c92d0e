// RowScanner: the rows of a plain worksheet part, read in one pass over its bytes.
//
// It knows the elements and attributes of rows and cells (18.3.1.73, 18.3.1.4, 18.3.1.40). Whatever
// else it meets, or what is not plain (plain_cursor.h), it leaves to StrictXml, also to say what is
// wrong.
#ifndef SHEETGATE_SPREADSHEET_XLSX_ROW_SCANNER_H_
#define SHEETGATE_SPREADSHEET_XLSX_ROW_SCANNER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/content_reader.h"
#include "spreadsheet/xlsx/plain_cursor.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/sheet_sink.h"

namespace sheetgate::spreadsheet {

// Used by one thread.
class RowScanner : public ContentScanner, private PlainCursor {
 public:
  // `sink` must outlive it.
  explicit RowScanner(SheetSink* sink) : sink_(*sink) {}

  absl::StatusOr<Stop> Scan(std::string_view window, uint64_t offset, size_t* consumed) override;
  std::string_view open_tag() const override {
    return row_open_ ? std::string_view(row_tag_) : std::string_view();
  }

 private:
  // The functions below read from at_ on and move it. False: at_ is where something is not plain,
  // or where the window ends.
  bool ScanRow();
  bool ScanRowTag(std::optional<uint32_t>* number, std::optional<uint32_t>* style, bool* empty);
  // The same for <row r="7"> and <row r="7" spans="1:9">; leaves at_ where it is when it fails.
  bool ScanSimpleRowTag(std::optional<uint32_t>* number);
  Stop ScanRows(size_t* consumed);
  bool ScanCell();
  // These leave at_ where it is when they fail.
  bool ScanSimpleCell();
  bool ScanSimpleNumber(const char* p, int32_t column, uint32_t style);
  bool ScanSimpleFormula(const char** at, std::string_view* text);
  bool ScanCellAttributes(bool* dynamic, bool* empty);
  bool ScanCellContent(bool dynamic);
  bool ScanValue();
  bool ScanFormula(bool dynamic);
  bool ScanInlineString();

  SheetSink& sink_;
  bool row_open_ = false;
  std::string_view row_tag_in_window_;  // of the open row, while its window is scanned
  std::string row_tag_;                 // the same, between windows
  // Its number as it stands in the addresses of its cells, up to 7 digits and a quote.
  uint64_t row_text_ = 0;
  uint64_t row_mask_ = 0;
  size_t row_size_ = 0;
  RawCell cell_;
  absl::Status status_;
  std::string value_;
  std::string formula_;
  std::string text_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_ROW_SCANNER_H_
