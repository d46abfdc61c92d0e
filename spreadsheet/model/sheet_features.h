// SheetFeatures: what a worksheet has besides cells: merged ranges, tables, data validations and
// conditional formats.
//
// A copy of what the file says, in the file's order. Names of kinds and operators are those of the
// schema ("list", "between", "colorScale"), so that nothing is lost in translation. Formulas are in
// their stored form (_xlfn. prefixes), without a leading = and white space around them.
#ifndef SHEETGATE_SPREADSHEET_MODEL_SHEET_FEATURES_H_
#define SHEETGATE_SPREADSHEET_MODEL_SHEET_FEATURES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// A column of a table (ECMA-376 part 1, 18.5.1.3 tableColumn).
struct TableColumn {
  std::string name;
  std::string formula;          // calculatedColumnFormula; empty when there is none
  std::string totals_function;  // totalsRowFunction ("sum", "custom", ...); empty when none
  std::string totals_label;
  std::string totals_formula;  // of a "custom" totals function
};

// 18.5.1.2 table.
struct Table {
  std::string name;  // displayName: what structured references use
  std::string part;  // the table's part
  RangeRef range;    // with header and totals rows
  int header_rows = 1;
  int totals_rows = 0;
  std::optional<RangeRef> filter;  // autoFilter/@ref
  std::string style;               // tableStyleInfo/@name
  std::vector<TableColumn> columns;
};

// 18.3.1.32 dataValidation, and Excel 2010's in the extension list (x14:dataValidation,
// [MS-XLSX] 2.6).
struct DataValidation {
  std::string type = "none";   // none, whole, decimal, list, date, time, textLength, custom
  std::string op = "between";  // operator
  std::vector<RangeRef> ranges;
  std::string formula1, formula2;
  bool allow_blank = false;
  bool show_input_message = false;
  bool show_error_message = false;
  bool hide_dropdown = false;        // showDropDown="1", which hides the arrow
  std::string error_style = "stop";  // stop, warning, information
  std::string prompt_title, prompt, error_title, error;
  bool extension = false;  // from the extension list
};

// A threshold of a colour scale, data bar or icon set (18.3.1.11 cfvo).
struct ConditionalThreshold {
  std::string type;      // num, percent, max, min, formula, percentile; x14: autoMin, autoMax
  std::string value;     // a number or formula; empty for min, max, autoMin and autoMax
  bool or_equal = true;  // gte: of an icon, whether the threshold itself has it
};

// 18.3.1.10 cfRule, and x14:cfRule.
struct ConditionalRule {
  std::string type;    // cellIs, expression, colorScale, dataBar, iconSet, top10, ...
  std::string op;      // operator of cellIs, text rules
  std::string text;    // of text rules
  std::string period;  // timePeriod
  std::vector<std::string> formulas;
  int32_t priority = 0;
  std::optional<uint32_t> format;  // dxfId, an index into the differential formats
  bool own_format = false;         // an x14 rule with a dxf of its own
  bool stop_if_true = false;
  // Joins a dataBar or iconSet rule with the x14 rule that extends it; empty when there is none.
  std::string id;

  // Of colorScale, dataBar and iconSet.
  std::vector<ConditionalThreshold> thresholds;
  // Of a colour scale, by threshold; of a data bar, its fill. As in the file: "FF63BE7B" (ARGB),
  // "theme:4" or "theme:4:-0.25" with a tint, "indexed:10", "auto".
  std::vector<std::string> colors;
  std::string negative_color;      // x14 data bars: fill of negative values
  std::string icon_set;            // of iconSet: 3TrafficLights1, ...
  std::vector<std::string> icons;  // of a custom x14 icon set, by threshold: "3Arrows:0"
  bool show_value = true;          // of dataBar and iconSet
  bool reverse = false;            // of iconSet

  // Of top10.
  uint32_t rank = 0;
  bool percent = false;
  bool bottom = false;
  // Of aboveAverage.
  bool above_average = true;
  bool equal_average = false;
  int32_t standard_deviations = 0;
};

// 18.3.1.18 conditionalFormatting: rules for one set of ranges.
struct ConditionalFormat {
  std::vector<RangeRef> ranges;
  std::vector<ConditionalRule> rules;
  bool extension = false;  // from the extension list
};

// Immutable once read.
struct SheetFeatures {
  // dimension/@ref (18.3.1.35): what the writer of the file said, which may be wrong.
  std::optional<RangeRef> declared_range;
  std::vector<RangeRef> merges;
  std::vector<Table> tables;
  std::vector<DataValidation> validations;
  std::vector<ConditionalFormat> conditional_formats;

  // Heap bytes held, this object included.
  size_t memory_bytes() const;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_SHEET_FEATURES_H_
