// Memory of the objects.
#include "spreadsheet/model/sheet_objects.h"

#include "spreadsheet/model/heap_bytes.h"

namespace sheetgate::spreadsheet {
namespace {

size_t Held(const ChartSeries& series) {
  return HeapBytes(series.type, series.name, series.name_ref, series.categories, series.values,
                   series.sizes);
}
size_t Held(const CommentReply& reply) { return HeapBytes(reply.author, reply.time, reply.text); }
size_t Held(const FilterColumn& column) { return HeapBytes(column.criteria); }
size_t Held(const SortKey& key) { return HeapBytes(key.by, key.custom_list); }
size_t Held(const PivotValue& value) {
  return HeapBytes(value.name, value.field, value.function, value.show_as);
}
size_t Held(const Sparkline& sparkline) { return HeapBytes(sparkline.data); }
size_t Held(const ProtectedRange& range) { return HeapBytes(range.name) + SlotBytes(range.ranges); }
size_t Held(const Image& image) {
  return HeapBytes(image.name, image.alt_text, image.format, image.target, image.link);
}
size_t Held(const Shape& shape) {
  return HeapBytes(shape.name, shape.kind, shape.text, shape.alt_text, shape.macro, shape.link);
}
size_t Held(const Control& control) {
  return HeapBytes(control.name, control.kind, control.program, control.linked_cell,
                   control.list_range, control.macro);
}
size_t Held(const Hyperlink& link) {
  return HeapBytes(link.target, link.location, link.tooltip, link.display);
}
size_t Held(const Slicer& slicer) {
  return HeapBytes(slicer.name, slicer.caption, slicer.field, slicer.table, slicer.pivot_tables);
}
size_t Held(const Scenario& scenario) {
  return HeapBytes(scenario.name, scenario.user, scenario.comment, scenario.inputs);
}

size_t Held(const Chart& chart);
size_t Held(const PivotTable& pivot);
size_t Held(const Comment& comment);
size_t Held(const AutoFilter& filter);
size_t Held(const SparklineGroup& group);

template <typename T>
size_t HeldByAll(const std::vector<T>& items) {
  size_t bytes = SlotBytes(items);
  for (const T& item : items) bytes += Held(item);
  return bytes;
}

size_t Held(const Chart& chart) {
  return HeapBytes(chart.name, chart.types, chart.title, chart.title_ref, chart.axis_titles,
                   chart.pivot_table, chart.alt_text) +
         HeldByAll(chart.series);
}
size_t Held(const PivotTable& pivot) {
  return HeapBytes(pivot.name, pivot.source_kind, pivot.source_sheet, pivot.source_range,
                   pivot.source_name, pivot.source_workbook, pivot.connection, pivot.rows,
                   pivot.columns, pivot.filters, pivot.refreshed_by) +
         HeldByAll(pivot.values);
}
size_t Held(const Comment& comment) {
  return HeapBytes(comment.author, comment.time, comment.text) + HeldByAll(comment.replies);
}
size_t Held(const std::optional<SortState>& sort) {
  return sort.has_value() ? HeldByAll(sort->keys) : 0;
}
size_t Held(const AutoFilter& filter) {
  return HeapBytes(filter.table) + HeldByAll(filter.columns) + Held(filter.sort);
}
size_t Held(const SparklineGroup& group) {
  return HeapBytes(group.type) + HeldByAll(group.sparklines);
}
size_t Held(const PrintSettings& print) {
  size_t bytes = HeapBytes(print.orientation, print.options, print.headers) +
                 SlotBytes(print.row_breaks) + SlotBytes(print.column_breaks);
  for (const std::string& margin : print.margins) bytes += HeapBytes(margin);
  return bytes;
}
size_t Held(const SheetView& view) {
  return HeapBytes(view.mode, view.active_cell, view.tab_color) + SlotBytes(view.column_groups);
}

}  // namespace

size_t SheetObjects::memory_bytes() const {
  return sizeof(*this) + HeldByAll(charts) + HeldByAll(pivot_tables) + HeldByAll(images) +
         HeldByAll(shapes) + HeldByAll(controls) + HeldByAll(comments) + HeldByAll(hyperlinks) +
         HeldByAll(filters) + Held(sort) + HeldByAll(slicers) + HeldByAll(sparklines) +
         HeldByAll(scenarios) + (print.has_value() ? Held(*print) : 0) +
         HeapBytes(protection.allowed) + HeldByAll(protection.ranges) + Held(view);
}

}  // namespace sheetgate::spreadsheet
