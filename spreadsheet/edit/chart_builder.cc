#include "spreadsheet/edit/chart_builder.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/cell_writer.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kCategoryAxis = "500000001";
constexpr std::string_view kValueAxis = "500000002";
constexpr std::string_view kSecondCategoryAxis = "500000003";
constexpr std::string_view kSecondValueAxis = "500000004";

absl::Status Unfit(std::string_view field, std::string_view what) {
  return platform::InvalidArgument(ErrorReason::kInvalidArgument, Concat(field, ": ", what));
}

bool Mixes(ChartKind kind) {
  return kind == ChartKind::kColumn || kind == ChartKind::kLine || kind == ChartKind::kArea;
}

absl::Status CheckGrouping(ChartKind kind, ChartGrouping grouping) {
  const bool of_points = grouping >= ChartGrouping::kMarkers;
  if (kind == ChartKind::kScatter) {
    if (of_points) return absl::OkStatus();
    return Unfit("grouping", "a scatter chart has markers, lines or smooth");
  }
  if (IsRound(kind) || kind == ChartKind::kRadar) {
    return Unfit("grouping", "only column, bar, line, area and scatter charts have one");
  }
  if (!of_points) return absl::OkStatus();
  return Unfit("grouping",
               "column, bar, line and area charts have clustered (line and area: "
               "standard), stacked or percent_stacked");
}

// A chart while it is put together.
class Builder {
 public:
  Builder(const ChartRequest& request, ChartData* data)
      : request_(request),
        data_(*data),
        kind_(*request.kind),
        grouping_(GroupingOr(kind_, request.grouping)) {}

  absl::StatusOr<std::string> Build(bool strict, bool date1904) {
    RETURN_IF_ERROR(CheckFits(request_, kind_));
    ASSIGN_OR_RETURN(series_, data_.Series(request_, kind_ == ChartKind::kScatter));
    RETURN_IF_ERROR(CheckSeries(series_, kind_));
    const bool secondary = std::ranges::any_of(series_, &SeriesData::secondary);
    if (!secondary && !request_.secondary_axis_title.value_or("").empty()) {
      return Unfit("secondary_axis_title", "no series has secondary_axis");
    }
    std::string area;
    for (const bool second : {false, true}) {
      // In the order in which Excel draws them, one over the other.
      for (const ChartKind kind :
           {ChartKind::kArea, ChartKind::kColumn, ChartKind::kBar, ChartKind::kLine,
            ChartKind::kPie, ChartKind::kDoughnut, ChartKind::kScatter, ChartKind::kRadar}) {
        ASSIGN_OR_RETURN(const std::string plot, Plot(kind, second));
        area += plot;
      }
    }
    if (!IsRound(kind_)) {
      ASSIGN_OR_RETURN(const std::string axes, Axes(secondary));
      area += axes;
    }
    ASSIGN_OR_RETURN(const std::string title, Title("title", request_.title, TitlePlace::kChart));
    const bool alone = series_.size() == 1 && !IsRound(kind_);
    const LegendPlace usual = alone ? LegendPlace::kNone : LegendPlace::kBottom;
    return ChartSpaceXml(strict, date1904, title, area, LegendXml(request_.legend.value_or(usual)));
  }

 private:
  ChartKind KindOf(const SeriesData& series) const { return series.kind.value_or(kind_); }

  absl::StatusOr<std::string> Plot(ChartKind kind, bool second) {
    // Lines over stacked columns are not stacked themselves.
    const ChartGrouping grouping = kind == kind_ ? grouping_ : GroupingOr(kind, std::nullopt);
    std::string xml;
    for (size_t i = 0; i < series_.size(); ++i) {
      const SeriesData& series = series_[i];
      if (KindOf(series) != kind || series.secondary != second) continue;
      ASSIGN_OR_RETURN(SeriesParts parts, PartsOf(series, kind, grouping, &data_));
      parts.index = parts.order = static_cast<int64_t>(i);
      if (request_.data_labels.value_or(false)) parts.labels = SeriesLabels(kind);
      xml += SeriesXml(kind, grouping, parts);
    }
    if (xml.empty()) return xml;
    std::string axes;
    if (!IsRound(kind)) {
      axes = ValueElement("axId", second ? kSecondCategoryAxis : kCategoryAxis) +
             ValueElement("axId", second ? kSecondValueAxis : kValueAxis);
    }
    return PlotXml(kind, grouping, xml, axes);
  }

  absl::StatusOr<std::string> Title(std::string_view field, const std::optional<std::string>& text,
                                    TitlePlace place) {
    if (text.value_or("").empty()) return std::string();
    bool linked = false;
    ASSIGN_OR_RETURN(const std::string source, TitleSource(field, *text, place, &data_, &linked));
    return TitleXml(source, linked, place);
  }

  std::string Scaling() const {
    std::string xml = "<c:scaling><c:orientation val=\"minMax\"/>";
    if (request_.y_max.has_value()) xml += ValueElement("max", FormatNumber(*request_.y_max));
    if (request_.y_min.has_value()) xml += ValueElement("min", FormatNumber(*request_.y_min));
    return xml + "</c:scaling>";
  }

  absl::StatusOr<bool> HasDays() {
    if (!HasCategories(kind_) || kind_ == ChartKind::kRadar) return false;
    const auto& categories = series_.front().categories;
    if (!categories.has_value()) return false;
    return data_.AreDays(*categories);
  }

  absl::StatusOr<std::string> Axes(bool secondary) {
    AxisPair axes = UsualAxes(kind_, grouping_);
    ASSIGN_OR_RETURN(const bool days, HasDays());
    if (days) axes.x.kind = AxisParts::Kind::kDates;
    if (HasCategories(kind_)) {
      // Areas begin at the axis, unless other series need room there.
      axes.y.between_points = std::ranges::any_of(
          series_, [&](const SeriesData& series) { return KindOf(series) != ChartKind::kArea; });
    }
    const auto place = [](const AxisParts& axis) {
      return axis.position == 'b' ? TitlePlace::kHorizontalAxis : TitlePlace::kVerticalAxis;
    };
    ASSIGN_OR_RETURN(axes.x.title, Title("x_axis_title", request_.x_axis_title, place(axes.x)));
    ASSIGN_OR_RETURN(axes.y.title, Title("y_axis_title", request_.y_axis_title, place(axes.y)));
    axes.y.scaling = Scaling();
    if (!request_.y_number_format.empty()) {
      axes.y.number_format = NumberFormatXml(request_.y_number_format, /*linked=*/false);
    }
    if (!request_.grid_lines.value_or(true)) {
      axes.y.grid_lines.clear();
      if (kind_ == ChartKind::kScatter) axes.x.grid_lines.clear();
    }
    std::string xml = AxisXml(axes.x) + AxisXml(axes.y);
    if (!secondary) return xml;
    AxisPair second = UsualAxes(ChartKind::kColumn, ChartGrouping::kStandard);
    second.x.kind = axes.x.kind;
    second.x.id = second.y.crosses_id = kSecondCategoryAxis;
    second.y.id = second.x.crosses_id = kSecondValueAxis;
    second.x.deleted = second.y.at_end = true;
    second.y.position = 'r';
    second.y.between_points = axes.y.between_points;
    second.y.grid_lines.clear();
    ASSIGN_OR_RETURN(second.y.title, Title("secondary_axis_title", request_.secondary_axis_title,
                                           TitlePlace::kVerticalAxis));
    return Concat(xml, AxisXml(second.y), AxisXml(second.x));
  }

  const ChartRequest& request_;
  ChartData& data_;
  const ChartKind kind_;
  const ChartGrouping grouping_;
  std::vector<SeriesData> series_;
};

}  // namespace

ChartGrouping GroupingOr(ChartKind kind, std::optional<ChartGrouping> grouping) {
  return grouping.value_or(kind == ChartKind::kScatter ? ChartGrouping::kMarkers
                                                       : ChartGrouping::kStandard);
}

absl::Status CheckFits(const ChartRequest& request, ChartKind kind) {
  if (request.grouping.has_value()) RETURN_IF_ERROR(CheckGrouping(kind, *request.grouping));
  if (request.y_min.has_value() && request.y_max.has_value() && *request.y_min >= *request.y_max) {
    return Unfit("y_min", "it is not below y_max");
  }
  if (!IsRound(kind)) return absl::OkStatus();
  const std::array given = {
      std::pair{"x_axis_title", !request.x_axis_title.value_or("").empty()},
      std::pair{"y_axis_title", !request.y_axis_title.value_or("").empty()},
      std::pair{"secondary_axis_title", !request.secondary_axis_title.value_or("").empty()},
      std::pair{"grid_lines", request.grid_lines.value_or(false)},
      std::pair{"y_min", request.y_min.has_value()},
      std::pair{"y_max", request.y_max.has_value()},
      std::pair{"y_number_format", !request.y_number_format.empty()}};
  for (const auto& [field, is_given] : given) {
    if (is_given) return Unfit(field, "pie and doughnut charts have no axes");
  }
  return absl::OkStatus();
}

absl::Status CheckSeries(const std::vector<SeriesData>& series, ChartKind kind) {
  if (kind == ChartKind::kPie && series.size() > 1) {
    return Unfit("chart_type", Concat("a pie shows one series and there are ", series.size(),
                                      "; chart one column of values, or make it a doughnut"));
  }
  for (size_t i = 0; i < series.size(); ++i) {
    const std::string field = Concat("series[", i, "]");
    const bool mixed = series[i].kind.has_value() && *series[i].kind != kind;
    if (mixed && (!Mixes(kind) || !Mixes(*series[i].kind))) {
      return Unfit(field + ".chart_type", "only column, line and area go together in one chart");
    }
    if (series[i].secondary && !Mixes(kind)) {
      return Unfit(field + ".secondary_axis",
                   "only column, line and area charts have a second axis");
    }
    if (IsRound(kind) && !series[i].color.empty()) {
      return Unfit(field + ".color", "each point of a pie or doughnut has a color of its own");
    }
  }
  if (!series.empty() && std::ranges::all_of(series, &SeriesData::secondary)) {
    return Unfit("series", "one series at least is measured at the left: without secondary_axis");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SeriesName(const SeriesData& series, ChartData* data) {
  if (!series.name_cell.has_value()) {
    return series.name.empty() ? std::string() : NameXml(series.name);
  }
  ASSIGN_OR_RETURN(const std::string reference, data->TextReference(*series.name_cell));
  return Concat("<c:tx>", reference, "</c:tx>");
}

absl::StatusOr<SeriesParts> PartsOf(const SeriesData& series, ChartKind kind,
                                    ChartGrouping grouping, ChartData* data) {
  SeriesParts parts;
  const std::string fill = ColorFill(series.color);
  parts.shape = SeriesShape(kind, grouping, fill);
  parts.marker = SeriesMarker(kind, grouping, fill);
  ASSIGN_OR_RETURN(parts.name, SeriesName(series, data));
  if (series.categories.has_value()) {
    ASSIGN_OR_RETURN(parts.categories, data->CategoryReference(*series.categories));
  }
  ASSIGN_OR_RETURN(parts.values, data->NumberReference(series.values));
  return parts;
}

absl::StatusOr<std::string> TitleSource(std::string_view field, std::string_view text,
                                        TitlePlace place, ChartData* data, bool* linked) {
  *linked = text.starts_with('=');
  if (!*linked) return RichTitle(text, place);
  ASSIGN_OR_RETURN(const CellsOfSheet cell, data->Cell(field, text));
  return data->TextReference(cell);
}

AxisPair UsualAxes(ChartKind kind, ChartGrouping grouping) {
  AxisPair axes;
  axes.x.id = axes.y.crosses_id = kCategoryAxis;
  axes.y.id = axes.x.crosses_id = kValueAxis;
  const bool scatter = kind == ChartKind::kScatter;
  const bool sideways = kind == ChartKind::kBar;
  axes.x.kind = scatter ? AxisParts::Kind::kValues : AxisParts::Kind::kCategories;
  axes.x.position = sideways ? 'l' : 'b';
  axes.y.position = sideways ? 'b' : 'l';
  axes.x.between_points = axes.y.between_points = !scatter && kind != ChartKind::kArea;
  axes.x.number_format = NumberFormatXml("General", /*linked=*/true);
  const bool percent = grouping == ChartGrouping::kPercentStacked;
  axes.y.number_format = NumberFormatXml(percent ? "0%" : "General", /*linked=*/true);
  axes.y.grid_lines = GridLines();
  if (scatter || kind == ChartKind::kRadar) axes.x.grid_lines = GridLines();
  return axes;
}

absl::StatusOr<std::string> BuildChart(const ChartRequest& request, bool strict, bool date1904,
                                       ChartData* data) {
  return Builder(request, data).Build(strict, date1904);
}

}  // namespace sheetgate::spreadsheet
