// Defaults are those of the schema: what a file leaves out is usual.
#include "spreadsheet/xlsx/sheet_settings_reader.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

PrintSettings& PrintOf(SheetObjects* objects) {
  if (!objects->print.has_value()) objects->print.emplace();
  return *objects->print;
}

// 18.3.1.82 sheetPr.
void ReadProperties(FeatureXml* xml, SheetObjects* objects) {
  while (xml->NextChild()) {
    if (xml->name() == "tabColor") objects->view.tab_color = xml->Color();
    if (xml->name() == "pageSetUpPr" && xml->Flag("fitToPage", false)) {
      PrintOf(objects).fit_to_page = true;
    }
    xml->Skip();
  }
}

// 18.3.1.66 pane.
void ReadPane(FeatureXml* xml, SheetView* view) {
  const std::string state = xml->Text("state", "split");
  if (state != "frozen" && state != "frozenSplit") {
    view->split = true;
    return;
  }
  view->frozen_rows = xml->Number("ySplit").value_or(0);
  view->frozen_columns = xml->Number("xSplit").value_or(0);
}

// 18.3.1.87 sheetView. A sheet has one for each window; the first is what people see.
void ReadView(FeatureXml* xml, SheetView* view) {
  view->zoom = xml->Number("zoomScale").value_or(100);
  view->mode = xml->Text("view", "normal");
  view->right_to_left = xml->Flag("rightToLeft", false);
  view->grid_lines = xml->Flag("showGridLines", true);
  view->headings = xml->Flag("showRowColHeaders", true);
  view->formulas = xml->Flag("showFormulas", false);
  view->zeros = xml->Flag("showZeros", true);
  while (xml->NextChild()) {
    if (xml->name() == "pane") ReadPane(xml, view);
    if (xml->name() == "selection") view->active_cell = xml->Text("activeCell");
    xml->Skip();
  }
}

void ReadViews(FeatureXml* xml, SheetView* view) {
  bool first = true;
  while (xml->NextChild()) {
    if (first && xml->name() == "sheetView") {
      ReadView(xml, view);
      first = false;
    } else {
      xml->Skip();
    }
  }
}

// 18.3.1.17 cols: those that are outlined or hidden; neighbours alike are joined.
void ReadColumns(FeatureXml* xml, std::vector<ColumnGroup>* groups) {
  while (xml->NextChild()) {
    ColumnGroup group;
    const uint32_t first = xml->Number("min").value_or(0);
    const uint32_t last = xml->Number("max").value_or(0);
    group.level = xml->Number("outlineLevel").value_or(0);
    group.hidden = xml->Flag("hidden", false);
    const bool is_column = xml->name() == "col" && first >= 1 && first <= last &&
                           last <= static_cast<uint32_t>(kMaxColumn);
    xml->Skip();
    if (!is_column || (group.level == 0 && !group.hidden)) continue;
    group.first = static_cast<int32_t>(first);
    group.last = static_cast<int32_t>(last);
    if (!groups->empty() && groups->back().last + 1 == group.first &&
        groups->back().level == group.level && groups->back().hidden == group.hidden) {
      groups->back().last = group.last;
    } else {
      groups->push_back(group);
    }
  }
}

bool HasPassword(FeatureXml* xml) {
  return !xml->Text("password").empty() || !xml->Text("hashValue").empty();
}

// 18.3.1.85 sheetProtection. Its flags tell what is locked; most are set when nothing is said.
void ReadProtection(FeatureXml* xml, SheetProtection* protection) {
  struct Action {
    std::string_view name;
    bool locked;
  };
  constexpr Action kActions[] = {{"selectLockedCells", false},
                                 {"selectUnlockedCells", false},
                                 {"formatCells", true},
                                 {"formatColumns", true},
                                 {"formatRows", true},
                                 {"insertColumns", true},
                                 {"insertRows", true},
                                 {"insertHyperlinks", true},
                                 {"deleteColumns", true},
                                 {"deleteRows", true},
                                 {"sort", true},
                                 {"autoFilter", true},
                                 {"pivotTables", true},
                                 {"objects", false},
                                 {"scenarios", false}};
  // A chart sheet (18.3.1.85 too) says content instead of sheet.
  protection->enabled = xml->Flag("sheet", false) || xml->Flag("content", false);
  protection->password = HasPassword(xml);
  if (protection->enabled) {
    for (const Action& action : kActions) {
      if (!xml->Flag(action.name, action.locked)) protection->allowed.emplace_back(action.name);
    }
  }
  xml->Skip();
}

void ReadProtectedRanges(FeatureXml* xml, std::vector<ProtectedRange>* ranges) {
  while (xml->NextChild()) {
    if (xml->name() == "protectedRange") {
      ranges->push_back({xml->Text("name"), ParseSqref(xml->Text("sqref")), HasPassword(xml)});
    }
    xml->Skip();
  }
}

// 18.3.1.70 printOptions: the names of those that are set.
void ReadPrintOptions(FeatureXml* xml, PrintSettings* print) {
  for (const std::string_view option :
       {"gridLines", "headings", "horizontalCentered", "verticalCentered"}) {
    if (xml->Flag(option, false)) print->options.emplace_back(option);
  }
  xml->Skip();
}

// 18.3.1.62 pageMargins.
void ReadMargins(FeatureXml* xml, PrintSettings* print) {
  constexpr std::string_view kSides[] = {"left", "right", "top", "bottom", "header", "footer"};
  for (size_t i = 0; i < std::size(kSides); ++i) print->margins[i] = xml->Text(kSides[i]);
  xml->Skip();
}

// 18.3.1.63 pageSetup.
void ReadPageSetup(FeatureXml* xml, PrintSettings* print) {
  print->orientation = xml->Text("orientation");
  if (print->orientation == "default") print->orientation.clear();
  print->paper = xml->Number("paperSize").value_or(0);
  print->scale = xml->Number("scale").value_or(100);
  print->fit_width = xml->Number("fitToWidth").value_or(1);
  print->fit_height = xml->Number("fitToHeight").value_or(1);
  for (const std::string_view option : {"blackAndWhite", "draft"}) {
    if (xml->Flag(option, false)) print->options.emplace_back(option);
  }
  if (xml->Text("pageOrder") == "overThenDown") print->options.emplace_back("overThenDown");
  xml->Skip();
}

// 18.3.1.46 headerFooter.
void ReadHeaders(FeatureXml* xml, PrintSettings* print) {
  while (xml->NextChild()) {
    const std::string name(xml->name());
    const std::string text = xml->Content();
    if (!text.empty()) print->headers.push_back(Concat(name, ": ", text));
  }
}

// 18.3.1.74 rowBreaks, 18.3.1.14 colBreaks. A break stands behind the row or column `id`.
void ReadBreaks(FeatureXml* xml, int32_t most, std::vector<PageBreak>* breaks) {
  while (xml->NextChild()) {
    const uint32_t id = xml->Number("id").value_or(0);
    if (xml->name() == "brk" && id >= 1 && id < static_cast<uint32_t>(most)) {
      breaks->push_back({static_cast<int32_t>(id) + 1, xml->Flag("man", false)});
    }
    xml->Skip();
  }
}

bool ReadPrintSetting(FeatureXml* xml, SheetObjects* objects) {
  const std::string_view name = xml->name();
  if (name == "printOptions") {
    ReadPrintOptions(xml, &PrintOf(objects));
  } else if (name == "pageMargins") {
    ReadMargins(xml, &PrintOf(objects));
  } else if (name == "pageSetup") {
    ReadPageSetup(xml, &PrintOf(objects));
  } else if (name == "headerFooter") {
    ReadHeaders(xml, &PrintOf(objects));
  } else if (name == "rowBreaks") {
    ReadBreaks(xml, kMaxRow, &PrintOf(objects).row_breaks);
  } else if (name == "colBreaks") {
    ReadBreaks(xml, kMaxColumn, &PrintOf(objects).column_breaks);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool ReadSheetSetting(FeatureXml* xml, SheetObjects* objects) {
  const std::string_view name = xml->name();
  if (name == "sheetPr") {
    ReadProperties(xml, objects);
  } else if (name == "sheetViews") {
    ReadViews(xml, &objects->view);
  } else if (name == "sheetFormatPr") {
    objects->view.row_outline_levels = xml->Number("outlineLevelRow").value_or(0);
    objects->view.rows_hidden_by_default = xml->Flag("zeroHeight", false);
    xml->Skip();
  } else if (name == "cols") {
    ReadColumns(xml, &objects->view.column_groups);
  } else if (name == "sheetProtection") {
    ReadProtection(xml, &objects->protection);
  } else if (name == "protectedRanges") {
    ReadProtectedRanges(xml, &objects->protection.ranges);
  } else {
    return ReadPrintSetting(xml, objects);
  }
  return true;
}

}  // namespace sheetgate::spreadsheet
