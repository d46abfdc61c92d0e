// Sections in comments are those of ECMA-376 part 1; x14 and xm elements are of [MS-XLSX] 2.6.
#include "spreadsheet/edit/reference_rules.h"

#include <algorithm>
#include <array>

namespace sheetgate::spreadsheet {
namespace {

using Form = ReferenceForm;

constexpr std::array kWorksheet = {
    ReferenceRule{"dimension", "ref", Form::kRange},                                // 18.3.1.35
    ReferenceRule{"sheetView", "topLeftCell", Form::kCell},                         // 18.3.1.87
    ReferenceRule{"pane", "topLeftCell", Form::kCell},                              // 18.3.1.66
    ReferenceRule{"selection", "activeCell", Form::kCell},                          // 18.3.1.78
    ReferenceRule{"selection", "sqref", Form::kRangeList},                          //
    ReferenceRule{"protectedRange", "sqref", Form::kRangeList, WhenGone::kRemove},  // 18.3.1.71
    ReferenceRule{"inputCells", "r", Form::kCell, WhenGone::kRemove},               // 18.3.1.50
    ReferenceRule{"autoFilter", "ref", Form::kRange, WhenGone::kRemove},            // 18.3.1.2
    ReferenceRule{"filterColumn", "colId", Form::kFilterColumn, WhenGone::kRemove},
    ReferenceRule{"sortState", "ref", Form::kRange, WhenGone::kRemove},      // 18.3.1.92
    ReferenceRule{"sortCondition", "ref", Form::kRange, WhenGone::kRemove},  // 18.3.1.91
    ReferenceRule{"mergeCell", "ref", Form::kRange, WhenGone::kRemove},      // 18.3.1.54
    ReferenceRule{"conditionalFormatting", "sqref", Form::kRangeList, WhenGone::kRemove},
    ReferenceRule{"formula", "", Form::kAnchoredFormula},                           // 18.3.1.43
    ReferenceRule{"cfvo", "val", Form::kAnchoredFormula},                           // 18.3.1.11
    ReferenceRule{"dataValidation", "sqref", Form::kRangeList, WhenGone::kRemove},  // 18.3.1.32
    ReferenceRule{"formula1", "", Form::kAnchoredFormula},                          // 18.3.1.44
    ReferenceRule{"formula2", "", Form::kAnchoredFormula},                          //
    ReferenceRule{"hyperlink", "ref", Form::kRange, WhenGone::kRemove},             // 18.3.1.47
    ReferenceRule{"hyperlink", "location", Form::kLocation},                        //
    ReferenceRule{"brk", "id", Form::kBreak, WhenGone::kRemove},                    // 18.3.1.3
    ReferenceRule{"cellWatch", "r", Form::kCell, WhenGone::kRemove},                // 18.3.1.8
    ReferenceRule{"ignoredError", "sqref", Form::kRangeList, WhenGone::kRemove},    // 18.3.1.51
    ReferenceRule{"controlPr", "linkedCell", Form::kFormula},                       // 18.3.1.19
    ReferenceRule{"controlPr", "listFillRange", Form::kFormula},                    //
    ReferenceRule{"row", "", Form::kLine, WhenGone::kKeep, "anchor"},               // 18.3.1.1
    ReferenceRule{"col", "", Form::kLine, WhenGone::kKeep, "anchor"},               //
    ReferenceRule{"f", "", Form::kAnchoredFormula, WhenGone::kKeep, "ext"},         // xm:f
    ReferenceRule{"sqref", "", Form::kRangeList, WhenGone::kRemoveParent, "ext"},   // xm:sqref
};

constexpr std::array kWorkbook = {
    ReferenceRule{"definedName", "", Form::kNameFormula},  // 18.2.5
};

constexpr std::array kTable = {
    ReferenceRule{"table", "ref", Form::kRange},       // 18.5.1.2
    ReferenceRule{"autoFilter", "ref", Form::kRange},  // 18.3.1.2
    ReferenceRule{"filterColumn", "colId", Form::kFilterColumn, WhenGone::kRemove},
    ReferenceRule{"sortState", "ref", Form::kRange, WhenGone::kRemove},
    ReferenceRule{"sortCondition", "ref", Form::kRange, WhenGone::kRemove},
    ReferenceRule{"calculatedColumnFormula", "", Form::kFormula},  // 18.5.1.1
    ReferenceRule{"totalsRowFormula", "", Form::kFormula},         // 18.5.1.6
};

constexpr std::array kComments = {
    ReferenceRule{"comment", "ref", Form::kCell, WhenGone::kRemove},          // 18.7.3
    ReferenceRule{"threadedComment", "ref", Form::kCell, WhenGone::kRemove},  // [MS-XLSX] 2.6.205
};

constexpr std::array kDrawing = {
    ReferenceRule{"row", "", Form::kLine},            // 20.5.2.26
    ReferenceRule{"col", "", Form::kLine},            // 20.5.2.5
    ReferenceRule{"sp", "textlink", Form::kFormula},  // 20.5.2.29
    ReferenceRule{"cxnSp", "textlink", Form::kFormula},
};

constexpr std::array kChart = {
    ReferenceRule{"f", "", Form::kFormula},  // 21.2.2.65, and cx:f of [MS-ODRAWXML] 2.24.3
    ReferenceRule{"name", "", Form::kPivotSource, WhenGone::kKeep, "pivotSource"},  // 21.2.2.143
};

constexpr std::array kPivotTable = {
    ReferenceRule{"location", "ref", Form::kRange},  // 18.10.1.49
};

constexpr std::array<std::string_view, 15> kContainers = {
    "mergeCells",      "dataValidations",
    "hyperlinks",      "protectedRanges",
    "ignoredErrors",   "cellWatches",
    "rowBreaks",       "colBreaks",
    "sparklines",      "sparklineGroup",
    "sparklineGroups", "conditionalFormattings",
    "scenario",        "ext",
    "extLst"};

}  // namespace

ReferenceRules WorksheetRules() { return kWorksheet; }
ReferenceRules WorkbookRules() { return kWorkbook; }
ReferenceRules TableRules() { return kTable; }
ReferenceRules CommentRules() { return kComments; }
ReferenceRules DrawingRules() { return kDrawing; }
ReferenceRules ChartRules() { return kChart; }
ReferenceRules PivotTableRules() { return kPivotTable; }

bool GoesWithItsChildren(std::string_view local_name) {
  return std::find(kContainers.begin(), kContainers.end(), local_name) != kContainers.end();
}

}  // namespace sheetgate::spreadsheet
