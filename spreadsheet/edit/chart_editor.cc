#include "spreadsheet/edit/chart_editor.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/chart_builder.h"
#include "spreadsheet/edit/drawing_part.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/cell_writer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

bool IsUpright(const PartElement& axis) {
  const std::string position = axis.ValueOf("axPos");
  return position == "l" || position == "r";
}

bool ChangesValueAxis(const ChartRequest& request) {
  return request.y_min || request.y_max || !request.y_number_format.empty();
}

std::optional<double> NumberOf(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A rich (21.2.2.156) with other text: a paragraph a line, each formatted as its first letters are.
std::string Retold(const PartTree& tree, const PartElement& rich, std::string_view text) {
  const PartElement& paragraph = *rich.Child("p");
  const PartElement& run = *paragraph.Child("r");
  const PartElement& old_text = *run.Child("t");
  const PartElement* const properties = paragraph.Child("pPr");
  const std::string head =
      Concat(tree.Bytes(paragraph.begin, paragraph.content_begin),
             properties == nullptr ? std::string_view() : tree.BytesOf(*properties),
             tree.Bytes(run.begin, old_text.begin), "<", old_text.name, ">");
  const std::string tail = Concat("</", old_text.name, ">", tree.Bytes(old_text.end, run.end),
                                  tree.Bytes(paragraph.content_end, paragraph.end));
  std::string xml(tree.Bytes(rich.begin, paragraph.begin));
  for (const std::string_view line : LinesOf(text)) {
    xml += head;
    AppendEscaped(line, &xml);
    xml += tail;
  }
  return Concat(xml, tree.Bytes(rich.content_end, rich.end));
}

// A rich that looks as a txPr says, which formats a title without a text of its own.
std::string FormattedLike(const PartTree& tree, const PartElement& properties,
                          std::string_view text) {
  const PartElement* const body = properties.Child("bodyPr");
  const PartElement* const format = properties.Find({"p", "pPr"});
  std::string xml =
      Concat("<c:rich>", body == nullptr ? std::string_view("<a:bodyPr/>") : tree.BytesOf(*body));
  for (const std::string_view line : LinesOf(text)) {
    xml += Concat("<a:p>", format == nullptr ? std::string_view() : tree.BytesOf(*format),
                  "<a:r><a:rPr lang=\"en-US\"/><a:t>");
    AppendEscaped(line, &xml);
    xml += "</a:t></a:r></a:p>";
  }
  return xml + "</c:rich>";
}

}  // namespace

absl::Status ChartConflict(std::string_view what) {
  return platform::FailedPrecondition(ErrorReason::kStructureConflict, std::string(what));
}

std::optional<ChartKind> KindOfPlot(const PartElement& plot) {
  const std::string_view name = plot.local_name();
  if (name == "barChart") {
    return plot.ValueOf("barDir") == "bar" ? ChartKind::kBar : ChartKind::kColumn;
  }
  if (name == "lineChart") return ChartKind::kLine;
  if (name == "areaChart") return ChartKind::kArea;
  if (name == "pieChart") return ChartKind::kPie;
  if (name == "doughnutChart") return ChartKind::kDoughnut;
  if (name == "scatterChart") return ChartKind::kScatter;
  if (name == "radarChart") return ChartKind::kRadar;
  return std::nullopt;
}

absl::StatusOr<ChartEditor> ChartEditor::Open(const std::string& part, std::string xml,
                                              int max_depth, ChartData* data) {
  ASSIGN_OR_RETURN(PartTree tree, PartTree::Read(part, std::move(xml), max_depth));
  const auto& attributes = tree.root().attributes;
  const auto has_space = [&](std::string_view space) {
    return std::ranges::find(attributes, space, &XmlAttribute::value) != attributes.end();
  };
  const bool strict = has_space(SpacesOf(true).chart);
  if ((!strict && !has_space(SpacesOf(false).chart)) ||
      tree.Find({"chart", "plotArea"}) == nullptr) {
    return ChartConflict(
        "the chart is of a kind Excel 2016 brought (waterfall, treemap, funnel, map, ...), whose "
        "contents are not changed here; move and delete it, or create another one instead");
  }
  return ChartEditor(std::move(tree), strict, data);
}

bool ChartEditor::DeclaresDrawing() const {
  return tree_.root().Attribute("xmlns:a") == SpacesOf(strict_).main;
}

std::string ChartEditor::Fit(std::string xml) const {
  if (xml.empty()) return xml;
  const DrawingSpaces spaces = SpacesOf(strict_);
  std::string declarations;
  if (tree_.root().Attribute("xmlns:c") != spaces.chart) {
    declarations += Concat(" xmlns:c=\"", spaces.chart, "\"");
  }
  if (!DeclaresDrawing()) declarations += Concat(" xmlns:a=\"", spaces.main, "\"");
  xml.insert(xml.find_first_of(" />"), declarations);
  return WithPercents(std::move(xml), strict_);
}

std::vector<const PartElement*> ChartEditor::Plots() const {
  std::vector<const PartElement*> plots;
  for (const PartElement& child : tree_.Find({"chart", "plotArea"})->children) {
    if (child.local_name().ends_with("Chart")) plots.push_back(&child);
  }
  return plots;
}

std::vector<const PartElement*> ChartEditor::Series() const {
  std::vector<const PartElement*> all;
  for (const PartElement* const plot : Plots()) {
    const auto of_plot = plot->Children("ser");
    all.insert(all.end(), of_plot.begin(), of_plot.end());
  }
  return all;
}

std::vector<const PartElement*> ChartEditor::AxesOf(const PartElement& plot) const {
  std::vector<const PartElement*> axes;
  for (const PartElement* const id : plot.Children("axId")) {
    for (const PartElement& child : tree_.Find({"chart", "plotArea"})->children) {
      if (child.local_name().ends_with("Ax") && child.ValueOf("axId") == id->Attribute("val")) {
        axes.push_back(&child);
      }
    }
  }
  return axes;
}

const PartElement* ChartEditor::XAxis() const {
  const auto plots = Plots();
  if (plots.empty()) return nullptr;
  const auto axes = AxesOf(*plots.front());
  const auto of_values = [](const PartElement* axis) { return axis->local_name() == "valAx"; };
  // Of two axes of values the level one.
  const bool two = std::ranges::count_if(axes, of_values) > 1;
  for (const PartElement* const axis : axes) {
    const bool is_x =
        two ? !IsUpright(*axis) : axis->local_name() == "catAx" || axis->local_name() == "dateAx";
    if (is_x) return axis;
  }
  return nullptr;
}

const PartElement* ChartEditor::YAxis() const {
  const auto plots = Plots();
  if (plots.empty()) return nullptr;
  const PartElement* const x = XAxis();
  for (const PartElement* const axis : AxesOf(*plots.front())) {
    if (axis->local_name() == "valAx" && axis != x) return axis;
  }
  return nullptr;
}

const PartElement* ChartEditor::SecondYAxis() const {
  const PartElement* const x = XAxis();
  const PartElement* const y = YAxis();
  for (const PartElement* const plot : Plots()) {
    for (const PartElement* const axis : AxesOf(*plot)) {
      if (axis->local_name() == "valAx" && axis != x && axis != y && IsUpright(*axis)) return axis;
    }
  }
  return nullptr;
}

absl::Status ChartEditor::SetValue(const PartElement& parent, std::string_view name,
                                   std::string_view value, ChildOrder order) {
  if (const PartElement* const child = parent.Child(name); child != nullptr) {
    if (child->Attribute("val") == value) return absl::OkStatus();
    return tree_.SetAttribute(*child, "val", value);
  }
  return tree_.Insert(parent, name, Fit(ValueElement(name, value)), order);
}

absl::Status ChartEditor::SetChild(const PartElement& parent, std::string_view name,
                                   std::string_view xml, ChildOrder order) {
  if (const PartElement* const child = parent.Child(name); child != nullptr) {
    return tree_.Replace(*child, xml);
  }
  return xml.empty() ? absl::OkStatus() : tree_.Insert(parent, name, xml, order);
}

absl::Status ChartEditor::Apply(const ChartRequest& request) {
  if (request.title.has_value()) RETURN_IF_ERROR(SetChartTitle(*request.title));
  RETURN_IF_ERROR(SetAxisTitle("x_axis_title", request.x_axis_title, [this] { return XAxis(); }));
  RETURN_IF_ERROR(SetAxisTitle("y_axis_title", request.y_axis_title, [this] { return YAxis(); }));
  RETURN_IF_ERROR(SetAxisTitle("secondary_axis_title", request.secondary_axis_title,
                               [this] { return SecondYAxis(); }));
  if (request.legend.has_value()) RETURN_IF_ERROR(SetLegend(*request.legend));
  if (request.data_labels.has_value()) RETURN_IF_ERROR(SetLabels(*request.data_labels));
  if (request.grid_lines.has_value()) {
    if (YAxis() == nullptr) return ChartConflict("grid_lines: the chart has no value axis");
    RETURN_IF_ERROR(SetGridLines([this] { return YAxis(); }, *request.grid_lines));
    const PartElement* const x = XAxis();
    if (x != nullptr && x->local_name() == "valAx") {
      RETURN_IF_ERROR(SetGridLines([this] { return XAxis(); }, *request.grid_lines));
    }
  }
  return ChangesValueAxis(request) ? SetValueAxis(request) : absl::OkStatus();
}

absl::Status ChartEditor::SetChartTitle(const std::string& text) {
  RETURN_IF_ERROR(SetTitle(
      "title", text, [this] { return &Chart(); }, ChartChildren(), TitlePlace::kChart));
  return SetValue(Chart(), "autoTitleDeleted", text.empty() ? "1" : "0", ChartChildren());
}

absl::Status ChartEditor::SetAxisTitle(std::string_view field,
                                       const std::optional<std::string>& text, const Finder& axis) {
  if (!text.has_value()) return absl::OkStatus();
  if (axis() == nullptr) return ChartConflict(Concat(field, ": the chart has no such axis"));
  return SetTitle(field, *text, axis, AxisChildren(),
                  IsUpright(*axis()) ? TitlePlace::kVerticalAxis : TitlePlace::kHorizontalAxis);
}

absl::Status ChartEditor::SetTitle(std::string_view field, const std::string& text,
                                   const Finder& holder, ChildOrder order, TitlePlace place) {
  const PartElement* const title = holder()->Child("title");
  if (text.empty()) return title == nullptr ? absl::OkStatus() : tree_.Remove(*title);
  if (title != nullptr) {
    return SetTitleText(
        field, text, [&] { return holder()->Child("title"); }, place);
  }
  bool linked = false;
  ASSIGN_OR_RETURN(const std::string source, TitleSource(field, text, place, data_, &linked));
  return tree_.Insert(*holder(), "title", Fit(TitleXml(source, linked, place)), order);
}

absl::Status ChartEditor::SetTitleText(std::string_view field, const std::string& text,
                                       const Finder& title, TitlePlace place) {
  bool linked = false;
  ASSIGN_OR_RETURN(std::string source, TitleSource(field, text, place, data_, &linked));
  const PartElement* const rich = title()->Find({"tx", "rich"});
  if (!linked && rich != nullptr && rich->Find({"p", "r", "t"}) != nullptr) {
    return tree_.Replace(*rich, Retold(tree_, *rich, text));
  }
  const PartElement* const properties = title()->Child("txPr");
  if (!linked && properties != nullptr && DeclaresDrawing()) {
    source = FormattedLike(tree_, *properties, text);
  }
  const bool formatted = properties != nullptr;
  RETURN_IF_ERROR(
      SetChild(*title(), "tx", Fit(Concat("<c:tx>", source, "</c:tx>")), TitleChildren()));
  if (!linked) return SetChild(*title(), "txPr", "", TitleChildren());
  if (formatted) return absl::OkStatus();
  return tree_.Insert(*title(), "txPr", Fit(TitleProperties(place)), TitleChildren());
}

absl::Status ChartEditor::SetLegend(LegendPlace place) {
  const PartElement* const legend = Chart().Child("legend");
  if (legend == nullptr || place == LegendPlace::kNone) {
    return SetChild(Chart(), "legend", Fit(LegendXml(place)), ChartChildren());
  }
  // A place given by hand would win over the side.
  if (legend->Find({"layout", "manualLayout"}) != nullptr) {
    RETURN_IF_ERROR(tree_.Remove(*legend->Child("layout")));
  }
  return SetValue(*Chart().Child("legend"), "legendPos", LegendPosition(place), LegendChildren());
}

absl::Status ChartEditor::SetLabels(bool shown) {
  const size_t count = Series().size();
  for (size_t i = 0; i < count; ++i) {
    const PartElement& series = *Series()[i];
    const PartElement* const labels = series.Child("dLbls");
    if (!shown) {
      RETURN_IF_ERROR(SetChild(series, "dLbls", "", SeriesChildren()));
    } else if (labels != nullptr && labels->Child("showVal") != nullptr) {
      RETURN_IF_ERROR(SetValue(*labels, "showVal", "1", {}));
    } else {
      RETURN_IF_ERROR(
          SetChild(series, "dLbls", Fit(SeriesLabels(ChartKind::kColumn)), SeriesChildren()));
    }
  }
  // Those of a whole plot show on each series that says nothing itself.
  for (size_t i = 0; !shown && i < Plots().size(); ++i) {
    for (const std::string_view name :
         {"showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"}) {
      const PartElement* const labels = Plots()[i]->Child("dLbls");
      if (labels != nullptr && labels->ValueOf(name) == "1") {
        RETURN_IF_ERROR(tree_.SetAttribute(*labels->Child(name), "val", "0"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ChartEditor::SetGridLines(const Finder& axis, bool shown) {
  if (shown) {
    if (axis()->Child("majorGridlines") != nullptr) return absl::OkStatus();
    return tree_.Insert(*axis(), "majorGridlines", Fit(GridLines()), AxisChildren());
  }
  RETURN_IF_ERROR(SetChild(*axis(), "minorGridlines", "", AxisChildren()));
  return SetChild(*axis(), "majorGridlines", "", AxisChildren());
}

absl::Status ChartEditor::SetLimit(std::string_view name, std::optional<double> value) {
  if (!value.has_value()) return absl::OkStatus();
  if (YAxis()->Child("scaling") == nullptr) {
    RETURN_IF_ERROR(tree_.Insert(*YAxis(), "scaling", Fit("<c:scaling/>"), AxisChildren()));
  }
  return SetValue(*YAxis()->Child("scaling"), name, FormatNumber(*value), ScalingChildren());
}

absl::Status ChartEditor::SetValueAxis(const ChartRequest& request) {
  if (YAxis() == nullptr) {
    return ChartConflict("y_min, y_max, y_number_format: the chart has no value axis");
  }
  RETURN_IF_ERROR(SetLimit("max", request.y_max));
  RETURN_IF_ERROR(SetLimit("min", request.y_min));
  if (const PartElement* const scaling = YAxis()->Child("scaling"); scaling != nullptr) {
    const auto min = NumberOf(scaling->ValueOf("min")), max = NumberOf(scaling->ValueOf("max"));
    if (min.has_value() && max.has_value() && *min >= *max) {
      return platform::InvalidArgument(
          ErrorReason::kInvalidArgument,
          Concat(request.y_min.has_value() ? "y_min" : "y_max", ": the axis would go from ",
                 FormatNumber(*min), " to ", FormatNumber(*max), "; give both ends"));
    }
  }
  if (request.y_number_format.empty()) return absl::OkStatus();
  return SetChild(*YAxis(), "numFmt",
                  Fit(NumberFormatXml(request.y_number_format, /*linked=*/false)), AxisChildren());
}

}  // namespace sheetgate::spreadsheet
