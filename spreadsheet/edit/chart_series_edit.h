// Other data, another kind or grouping for an existing chart.
//
// A series keeps its format when it gets other data, and its color and labels when its chart
// becomes one of another kind. Kinds are column, bar, line, area, pie, doughnut, scatter and radar;
// all others, charts of pivot tables (21.2.2.144 pivotSource) and, for a new kind, combined charts
// are refused with FAILED_PRECONDITION (`STRUCTURE_CONFLICT`).
#ifndef SHEETGATE_SPREADSHEET_EDIT_CHART_SERIES_EDIT_H_
#define SHEETGATE_SPREADSHEET_EDIT_CHART_SERIES_EDIT_H_

#include "absl/status/status.h"

#include "spreadsheet/edit/chart_editor.h"

namespace sheetgate::spreadsheet {

// The kind and grouping of the request, where it has them. Errors of CheckFits and CheckSeries too.
absl::Status SetChartKind(const ChartRequest& request, ChartEditor* editor);

// The data of the request, which has some, series by series; those of a combined chart must be as
// many as before. Errors of ChartData and CheckSeries too.
absl::Status SetChartData(const ChartRequest& request, ChartEditor* editor);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CHART_SERIES_EDIT_H_
