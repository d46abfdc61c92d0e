#include "spreadsheet/edit/differential_format.h"

#include <algorithm>
#include <array>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::array<std::string_view, 4> kUnderlines = {"single", "double", "singleAccounting",
                                                         "doubleAccounting"};
constexpr std::array<std::string_view, 18> kPatterns = {
    "solid",           "darkGray",      "mediumGray", "lightGray", "gray125",   "gray0625",
    "darkHorizontal",  "darkVertical",  "darkDown",   "darkUp",    "darkGrid",  "darkTrellis",
    "lightHorizontal", "lightVertical", "lightDown",  "lightUp",   "lightGrid", "lightTrellis"};
constexpr std::array<std::string_view, 4> kEdges = {"left", "right", "top", "bottom"};
// Excel offers no thicker lines in conditional formats, since they would move the cells' contents.
constexpr std::array<std::string_view, 6> kLines = {"thin",   "hair",    "dotted",
                                                    "dashed", "dashDot", "dashDotDot"};
constexpr uint32_t kFirstOwnFormat = 164;  // ids below are built in (18.8.30)

template <typename List>
absl::Status OneOf(std::string_view field, std::string_view value, const List& known) {
  if (std::find(known.begin(), known.end(), value) != known.end()) return absl::OkStatus();
  std::string names;
  for (const std::string_view name : known) names += Concat(names.empty() ? "" : ", ", name);
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat(field, ": ", Quoted(value), " is none of ", names, ", for example \"", known.front(),
             "\""),
      {{"field", std::string(field)}, {"example", Concat("\"", known.front(), "\"")}});
}

// The elements of a format with the prefix of `root`.
class Writer {
 public:
  explicit Writer(std::string_view root) : root_(root) {}

  std::string Write(const DifferentialFormat& format, uint32_t number_format_id) {
    Open("dxf");
    Font(format);
    if (!format.number_format.empty()) {
      out_ +=
          Concat(Tag("<", root_, "numFmt"), " numFmtId=\"", number_format_id, "\" formatCode=\"");
      AppendEscaped(EncodeXstring(format.number_format), &out_);
      out_ += "\"/>";
    }
    Fill(format);
    Border(format);
    Close("dxf");
    return std::move(out_);
  }

 private:
  void Open(std::string_view name) { out_ += Tag("<", root_, name) + ">"; }
  void Close(std::string_view name) { out_ += Tag("</", root_, name) + ">"; }
  void Color(std::string_view name, const std::string& argb) {
    if (!argb.empty()) out_ += Concat(Tag("<", root_, name), " rgb=\"", argb, "\"/>");
  }
  void Flag(std::string_view name, const std::optional<bool>& flag) {
    if (flag.has_value()) out_ += Concat(Tag("<", root_, name), *flag ? "/>" : " val=\"0\"/>");
  }

  void Font(const DifferentialFormat& format) {
    const bool any = format.bold.has_value() || format.italic.has_value() ||
                     format.strikethrough.has_value() || !format.underline.empty() ||
                     !format.font_color.empty();
    if (!any) return;
    Open("font");
    Flag("b", format.bold);
    Flag("i", format.italic);
    Flag("strike", format.strikethrough);
    if (format.underline == "single") {
      out_ += Tag("<", root_, "u") + "/>";
    } else if (!format.underline.empty()) {
      out_ += Concat(Tag("<", root_, "u"), " val=\"", format.underline, "\"/>");
    }
    Color("color", format.font_color);
    Close("font");
  }

  // Of a solid fill the color is the background here (18.8.15), other than in a cell's format.
  void Fill(const DifferentialFormat& format) {
    const bool solid = format.fill_pattern.empty() || format.fill_pattern == "solid";
    if (solid && format.fill_color.empty()) return;
    Open("fill");
    if (solid) {
      Open("patternFill");
      Color("bgColor", format.fill_color);
    } else {
      out_ += Concat(Tag("<", root_, "patternFill"), " patternType=\"", format.fill_pattern, "\">");
      Color("fgColor", format.fill_color);
      Color("bgColor", format.fill_background);
    }
    Close("patternFill");
    Close("fill");
  }

  void Border(const DifferentialFormat& format) {
    if (format.borders.empty()) return;
    Open("border");
    for (const std::string_view edge : kEdges) {  // in schema order
      for (const auto& [name, line] : format.borders) {
        if (name != edge) continue;
        out_ += Concat(Tag("<", root_, name), " style=\"", line.style, "\">");
        if (line.color.empty()) {
          out_ += Tag("<", root_, "color") + " auto=\"1\"/>";
        } else {
          Color("color", line.color);
        }
        Close(name);
      }
    }
    Close("border");
  }

  const std::string root_;
  std::string out_;
};

// The id of a number format of the part with this code, or the first free one.
absl::StatusOr<uint32_t> NumberFormatIdFor(const XmlPart& styles, const std::string& code) {
  uint32_t next = kFirstOwnFormat;
  XmlScanner xml(styles.xml, styles.max_depth);
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.local_name() != "numFmt") continue;
    const auto id = ParseUnsigned(xml.Attribute("numFmtId").value_or(""));
    if (!id.has_value()) continue;
    std::string known = Decoded(xml.Attribute("formatCode").value_or(""));
    DecodeXstring(&known);
    if (known == code) return *id;
    next = std::max(next, *id + 1);
  }
  RETURN_IF_ERROR(xml.StatusFor(styles.name));
  return next;
}

// The part with the format, whose index goes to `index`.
absl::StatusOr<std::string> Place(const XmlPart& styles, const DifferentialFormat& format,
                                  uint32_t* index) {
  uint32_t number_format_id = 0;
  if (!format.number_format.empty()) {
    ASSIGN_OR_RETURN(number_format_id, NumberFormatIdFor(styles, format.number_format));
  }
  XmlScanner xml(styles.xml, styles.max_depth);
  if (!xml.Next()) return xml.StatusFor(styles.name);
  const std::string root(xml.name());
  const std::string element = Writer(root).Write(format, number_format_id);
  *index = 0;
  Splicer splicer(styles.xml);
  while (xml.NextChild()) {
    if (xml.local_name() != "dxfs") {
      xml.SkipElement();
      continue;
    }
    const XmlScanner start = xml;
    const size_t tag_end = xml.end();
    const std::string name(xml.name());
    while (xml.NextChild()) {
      const size_t begin = xml.begin();
      const bool is_format = xml.local_name() == "dxf";
      if (!xml.SkipElement()) break;
      if (styles.xml.substr(begin, xml.end() - begin) == element) return std::string(styles.xml);
      if (is_format) ++*index;
    }
    RETURN_IF_ERROR(xml.StatusFor(styles.name));
    splicer.SetAttribute(start, "count", std::to_string(*index + 1));
    if (start.self_closing()) {
      splicer.Replace(tag_end - 2, tag_end, Concat(">", element, "</", name, ">"));
    } else {
      splicer.Insert(xml.begin(), element);
    }
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(styles.name));
  XmlScanner again(styles.xml, styles.max_depth);
  const size_t place = FindChildPlace(
      &again, {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"});
  splicer.Insert(place, Concat(Tag("<", root, "dxfs"), " count=\"1\">", element,
                               Tag("</", root, "dxfs"), ">"));
  return splicer.Finish();
}

}  // namespace

bool DifferentialFormat::empty() const {
  return !bold.has_value() && !italic.has_value() && !strikethrough.has_value() &&
         underline.empty() && font_color.empty() && fill_pattern.empty() && fill_color.empty() &&
         fill_background.empty() && borders.empty() && number_format.empty();
}

absl::Status CheckDifferentialFormat(const DifferentialFormat& format) {
  if (!format.underline.empty()) {
    RETURN_IF_ERROR(OneOf("look.underline", format.underline, kUnderlines));
  }
  if (!format.fill_pattern.empty()) {
    RETURN_IF_ERROR(OneOf("look.fill", format.fill_pattern, kPatterns));
  }
  for (const auto& [edge, line] : format.borders) {
    RETURN_IF_ERROR(OneOf("look.borders.edge", edge, kEdges));
    RETURN_IF_ERROR(OneOf("look.borders.style", line.style, kLines));
  }
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> PlaceDifferentialFormat(const DifferentialFormat& format,
                                                 PackageEditor* editor) {
  const Document& document = editor->document();
  std::string part = document.styles_part();
  if (part.empty()) {
    const std::string& workbook = document.workbook_part();
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                     editor->Relationships(workbook));
    part = workbook.substr(0, workbook.rfind('/') + 1) + "styles.xml";
    RETURN_IF_ERROR(
        editor->Add(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
                    MinimalStyles(IsStrict(relationships))));
    RETURN_IF_ERROR(editor->Relate(workbook, "styles", part).status());
  }
  uint32_t index = 0;
  RETURN_IF_ERROR(
      editor->Edit(part, [&](const XmlPart& styles) { return Place(styles, format, &index); }));
  return index;
}

}  // namespace sheetgate::spreadsheet
