#include "workbook-service/session/chart_operations.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/chart_operation.h"
#include "workbook-service/session/operation_fields.h"
#include "workbook-service/session/placement_fields.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::ChartGrouping;
using spreadsheet::ChartKind;
using spreadsheet::LegendPlace;
using Operation = v1::ChartOperation;
using Made = absl::StatusOr<std::unique_ptr<const spreadsheet::Operation>>;

template <typename Value>
struct Word {
  std::string_view name;
  Value value;
};

constexpr std::array kChartKinds = {Word<ChartKind>{"column", ChartKind::kColumn},
                                    Word<ChartKind>{"bar", ChartKind::kBar},
                                    Word<ChartKind>{"line", ChartKind::kLine},
                                    Word<ChartKind>{"area", ChartKind::kArea},
                                    Word<ChartKind>{"pie", ChartKind::kPie},
                                    Word<ChartKind>{"doughnut", ChartKind::kDoughnut},
                                    Word<ChartKind>{"scatter", ChartKind::kScatter},
                                    Word<ChartKind>{"radar", ChartKind::kRadar}};
constexpr std::array kGroupings = {
    Word<ChartGrouping>{"clustered", ChartGrouping::kStandard},
    Word<ChartGrouping>{"standard", ChartGrouping::kStandard},
    Word<ChartGrouping>{"stacked", ChartGrouping::kStacked},
    Word<ChartGrouping>{"percent_stacked", ChartGrouping::kPercentStacked},
    Word<ChartGrouping>{"markers", ChartGrouping::kMarkers},
    Word<ChartGrouping>{"lines", ChartGrouping::kLines},
    Word<ChartGrouping>{"smooth", ChartGrouping::kSmooth}};
constexpr std::array kLegendPlaces = {
    Word<LegendPlace>{"right", LegendPlace::kRight}, Word<LegendPlace>{"left", LegendPlace::kLeft},
    Word<LegendPlace>{"top", LegendPlace::kTop}, Word<LegendPlace>{"bottom", LegendPlace::kBottom},
    Word<LegendPlace>{"none", LegendPlace::kNone}};
constexpr std::array kDirections = {Word<bool>{"columns", false}, Word<bool>{"rows", true}};

// The value of a word; nullopt for none.
template <typename Value, size_t kCount>
absl::StatusOr<std::optional<Value>> ParseWord(std::string_view field, const std::string& word,
                                               const std::array<Word<Value>, kCount>& words) {
  if (word.empty()) return std::nullopt;
  const auto found = std::ranges::find(words, word, &Word<Value>::name);
  if (found != words.end()) return found->value;
  std::string list;
  for (const Word<Value>& one : words) list += StrCat(list.empty() ? "" : ", ", one.name);
  return BadField(ErrorReason::kInvalidArgument, field, StrCat("'", word, "' is none of ", list),
                  StrCat("\"", words.front().name, "\""));
}

absl::StatusOr<spreadsheet::SeriesRequest> SeriesOf(const v1::ChartSeries& series,
                                                    std::string_view field) {
  if (series.values().empty()) {
    return MissingField("a series", StrCat(field, ".values"), "\"Budget!$B$2:$B$9\"");
  }
  spreadsheet::SeriesRequest request;
  request.values = series.values();
  request.categories = series.categories();
  request.name = series.name();
  RETURN_IF_ERROR(CheckXmlText(StrCat(field, ".name"), series.name()));
  ASSIGN_OR_RETURN(request.kind,
                   ParseWord(StrCat(field, ".chart_type"), series.chart_type(), kChartKinds));
  request.secondary = series.secondary_axis();
  ASSIGN_OR_RETURN(const std::string color, ParseColor(StrCat(field, ".color"), series.color()));
  // Without the opacity in front.
  if (!color.empty()) request.color = color.substr(2);
  return request;
}

absl::Status ReadTexts(const Operation& operation, spreadsheet::ChartRequest* request) {
  const auto read = [](bool given, std::string_view field, const std::string& text,
                       std::optional<std::string>* into) -> absl::Status {
    if (given) *into = text;
    return CheckXmlText(field, text);
  };
  RETURN_IF_ERROR(read(operation.has_title(), "title", operation.title(), &request->title));
  RETURN_IF_ERROR(read(operation.has_x_axis_title(), "x_axis_title", operation.x_axis_title(),
                       &request->x_axis_title));
  RETURN_IF_ERROR(read(operation.has_y_axis_title(), "y_axis_title", operation.y_axis_title(),
                       &request->y_axis_title));
  RETURN_IF_ERROR(read(operation.has_secondary_axis_title(), "secondary_axis_title",
                       operation.secondary_axis_title(), &request->secondary_axis_title));
  request->y_number_format = operation.y_number_format();
  return CheckXmlText("y_number_format", operation.y_number_format());
}

absl::Status ReadLimit(bool given, std::string_view field, double number,
                       std::optional<double>* into) {
  if (!given) return absl::OkStatus();
  if (!std::isfinite(number)) {
    return BadField(ErrorReason::kInvalidArgument, field, "it is no number", "0");
  }
  *into = number;
  return absl::OkStatus();
}

absl::StatusOr<spreadsheet::ChartRequest> ContentsOf(const Operation& operation) {
  spreadsheet::ChartRequest request;
  ASSIGN_OR_RETURN(request.kind, ParseWord("chart_type", operation.chart_type(), kChartKinds));
  ASSIGN_OR_RETURN(request.grouping, ParseWord("grouping", operation.grouping(), kGroupings));
  request.data_range = operation.data_range();
  ASSIGN_OR_RETURN(request.series_in_rows,
                   ParseWord("series_in", operation.series_in(), kDirections));
  for (int i = 0; i < operation.series_size(); ++i) {
    ASSIGN_OR_RETURN(request.series.emplace_back(),
                     SeriesOf(operation.series(i), StrCat("series[", i, "]")));
  }
  if (!request.data_range.empty() && !request.series.empty()) {
    return BadField(ErrorReason::kInvalidArgument, "series",
                    "there is a data_range too; give one of them", "\"data_range\": \"A1:C9\"");
  }
  if (request.series_in_rows.has_value() && request.data_range.empty()) {
    return MissingField("series_in", "data_range", "\"A1:C9\"");
  }
  RETURN_IF_ERROR(ReadTexts(operation, &request));
  ASSIGN_OR_RETURN(request.legend, ParseWord("legend", operation.legend(), kLegendPlaces));
  if (operation.has_data_labels()) request.data_labels = operation.data_labels();
  if (operation.has_grid_lines()) request.grid_lines = operation.grid_lines();
  RETURN_IF_ERROR(ReadLimit(operation.has_y_min(), "y_min", operation.y_min(), &request.y_min));
  RETURN_IF_ERROR(ReadLimit(operation.has_y_max(), "y_max", operation.y_max(), &request.y_max));
  return request;
}

absl::StatusOr<spreadsheet::ChartTarget> TargetOf(const Operation& operation) {
  if (operation.name().empty()) return MissingField(operation.kind(), "name", "\"Chart 1\"");
  return spreadsheet::ChartTarget{operation.sheet_name(), operation.name(),
                                  std::max(1, operation.occurrence())};
}

Made MakeCreate(const Operation& operation) {
  if (operation.occurrence() > 0) {
    return BadField(ErrorReason::kUnknownArgument, "occurrence",
                    "create makes a new chart and finds none", "\"name\": \"Chart 1\"");
  }
  if (operation.chart_type().empty()) {
    return MissingField(operation.kind(), "chart_type", "\"column\"");
  }
  spreadsheet::NewChart chart;
  chart.sheet_name = operation.sheet_name();
  ASSIGN_OR_RETURN(chart.contents, ContentsOf(operation));
  if (!chart.contents.has_data()) {
    return MissingField(operation.kind(), "data_range or series", "\"data_range\": \"A1:C9\"");
  }
  if (operation.cell().empty()) return MissingField(operation.kind(), "cell", "\"E2\"");
  ASSIGN_OR_RETURN(chart.place, PlacementOf(operation));
  RETURN_IF_ERROR(CheckXmlText("name", operation.name()));
  RETURN_IF_ERROR(CheckXmlText("alt_text", operation.alt_text()));
  chart.name = operation.name();
  chart.alt_text = operation.alt_text();
  return std::make_unique<spreadsheet::CreateChartOperation>(std::move(chart));
}

Made MakeUpdate(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(
      operation, operation.kind(),
      {"name", "occurrence", "chart_type", "grouping", "data_range", "series_in", "series", "title",
       "x_axis_title", "y_axis_title", "secondary_axis_title", "legend", "data_labels",
       "grid_lines", "y_min", "y_max", "y_number_format"}));
  ASSIGN_OR_RETURN(spreadsheet::ChartTarget target, TargetOf(operation));
  ASSIGN_OR_RETURN(spreadsheet::ChartRequest change, ContentsOf(operation));
  if (change == spreadsheet::ChartRequest()) {
    return MissingField(operation.kind(), "title, data_range or something else to change",
                        "\"title\": \"Sales by month\"");
  }
  return std::make_unique<spreadsheet::UpdateChartOperation>(std::move(target), std::move(change));
}

Made MakeMove(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(),
                                  {"name", "occurrence", "cell", "offset_x", "offset_y", "anchor",
                                   "width", "height", "columns", "rows", "alt_text"}));
  ASSIGN_OR_RETURN(spreadsheet::ChartTarget target, TargetOf(operation));
  ASSIGN_OR_RETURN(const spreadsheet::PlacementRequest place, PlacementOf(operation));
  if (place.empty() && !operation.has_alt_text()) {
    return MissingField(operation.kind(), "cell, a size, anchor or alt_text", "\"cell\": \"E2\"");
  }
  RETURN_IF_ERROR(CheckXmlText("alt_text", operation.alt_text()));
  std::optional<std::string> alt_text;
  if (operation.has_alt_text()) alt_text = operation.alt_text();
  return std::make_unique<spreadsheet::MoveChartOperation>(std::move(target), place,
                                                           std::move(alt_text));
}

Made MakeDelete(const Operation& operation) {
  RETURN_IF_ERROR(CheckOnlyFields(operation, operation.kind(), {"name", "occurrence"}));
  ASSIGN_OR_RETURN(spreadsheet::ChartTarget target, TargetOf(operation));
  return std::make_unique<spreadsheet::DeleteChartOperation>(std::move(target));
}

using Kind = Word<Made (*)(const Operation&)>;
constexpr std::array kKinds = {Kind{"create", MakeCreate}, Kind{"update", MakeUpdate},
                               Kind{"move", MakeMove}, Kind{"delete", MakeDelete}};

}  // namespace

Made MakeChartOperation(const v1::ChartOperation& operation) {
  const auto kind = std::ranges::find(kKinds, operation.kind(), &Kind::name);
  if (kind != kKinds.end()) return kind->value(operation);
  std::vector<std::string> names;
  for (const Kind& known : kKinds) names.emplace_back(known.name);
  return UnknownKind(operation.kind(), names);
}

}  // namespace sheetgate::workbook
