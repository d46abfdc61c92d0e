#include "spreadsheet/edit/workbook_sheets.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/tag_attributes.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

struct Element {
  size_t begin = 0;
  size_t end = 0;
};

// Calls `visit` at the start tag of each <sheet>, with its index.
absl::Status VisitSheets(const XmlPart& workbook,
                         absl::FunctionRef<void(const XmlScanner&, int)> visit) {
  XmlScanner xml(workbook.xml, workbook.max_depth);
  if (!xml.Next()) return xml.StatusFor(workbook.name);
  while (xml.NextChild()) {
    if (xml.local_name() != "sheets") {
      xml.SkipElement();
      continue;
    }
    int index = 0;
    while (xml.NextChild()) {
      if (xml.local_name() == "sheet") visit(xml, index++);
      xml.SkipElement();
    }
  }
  return xml.StatusFor(workbook.name);
}

std::string Escaped(std::string_view text) {
  std::string out;
  AppendEscaped(text, &out);
  return out;
}

// A defined name as it is in the part.
struct NameElement {
  std::string tag;      // its start tag
  std::string element;  // its name, with prefix
  std::string name;     // folded
  std::optional<uint32_t> sheet;
  std::string formula;
};

// The names of a workbook, and where the list ends.
struct NameList {
  std::vector<NameElement> names;
  size_t end = 0;
};

absl::StatusOr<NameList> ReadNames(const XmlPart& workbook) {
  NameList list;
  XmlScanner xml(workbook.xml, workbook.max_depth);
  if (!xml.Next()) return xml.StatusFor(workbook.name);
  while (xml.NextChild()) {
    if (xml.local_name() != "definedNames") {
      xml.SkipElement();
      continue;
    }
    while (xml.NextChild()) {
      NameElement name{std::string(workbook.xml.substr(xml.begin(), xml.end() - xml.begin())),
                       std::string(xml.name()),
                       FoldCase(Decoded(xml.Attribute("name").value_or(""))),
                       ParseUnsigned(xml.Attribute("localSheetId").value_or("")),
                       {}};
      while (xml.Next() && xml.token() == XmlToken::kText) {
        AppendDecoded(xml.text(), xml.cdata(), &name.formula);
      }
      if (!name.formula.empty()) list.names.push_back(std::move(name));
    }
    list.end = xml.begin();
  }
  RETURN_IF_ERROR(xml.StatusFor(workbook.name));
  return list;
}

// Sets the attribute of each workbookView (18.2.30) that holds the index of a sheet.
void MapView(const XmlScanner& view, absl::FunctionRef<int(int)> after, Splicer* splicer) {
  for (const std::string_view name : {"firstSheet", "activeTab"}) {
    const auto value = ParseUnsigned(view.Attribute(name).value_or(""));
    const int before = value.has_value() ? static_cast<int>(*value) : 0;
    const int moved = after(before);
    if (moved != before) splicer->SetAttribute(view, name, std::to_string(moved));
  }
}

}  // namespace

absl::StatusOr<std::string> ReorderSheets(const XmlPart& workbook, const std::vector<int>& order) {
  const auto position = [&](int before) -> std::optional<int> {
    const auto found = std::find(order.begin(), order.end(), before);
    if (found == order.end()) return std::nullopt;
    return static_cast<int>(found - order.begin());
  };
  // A view of a sheet that goes shows the one that takes its place, else the last.
  const auto shown = [&](int before) {
    const int last = static_cast<int>(order.size()) - 1;
    return position(before).value_or(std::clamp(before, 0, std::max(0, last)));
  };
  Splicer splicer(workbook.xml);
  XmlScanner xml(workbook.xml, workbook.max_depth);
  if (!xml.Next()) return xml.StatusFor(workbook.name);
  while (xml.NextChild()) {
    const std::string_view name = xml.local_name();
    if (name == "bookViews") {
      while (xml.NextChild()) {
        MapView(xml, shown, &splicer);
        xml.SkipElement();
      }
    } else if (name == "sheets") {
      std::vector<Element> sheets;
      while (xml.NextChild()) {
        const bool sheet = xml.local_name() == "sheet";
        const size_t begin = xml.begin();
        if (!xml.SkipElement()) break;
        if (sheet) sheets.push_back({begin, xml.end()});
      }
      for (size_t i = 0; i < sheets.size(); ++i) {
        std::string with;
        if (i < order.size()) {
          const Element& moved = sheets[static_cast<size_t>(order[i])];
          with = workbook.xml.substr(moved.begin, moved.end - moved.begin);
        }
        splicer.Replace(sheets[i].begin, sheets[i].end, std::move(with));
      }
    } else if (name == "definedNames") {
      const size_t begin = xml.begin();
      int kept = 0;
      std::vector<Element> gone;
      while (xml.NextChild()) {
        const auto local = ParseUnsigned(xml.Attribute("localSheetId").value_or(""));
        const XmlScanner start = xml;
        const size_t child = xml.begin();
        if (!xml.SkipElement()) break;
        if (!local.has_value()) {
          ++kept;
          continue;
        }
        const std::optional<int> after = position(static_cast<int>(*local));
        if (!after.has_value()) {
          gone.push_back({child, xml.end()});
          continue;
        }
        ++kept;
        if (*after != static_cast<int>(*local)) {
          splicer.SetAttribute(start, "localSheetId", std::to_string(*after));
        }
      }
      if (kept == 0) {
        splicer.Replace(begin, xml.end(), "");
      } else {
        for (const Element& element : gone) splicer.Replace(element.begin, element.end, "");
      }
    } else {
      xml.SkipElement();
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(workbook.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> AppendSheet(const XmlPart& workbook, std::string_view name,
                                        std::string_view relationship_id) {
  Splicer splicer(workbook.xml);
  uint32_t highest = 0;
  size_t place = 0;
  std::string tag = "sheet";
  std::string prefix = "r:";
  std::string space =
      " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
  RETURN_IF_ERROR(VisitSheets(workbook, [&](const XmlScanner& sheet, int) {
    highest = std::max(highest, ParseUnsigned(sheet.Attribute("sheetId").value_or("")).value_or(0));
    tag = sheet.name();
    for (const XmlAttribute& attribute : sheet.attributes()) {
      const size_t colon = attribute.name.find(':');
      if (colon != std::string_view::npos && attribute.name.substr(colon + 1) == "id") {
        prefix = attribute.name.substr(0, colon + 1);
        // Declared by the sheet itself, or around it.
        const std::string name = Concat("xmlns:", attribute.name.substr(0, colon));
        const auto declared = sheet.Attribute(name);
        space = declared.has_value() ? Concat(" ", name, "=\"", *declared, "\"") : "";
      }
    }
    XmlScanner end = sheet;
    if (end.SkipElement()) place = end.end();
  }));
  splicer.Insert(place, Concat("<", tag, " name=\"", Escaped(name), "\" sheetId=\"", highest + 1,
                               "\"", space, " ", prefix, "id=\"", relationship_id, "\"/>"));
  return splicer.Finish();
}

absl::StatusOr<std::string> CopyNames(const XmlPart& workbook, int sheet, int copy,
                                      absl::FunctionRef<std::string(const std::string&)> rewrite) {
  ASSIGN_OR_RETURN(const NameList list, ReadNames(workbook));
  const auto is_local = [&](const NameElement& name) {
    return name.sheet == static_cast<uint32_t>(sheet);
  };
  std::set<std::string> local;
  for (const NameElement& name : list.names) {
    if (is_local(name)) local.insert(name.name);
  }
  std::string copies;
  for (const NameElement& name : list.names) {
    const std::string formula = rewrite(name.formula);
    // Names Excel makes for each chart ([MS-ODRAWXML] 2.24.3) have no meaning of their own.
    const bool of_chart = name.name.starts_with("_xlchart.");
    const bool refers = !name.sheet.has_value() && !of_chart && formula != name.formula;
    if (!is_local(name) && (!refers || local.contains(name.name))) continue;
    TagAttributes tag(name.tag);
    tag.Set("localSheetId", std::to_string(copy));
    copies += Concat(tag.text(), Escaped(formula), "</", name.element, ">");
  }
  Splicer splicer(workbook.xml);
  if (!copies.empty()) splicer.Insert(list.end, copies);
  return splicer.Finish();
}

absl::StatusOr<std::string> SetSheetName(const XmlPart& workbook, int sheet,
                                         std::string_view name) {
  Splicer splicer(workbook.xml);
  RETURN_IF_ERROR(VisitSheets(workbook, [&](const XmlScanner& xml, int index) {
    if (index == sheet) splicer.SetAttribute(xml, "name", Escaped(name));
  }));
  return splicer.Finish();
}

absl::StatusOr<std::string> SetSheetState(const XmlPart& workbook, int sheet,
                                          SheetVisibility visibility) {
  const std::string_view state = visibility == SheetVisibility::kVisible  ? "visible"
                                 : visibility == SheetVisibility::kHidden ? "hidden"
                                                                          : "veryHidden";
  Splicer splicer(workbook.xml);
  RETURN_IF_ERROR(VisitSheets(workbook, [&](const XmlScanner& xml, int index) {
    if (index == sheet && xml.Attribute("state").value_or("visible") != state) {
      splicer.SetAttribute(xml, "state", state);
    }
  }));
  return splicer.Finish();
}

absl::StatusOr<std::string> LeaveSheet(const XmlPart& workbook, int sheet, int other) {
  Splicer splicer(workbook.xml);
  XmlScanner xml(workbook.xml, workbook.max_depth);
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.local_name() != "workbookView") continue;
    MapView(
        xml, [&](int before) { return before == sheet ? other : before; }, &splicer);
  }
  RETURN_IF_ERROR(xml.StatusFor(workbook.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> SheetRelationship(const XmlPart& workbook, int sheet) {
  std::string id;
  RETURN_IF_ERROR(VisitSheets(workbook, [&](const XmlScanner& xml, int index) {
    if (index == sheet) id = Decoded(xml.PrefixedAttribute("id").value_or(""));
  }));
  return id;
}

}  // namespace sheetgate::spreadsheet
