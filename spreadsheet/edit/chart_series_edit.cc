#include "spreadsheet/edit/chart_series_edit.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/chart_builder.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kPossible =
    "move and delete it, change its titles, legend and labels, or create another one instead";

// The kind of all plots' first; an error when one is of another kind than this can change.
absl::StatusOr<ChartKind> EditableKind(const ChartEditor& editor, std::string_view what) {
  const auto plots = editor.Plots();
  if (plots.empty()) return ChartConflict(Concat(what, ": the chart has no plot"));
  for (const PartElement* const plot : plots) {
    if (KindOfPlot(*plot).has_value()) continue;
    std::string name(plot->local_name());
    return ChartConflict(
        Concat(what, ": this is a ", name.substr(0, name.rfind("Chart")), " chart; ", kPossible));
  }
  return *KindOfPlot(*plots.front());
}

ChartGrouping GroupingOf(const PartElement& plot, ChartKind kind) {
  if (kind == ChartKind::kScatter) {
    // The style of the plot is what new series get; those there are say it themselves.
    const PartElement* const series = plot.Child("ser");
    if (series == nullptr) return ChartGrouping::kMarkers;
    if (series->ValueOf("smooth") == "1") return ChartGrouping::kSmooth;
    const bool no_line = series->Find({"spPr", "ln", "noFill"}) != nullptr;
    return no_line ? ChartGrouping::kMarkers : ChartGrouping::kLines;
  }
  const std::string grouping = plot.ValueOf("grouping");
  if (grouping == "stacked") return ChartGrouping::kStacked;
  if (grouping == "percentStacked") return ChartGrouping::kPercentStacked;
  return ChartGrouping::kStandard;
}

int64_t NumberIn(const PartElement& element, std::string_view child) {
  return ParseUnsigned(element.ValueOf(child)).value_or(0);
}

// The fill of a series, wherever its kind has it; empty when the theme decides.
std::string_view FillOf(const PartTree& tree, const PartElement& series) {
  const PartElement* fill = series.Find({"spPr", "solidFill"});
  if (fill == nullptr) fill = series.Find({"spPr", "ln", "solidFill"});
  if (fill == nullptr) fill = series.Find({"marker", "spPr", "solidFill"});
  return fill == nullptr ? std::string_view() : tree.BytesOf(*fill);
}

std::string Joined(const PartTree& tree, const PartElement& parent,
                   std::initializer_list<std::string_view> names) {
  std::string bytes;
  for (const std::string_view name : names) {
    for (const PartElement* const child : parent.Children(name)) bytes += tree.BytesOf(*child);
  }
  return bytes;
}

// A series of the chart as one of another kind.
SeriesParts Converted(const PartTree& tree, const PartElement& series, bool keep_fill, ChartKind to,
                      ChartGrouping grouping) {
  const auto content = [&](std::string_view one, std::string_view other) {
    const PartElement* const child = series.Child(one) ? series.Child(one) : series.Child(other);
    return child == nullptr ? std::string() : std::string(tree.ContentOf(*child));
  };
  SeriesParts parts;
  parts.index = NumberIn(series, "idx");
  parts.order = NumberIn(series, "order");
  parts.name = Joined(tree, series, {"tx"});
  const std::string_view fill = keep_fill ? FillOf(tree, series) : std::string_view();
  parts.shape = SeriesShape(to, grouping, fill);
  parts.marker = SeriesMarker(to, grouping, fill);
  const PartElement* const labels = series.Child("dLbls");
  if (labels != nullptr && labels->ValueOf("showVal") == "1") parts.labels = SeriesLabels(to);
  if (!IsRound(to) && to != ChartKind::kRadar) {
    parts.lines = Joined(tree, series, {"trendline", "errBars"});
  }
  parts.categories = content("cat", "xVal");
  parts.values = content("val", "yVal");
  return parts;
}

class KindChange {
 public:
  KindChange(ChartEditor* editor, ChartKind from, ChartKind to, ChartGrouping grouping)
      : editor_(*editor), tree_(editor->tree()), from_(from), to_(to), grouping_(grouping) {}

  absl::Status Run() {
    if (from_ == to_ && to_ != ChartKind::kScatter) {
      RETURN_IF_ERROR(Regroup());
    } else {
      // Made while the plot still says which axes are its own.
      const std::array<std::string, 2> axes = NewAxes();
      RETURN_IF_ERROR(Convert());
      RETURN_IF_ERROR(KeepsAxes() ? TurnAxes() : ReplaceAxes(axes));
    }
    return ShowPercents();
  }

 private:
  const PartElement& Plot() const { return *editor_.Plots().front(); }
  const PartElement& Area() const { return *tree_.Find({"chart", "plotArea"}); }

  absl::Status Regroup() {
    RETURN_IF_ERROR(
        editor_.SetValue(Plot(), "grouping", GroupingName(to_, grouping_), PlotChildren()));
    if (Plot().local_name() != "barChart") return absl::OkStatus();
    return editor_.SetChild(Plot(), "overlap",
                            editor_.Fit(ValueElement("overlap", OverlapOf(grouping_))),
                            PlotChildren());
  }

  absl::Status Convert() {
    // A fill is of no use where each point has its own color, and comes from a part of its own.
    const bool keep_fill = !IsRound(to_) && !IsRound(from_) && editor_.DeclaresDrawing();
    std::string series;
    for (const PartElement* const one : Plot().Children("ser")) {
      series += SeriesXml(to_, grouping_, Converted(tree_, *one, keep_fill, to_, grouping_));
    }
    std::string axes = ValueElement("axId", usual_.x.id) + ValueElement("axId", usual_.y.id);
    if (IsRound(to_)) axes.clear();
    if (KeepsAxes()) axes = Joined(tree_, Plot(), {"axId"});
    return tree_.Replace(Plot(), editor_.Fit(PlotXml(to_, grouping_, series, axes)));
  }

  bool KeepsAxes() const {
    return HasCategories(from_) == HasCategories(to_) && IsRound(from_) == IsRound(to_);
  }

  // The same axes, perhaps at other sides.
  absl::Status TurnAxes() {
    const auto x = [this] { return editor_.XAxis(); };
    const auto y = [this] { return editor_.YAxis(); };
    if (x() == nullptr || y() == nullptr) return absl::OkStatus();
    const bool sideways = to_ == ChartKind::kBar;
    if (sideways != (from_ == ChartKind::kBar)) {
      RETURN_IF_ERROR(editor_.SetValue(*x(), "axPos", sideways ? "l" : "b", AxisChildren()));
      RETURN_IF_ERROR(editor_.SetValue(*y(), "axPos", sideways ? "b" : "l", AxisChildren()));
      RETURN_IF_ERROR(TurnTitle(x, sideways));
      RETURN_IF_ERROR(TurnTitle(y, !sideways));
    }
    if (to_ == ChartKind::kRadar && x()->Child("majorGridlines") == nullptr) {
      RETURN_IF_ERROR(
          tree_.Insert(*x(), "majorGridlines", editor_.Fit(GridLines()), AxisChildren()));
    }
    if (from_ == ChartKind::kRadar) {
      RETURN_IF_ERROR(editor_.SetChild(*x(), "majorGridlines", "", AxisChildren()));
    }
    if (to_ == ChartKind::kScatter) return absl::OkStatus();
    return editor_.SetValue(*y(), "crossBetween", to_ == ChartKind::kArea ? "midCat" : "between",
                            AxisChildren());
  }

  // Where its text says a direction, the other one.
  template <typename Finder>
  absl::Status TurnTitle(const Finder& axis, bool upright) {
    const PartElement* const title = axis()->Child("title");
    if (title == nullptr) return absl::OkStatus();
    const PartElement* body = title->Find({"tx", "rich", "bodyPr"});
    if (body == nullptr) body = title->Find({"txPr", "bodyPr"});
    if (body == nullptr || (!upright && body->Attribute("rot").empty())) return absl::OkStatus();
    return tree_.SetAttribute(*body, "rot", upright ? "-5400000" : "0");
  }

  // Axes of other kinds; what the chart's own say of titles, lines and numbers goes on.
  std::array<std::string, 2> NewAxes() const {
    if (IsRound(to_)) return {};
    AxisPair axes = usual_;
    const auto take = [&](const PartElement& old, std::string_view name, std::string* into) {
      if (std::string bytes = Joined(tree_, old, {name}); !bytes.empty()) *into = std::move(bytes);
    };
    if (const PartElement* const x = editor_.XAxis(); x != nullptr) {
      take(*x, "title", &axes.x.title);
    }
    if (const PartElement* const y = editor_.YAxis(); y != nullptr) {
      take(*y, "title", &axes.y.title);
      take(*y, "scaling", &axes.y.scaling);
      take(*y, "numFmt", &axes.y.number_format);
      axes.y.grid_lines = Joined(tree_, *y, {"majorGridlines", "minorGridlines"});
    }
    return {AxisXml(axes.x), AxisXml(axes.y)};
  }

  absl::Status ReplaceAxes(const std::array<std::string, 2>& axes) {
    constexpr std::array<std::string_view, 4> kBehind = {"axes", "dTable", "spPr", "extLst"};
    const auto old_axis = [this]() -> const PartElement* {
      for (const PartElement& child : Area().children) {
        if (child.local_name().ends_with("Ax")) return &child;
      }
      return nullptr;
    };
    while (old_axis() != nullptr) RETURN_IF_ERROR(tree_.Remove(*old_axis()));
    for (const std::string& axis : axes) {
      if (axis.empty()) continue;
      RETURN_IF_ERROR(tree_.Insert(Area(), kBehind.front(), editor_.Fit(axis), kBehind));
    }
    return absl::OkStatus();
  }

  // A format that follows the cells shows shares as percents.
  absl::Status ShowPercents() {
    const PartElement* const y = editor_.YAxis();
    const PartElement* const format = y == nullptr ? nullptr : y->Child("numFmt");
    if (format == nullptr || format->Attribute("sourceLinked") != "1") return absl::OkStatus();
    const bool percents = grouping_ == ChartGrouping::kPercentStacked;
    if (percents == (format->Attribute("formatCode") == "0%")) return absl::OkStatus();
    return tree_.SetAttribute(*format, "formatCode", percents ? "0%" : "General");
  }

  ChartEditor& editor_;
  PartTree& tree_;
  const ChartKind from_, to_;
  const ChartGrouping grouping_;
  const AxisPair usual_ = UsualAxes(to_, grouping_);
};

bool IsGrouped(ChartKind kind) { return HasCategories(kind) && kind != ChartKind::kRadar; }

// The data of a chart, replaced series by series.
class DataChange {
 public:
  DataChange(ChartEditor* editor, const std::vector<SeriesData>& series)
      : editor_(*editor), tree_(editor->tree()), series_(series) {}

  absl::Status Run() {
    const size_t before = editor_.Series().size();
    if (editor_.Plots().size() > 1 && before != series_.size()) {
      return ChartConflict(Concat("series: the chart is combined of several kinds and has ", before,
                                  " series; give as many, or delete it and create another one"));
    }
    for (size_t i = 0; i < std::min(before, series_.size()); ++i) RETURN_IF_ERROR(Fill(i));
    for (size_t i = before; i > series_.size(); --i) RETURN_IF_ERROR(tree_.Remove(At(i - 1)));
    for (size_t i = before; i < series_.size(); ++i) RETURN_IF_ERROR(Append(series_[i]));
    return absl::OkStatus();
  }

 private:
  // In the order of the legend, which is not that of the part when kinds are combined.
  const PartElement& At(size_t index) const {
    std::vector<const PartElement*> all = editor_.Series();
    std::ranges::stable_sort(all, {},
                             [](const PartElement* series) { return NumberIn(*series, "order"); });
    return *all[index];
  }

  ChartKind KindAt(size_t index) const {
    const size_t begin = At(index).begin;
    for (const PartElement* const plot : editor_.Plots()) {
      if (plot->begin < begin && begin < plot->end) return *KindOfPlot(*plot);
    }
    return *KindOfPlot(*editor_.Plots().front());
  }

  absl::Status Fill(size_t index) {
    const ChartKind kind = KindAt(index);
    const bool scatter = kind == ChartKind::kScatter;
    const ChartGrouping grouping = GroupingOf(*editor_.Plots().front(), kind);
    ASSIGN_OR_RETURN(const SeriesParts parts,
                     PartsOf(series_[index], kind, grouping, &editor_.data()));
    const auto set = [&](std::string_view name, const std::string& xml) {
      return editor_.SetChild(At(index), name, editor_.Fit(xml), SeriesChildren());
    };
    const auto wrapped = [](std::string_view name, const std::string& xml) {
      return xml.empty() ? xml : Concat("<c:", name, ">", xml, "</c:", name, ">");
    };
    const std::string_view x = scatter ? "xVal" : "cat", y = scatter ? "yVal" : "val";
    RETURN_IF_ERROR(set("tx", parts.name));
    RETURN_IF_ERROR(set(x, wrapped(x, parts.categories)));
    RETURN_IF_ERROR(set(y, wrapped(y, parts.values)));
    if (series_[index].color.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(set("spPr", parts.shape));
    return parts.marker.empty() ? absl::OkStatus() : set("marker", parts.marker);
  }

  absl::Status Append(const SeriesData& series) {
    const PartElement& plot = *editor_.Plots().front();
    const ChartKind kind = *KindOfPlot(plot);
    const ChartGrouping grouping = GroupingOf(plot, kind);
    ASSIGN_OR_RETURN(SeriesParts parts, PartsOf(series, kind, grouping, &editor_.data()));
    for (const PartElement* const other : plot.Children("ser")) {
      parts.index = std::max(parts.index, NumberIn(*other, "idx") + 1);
      parts.order = std::max(parts.order, NumberIn(*other, "order") + 1);
      const PartElement* const labels = other->Child("dLbls");
      if (labels != nullptr && labels->ValueOf("showVal") == "1") parts.labels = SeriesLabels(kind);
    }
    return tree_.Insert(plot, "ser", editor_.Fit(SeriesXml(kind, grouping, parts)), PlotChildren());
  }

  ChartEditor& editor_;
  PartTree& tree_;
  const std::vector<SeriesData>& series_;
};

}  // namespace

absl::Status SetChartKind(const ChartRequest& request, ChartEditor* editor) {
  if (!request.kind.has_value() && !request.grouping.has_value()) return absl::OkStatus();
  const std::string_view field = request.kind.has_value() ? "chart_type" : "grouping";
  ASSIGN_OR_RETURN(const ChartKind from, EditableKind(*editor, field));
  if (editor->Plots().size() > 1) {
    return ChartConflict(Concat(field, ": the chart is combined of several kinds; ", kPossible));
  }
  const ChartKind to = request.kind.value_or(from);
  RETURN_IF_ERROR(CheckFits(request, to));
  RETURN_IF_ERROR(CheckSeries(std::vector<SeriesData>(editor->Series().size()), to));
  const bool same_groupings = from == to || (IsGrouped(from) && IsGrouped(to));
  const ChartGrouping grouping = request.grouping.value_or(
      same_groupings ? GroupingOf(*editor->Plots().front(), from) : GroupingOr(to, std::nullopt));
  if (from == to && !request.grouping.has_value()) return absl::OkStatus();
  return KindChange(editor, from, to, grouping).Run();
}

absl::Status SetChartData(const ChartRequest& request, ChartEditor* editor) {
  const std::string_view field = request.data_range.empty() ? "series" : "data_range";
  ASSIGN_OR_RETURN(const ChartKind from, EditableKind(*editor, field));
  if (editor->tree().Find({"pivotSource"}) != nullptr) {
    return ChartConflict(Concat(field, ": the chart shows a pivot table, whose data it has"));
  }
  const ChartKind kind = request.kind.value_or(from);
  ASSIGN_OR_RETURN(const std::vector<SeriesData> series,
                   editor->data().Series(request, kind == ChartKind::kScatter));
  RETURN_IF_ERROR(CheckSeries(series, kind));
  for (size_t i = 0; i < series.size(); ++i) {
    if (!series[i].kind.has_value() && !series[i].secondary) continue;
    return ChartConflict(Concat("series[", i,
                                "]: chart_type and secondary_axis are of new charts; "
                                "delete the chart and create another one"));
  }
  return DataChange(editor, series).Run();
}

}  // namespace sheetgate::spreadsheet
