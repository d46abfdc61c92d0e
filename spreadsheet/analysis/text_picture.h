// TextPicture: a range drawn with characters, as it looks in a spreadsheet application.
//
//      A           |B        |C
//   1  Budget 2026
//   2  Item        |   Amount|Due
//   3* Rent        | 1,000.00|31-Jan
//
// A text runs on over the empty cells to its right, as there; merged cells are one.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_PICTURE_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_PICTURE_H_

#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/sheet_geometry.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct PictureOptions {
  RangeRef range;         // small: every cell is drawn
  bool formulas = false;  // instead of what they show
  int max_column_width = 20;
  bool fit_columns = false;  // as wide as what they show; else as in the file, at least as numbers
};

// What a picture is drawn of. All must outlive the call.
struct PictureSource {
  const Workbook& workbook;
  const Sheet& sheet;
  const SheetFeatures& features;
  const SheetGeometry& geometry;
  const CellStyles& styles;
};

struct TextPicture {
  std::string header;              // the letters of the columns
  std::vector<std::string> lines;  // by row of the range
};

TextPicture DrawPicture(const PictureSource& source, const PictureOptions& options);

// Columns a text takes in a font of fixed width: East Asian characters take two, combining ones
// none.
int DisplayWidth(std::string_view utf8);

// `text` cut to `width` columns, an ellipsis at its end when something is missing.
std::string CutToWidth(std::string_view utf8, int width);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_TEXT_PICTURE_H_
