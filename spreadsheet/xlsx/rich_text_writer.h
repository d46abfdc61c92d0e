// Writes rich text (ECMA-376 part 1, 18.4.4 r) into the string item of a cell.
//
// Of a part with properties (18.4.7 rPr) Excel takes nothing from the cell's font: they are all of
// that font with what the part says instead.
#ifndef SHEETGATE_SPREADSHEET_XLSX_RICH_TEXT_WRITER_H_
#define SHEETGATE_SPREADSHEET_XLSX_RICH_TEXT_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/model/rich_text.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/styles.h"

namespace sheetgate::spreadsheet {

// The fonts of cell formats, as their elements (18.8.22 font).
class FormatFonts {
 public:
  // `added` are the formats behind those of the part. DATA_LOSS (`FILE_CORRUPT`).
  static absl::StatusOr<FormatFonts> Read(const XmlPart& styles,
                                          const std::vector<AddedFormat>& added);
  // That of the first format for one the workbook does not have.
  std::string_view Of(uint32_t format) const;

 private:
  std::vector<std::string> fonts_;
  std::vector<size_t> formats_;  // into fonts_
};

// Appends an r element for each run. `font` is the element of the cell's font; `like` is a name
// with the prefix elements have here.
void AppendRuns(const RichText& runs, std::string_view font, std::string_view like,
                std::string* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_RICH_TEXT_WRITER_H_
