#include "spreadsheet/xlsx/rich_text_writer.h"

#include <map>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kMaxDepth = 256;  // the part was read with its own limit before

// Children of rPr (18.4.7, CT_RPrElt), in the order of the schema.
constexpr std::string_view kProperties[] = {"rFont",  "charset", "family", "b",         "i",
                                            "strike", "outline", "shadow", "condense",  "extend",
                                            "color",  "sz",      "u",      "vertAlign", "scheme"};

// The attributes of each property there is, as written.
using Properties = std::map<std::string_view, std::string>;

std::string AttributeText(std::string_view name, std::string_view value) {
  std::string text = Concat(" ", name, "=\"");
  AppendEscaped(value, &text);
  return text + "\"";
}

// A font's children are those of rPr but for the name.
Properties PropertiesOf(std::string_view font) {
  Properties properties;
  XmlScanner xml(font, kMaxDepth);
  xml.Next();
  while (xml.NextChild()) {
    const std::string_view name = xml.local_name() == "name" ? "rFont" : xml.local_name();
    std::string attributes;
    for (const XmlAttribute& attribute : xml.attributes()) {
      attributes += AttributeText(attribute.name, Decoded(attribute.value));
    }
    properties[name] = std::move(attributes);
    if (!xml.SkipElement()) break;
  }
  return properties;
}

void Patch(const TextRun& run, Properties* properties) {
  const auto set = [&](std::string_view name, std::string_view value) {
    (*properties)[name] = AttributeText("val", value);
  };
  const auto set_flag = [&](std::string_view name, const std::optional<bool>& on) {
    if (!on.has_value()) return;
    properties->erase(name);
    if (*on) (*properties)[name] = "";
  };
  if (!run.font.empty()) {
    // They tell of the font that was there; with a scheme the theme's font would be taken.
    for (const std::string_view name : {"family", "charset", "scheme"}) properties->erase(name);
    set("rFont", EncodeXstring(run.font));
  }
  set_flag("b", run.bold);
  set_flag("i", run.italic);
  set_flag("strike", run.strikethrough);
  if (run.font_size.has_value()) set("sz", ExactNumber(*run.font_size));
  if (!run.underline.empty()) set("u", run.underline);
  if (!run.vertical_align.empty()) set("vertAlign", run.vertical_align);
  if (!run.font_color.empty()) {
    (*properties)["color"] = AttributeText("rgb", Concat("FF", run.font_color));
  }
}

}  // namespace

absl::StatusOr<FormatFonts> FormatFonts::Read(const XmlPart& styles,
                                              const std::vector<AddedFormat>& added) {
  FormatFonts read;
  XmlScanner xml(styles.xml, styles.max_depth);
  if (!xml.Next()) return xml.StatusFor(styles.name);
  while (xml.NextChild()) {
    const bool fonts = xml.local_name() == "fonts";
    if (!fonts && xml.local_name() != "cellXfs") {
      xml.SkipElement();
      continue;
    }
    while (xml.NextChild()) {
      const size_t begin = xml.begin();
      const std::string_view name = xml.local_name();
      const auto font = ParseUnsigned(xml.Attribute("fontId").value_or(""));
      if (!xml.SkipElement()) break;
      if (fonts && name == "font") {
        read.fonts_.emplace_back(styles.xml.substr(begin, xml.end() - begin));
      } else if (!fonts && name == "xf") {
        read.formats_.push_back(font.value_or(0));
      }
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(styles.name));
  if (read.formats_.empty()) read.formats_.push_back(0);
  for (const AddedFormat& format : added) {
    read.formats_.push_back(format.base < read.formats_.size() ? read.formats_[format.base] : 0);
  }
  return read;
}

std::string_view FormatFonts::Of(uint32_t format) const {
  const size_t font = format < formats_.size() ? formats_[format] : 0;
  if (font < fonts_.size()) return fonts_[font];
  return fonts_.empty() ? std::string_view() : std::string_view(fonts_.front());
}

void AppendRuns(const RichText& runs, std::string_view font, std::string_view like,
                std::string* out) {
  const Properties of_cell = PropertiesOf(font);
  for (const TextRun& run : runs) {
    out->append(Concat(Tag("<", like, "r"), ">"));
    if (run.formatted()) {
      Properties properties = of_cell;
      Patch(run, &properties);
      out->append(Concat(Tag("<", like, "rPr"), ">"));
      for (const std::string_view name : kProperties) {
        const auto property = properties.find(name);
        if (property == properties.end()) continue;
        out->append(Concat(Tag("<", like, name), property->second, "/>"));
      }
      out->append(Concat(Tag("</", like, "rPr"), ">"));
    }
    AppendTextElement("t", like, run.text, out);
    out->append(Concat(Tag("</", like, "r"), ">"));
  }
}

}  // namespace sheetgate::spreadsheet
