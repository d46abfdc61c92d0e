// What a caller asks of a chart: its kind, data, titles and axes.
//
// The same for a new chart and for a change of one; of a change, what is not given stays.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CHART_REQUEST_H_
#define SHEETGATE_SPREADSHEET_EDIT_CHART_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sheetgate::spreadsheet {

enum class ChartKind : uint8_t { kColumn, kBar, kLine, kArea, kPie, kDoughnut, kScatter, kRadar };

// Of scatter charts the last three, of column, bar, line and area charts the first three.
enum class ChartGrouping : uint8_t {
  kStandard,  // clustered, of columns and bars
  kStacked,
  kPercentStacked,
  kMarkers,
  kLines,
  kSmooth,
};

enum class LegendPlace : uint8_t { kNone, kRight, kLeft, kTop, kBottom };

struct SeriesRequest {
  std::string values;      // cells: "Budget!$B$2:$B$9"
  std::string categories;  // cells, or empty
  std::string name;        // a text, or = and a cell
  std::optional<ChartKind> kind;
  bool secondary = false;
  std::string color;  // six hexadecimal digits, or empty
  bool operator==(const SeriesRequest&) const = default;
};

struct ChartRequest {
  std::optional<ChartKind> kind;
  std::optional<ChartGrouping> grouping;
  std::string data_range;              // cells; empty when there are series or nothing changes
  std::optional<bool> series_in_rows;  // of data_range; nullopt: the longer ones
  std::vector<SeriesRequest> series;
  // A text, or = and a cell; empty for none.
  std::optional<std::string> title, x_axis_title, y_axis_title, secondary_axis_title;
  std::optional<LegendPlace> legend;
  std::optional<bool> data_labels, grid_lines;
  std::optional<double> y_min, y_max;
  std::string y_number_format;

  bool operator==(const ChartRequest&) const = default;
  bool has_data() const { return !data_range.empty() || !series.empty(); }
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CHART_REQUEST_H_
