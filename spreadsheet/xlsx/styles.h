// Styles: the number format of every cell format (18.8.10 cellXfs), and formats added by edits.
#ifndef SHEETGATE_SPREADSHEET_XLSX_STYLES_H_
#define SHEETGATE_SPREADSHEET_XLSX_STYLES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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

// Number format id of a cell format of the file, or of one added behind those; 0 when there is no
// such format.
uint32_t NumberFormatId(const Styles& styles, const std::vector<AddedFormat>& added,
                        uint32_t style);

// The formats of one state of a workbook while it is edited: those of the file, then the added
// ones.
class StyleTable {
 public:
  StyleTable(std::shared_ptr<const Styles> styles, std::vector<AddedFormat> added)
      : styles_(std::move(styles)), added_(std::move(added)) {}

  // The format that looks like `style` and shows dates: the same one, an equal added one, or a new
  // one. `serial` decides between a date (14), a date with time (22) and a time (21).
  uint32_t WithDate(uint32_t style, double serial);

  const std::vector<AddedFormat>& added() const { return added_; }

 private:
  std::shared_ptr<const Styles> styles_;
  std::vector<AddedFormat> added_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_STYLES_H_
