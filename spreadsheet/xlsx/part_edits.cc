// Every edit is one pass of XmlScanner that notes offsets, then one splice.
#include "spreadsheet/xlsx/part_edits.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Moves to the end, so that all of the part is known to be well-formed.
absl::Status FinishScan(XmlScanner* xml, std::string_view part) {
  while (xml->Next()) {
  }
  return xml->StatusFor(part);
}

// `element`, a whole xf, with another number format.
std::string CloneFormat(std::string_view element, const AddedFormat& format, int max_depth) {
  XmlScanner xml(element, max_depth);
  Splicer splicer(element);
  if (xml.Next()) {
    splicer.SetAttribute(xml, "numFmtId", std::to_string(format.number_format_id));
    splicer.SetAttribute(xml, "applyNumberFormat", "1");
  }
  return splicer.Finish();
}

// Adds to a count attribute, if the element at `xml` has it.
void AddToCount(const XmlScanner& xml, std::string_view name, int64_t more, Splicer* splicer) {
  const std::optional<uint32_t> count = ParseUnsigned(xml.Attribute(name).value_or(""));
  if (!count.has_value()) return;
  splicer->SetAttribute(xml, name, std::to_string(std::max<int64_t>(0, *count + more)));
}

// Where the entries of a string table end: behind the last </si>. Nothing unless it can be told
// from the end of the part, where only the root's end tag follows.
std::optional<size_t> FindItemsEnd(std::string_view xml, std::string_view root) {
  const std::string item_end = Concat(Tag("</", root, "si"), ">");
  const size_t last = xml.rfind(item_end);
  if (last == std::string_view::npos) return std::nullopt;
  const size_t end = last + item_end.size();
  const std::string_view rest = TrimXmlSpace(xml.substr(end));
  if (rest != Concat("</", root, ">") || !HasOnlyElements(xml)) return std::nullopt;
  return end;
}

// The same for any part, whose root's start tag `xml` is at; moves behind the root's content.
size_t ScanItemsEnd(XmlScanner* xml) {
  size_t place = xml->end();
  while (xml->NextChild()) {
    const bool item = xml->local_name() == "si";
    if (!xml->SkipElement()) break;
    if (item) place = xml->end();
  }
  return place;
}

}  // namespace

size_t FindChildPlace(XmlScanner* xml, const std::vector<std::string_view>& predecessors) {
  if (!xml->Next()) return 0;
  size_t place = xml->end();
  while (xml->NextChild()) {
    const std::string_view name = xml->local_name();
    const bool precedes =
        std::find(predecessors.begin(), predecessors.end(), name) != predecessors.end();
    if (!xml->SkipElement()) break;
    if (precedes) place = xml->end();
  }
  return place;
}

absl::StatusOr<std::string> SetFullCalculationOnLoad(const XmlPart& workbook) {
  Splicer splicer(workbook.xml);
  XmlScanner xml(workbook.xml, workbook.max_depth);
  if (!xml.Next()) return xml.StatusFor(workbook.name);
  const std::string_view root = xml.name();
  bool found = false;
  while (xml.NextChild()) {
    if (xml.local_name() == "calcPr") {
      found = true;
      if (!ParseXmlBoolean(xml.Attribute("fullCalcOnLoad").value_or(""))) {
        splicer.SetAttribute(xml, "fullCalcOnLoad", "1");
      }
    }
    xml.SkipElement();
  }
  RETURN_IF_ERROR(FinishScan(&xml, workbook.name));
  if (!found) {
    XmlScanner again(workbook.xml, workbook.max_depth);
    const size_t place = FindChildPlace(
        &again, {"fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews",
                 "sheets", "functionGroups", "externalReferences", "definedNames"});
    splicer.Insert(place, Concat(Tag("<", root, "calcPr"), " fullCalcOnLoad=\"1\"/>"));
  }
  return splicer.Finish();
}

absl::StatusOr<std::string> RemoveChildren(const XmlPart& part,
                                           absl::FunctionRef<bool(const XmlScanner&)> remove) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  while (xml.NextChild()) {
    const bool drop = remove(xml);
    const size_t begin = xml.begin();
    if (!xml.SkipElement()) break;
    if (drop) splicer.Replace(begin, xml.end(), "");
  }
  RETURN_IF_ERROR(FinishScan(&xml, part.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> AppendChild(const XmlPart& part, std::string_view element) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  const std::string child = Concat(Tag("<", xml.name(), element), "/>");
  if (xml.self_closing()) {
    splicer.Replace(xml.end() - 2, xml.end(), Concat(">", child, "</", xml.name(), ">"));
  } else {
    if (xml.SkipElement()) splicer.Insert(xml.begin(), child);
  }
  RETURN_IF_ERROR(FinishScan(&xml, part.name));
  return splicer.Finish();
}

absl::StatusOr<std::string> AddCellFormats(const XmlPart& styles,
                                           const std::vector<AddedFormat>& added) {
  Splicer splicer(styles.xml);
  XmlScanner xml(styles.xml, styles.max_depth);
  if (!xml.Next()) return xml.StatusFor(styles.name);
  const std::string root(xml.name());
  const std::string plain =
      Concat(Tag("<", root, "xf"), " numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>");
  std::vector<std::string_view> formats;
  const auto clones = [&] {
    std::string out;
    if (formats.empty()) out = plain;
    for (const AddedFormat& format : added) {
      const std::string_view base = format.base < formats.size() ? formats[format.base] : plain;
      out += CloneFormat(base, format, styles.max_depth);
    }
    return out;
  };
  bool found = false;
  while (xml.NextChild()) {
    if (xml.local_name() != "cellXfs" || found) {
      xml.SkipElement();
      continue;
    }
    found = true;
    const std::string name(xml.name());
    const size_t tag_end = xml.end();
    const bool self_closing = xml.self_closing();
    const XmlScanner start = xml;
    while (xml.NextChild()) {
      const size_t begin = xml.begin();
      const bool format = xml.local_name() == "xf";
      if (!xml.SkipElement()) break;
      if (format) formats.push_back(styles.xml.substr(begin, xml.end() - begin));
    }
    const auto more = static_cast<int64_t>(added.size() + (formats.empty() ? 1 : 0));
    AddToCount(start, "count", more, &splicer);
    if (self_closing) {
      splicer.Replace(tag_end - 2, tag_end, Concat(">", clones(), "</", name, ">"));
    } else {
      splicer.Insert(xml.begin(), clones());
    }
  }
  RETURN_IF_ERROR(FinishScan(&xml, styles.name));
  if (!found) {
    XmlScanner again(styles.xml, styles.max_depth);
    const size_t place =
        FindChildPlace(&again, {"numFmts", "fonts", "fills", "borders", "cellStyleXfs"});
    splicer.Insert(
        place, Concat(Tag("<", root, "cellXfs"), ">", clones(), Tag("</", root, "cellXfs"), ">"));
  }
  return splicer.Finish();
}

std::string MinimalStyles(bool strict) {
  const std::string_view space = strict
                                     ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
                                     : "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  return Concat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"", space,
      "\"><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
      "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
      "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
      "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
      "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
      "</cellStyleXfs><cellXfs count=\"1\">"
      "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>"
      "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
      "</styleSheet>");
}

void AppendTextElement(std::string_view element, std::string_view like, std::string_view text,
                       std::string* out) {
  out->append(Tag("<", like, element));
  if (NeedsPreserve(text)) out->append(" xml:space=\"preserve\"");
  out->push_back('>');
  AppendEscaped(EncodeXstring(text), out);
  out->append(Tag("</", like, element));
  out->push_back('>');
}

absl::Status AddSharedStrings(const XmlPart& strings, const std::vector<std::string>& texts,
                              int64_t added_references, ByteSink* out) {
  Splicer splicer(strings.xml);
  XmlScanner xml(strings.xml, strings.max_depth);
  if (!xml.Next()) return xml.StatusFor(strings.name);
  const std::string root(xml.name());
  std::string items;
  for (const std::string& text : texts) {
    items += Concat(Tag("<", root, "si"), ">");
    AppendTextElement("t", root, text, &items);
    items += Concat(Tag("</", root, "si"), ">");
  }
  AddToCount(xml, "count", added_references, &splicer);
  AddToCount(xml, "uniqueCount", static_cast<int64_t>(texts.size()), &splicer);
  if (xml.self_closing()) {
    splicer.Replace(xml.end() - 2, xml.end(), Concat(">", items, "</", root, ">"));
  } else if (const auto place = FindItemsEnd(strings.xml, root); place.has_value()) {
    splicer.Insert(*place, std::move(items));
    return splicer.WriteTo(out);
  } else {
    splicer.Insert(ScanItemsEnd(&xml), std::move(items));
  }
  RETURN_IF_ERROR(FinishScan(&xml, strings.name));
  return splicer.WriteTo(out);
}

bool HasOnlyElements(std::string_view xml) {
  const size_t after_declaration = BeginsWithDeclaration(xml) ? 6 : 0;
  // The second character is the rarer one by far.
  for (const char second : {'!', '?'}) {
    for (size_t at = xml.find(second, after_declaration); at != std::string_view::npos;
         at = xml.find(second, at + 1)) {
      if (at > 0 && xml[at - 1] == '<') return false;
    }
  }
  return true;
}

}  // namespace sheetgate::spreadsheet
