// How a sheet is printed: margins, paper, scale, headers, area, titles, breaks (18.3.1.62 to
// 18.3.1.74; print area and titles are names, 18.2.5).
#ifndef SHEETGATE_SPREADSHEET_EDIT_PRINT_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_PRINT_OPERATION_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/operation.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// What is not given stays.
struct PrintChange {
  // Inches: left, right, top, bottom, header, footer.
  std::array<std::optional<double>, 6> margins;

  std::optional<std::string> orientation;  // portrait, landscape, default
  std::optional<uint32_t> paper_size;      // 18.3.1.63
  std::optional<int> scale;                // percent; ends fitting to pages
  struct Fit {
    int width = 0;  // pages; 0: any number
    int height = 0;
  };
  std::optional<Fit> fit;
  std::optional<int> first_page_number;  // 0: automatic
  std::optional<bool> center_horizontally, center_vertically, grid_lines, headings;

  // oddHeader, oddFooter, evenHeader, evenFooter, firstHeader, firstFooter (18.3.1.46); empty
  // removes the text.
  std::array<std::optional<std::string>, 6> header_footer;

  std::optional<std::vector<RangeRef>> area;  // none: everything
  struct Titles {
    std::optional<RangeRef> rows, columns;
  };
  std::optional<Titles> titles;

  struct Breaks {
    std::vector<int32_t> rows, columns;  // in front of which a page ends
  };
  std::optional<Breaks> breaks;  // instead of those there are
};

// Errors: `SHEET_NOT_FOUND`, `NOT_A_WORKSHEET`; DATA_LOSS (`FILE_CORRUPT`).
class PrintOperation : public Operation {
 public:
  PrintOperation(std::string sheet_name, PrintChange change)
      : sheet_name_(std::move(sheet_name)), change_(std::move(change)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const PrintChange change_;
};

// "'My sheet'!$A$1:$B$9": a range as names refer to it; whole rows and columns as such.
std::string AbsoluteReference(std::string_view sheet_name, const RangeRef& range);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_PRINT_OPERATION_H_
