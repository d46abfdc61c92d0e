#include "spreadsheet/edit/xml_elements.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::array<std::string_view, 39> kWorksheetChildren = {"sheetPr",
                                                                 "dimension",
                                                                 "sheetViews",
                                                                 "sheetFormatPr",
                                                                 "cols",
                                                                 "sheetData",
                                                                 "sheetCalcPr",
                                                                 "sheetProtection",
                                                                 "protectedRanges",
                                                                 "scenarios",
                                                                 "autoFilter",
                                                                 "sortState",
                                                                 "dataConsolidate",
                                                                 "customSheetViews",
                                                                 "mergeCells",
                                                                 "phoneticPr",
                                                                 "conditionalFormatting",
                                                                 "dataValidations",
                                                                 "hyperlinks",
                                                                 "printOptions",
                                                                 "pageMargins",
                                                                 "pageSetup",
                                                                 "headerFooter",
                                                                 "rowBreaks",
                                                                 "colBreaks",
                                                                 "customProperties",
                                                                 "cellWatches",
                                                                 "ignoredErrors",
                                                                 "smartTags",
                                                                 "drawing",
                                                                 "legacyDrawing",
                                                                 "legacyDrawingHF",
                                                                 "drawingHF",
                                                                 "picture",
                                                                 "oleObjects",
                                                                 "controls",
                                                                 "webPublishItems",
                                                                 "tableParts",
                                                                 "extLst"};

struct ColumnSpan {
  int32_t first = 0;
  int32_t last = 0;
};

// Where the columns of a <col> are after the edit; first > last when they are gone.
ColumnSpan MovedColumns(ColumnSpan columns, const StructuralEdit& edit) {
  if (const auto* insert = std::get_if<InsertLines>(&edit); insert != nullptr) {
    // One that ends in front of the new columns is theirs too.
    if (columns.first >= insert->first) columns.first += insert->count;
    if (columns.last >= insert->first - 1) columns.last += insert->count;
    columns.last = std::min(columns.last, kMaxColumn);
    return columns;
  }
  const auto& removal = std::get<DeleteLines>(edit);
  const int32_t end = removal.first + removal.count;
  const auto moved = [&](int32_t column, int32_t if_gone) {
    if (column < removal.first) return column;
    return column < end ? if_gone : column - removal.count;
  };
  return {moved(columns.first, removal.first), moved(columns.last, removal.first - 1)};
}

}  // namespace

absl::Span<const std::string_view> WorksheetChildren() { return kWorksheetChildren; }

absl::StatusOr<std::string> OnlyElements(const XmlPart& part) {
  std::string out;
  out.reserve(part.xml.size());
  XmlScanner xml(part.xml, part.max_depth);
  while (xml.Next()) {
    if (xml.token() != XmlToken::kText) {
      out += part.xml.substr(xml.begin(), xml.end() - xml.begin());
    } else if (xml.cdata()) {
      AppendEscaped(xml.text(), &out);
    } else {
      out += xml.text();
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return out;
}

bool MovesColumns(const StructuralEdit& edit) {
  const auto* insert = std::get_if<InsertLines>(&edit);
  const auto* removal = std::get_if<DeleteLines>(&edit);
  return (insert != nullptr && insert->axis == Axis::kColumns) ||
         (removal != nullptr && removal->axis == Axis::kColumns);
}

absl::StatusOr<std::string> MoveColumnFormats(const XmlPart& worksheet,
                                              const StructuralEdit& edit) {
  Splicer splicer(worksheet.xml);
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  while (xml.NextChild()) {
    if (xml.local_name() == "sheetData") break;  // they stand before it
    if (xml.local_name() != "cols") {
      xml.SkipElement();
      continue;
    }
    const size_t cols_begin = xml.begin();
    int kept = 0;
    std::vector<std::pair<size_t, size_t>> gone;
    while (xml.NextChild()) {
      const auto min = ParseUnsigned(xml.Attribute("min").value_or(""));
      const auto max = ParseUnsigned(xml.Attribute("max").value_or(""));
      const size_t begin = xml.begin();
      const bool known = min.has_value() && max.has_value() && *max <= kMaxColumn;
      const ColumnSpan before = {known ? static_cast<int32_t>(*min) : 1,
                                 known ? static_cast<int32_t>(*max) : 1};
      const ColumnSpan after = known ? MovedColumns(before, edit) : before;
      if (after.first > after.last || after.first > kMaxColumn) {
        if (!xml.SkipElement()) break;
        gone.emplace_back(begin, xml.end());
        continue;
      }
      ++kept;
      if (after.first != before.first) {
        splicer.SetAttribute(xml, "min", std::to_string(after.first));
      }
      if (after.last != before.last) splicer.SetAttribute(xml, "max", std::to_string(after.last));
      xml.SkipElement();
    }
    if (kept == 0) {
      splicer.Replace(cols_begin, xml.end(), "");
    } else {
      for (const auto& [begin, end] : gone) splicer.Replace(begin, end, "");
    }
    break;
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> SetWorksheetChild(const XmlPart& worksheet, std::string_view name,
                                              std::string_view element) {
  Splicer splicer(worksheet.xml);
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const auto order = [](std::string_view child) {
    return std::find(kWorksheetChildren.begin(), kWorksheetChildren.end(), child) -
           kWorksheetChildren.begin();
  };
  size_t place = xml.end();
  bool done = false;
  while (xml.NextChild()) {
    const std::string_view child = xml.local_name();
    const size_t begin = xml.begin();
    if (!xml.SkipElement()) break;
    if (child == name) {
      splicer.Replace(begin, xml.end(), done ? std::string() : std::string(element));
      done = true;
    } else if (order(child) < order(name)) {
      place = xml.end();
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  if (!done && !element.empty()) splicer.Insert(place, std::string(element));
  return splicer.Finish();
}

absl::StatusOr<std::string> RemoveGrandchild(const XmlPart& part, std::string_view container,
                                             std::string_view id) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  while (xml.NextChild()) {
    if (xml.local_name() != container) {
      xml.SkipElement();
      continue;
    }
    const XmlScanner start = xml;
    const size_t begin = xml.begin();
    std::vector<std::pair<size_t, size_t>> gone;
    int kept = 0;
    while (xml.NextChild()) {
      const bool drop = Decoded(xml.PrefixedAttribute("id").value_or("")) == id;
      const size_t child = xml.begin();
      if (!xml.SkipElement()) break;
      if (!drop) ++kept;
      if (drop) gone.emplace_back(child, xml.end());
    }
    if (kept == 0) {
      splicer.Replace(begin, xml.end(), "");
      continue;
    }
    if (start.Attribute("count").has_value()) {
      splicer.SetAttribute(start, "count", std::to_string(kept));
    }
    for (const auto& [first, end] : gone) splicer.Replace(first, end, "");
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return splicer.Finish();
}

std::string EmptyWorksheet(bool strict) {
  return Concat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"",
      strict ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
             : "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
      "\"><sheetData/></worksheet>");
}

absl::StatusOr<std::string> SetTabColor(const XmlPart& worksheet, std::string_view argb) {
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const std::string root(xml.name());
  const std::string color =
      argb.empty() ? "" : Concat(Tag("<", root, "tabColor"), " rgb=\"", argb, "\"/>");
  while (xml.NextChild()) {
    if (xml.local_name() != "sheetPr") {
      xml.SkipElement();
      continue;
    }
    Splicer splicer(worksheet.xml);
    const size_t tag_end = xml.end();
    if (xml.self_closing()) {
      if (color.empty()) return std::string(worksheet.xml);
      splicer.Replace(tag_end - 2, tag_end, Concat(">", color, Tag("</", root, "sheetPr"), ">"));
      return splicer.Finish();
    }
    bool done = false;
    while (xml.NextChild()) {
      const bool old = xml.local_name() == "tabColor";
      const size_t begin = xml.begin();
      if (!xml.SkipElement()) break;
      if (!old) continue;
      splicer.Replace(begin, xml.end(), color);
      done = true;
    }
    RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
    if (!done) splicer.Insert(tag_end, color);
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  if (color.empty()) return std::string(worksheet.xml);
  return SetWorksheetChild(
      worksheet, "sheetPr",
      Concat(Tag("<", root, "sheetPr"), ">", color, Tag("</", root, "sheetPr"), ">"));
}

absl::StatusOr<std::string> OpenSheetData(const XmlPart& worksheet) {
  Splicer splicer(worksheet.xml);
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const std::string root(xml.name());
  while (xml.NextChild()) {
    if (xml.local_name() != "sheetData") {
      xml.SkipElement();
      continue;
    }
    if (!xml.self_closing()) return std::string(worksheet.xml);
    const std::string end_tag = Concat("></", xml.name(), ">");
    splicer.Replace(xml.end() - 2, xml.end(), end_tag);
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return SetWorksheetChild(
      worksheet, "sheetData",
      Concat(Tag("<", root, "sheetData"), ">", Tag("</", root, "sheetData"), ">"));
}

absl::StatusOr<std::string> WidenDimension(const XmlPart& worksheet, const RangeRef& cells) {
  Splicer splicer(worksheet.xml);
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  while (xml.NextChild() && xml.local_name() != "sheetData") {
    const auto range = TryParseRange(Decoded(xml.Attribute("ref").value_or("")));
    if (xml.local_name() == "dimension" && range.has_value()) {
      const RangeRef wider = {{std::min(range->first.row, cells.first.row),
                               std::min(range->first.column, cells.first.column)},
                              {std::max(range->last.row, cells.last.row),
                               std::max(range->last.column, cells.last.column)}};
      splicer.SetAttribute(xml, "ref", FormatRange(wider));
    }
    xml.SkipElement();
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> DeselectTab(const XmlPart& worksheet) {
  Splicer splicer(worksheet.xml);
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  while (xml.NextChild()) {
    if (xml.local_name() == "sheetData") break;  // views stand before it
    if (xml.local_name() != "sheetViews") {
      xml.SkipElement();
      continue;
    }
    while (xml.NextChild()) {
      if (ParseXmlBoolean(xml.Attribute("tabSelected").value_or(""))) {
        splicer.SetAttribute(xml, "tabSelected", "0");
      }
      xml.SkipElement();
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> SetMergedRanges(const XmlPart& worksheet,
                                            const std::vector<RangeRef>& ranges) {
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const std::string root(xml.name());
  if (ranges.empty()) return SetWorksheetChild(worksheet, "mergeCells", "");
  std::string element = Concat(Tag("<", root, "mergeCells"), " count=\"", ranges.size(), "\">");
  for (const RangeRef& range : ranges) {
    element += Concat(Tag("<", root, "mergeCell"), " ref=\"", FormatRange(range), "\"/>");
  }
  element += Concat(Tag("</", root, "mergeCells"), ">");
  return SetWorksheetChild(worksheet, "mergeCells", element);
}

}  // namespace sheetgate::spreadsheet
