#include "workbook-service/rpc/sheet_highlights.h"

#include <cstddef>
#include <string_view>

#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;

constexpr int kMostColumnGroups = 5;

std::string Count(size_t count, std::string_view one, std::string_view many = "") {
  std::string text = StrCat(count, " ", count == 1 || many.empty() ? one : many);
  if (count != 1 && many.empty()) text += "s";
  return text;
}

// "hidden columns: C, F:H".
std::string HiddenColumns(const spreadsheet::SheetView& view) {
  std::string columns;
  int listed = 0;
  for (const spreadsheet::ColumnGroup& group : view.column_groups) {
    if (!group.hidden) continue;
    if (++listed > kMostColumnGroups) return StrCat("hidden columns: ", columns, ", ...");
    StrAppend(&columns, columns.empty() ? "" : ", ", spreadsheet::ColumnName(group.first));
    if (group.last > group.first) {
      StrAppend(&columns, ":", spreadsheet::ColumnName(group.last));
    }
  }
  return columns.empty() ? columns : StrCat("hidden columns: ", columns);
}

std::string Frozen(const spreadsheet::SheetView& view) {
  std::string text;
  if (view.frozen_rows > 0) text = Count(view.frozen_rows, "row");
  if (view.frozen_columns > 0) {
    StrAppend(&text, text.empty() ? "" : " and ", Count(view.frozen_columns, "column"));
  }
  return text.empty() ? text : StrCat("frozen: ", text);
}

}  // namespace

std::vector<std::string> SheetHighlights(const spreadsheet::SheetFeatures& features,
                                         const spreadsheet::SheetObjects& objects) {
  std::vector<std::string> highlights;
  const auto add = [&](size_t count, std::string_view one, std::string_view many = "") {
    if (count > 0) highlights.push_back(Count(count, one, many));
  };
  size_t rules = 0;
  for (const spreadsheet::ConditionalFormat& format : features.conditional_formats) {
    rules += format.rules.size();
  }
  add(features.tables.size(), "table");
  add(features.merges.size(), "merged range");
  add(features.validations.size(), "data validation");
  add(rules, "conditional format rule");
  add(objects.charts.size(), "chart");
  add(objects.pivot_tables.size(), "pivot table");
  add(objects.images.size(), "image");
  add(objects.controls.size(), "control");
  add(objects.comments.size(), "comment");
  add(objects.hyperlinks.size(), "hyperlink");
  add(objects.slicers.size(), "slicer");
  for (const spreadsheet::AutoFilter& filter : objects.filters) {
    if (!filter.table.empty()) continue;
    highlights.push_back(StrCat("autofilter on ", spreadsheet::FormatRange(filter.range),
                                filter.columns.empty() ? "" : ", filtering"));
  }
  for (std::string text : {Frozen(objects.view), HiddenColumns(objects.view)}) {
    if (!text.empty()) highlights.push_back(std::move(text));
  }
  if (objects.protection.enabled) highlights.push_back("protected");
  return highlights;
}

}  // namespace sheetgate::workbook
