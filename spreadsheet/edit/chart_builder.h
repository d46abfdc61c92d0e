// A new chart part from what a caller asks for (ECMA-376 part 1, 21.2.2.27 chartSpace).
#ifndef SHEETGATE_SPREADSHEET_EDIT_CHART_BUILDER_H_
#define SHEETGATE_SPREADSHEET_EDIT_CHART_BUILDER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/chart_data.h"
#include "spreadsheet/edit/chart_request.h"
#include "spreadsheet/edit/chart_xml.h"

namespace sheetgate::spreadsheet {

// The grouping of a chart of that kind; the kind's usual one when none is asked for.
ChartGrouping GroupingOr(ChartKind kind, std::optional<ChartGrouping> grouping);

// INVALID_ARGUMENT (`INVALID_ARGUMENT`) naming the field, when a chart of the kind cannot have what
// is asked for: axes of a pie, a grouping of another kind, a least value above the largest.
absl::Status CheckFits(const ChartRequest& request, ChartKind kind);
// The same for the series: kinds that do not mix, two of a pie, none on the first axis.
absl::Status CheckSeries(const std::vector<SeriesData>& series, ChartKind kind);

// How a series looks in a chart of that kind, before it has a place and data.
absl::StatusOr<SeriesParts> PartsOf(const SeriesData& series, ChartKind kind,
                                    ChartGrouping grouping, ChartData* data);
// The tx of a series; empty when it has no name.
absl::StatusOr<std::string> SeriesName(const SeriesData& series, ChartData* data);

// What a title's tx holds: text, or the reference to a cell. `linked` becomes which.
absl::StatusOr<std::string> TitleSource(std::string_view field, std::string_view text,
                                        TitlePlace place, ChartData* data, bool* linked);

// The axes a chart of that kind needs, with the look new charts have.
struct AxisPair {
  AxisParts x, y;
};
AxisPair UsualAxes(ChartKind kind, ChartGrouping grouping);

// The part. `request` has a kind and data. The errors of CheckFits, CheckSeries and ChartData.
absl::StatusOr<std::string> BuildChart(const ChartRequest& request, bool strict, bool date1904,
                                       ChartData* data);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CHART_BUILDER_H_
