// Where the parts of a package refer to cells: data for ReferencePass, one table for each kind of
// part.
//
// Elements and attributes are known by their local names. What is not in a table refers to nothing
// an edit of the grid can move.
#ifndef SHEETGATE_SPREADSHEET_EDIT_REFERENCE_RULES_H_
#define SHEETGATE_SPREADSHEET_EDIT_REFERENCE_RULES_H_

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace sheetgate::spreadsheet {

enum class ReferenceForm : uint8_t {
  kFormula,          // references with sheet, or of the part's own sheet
  kAnchoredFormula,  // relative to the upper left cell of the rule it belongs to
  kNameFormula,      // of a defined name
  kLocation,         // a formula or a name, perhaps with a leading #
  kPivotSource,      // "[Book1.xlsx]Sheet1!PivotTable1", the sheet without quotes
  kCell,
  kRange,         // one thing, which grows and shrinks
  kRangeList,     // cell by cell, separated by spaces (18.18.76 ST_Sqref)
  kLine,          // number of a row or column from 0, of a marker in a drawing
  kBreak,         // number of the row or column a page break comes behind
  kFilterColumn,  // number of a column of an auto filter, from 0
};

// What becomes of the element when the cells it refers to are gone.
enum class WhenGone : uint8_t { kKeep, kRemove, kRemoveParent };

struct ReferenceRule {
  std::string_view element;
  std::string_view attribute;  // empty: the element's text
  ReferenceForm form = ReferenceForm::kFormula;
  WhenGone when_gone = WhenGone::kKeep;
  // Only inside an element of this name.
  std::string_view within = {};
};

using ReferenceRules = absl::Span<const ReferenceRule>;

ReferenceRules WorksheetRules();
ReferenceRules WorkbookRules();
ReferenceRules TableRules();
ReferenceRules CommentRules();  // notes and threaded comments
ReferenceRules DrawingRules();
ReferenceRules ChartRules();  // chart and chartex
ReferenceRules PivotTableRules();

// An element that exists only for its children: it goes with the last of them.
bool GoesWithItsChildren(std::string_view local_name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_REFERENCE_RULES_H_
