#include "spreadsheet/edit/view_operation.h"

#include <string_view>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/sheet_element.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using pugi::xml_node;

constexpr std::string_view kViewOrder[] = {"pane", "selection", "pivotSelection", "extLst"};

void AddSelection(xml_node view, const char* pane, const std::string& cell,
                  const std::string& range) {
  const xml_node selection = InsertChildNamed(view, "selection", kViewOrder);
  if (*pane != '\0') SetTreeAttribute(selection, "pane", pane);
  if (!cell.empty()) SetTreeAttribute(selection, "activeCell", cell);
  if (!range.empty()) SetTreeAttribute(selection, "sqref", range);
}

// 18.3.1.66 pane, with a selection for each pane, as Excel writes them.
void Freeze(xml_node view, const ViewChange::Frozen& frozen) {
  std::string cell, range;
  const std::string active_pane = ChildNamed(view, "pane").attribute("activePane").as_string();
  for (const xml_node child : view.children()) {
    if (TreeName(child) != "selection") continue;
    const bool active = cell.empty() || child.attribute("pane").as_string() == active_pane;
    if (!active) continue;
    cell = child.attribute("activeCell").as_string();
    range = child.attribute("sqref").as_string();
  }
  RemoveChildNamed(view, "pane");
  RemoveChildNamed(view, "selection");
  const bool rows = frozen.rows > 0, columns = frozen.columns > 0;
  if (!rows && !columns) {
    if (!cell.empty()) AddSelection(view, "", cell, range);
    return;
  }
  // What is scrolled away above the pane could never be seen.
  view.remove_attribute("topLeftCell");
  const char* active = rows && columns ? "bottomRight" : rows ? "bottomLeft" : "topRight";
  const xml_node pane = EnsureChildNamed(view, "pane", kViewOrder);
  if (columns) SetTreeAttribute(pane, "xSplit", std::to_string(frozen.columns));
  if (rows) SetTreeAttribute(pane, "ySplit", std::to_string(frozen.rows));
  SetTreeAttribute(pane, "topLeftCell", FormatCell({frozen.rows + 1, frozen.columns + 1}));
  SetTreeAttribute(pane, "activePane", active);
  SetTreeAttribute(pane, "state", "frozen");
  if (rows && columns) {
    AddSelection(view, "topRight", "", "");
    AddSelection(view, "bottomLeft", "", "");
  }
  AddSelection(view, active, cell, range);
}

void EditView(xml_node view, const ViewChange& change) {
  if (change.frozen.has_value()) Freeze(view, *change.frozen);
  if (change.view.has_value()) {
    view.remove_attribute("view");
    if (*change.view != "normal") SetTreeAttribute(view, "view", *change.view);
  }
  if (change.zoom.has_value()) {
    const std::string zoom = std::to_string(*change.zoom);
    SetTreeAttribute(view, "zoomScale", zoom);
    // The zoom each way of showing the sheet comes back with.
    const std::string_view kind = view.attribute("view").as_string("normal");
    SetTreeAttribute(view,
                     kind == "pageBreakPreview" ? "zoomScaleSheetLayoutView"
                     : kind == "pageLayout"     ? "zoomScalePageLayoutView"
                                                : "zoomScaleNormal",
                     zoom);
  }
  const auto flag = [&](const char* name, const std::optional<bool>& value, bool usual) {
    if (value.has_value()) SetTreeFlag(view, name, *value, usual);
  };
  flag("showGridLines", change.grid_lines, true);
  flag("showRowColHeaders", change.headings, true);
  flag("showFormulas", change.formulas, false);
  flag("showZeros", change.zeros, true);
  flag("rightToLeft", change.right_to_left, false);
}

}  // namespace

absl::Status ViewOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  return editor->Edit(document.sheet_part(index), [&](const XmlPart& worksheet) {
    return EditSheetElement(worksheet, "sheetViews", [&](xml_node views) {
      if (!ChildNamed(views, "sheetView")) {
        SetTreeAttribute(EnsureChildNamed(views, "sheetView", {}), "workbookViewId", "0");
      }
      for (const xml_node view : views.children()) {
        if (TreeName(view) == "sheetView") EditView(view, change_);
      }
    });
  });
}

}  // namespace sheetgate::spreadsheet
