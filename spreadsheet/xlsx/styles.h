// Styles: the number format of every cell format (18.8.10 cellXfs), and formats added by edits.
#ifndef SHEETGATE_SPREADSHEET_XLSX_STYLES_H_
#define SHEETGATE_SPREADSHEET_XLSX_STYLES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

// What styles.xml says. Immutable after Parse.
class Styles {
 public:
  // The styles of a workbook without a styles part: one format, General.
  Styles() = default;
  // DATA_LOSS (`FILE_CORRUPT`).
  static absl::StatusOr<std::shared_ptr<const Styles>> Parse(std::string_view part,
                                                             std::string_view xml, int max_depth);

  // Cell formats, at least one.
  uint32_t size() const { return formats_.empty() ? 1 : static_cast<uint32_t>(formats_.size()); }
  // Number format id of a cell format; 0 when there is no such format.
  uint32_t NumberFormatId(uint32_t style) const;
  // Code of a number format id; "General" when unknown.
  std::string_view FormatCode(uint32_t number_format_id) const;
  bool IsDateId(uint32_t number_format_id) const;

 private:
  std::vector<uint32_t> formats_;
  std::map<uint32_t, std::string> codes_;
  std::map<uint32_t, bool> dates_;  // of codes_
};

// A cell format that edits need and the file does not have: `base` with another number format.
struct AddedFormat {
  uint32_t base = 0;
  uint32_t number_format_id = 0;
  bool operator==(const AddedFormat&) const = default;
};

// The formats of one state of a workbook: those of the file, then the added ones. A small value.
class StyleTable {
 public:
  explicit StyleTable(std::shared_ptr<const Styles> styles) : styles_(std::move(styles)) {}

  std::string_view NumberFormat(uint32_t style) const;
  bool IsDate(uint32_t style) const;
  // The format that looks like `style` and shows dates: the same one, an equal added one, or a new
  // one. `serial` decides between a date (14), a date with time (22) and a time (21).
  uint32_t WithDate(uint32_t style, double serial);

  const Styles& styles() const { return *styles_; }
  const std::vector<AddedFormat>& added() const { return added_; }

 private:
  uint32_t NumberFormatId(uint32_t style) const;

  std::shared_ptr<const Styles> styles_;
  std::vector<AddedFormat> added_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_STYLES_H_
