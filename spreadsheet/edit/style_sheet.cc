#include "spreadsheet/edit/style_sheet.h"

#include <algorithm>
#include <array>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/format_items.h"
#include "spreadsheet/edit/style_items.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/cell_styles_reader.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kStylesType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
// Children of styleSheet in schema order, as far as lists are added to.
constexpr std::array<std::string_view, 7> kLists = {
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"};
// The font for headings of Excel's own theme.
constexpr char kMajorFont[] = "Calibri Light";
constexpr uint32_t kFirstOwnFormat = 164;  // smaller ids are built in (18.8.30)

// Built-in formats that look the same in every language.
bool IsSameEverywhere(uint32_t id) {
  const auto between = [id](uint32_t first, uint32_t last) { return id >= first && id <= last; };
  return between(0, 4) || between(9, 13) || between(18, 21) || between(37, 40) || between(45, 49);
}

}  // namespace

absl::StatusOr<StyleSheet> StyleSheet::Read(PackageEditor* editor) {
  const Document& document = editor->document();
  StyleSheet sheet;
  ASSIGN_OR_RETURN(sheet.formats_, document.LoadStyles(editor->cancellation()));
  const std::string& part = document.styles_part();
  if (part.empty()) {
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                     editor->Relationships(document.workbook_part()));
    sheet.xml_ = MinimalStyles(IsStrict(relationships));
    sheet.is_new_ = true;
  } else {
    ASSIGN_OR_RETURN(sheet.xml_, editor->Read(part));
  }
  RETURN_IF_ERROR(sheet.Parse(part, editor->max_depth()));
  return sheet;
}

absl::Status StyleSheet::Parse(std::string_view part, int max_depth) {
  XmlScanner xml(xml_, max_depth);
  if (!xml.Next()) return xml.StatusFor(part);
  const std::string root(xml.name());
  prefix_ = root.substr(0, root.find(':') == std::string::npos ? 0 : root.find(':') + 1);
  const std::array<List*, kLists.size()> lists = {&number_formats_, &fonts_,         &fills_,
                                                  &borders_,        &style_formats_, &cell_formats_,
                                                  &cell_styles_};
  const auto item_name = [](std::string_view list) -> std::string_view {
    if (list.ends_with("Xfs")) return "xf";
    return list.substr(0, list.size() - 1);
  };
  while (xml.NextChild()) {
    const std::string_view name = xml.local_name();
    const auto known = std::find(kLists.begin(), kLists.end(), name);
    if (known == kLists.end()) {
      xml.SkipElement();
      continue;
    }
    while (xml.NextChild()) {
      const size_t begin = xml.begin();
      if (name == "cellStyles") {
        const auto built_in = ParseUnsigned(xml.Attribute("builtinId").value_or(""));
        named_styles_.push_back(
            {built_in == 0u ? "Normal" : Decoded(xml.Attribute("name").value_or("")),
             ParseUnsigned(xml.Attribute("xfId").value_or("")).value_or(0), built_in});
      } else if (name == "numFmts") {
        codes_.emplace_back(ParseUnsigned(xml.Attribute("numFmtId").value_or("")).value_or(0),
                            Decoded(xml.Attribute("formatCode").value_or("")));
      }
      const bool item = xml.local_name() == item_name(name);
      if (!xml.SkipElement()) break;
      if (!item) continue;
      List& list = *lists[static_cast<size_t>(known - kLists.begin())];
      list.items.emplace_back(xml_.substr(begin, xml.end() - begin));
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(part));
  for (List* list : lists) list->stored = list->items.size();
  // Index 0 of each is what cells without a format have: it must be there before anything else.
  if (fonts_.items.empty()) {
    fonts_.items.push_back(Concat("<", prefix_, "font><", prefix_, "sz val=\"11\"/><", prefix_,
                                  "name val=\"Calibri\"/></", prefix_, "font>"));
  }
  for (const std::string_view pattern : {"none", "gray125"}) {
    if (fills_.items.size() >= (pattern == "none" ? 1u : 2u)) continue;
    fills_.items.push_back(Concat("<", prefix_, "fill><", prefix_, "patternFill patternType=\"",
                                  pattern, "\"/></", prefix_, "fill>"));
  }
  if (borders_.items.empty()) borders_.items.push_back(Element("border"));
  if (cell_formats_.items.empty()) {
    cell_formats_.items.push_back(
        Element("xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\""));
  }
  return absl::OkStatus();
}

std::string StyleSheet::Element(std::string_view rest) const {
  return Concat("<", prefix_, rest, "/>");
}

std::string_view StyleSheet::At(const List& list, uint32_t index,
                                std::string_view otherwise) const {
  if (index < list.items.size()) return list.items[index];
  return list.items.empty() ? otherwise : std::string_view(list.items.front());
}

uint32_t StyleSheet::Find(List* list, std::string item) const {
  if (!list->keyed) {
    list->keyed = true;
    for (size_t i = 0; i < list->items.size(); ++i) {
      list->keys.emplace(StyleItemKey(list->items[i]), static_cast<uint32_t>(i));
    }
  }
  const auto [found, added] =
      list->keys.emplace(StyleItemKey(item), static_cast<uint32_t>(list->items.size()));
  if (added) list->items.push_back(std::move(item));
  return found->second;
}

uint32_t StyleSheet::NumberFormat(const std::string& code) {
  uint32_t last = kFirstOwnFormat - 1;
  for (const auto& [id, own] : codes_) {
    if (own == code) return id;
    last = std::max(last, id);
  }
  for (uint32_t id = 0; id < kFirstOwnFormat; ++id) {
    if (IsSameEverywhere(id) && formats_->FormatCode(id) == code) {
      if (id != 0 || EqualsIgnoreAsciiCase(code, "General")) return id;
    }
  }
  std::string escaped;
  AppendEscaped(code, &escaped);
  codes_.emplace_back(last + 1, code);
  number_formats_.items.push_back(
      Element(Concat("numFmt numFmtId=\"", last + 1, "\" formatCode=\"", escaped, "\"")));
  return last + 1;
}

uint32_t StyleSheet::AddBuiltIn(const BuiltInStyle& style) {
  if (style_formats_.items.empty()) {
    style_formats_.items.push_back(
        Element("xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\""));
  }
  if (cell_styles_.items.empty()) {
    cell_styles_.items.push_back(Element("cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\""));
  }
  uint32_t normal = 0;
  for (const NamedStyle& named : named_styles_) {
    if (named.built_in == 0u) normal = named.format;
  }
  const std::string usual(At(style_formats_, normal, {}));
  std::string format;
  if (style.major_font) {
    const std::string font(At(fonts_, FormatComponent(usual, "fontId"), {}));
    format = SetFormatComponent(
        usual, "fontId",
        Find(&fonts_, WithMajorFont(PatchFont(font, font, style.look), kMajorFont)));
  } else {
    format = PatchComponents(usual, usual, style.look, {});
  }
  if (style.number_format_id != 0) {
    format = SetFormatComponent(format, "numFmtId", style.number_format_id);
  }
  // Each cell style has a format of its own, also one that looks as another does.
  const auto added = static_cast<uint32_t>(style_formats_.items.size());
  style_formats_.items.push_back(IncludeOnly(format, style.look));
  cell_styles_.items.push_back(Element(Concat("cellStyle name=\"", style.name, "\" xfId=\"", added,
                                              "\" builtinId=\"", style.id, "\"")));
  named_styles_.push_back({style.name, added, style.id});
  return added;
}

absl::StatusOr<uint32_t> StyleSheet::StyleNamed(std::string_view name) {
  std::string names;
  for (const NamedStyle& style : named_styles_) {
    if (EqualsIgnoreAsciiCase(style.name, name)) return style.format;
    constexpr size_t kMaxNames = 400;  // bytes
    if (names.size() < kMaxNames) names += Concat(names.empty() ? "" : ", ", Quoted(style.name));
  }
  if (EqualsIgnoreAsciiCase(name, "Normal")) return 0;
  if (const BuiltInStyle* built_in = FindBuiltInStyle(name); built_in != nullptr) {
    for (const NamedStyle& style : named_styles_) {
      if (style.built_in == built_in->id) return style.format;
    }
    return AddBuiltIn(*built_in);
  }
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("look.named_style: the workbook has no cell style ", Quoted(name), "; it has ",
             names.empty() ? "'Normal'" : names,
             "; built-in styles such as 'Good' or 'Heading 1' are added"),
      {{"field", "look.named_style"}});
}

std::string StyleSheet::PatchComponents(std::string format, std::string_view style,
                                        const StylePatch& patch, const CellPlace& place) {
  const auto patch_list = [&](List* list, std::string_view attribute, const auto& patched) {
    const std::string empty;
    const std::string item = patched(At(*list, FormatComponent(format, attribute), empty),
                                     At(*list, FormatComponent(style, attribute), empty));
    format = SetFormatComponent(format, attribute, Find(list, item));
  };
  if (patch.TouchesFont()) {
    patch_list(&fonts_, "fontId", [&](std::string_view item, std::string_view usual) {
      return PatchFont(item, usual, patch);
    });
  }
  if (patch.TouchesFill()) {
    patch_list(&fills_, "fillId", [&](std::string_view item, std::string_view usual) {
      return PatchFill(item, usual, patch);
    });
  }
  if (patch.TouchesBorders()) {
    patch_list(&borders_, "borderId", [&](std::string_view item, std::string_view usual) {
      return PatchBorder(item, usual, patch, place);
    });
  }
  if (patch.TouchesNumberFormat()) {
    const uint32_t number = patch.number_format.has_value() ? NumberFormat(*patch.number_format)
                                                            : FormatComponent(style, "numFmtId");
    format = SetFormatComponent(format, "numFmtId", number);
  }
  return PatchFormat(format, style, patch);
}

absl::StatusOr<uint32_t> StyleSheet::Patch(uint32_t index, const StylePatch& patch,
                                           const CellPlace& place) {
  const std::string plain = Element("xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"");
  std::string format(At(cell_formats_, patch.Clears("all") ? 0 : index, plain));
  uint32_t named = FormatComponent(format, "xfId");
  if (patch.named_style.has_value() || patch.Clears("named_style")) {
    ASSIGN_OR_RETURN(named, StyleNamed(patch.named_style.value_or("Normal")));
    format = TakeNamedStyle(format, At(style_formats_, named, plain), named);
  }
  const std::string style(At(style_formats_, named, plain));
  format = SetApplyFlags(PatchComponents(std::move(format), style, patch, place), style, patch);
  for (const List* list : {&fonts_, &fills_, &borders_}) {
    if (list->items.size() <= kMaxStyleItems) continue;
    return platform::ResourceExhausted(
        ErrorReason::kLimitExceeded, Concat("the workbook would have more than ", kMaxStyleItems,
                                            " fonts, fills or borders; use looks it has already"));
  }
  const uint32_t found = Find(&cell_formats_, std::move(format));
  if (found >= kMaxCellFormats && found >= cell_formats_.stored) {
    return platform::ResourceExhausted(
        ErrorReason::kLimitExceeded,
        Concat("the workbook would have more cell formats than Excel takes, ", kMaxCellFormats,
               "; use looks it has already (workbook_style_summary lists them), or clear: "
               "[\"all\"]"));
  }
  return found;
}

absl::Status StyleSheet::Write(PackageEditor* editor) const {
  const std::array<const List*, kLists.size()> lists = {
      &number_formats_, &fonts_,        &fills_,      &borders_,
      &style_formats_,  &cell_formats_, &cell_styles_};
  Splicer splicer(xml_);
  XmlScanner xml(xml_, editor->max_depth());
  if (!xml.Next()) return xml.StatusFor(editor->document().styles_part());
  size_t place = xml.end();
  std::array<bool, kLists.size()> found{};
  std::array<size_t, kLists.size()> places{};
  const auto added = [&](size_t i) {
    std::string text;
    for (size_t j = lists[i]->stored; j < lists[i]->items.size(); ++j) text += lists[i]->items[j];
    return text;
  };
  places.fill(place);
  while (xml.NextChild()) {
    const auto known = std::find(kLists.begin(), kLists.end(), xml.local_name());
    const size_t i = static_cast<size_t>(known - kLists.begin());
    const XmlScanner start = xml;
    if (!xml.SkipElement()) break;
    if (known == kLists.end()) continue;
    for (size_t later = i + 1; later < kLists.size(); ++later) places[later] = xml.end();
    if (found[i]) continue;
    found[i] = true;
    const std::string items = added(i);
    if (items.empty()) continue;
    if (start.Attribute("count").has_value()) {
      splicer.SetAttribute(start, "count", std::to_string(lists[i]->items.size()));
    }
    if (start.self_closing()) {
      splicer.Replace(start.end() - 2, start.end(), Concat(">", items, "</", start.name(), ">"));
    } else {
      splicer.Insert(xml.begin(), items);
    }
  }
  for (size_t i = 0; i < kLists.size(); ++i) {
    const std::string items = found[i] ? "" : added(i);
    if (items.empty()) continue;
    splicer.Insert(places[i], Concat("<", prefix_, kLists[i], " count=\"", lists[i]->items.size(),
                                     "\">", items, "</", prefix_, kLists[i], ">"));
  }
  const bool changed = cell_formats_.items.size() > cell_formats_.stored;
  if (!changed) return absl::OkStatus();
  const Document& document = editor->document();
  if (!is_new_) {
    editor->Write(document.styles_part(), splicer.Finish());
    return absl::OkStatus();
  }
  const std::string& workbook = document.workbook_part();
  const std::string folder = workbook.substr(0, workbook.rfind('/') + 1);
  std::string part = Concat(folder, "styles.xml");
  if (editor->Has(part)) part = editor->NewPartName(Concat(folder, "styles"), ".xml");
  RETURN_IF_ERROR(editor->Add(part, kStylesType, splicer.Finish()));
  return editor->Relate(workbook, "styles", part).status();
}

}  // namespace sheetgate::spreadsheet
