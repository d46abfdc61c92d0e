// Words of the file format (stacked, between) stay; they are what agents know from elsewhere.
#include "workbook-service/rpc/object_codec.h"

#include <string_view>
#include <vector>

#include "platform/base/strings.h"
#include "workbook-service/rpc/feature_codec.h"
#include "workbook-service/rpc/object_item.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;

// "first: second" of what may be missing.
std::string Labelled(std::string_view label, std::string_view text) {
  if (label.empty()) return std::string(text);
  return text.empty() ? std::string(label) : StrCat(label, ": ", text);
}

// "series Sales: values Sheet1!$B$2:$B$9 (8 points), categories Sheet1!$A$2:$A$9".
std::string SeriesLine(const spreadsheet::ChartSeries& series, bool tell_type,
                       const NameLookup& names) {
  std::string line = "series";
  if (!series.name.empty()) StrAppend(&line, " ", series.name);
  if (tell_type) StrAppend(&line, " (", series.type, ")");
  std::string_view join = ": ";
  const auto add = [&](std::string_view label, const std::string& reference) {
    if (reference.empty()) return;
    StrAppend(&line, join, label, " ", names(reference));
    join = ", ";
  };
  add("values", series.values);
  if (series.points > 0) {
    StrAppend(&line, series.values.empty() ? ": literal values (" : " (", series.points,
              series.points == 1 ? " point)" : " points)");
    join = ", ";
  }
  add("categories", series.categories);
  add("sizes", series.sizes);
  add("name", series.name_ref);
  return line;
}

std::string SourceOf(const spreadsheet::PivotTable& table) {
  std::string source;
  if (!table.source_name.empty()) {
    source = table.source_name;
  } else if (!table.source_sheet.empty()) {
    source = StrCat(table.source_sheet, "!", table.source_range);
  } else {
    source = table.source_range;
  }
  if (!table.connection.empty()) source = StrCat("connection ", table.connection);
  if (source.empty()) source = table.source_kind;
  if (!table.source_workbook.empty()) StrAppend(&source, " of ", table.source_workbook);
  return source;
}

std::string ValueText(const spreadsheet::PivotValue& value) {
  std::string text = StrCat(value.name, " = ", value.function, " of ", value.field);
  if (!value.show_as.empty()) StrAppend(&text, " as ", value.show_as);
  return text;
}

// Cells below or beside each other as one range.
std::vector<spreadsheet::RangeRef> Joined(const std::vector<spreadsheet::RangeRef>& cells) {
  std::vector<spreadsheet::RangeRef> ranges;
  for (const spreadsheet::RangeRef& cell : cells) {
    if (!ranges.empty()) {
      spreadsheet::RangeRef& last = ranges.back();
      const bool below = cell.first.row == last.last.row + 1 &&
                         cell.first.column == last.first.column &&
                         cell.last.column == last.last.column;
      const bool beside = cell.first.column == last.last.column + 1 &&
                          cell.first.row == last.first.row && cell.last.row == last.last.row;
      if (below || beside) {
        last.last = cell.last;
        continue;
      }
    }
    ranges.push_back(cell);
  }
  return ranges;
}

void AddSort(const spreadsheet::SortState& sort, ObjectItem* item) {
  for (const spreadsheet::SortKey& key : sort.keys) {
    std::string line = StrCat("sorted by ", RangeText(key.range));
    if (!key.by.empty()) StrAppend(&line, " ", key.by);
    if (key.descending) line += " descending";
    if (!key.custom_list.empty()) StrAppend(&line, " in the order ", key.custom_list);
    item->Detail(line);
  }
  if (sort.case_sensitive) item->Detail("case sensitive");
  if (sort.by_columns) item->Detail("columns are sorted, not rows");
}

}  // namespace

v1::ObjectInfo EncodeChart(const spreadsheet::Chart& chart, const NameLookup& names) {
  ObjectItem item;
  std::string types;
  for (const std::string& type : chart.types) StrAppend(&types, types.empty() ? "" : " + ", type);
  item.Name(chart.name).Range(chart.range).Summary(Labelled(types, chart.title));
  item.Detail("title from", chart.title_ref.empty() ? "" : names(chart.title_ref));
  for (const spreadsheet::ChartSeries& series : chart.series) {
    item.Detail(SeriesLine(series, chart.types.size() > 1, names));
  }
  item.Detail("axes", chart.axis_titles);
  item.Detail("pivot table", chart.pivot_table).Detail("alt text", chart.alt_text);
  return item.Take();
}

v1::ObjectInfo EncodePivotTable(const spreadsheet::PivotTable& table) {
  ObjectItem item;
  item.Name(table.name).Range(table.range).Summary(StrCat("source ", SourceOf(table)));
  item.Detail("rows", table.rows).Detail("columns", table.columns).Detail("filters", table.filters);
  for (const spreadsheet::PivotValue& value : table.values) item.Detail("value", ValueText(value));
  item.Detail("refreshed by", table.refreshed_by);
  if (table.refresh_on_load) item.Detail("refreshed when opened");
  return item.Take();
}

v1::ObjectInfo EncodeImage(const spreadsheet::Image& image) {
  ObjectItem item;
  std::string summary = image.format;
  if (image.target.empty()) {
    StrAppend(&summary, summary.empty() ? "" : ", ", image.bytes, " bytes");
  }
  item.Name(image.name).Range(image.range).Summary(summary);
  item.Detail("alt text", image.alt_text).Detail("file", image.target).Detail("link", image.link);
  return item.Take();
}

v1::ObjectInfo EncodeShape(const spreadsheet::Shape& shape) {
  ObjectItem item;
  item.Name(shape.name).Range(shape.range).Summary(Labelled(shape.kind, shape.text));
  item.Detail("alt text", shape.alt_text).Detail("macro", shape.macro).Detail("link", shape.link);
  return item.Take();
}

v1::ObjectInfo EncodeControl(const spreadsheet::Control& control) {
  ObjectItem item;
  item.Name(control.name).Range(control.range).Summary(Labelled(control.kind, control.program));
  item.Detail("macro", control.macro).Detail("linked cell", control.linked_cell);
  item.Detail("list", control.list_range);
  return item.Take();
}

v1::ObjectInfo EncodeComment(const spreadsheet::Comment& comment) {
  ObjectItem item;
  item.Range(spreadsheet::RangeRef{comment.cell, comment.cell});
  // Excel begins notes with the name of their author.
  const bool signed_text = comment.text.starts_with(comment.author + ":");
  item.Summary(signed_text ? comment.text : Labelled(comment.author, comment.text));
  if (comment.thread) {
    item.Detail(StrCat(comment.resolved ? "resolved thread" : "thread",
                       comment.time.empty() ? "" : " of ", comment.time));
  }
  for (const spreadsheet::CommentReply& reply : comment.replies) {
    item.Detail(Labelled(reply.author, reply.text));
  }
  return item.Take();
}

v1::ObjectInfo EncodeHyperlink(const spreadsheet::Hyperlink& link) {
  ObjectItem item;
  const bool both = !link.target.empty() && !link.location.empty();
  item.Range(link.range).Summary(StrCat(link.target, both ? "#" : "", link.location));
  item.Detail("tooltip", link.tooltip);
  return item.Take();
}

v1::ObjectInfo EncodeFilter(const spreadsheet::AutoFilter& filter) {
  ObjectItem item;
  item.Name(filter.table).Range(filter.range);
  item.Summary(filter.columns.empty()
                   ? "shows everything"
                   : StrCat("filtered by ", filter.columns.size(),
                            filter.columns.size() == 1 ? " column" : " columns"));
  for (const spreadsheet::FilterColumn& column : filter.columns) {
    item.Detail(StrCat("column ", spreadsheet::ColumnName(column.column)), column.criteria);
  }
  if (filter.sort.has_value()) AddSort(*filter.sort, &item);
  return item.Take();
}

v1::ObjectInfo EncodeSort(const spreadsheet::SortState& sort) {
  ObjectItem item;
  item.Range(sort.range).Summary("sorted, not filtered");
  AddSort(sort, &item);
  return item.Take();
}

v1::ObjectInfo EncodeSlicer(const spreadsheet::Slicer& slicer) {
  ObjectItem item;
  std::string summary = StrCat(slicer.timeline ? "timeline of " : "slicer of ", slicer.field);
  if (!slicer.table.empty()) StrAppend(&summary, " of table ", slicer.table);
  item.Name(slicer.name).Range(slicer.range).Summary(summary);
  item.Detail("pivot tables", slicer.pivot_tables);
  if (slicer.caption != slicer.name) item.Detail("caption", slicer.caption);
  return item.Take();
}

v1::ObjectInfo EncodeSparklines(const spreadsheet::SparklineGroup& group) {
  ObjectItem item;
  std::vector<spreadsheet::RangeRef> locations;
  for (const spreadsheet::Sparkline& sparkline : group.sparklines) {
    locations.push_back(sparkline.location);
    item.Detail(RangeText(sparkline.location), sparkline.data);
  }
  item.Ranges(Joined(locations)).Summary(group.type);
  return item.Take();
}

v1::ObjectInfo EncodeScenario(const spreadsheet::Scenario& scenario) {
  ObjectItem item;
  item.Name(scenario.name).Summary(JoinTexts(scenario.inputs));
  item.Detail("by", scenario.user).Detail("comment", scenario.comment);
  return item.Take();
}

}  // namespace sheetgate::workbook
