#include "spreadsheet/edit/print_operation.h"

#include <algorithm>
#include <string_view>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/sheet_element.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

using pugi::xml_node;

constexpr std::string_view kPropertiesOrder[] = {"tabColor", "outlinePr", "pageSetUpPr"};
constexpr const char* kSides[] = {"left", "right", "top", "bottom", "header", "footer"};
constexpr const char* kUsualMargins[] = {"0.7", "0.7", "0.75", "0.75", "0.3", "0.3"};
constexpr std::string_view kTexts[] = {"oddHeader",  "oddFooter",   "evenHeader",
                                       "evenFooter", "firstHeader", "firstFooter"};

void SetMargins(xml_node node, const PrintChange& change) {
  for (size_t i = 0; i < change.margins.size(); ++i) {
    const auto& margin = change.margins[i];
    if (margin.has_value()) {
      SetTreeAttribute(node, kSides[i], ExactNumber(*margin));
    } else if (!node.attribute(kSides[i])) {
      SetTreeAttribute(node, kSides[i], kUsualMargins[i]);
    }
  }
}

void SetPage(xml_node node, const PrintChange& change) {
  if (change.orientation.has_value()) {
    node.remove_attribute("orientation");
    if (*change.orientation != "default") {
      SetTreeAttribute(node, "orientation", *change.orientation);
    }
  }
  if (change.paper_size.has_value()) {
    SetTreeAttribute(node, "paperSize", std::to_string(*change.paper_size));
    for (const char* name : {"paperHeight", "paperWidth"}) node.remove_attribute(name);
  }
  if (change.scale.has_value()) SetTreeAttribute(node, "scale", std::to_string(*change.scale));
  if (change.fit.has_value()) {
    SetTreeAttribute(node, "fitToWidth", std::to_string(change.fit->width));
    SetTreeAttribute(node, "fitToHeight", std::to_string(change.fit->height));
  }
  if (change.first_page_number.has_value()) {
    for (const char* name : {"firstPageNumber", "useFirstPageNumber"}) node.remove_attribute(name);
    if (*change.first_page_number > 0) {
      SetTreeAttribute(node, "firstPageNumber", std::to_string(*change.first_page_number));
      SetTreeAttribute(node, "useFirstPageNumber", "1");
    }
  }
}

void SetOptions(xml_node node, const PrintChange& change) {
  const auto flag = [&](const char* name, const std::optional<bool>& value) {
    if (value.has_value()) SetTreeFlag(node, name, *value, false);
  };
  flag("horizontalCentered", change.center_horizontally);
  flag("verticalCentered", change.center_vertically);
  flag("headings", change.headings);
  flag("gridLines", change.grid_lines);
}

void SetHeaderFooter(xml_node node, const PrintChange& change) {
  for (size_t i = 0; i < change.header_footer.size(); ++i) {
    const auto& text = change.header_footer[i];
    if (!text.has_value()) continue;
    RemoveChildNamed(node, kTexts[i]);
    if (text->empty()) continue;
    EnsureChildNamed(node, kTexts[i], kTexts).text().set(text->c_str());
  }
  const auto any = [&](std::string_view a, std::string_view b) {
    return static_cast<bool>(ChildNamed(node, a)) || static_cast<bool>(ChildNamed(node, b));
  };
  SetTreeFlag(node, "differentOddEven", any("evenHeader", "evenFooter"), false);
  SetTreeFlag(node, "differentFirst", any("firstHeader", "firstFooter"), false);
}

// 18.3.1.74 rowBreaks, 18.3.1.14 colBreaks: an id is the line in front of the break.
void SetBreaks(xml_node node, std::vector<int32_t> lines, int32_t most) {
  while (node.first_child()) node.remove_child(node.first_child());
  while (node.first_attribute()) node.remove_attribute(node.first_attribute());
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  if (lines.empty()) return;
  SetTreeAttribute(node, "count", std::to_string(lines.size()));
  SetTreeAttribute(node, "manualBreakCount", std::to_string(lines.size()));
  std::string name = node.name();
  const size_t colon = name.find(':');
  name = colon == std::string::npos ? "brk" : name.substr(0, colon + 1) + "brk";
  for (const int32_t line : lines) {
    const xml_node one = node.append_child(name.c_str());
    SetTreeAttribute(one, "id", std::to_string(line - 1));
    SetTreeAttribute(one, "max", std::to_string(most - 1));
    SetTreeAttribute(one, "man", "1");
  }
}

absl::Status EditWorksheet(const PrintChange& change, const std::string& part,
                           PackageEditor* editor) {
  const auto edit = [&](std::string_view name, bool does,
                        absl::FunctionRef<void(xml_node)> set) -> absl::Status {
    if (!does) return absl::OkStatus();
    return editor->Edit(
        part, [&](const XmlPart& worksheet) { return EditSheetElement(worksheet, name, set); });
  };
  const auto given = [](const auto& values) {
    return std::any_of(values.begin(), values.end(),
                       [](const auto& value) { return value.has_value(); });
  };
  const bool scaled = change.scale.has_value() || change.fit.has_value();
  RETURN_IF_ERROR(edit("sheetPr", scaled, [&](xml_node node) {
    const xml_node page = EnsureChildNamed(node, "pageSetUpPr", kPropertiesOrder);
    SetTreeFlag(page, "fitToPage", change.fit.has_value(), false);
    if (!page.first_attribute()) RemoveChildNamed(node, "pageSetUpPr");
  }));
  const bool options = change.center_horizontally || change.center_vertically ||
                       change.grid_lines || change.headings;
  RETURN_IF_ERROR(edit("printOptions", options, [&](xml_node node) { SetOptions(node, change); }));
  RETURN_IF_ERROR(
      edit("pageMargins", given(change.margins), [&](xml_node node) { SetMargins(node, change); }));
  const bool page = scaled || change.orientation || change.paper_size || change.first_page_number;
  RETURN_IF_ERROR(edit("pageSetup", page, [&](xml_node node) { SetPage(node, change); }));
  RETURN_IF_ERROR(edit("headerFooter", given(change.header_footer),
                       [&](xml_node node) { SetHeaderFooter(node, change); }));
  if (!change.breaks.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(edit("rowBreaks", true,
                       [&](xml_node node) { SetBreaks(node, change.breaks->rows, kMaxColumn); }));
  return edit("colBreaks", true,
              [&](xml_node node) { SetBreaks(node, change.breaks->columns, kMaxRow); });
}

std::string Joined(std::string_view sheet_name, const std::vector<RangeRef>& ranges) {
  std::string text;
  for (const RangeRef& range : ranges) {
    text += Concat(text.empty() ? "" : ",", AbsoluteReference(sheet_name, range));
  }
  return text;
}

}  // namespace

std::string AbsoluteReference(std::string_view sheet_name, const RangeRef& range) {
  const std::string prefix = FormatSheetPrefix(sheet_name);
  const RangeRef& r = range;
  if (r.rows() == kMaxRow) {
    return Concat(prefix, "$", ColumnName(r.first.column), ":$", ColumnName(r.last.column));
  }
  if (r.columns() == kMaxColumn) return Concat(prefix, "$", r.first.row, ":$", r.last.row);
  const auto corner = [](const CellRef& cell) {
    return Concat("$", ColumnName(cell.column), "$", cell.row);
  };
  if (r.cells() == 1) return Concat(prefix, corner(r.first));
  return Concat(prefix, corner(r.first), ":", corner(r.last));
}

absl::Status PrintOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  RETURN_IF_ERROR(EditWorksheet(change_, document.sheet_part(index), editor));
  const std::string& name = document.sheets()[static_cast<size_t>(index)].name;
  const auto set_name = [&](std::string_view what, const std::string& formula) {
    return editor->Edit(document.workbook_part(), [&](const XmlPart& workbook) {
      return SetLocalName(workbook, index, what, formula, /*hidden=*/false);
    });
  };
  if (change_.area.has_value()) {
    RETURN_IF_ERROR(set_name("_xlnm.Print_Area", Joined(name, *change_.area)));
  }
  if (!change_.titles.has_value()) return absl::OkStatus();
  std::vector<RangeRef> titles;
  if (change_.titles->columns.has_value()) titles.push_back(*change_.titles->columns);
  if (change_.titles->rows.has_value()) titles.push_back(*change_.titles->rows);
  return set_name("_xlnm.Print_Titles", Joined(name, titles));
}

}  // namespace sheetgate::spreadsheet
