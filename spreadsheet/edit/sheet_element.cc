#include "spreadsheet/edit/sheet_element.h"

#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Children of a workbook in front of its names (18.2.27).
const std::vector<std::string_view>& BeforeNames() {
  static const auto& names = *new std::vector<std::string_view>{
      "fileVersion", "fileSharing", "workbookPr",     "workbookProtection",
      "bookViews",   "sheets",      "functionGroups", "externalReferences"};
  return names;
}

}  // namespace

absl::StatusOr<std::string> EditSheetElement(const XmlPart& worksheet, std::string_view name,
                                             absl::FunctionRef<void(pugi::xml_node)> edit) {
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const std::string root(xml.name());
  std::string before;
  while (xml.NextChild()) {
    const bool found = xml.local_name() == name;
    const size_t begin = xml.begin();
    if (!xml.SkipElement()) break;
    if (!found) continue;
    before = worksheet.xml.substr(begin, xml.end() - begin);
    break;
  }
  if (!xml.ok()) return xml.StatusFor(worksheet.name);
  const ElementTree tree(before.empty() ? Concat(Tag("<", root, name), "/>") : before);
  const std::string read = tree.Text();
  edit(tree.root());
  const std::string after = tree.Text();
  if (after == read && !before.empty()) return std::string(worksheet.xml);
  const bool empty = !tree.root().first_attribute() && !tree.root().first_child();
  return SetWorksheetChild(worksheet, name, empty ? std::string_view() : after);
}

absl::StatusOr<std::string> SetLocalName(const XmlPart& workbook, int sheet, std::string_view name,
                                         std::string_view formula, bool hidden) {
  Splicer splicer(workbook.xml);
  XmlScanner xml(workbook.xml, workbook.max_depth);
  if (!xml.Next()) return xml.StatusFor(workbook.name);
  const std::string root(xml.name());
  std::string element;
  if (!formula.empty()) {
    element = Concat(Tag("<", root, "definedName"), " name=\"", name, "\" localSheetId=\"", sheet,
                     "\"", hidden ? " hidden=\"1\"" : "", ">");
    AppendEscaped(formula, &element);
    element += Concat(Tag("</", root, "definedName"), ">");
  }
  bool list = false;
  while (xml.NextChild()) {
    if (xml.local_name() != "definedNames") {
      xml.SkipElement();
      continue;
    }
    list = true;
    const XmlScanner start = xml;
    int kept = 0;
    std::vector<std::pair<size_t, size_t>> gone;
    while (xml.NextChild()) {
      const bool same =
          EqualsIgnoreAsciiCase(Decoded(xml.Attribute("name").value_or("")), name) &&
          ParseUnsigned(xml.Attribute("localSheetId").value_or("")) == static_cast<uint32_t>(sheet);
      const size_t begin = xml.begin();
      if (!xml.SkipElement()) break;
      if (same) gone.emplace_back(begin, xml.end());
      if (!same) ++kept;
    }
    if (kept == 0 && element.empty()) {
      splicer.Replace(start.begin(), xml.end(), "");
    } else if (start.self_closing()) {
      splicer.Replace(start.end() - 2, start.end(), Concat(">", element, "</", start.name(), ">"));
    } else {
      for (const auto& [begin, end] : gone) splicer.Replace(begin, end, "");
      splicer.Insert(xml.begin(), element);
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(workbook.name));
  if (!list && !element.empty()) {
    XmlScanner again(workbook.xml, workbook.max_depth);
    splicer.Insert(
        FindChildPlace(&again, BeforeNames()),
        Concat(Tag("<", root, "definedNames"), ">", element, Tag("</", root, "definedNames"), ">"));
  }
  return splicer.Finish();
}

void SetTreeFlag(pugi::xml_node node, const char* name, bool value, bool usual) {
  node.remove_attribute(name);
  if (value != usual) SetTreeAttribute(node, name, value ? "1" : "0");
}

}  // namespace sheetgate::spreadsheet
