// ChartEditor: an existing chart part, of whatever program, changed element by element. What a
// change does not concern, formats and extensions among it, stays to the byte.
//
// Titles, legend and labels can be changed on every chart of ECMA-376; axes where there are some;
// data and kind where chart_series_edit.h can.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CHART_EDITOR_H_
#define SHEETGATE_SPREADSHEET_EDIT_CHART_EDITOR_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/chart_data.h"
#include "spreadsheet/edit/chart_request.h"
#include "spreadsheet/edit/chart_xml.h"
#include "spreadsheet/edit/part_tree.h"

namespace sheetgate::spreadsheet {

// FAILED_PRECONDITION (`STRUCTURE_CONFLICT`): the chart cannot have that; what it can is named.
absl::Status ChartConflict(std::string_view what);

// The kind of a chart element: "barChart", and its barDir. Nullopt for those that are only moved
// and deleted.
std::optional<ChartKind> KindOfPlot(const PartElement& plot);

class ChartEditor {
 public:
  // FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) for a chartex part ([MS-ODRAWXML] 2.24), DATA_LOSS
  // (`FILE_CORRUPT`).
  static absl::StatusOr<ChartEditor> Open(const std::string& part, std::string xml, int max_depth,
                                          ChartData* data);

  // Everything the request has but data, kind and grouping. Errors of ChartData; INVALID_ARGUMENT
  // (`INVALID_ARGUMENT`) for a least value above the largest.
  absl::Status Apply(const ChartRequest& request);

  PartTree& tree() { return tree_; }
  ChartData& data() { return *data_; }
  // An element made by chart_xml.h, fit for this part: with the namespaces its root does not
  // declare, and percents as the part has them. Nothing stays nothing.
  std::string Fit(std::string xml) const;
  // Whether elements of the part can be moved within it: its root declares the prefix a.
  bool DeclaresDrawing() const;

  std::vector<const PartElement*> Plots() const;
  std::vector<const PartElement*> Series() const;  // of all plots
  // The axes of the first plot, and the values' axis of another one; null when there is none.
  const PartElement* XAxis() const;
  const PartElement* YAxis() const;
  const PartElement* SecondYAxis() const;

  // The `val` of a child, made when there is none. `parent` is found anew by whoever calls.
  absl::Status SetValue(const PartElement& parent, std::string_view name, std::string_view value,
                        ChildOrder order);
  // Puts `xml` in place of the child `name`; nothing removes it.
  absl::Status SetChild(const PartElement& parent, std::string_view name, std::string_view xml,
                        ChildOrder order);

 private:
  using Finder = std::function<const PartElement*()>;

  ChartEditor(PartTree tree, bool strict, ChartData* data)
      : tree_(std::move(tree)), strict_(strict), data_(data) {}

  const PartElement& Chart() const { return *tree_.Find({"chart"}); }
  std::vector<const PartElement*> AxesOf(const PartElement& plot) const;
  absl::Status SetChartTitle(const std::string& text);
  absl::Status SetAxisTitle(std::string_view field, const std::optional<std::string>& text,
                            const Finder& axis);
  absl::Status SetTitle(std::string_view field, const std::string& text, const Finder& holder,
                        ChildOrder order, TitlePlace place);
  absl::Status SetTitleText(std::string_view field, const std::string& text, const Finder& title,
                            TitlePlace place);
  absl::Status SetLegend(LegendPlace place);
  absl::Status SetLabels(bool shown);
  absl::Status SetGridLines(const Finder& axis, bool shown);
  absl::Status SetValueAxis(const ChartRequest& request);
  absl::Status SetLimit(std::string_view name, std::optional<double> value);

  PartTree tree_;
  bool strict_;
  ChartData* data_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CHART_EDITOR_H_
