// SheetObjects: what a sheet of any kind has besides cells and SheetFeatures: charts, pivot tables,
// images, shapes, controls, comments, links, filters, slicers, sparklines, scenarios, print
// settings, protection and view.
//
// A copy of what the file says, in the file's order; decoded, but references and formulas as
// stored. Empty texts and unset values mean that the file says nothing.
#ifndef SHEETGATE_SPREADSHEET_MODEL_SHEET_OBJECTS_H_
#define SHEETGATE_SPREADSHEET_MODEL_SHEET_OBJECTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// A series of a chart (ECMA-376 part 1, 21.2.2.160 ser and its like, [MS-ODRAWXML] 2.24.3 series).
struct ChartSeries {
  std::string type;        // the type of its chart: "column", "line", ...
  std::string name;        // as last shown
  std::string name_ref;    // where the name comes from: "Sheet1!$B$1"
  std::string categories;  // or x values
  std::string values;
  std::string sizes;   // of bubbles
  int64_t points = 0;  // values as last shown
};

// 21.2.2.27 chartSpace, or [MS-ODRAWXML] chartex.
struct Chart {
  std::string name;  // of the frame that shows it
  // Each once: bar, column, line, pie, doughnut, area, scatter, bubble, radar, stock, surface,
  // ofPie, the first five and surface also with 3D behind, and then " stacked" or
  // " percentStacked"; of a chartex chart its layout: waterfall, treemap, sunburst, funnel,
  // boxWhisker, clusteredColumn (a histogram), paretoLine, regionMap.
  std::vector<std::string> types;
  std::string title;      // as last shown
  std::string title_ref;  // where the title comes from
  std::vector<std::string> axis_titles;
  std::vector<ChartSeries> series;
  std::string pivot_table;  // it shows: "[Book]Sheet!Name" (21.2.2.144 pivotSource)
  std::string alt_text;
  std::optional<RangeRef> range;  // the cells it covers; none on a chart sheet
};

// 20.5.2.25 pic.
struct Image {
  std::string name;
  std::string alt_text;
  std::string format;  // extension of its part or target in lower case: png, jpeg, emf, ...
  int64_t bytes = 0;   // of its part
  std::string target;  // of a linked image: where it is
  std::string link;    // where a click on it leads
  std::optional<RangeRef> range;
};

// 20.5.2.29 sp, 20.5.2.13 cxnSp and frames of other things than charts.
struct Shape {
  std::string name;
  std::string kind;  // textBox, connector, a preset geometry (rect, ellipse, ...), diagram, ...
  std::string text;
  std::string alt_text;
  std::string macro;
  std::string link;
  std::optional<RangeRef> range;
};

// A form control, ActiveX control (18.3.1.19 control) or embedded object (18.3.1.59 oleObject).
struct Control {
  std::string name;
  std::string kind;         // Button, Drop, CheckBox, ...; ActiveX; or oleObject
  std::string program;      // progId of an oleObject
  std::string linked_cell;  // the cell its state is in
  std::string list_range;   // the cells its items come from
  std::string macro;
  std::optional<RangeRef> range;
};

// 18.10.1.22 dataField.
struct PivotValue {
  std::string name;      // caption
  std::string field;     // source column
  std::string function;  // sum, count, average, ...
  std::string show_as;   // percentOfTotal, ...; empty: the value itself
};

// 18.10.1.73 pivotTableDefinition with its cache's source (18.10.1.95 cacheSource).
struct PivotTable {
  std::string name;
  std::optional<RangeRef> range;
  std::string source_kind;                          // worksheet, external, consolidation, scenario
  std::string source_sheet;                         // of a worksheet source
  std::string source_range;                         // as written
  std::string source_name;                          // table or defined name
  std::string source_workbook;                      // path, when the source is in another workbook
  std::string connection;                           // name of an external source
  std::vector<std::string> rows, columns, filters;  // fields; "Values" stands for the values
  std::vector<PivotValue> values;
  std::string refreshed_by;
  bool refresh_on_load = false;
};

struct CommentReply {
  std::string author;
  std::string time;  // ISO 8601, as written
  std::string text;
};

// A note (18.7.3 comment) or a thread ([MS-XLSX] 2.6.205 threadedComment).
struct Comment {
  CellRef cell;
  std::string author;
  std::string time;  // of threads
  std::string text;
  bool thread = false;
  bool resolved = false;
  std::vector<CommentReply> replies;
};

// 18.3.1.47 hyperlink.
struct Hyperlink {
  RangeRef range;
  std::string target;    // URL or path; empty for a place in this workbook
  std::string location;  // "Sheet2!A1", a name, or the fragment of the target
  std::string tooltip;
  std::string display;
};

// 18.3.2.7 filterColumn.
struct FilterColumn {
  int32_t column = 1;  // of the sheet
  std::string criteria;
};

// 18.3.1.91 sortCondition.
struct SortKey {
  RangeRef range;
  bool descending = false;
  std::string by;           // cellColor, fontColor, icon; empty: value
  std::string custom_list;  // the order, "Mon,Tue,Wed"
};

// 18.3.1.92 sortState.
struct SortState {
  RangeRef range;
  bool case_sensitive = false;
  bool by_columns = false;
  std::vector<SortKey> keys;
};

// 18.3.1.2 autoFilter of the sheet or of a table.
struct AutoFilter {
  RangeRef range;
  std::string table;                  // its name, when it is that of a table
  std::vector<FilterColumn> columns;  // with criteria
  std::optional<SortState> sort;
};

// [MS-XLSX] 2.6.101 slicer, 2.6.141 timeline.
struct Slicer {
  bool timeline = false;
  std::string name;
  std::string caption;
  std::string field;  // source column
  std::string table;  // name of its table; else it belongs to pivot tables
  std::vector<std::string> pivot_tables;
  std::optional<RangeRef> range;
};

// [MS-XLSX] 2.6.116 sparkline.
struct Sparkline {
  RangeRef location;
  std::string data;
};
struct SparklineGroup {
  std::string type;  // line, column, stacked (win/loss)
  std::vector<Sparkline> sparklines;
};

// 18.3.1.76 scenario.
struct Scenario {
  std::string name;
  std::string user;
  std::string comment;
  std::vector<std::string> inputs;  // "B2=5"
};

struct PageBreak {
  int32_t before = 0;  // the row or column behind the break, from 1
  bool manual = false;
};

// What printing does: 18.3.1.63 pageSetup and what goes with it.
struct PrintSettings {
  std::string orientation;             // portrait, landscape
  uint32_t paper = 0;                  // 18.18.51 paperSize; 0: not said
  uint32_t scale = 100;                // percent
  bool fit_to_page = false;            // then the scale follows from:
  uint32_t fit_width = 1;              // pages; 0: as many as needed
  uint32_t fit_height = 1;             // pages; 0: as many as needed
  std::vector<std::string> options;    // gridLines, headings, horizontalCentered, ...
  std::array<std::string, 6> margins;  // inches: left, right, top, bottom, header, footer
  // "oddHeader: &LLeft&CCenter"; codes as in 18.3.1.46.
  std::vector<std::string> headers;
  std::vector<PageBreak> row_breaks, column_breaks;
};

// 18.3.1.69 protectedRange.
struct ProtectedRange {
  std::string name;
  std::vector<RangeRef> ranges;
  bool password = false;
};

// 18.3.1.85 sheetProtection.
struct SheetProtection {
  bool enabled = false;
  bool password = false;
  // What may be done although the sheet is protected: formatCells, insertRows, sort, ...,
  // selectLockedCells, selectUnlockedCells, objects, scenarios.
  std::vector<std::string> allowed;
  std::vector<ProtectedRange> ranges;  // that may be edited after all
};

// Columns that belong together (18.3.1.13 col).
struct ColumnGroup {
  int32_t first = 1, last = 1;
  uint32_t level = 0;  // of the outline; 0: none
  bool hidden = false;
};

// How the sheet is shown: 18.3.1.87 sheetView and what goes with it.
struct SheetView {
  uint32_t frozen_rows = 0, frozen_columns = 0;
  bool split = false;  // panes that are not frozen
  uint32_t zoom = 100;
  std::string mode;  // normal, pageBreakPreview, pageLayout
  std::string active_cell;
  bool right_to_left = false;
  bool grid_lines = true;
  bool headings = true;
  bool formulas = false;                   // formulas are shown instead of values
  bool zeros = true;                       // zeros are shown
  std::string tab_color;                   // as in ConditionalRule::colors
  std::vector<ColumnGroup> column_groups;  // outlined or hidden columns
  uint32_t row_outline_levels = 0;         // deepest level of outlined rows
  bool rows_hidden_by_default = false;     // 18.3.1.81 sheetFormatPr/@zeroHeight
};

// Immutable once read.
struct SheetObjects {
  std::vector<Chart> charts;
  std::vector<PivotTable> pivot_tables;
  std::vector<Image> images;
  std::vector<Shape> shapes;
  std::vector<Control> controls;
  std::vector<Comment> comments;  // notes, then threads
  std::vector<Hyperlink> hyperlinks;
  std::vector<AutoFilter> filters;  // the sheet's, then those of tables
  std::optional<SortState> sort;    // outside filters
  std::vector<Slicer> slicers;
  std::vector<SparklineGroup> sparklines;
  std::vector<Scenario> scenarios;
  std::optional<PrintSettings> print;  // when the sheet says anything about printing
  SheetProtection protection;
  SheetView view;

  // Heap bytes held, this object included.
  size_t memory_bytes() const;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_SHEET_OBJECTS_H_
