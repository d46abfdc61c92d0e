// The part is passed twice: its palette stands behind what uses it.
#include "spreadsheet/xlsx/cell_styles_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/colors.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/package_errors.h"

namespace sheetgate::spreadsheet {
namespace {

double ToNumber(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The text of an attribute, empty when it is the schema's word for nothing special.
std::string TextUnless(std::string_view usual, FeatureXml* xml, std::string_view attribute) {
  std::string text = xml->Text(attribute);
  return text == usual ? std::string() : text;
}

// colors/indexedColors (18.8.27). mruColors are those recently picked, and color nothing.
absl::StatusOr<std::vector<std::string>> ReadPalette(
    std::string_view part, std::string_view text, int max_depth,
    const platform::CancellationToken& cancellation) {
  constexpr size_t kMaxColors = 64;
  std::vector<std::string> palette;
  FeatureXml xml(text, max_depth, cancellation);
  while (xml.NextChild()) {
    if (xml.name() != "colors") {
      xml.Skip();
      continue;
    }
    while (xml.NextChild()) {
      if (xml.name() != "indexedColors") {
        xml.Skip();
        continue;
      }
      while (xml.NextChild()) {
        if (xml.name() == "rgbColor" && palette.size() < kMaxColors) {
          palette.push_back(ParseRgb(xml.Text("rgb")).value_or("000000"));
        }
        xml.Skip();
      }
    }
  }
  RETURN_IF_ERROR(xml.Finish(part));
  return palette;
}

class Reader {
 public:
  Reader(std::string_view part, std::string_view text, int max_depth, const Styles& formats,
         const Colors& colors, const platform::CancellationToken& cancellation)
      : part_(part), xml_(text, max_depth, cancellation), formats_(formats), colors_(colors) {}

  absl::StatusOr<std::vector<CellStyle>> Read() {
    while (xml_.NextChild()) {
      const std::string_view list = xml_.name();
      if (list == "fonts") {
        ReadList("font", &fonts_, [this] { return ReadFont(); });
      } else if (list == "fills") {
        ReadList("fill", &fills_, [this] { return ReadFill(); });
      } else if (list == "borders") {
        ReadList("border", &borders_, [this] { return ReadBorders(); });
      } else if (list == "cellXfs") {
        ReadList("xf", &cell_formats_, [this] { return ReadFormat(); });
      } else if (list == "cellStyles") {
        ReadNamedStyles();
      } else {
        xml_.Skip();
      }
    }
    RETURN_IF_ERROR(xml_.Finish(part_));
    if (too_many_) {
      return PackageTooLarge(
          Concat("part ", Quoted(part_), " has more than ", kMaxStyleItems, " items of a kind"),
          static_cast<int64_t>(kMaxStyleItems));
    }
    return Resolve();
  }

 private:
  struct Format {
    uint32_t font = 0, fill = 0, border = 0, named_style = 0;
    Alignment alignment;
    bool locked = true, hidden = false;
  };

  template <typename Item, typename ReadItem>
  void ReadList(std::string_view name, std::vector<Item>* items, ReadItem read) {
    while (xml_.NextChild()) {
      if (xml_.name() != name || Full(items->size())) {
        xml_.Skip();
      } else {
        items->push_back(read());
      }
    }
  }

  bool Full(size_t items) {
    if (items < kMaxStyleItems) return false;
    too_many_ = true;
    return true;
  }

  // The color the element is.
  Color ReadColor() {
    const double tint = ToNumber(xml_.Text("tint"));
    if (xml_.Flag("auto", false)) return {};
    if (xml_.Has("rgb")) return colors_.Rgb(xml_.Text("rgb"), tint);
    if (const auto theme = xml_.Number("theme")) return colors_.FromTheme(*theme, tint);
    if (const auto index = xml_.Number("indexed")) return colors_.Indexed(*index, tint);
    return {};
  }

  // 18.8.22.
  Font ReadFont() {
    Font font;
    while (xml_.NextChild()) {
      const std::string_view name = xml_.name();
      if (name == "name") {
        font.name = xml_.Xstring("val");
      } else if (name == "sz") {
        font.size = ToNumber(xml_.Text("val"));
      } else if (name == "b") {
        font.bold = xml_.Flag("val", true);
      } else if (name == "i") {
        font.italic = xml_.Flag("val", true);
      } else if (name == "strike") {
        font.strikethrough = xml_.Flag("val", true);
      } else if (name == "u") {
        font.underline = xml_.Text("val", "single");
        if (font.underline == "none") font.underline.clear();
      } else if (name == "vertAlign") {
        font.vertical_align = TextUnless("baseline", &xml_, "val");
      } else if (name == "color") {
        font.color = ReadColor();
      }
      xml_.Skip();
    }
    return font;
  }

  // 18.8.20.
  Fill ReadFill() {
    Fill fill;
    while (xml_.NextChild()) {
      if (xml_.name() == "patternFill") {
        fill.pattern = TextUnless("none", &xml_, "patternType");
        ReadPatternColors(&fill);
      } else if (xml_.name() == "gradientFill") {
        fill.pattern = xml_.Text("type", "linear");
        ReadGradientStops(&fill);
      } else {
        xml_.Skip();
      }
    }
    return fill;
  }

  void ReadPatternColors(Fill* fill) {
    while (xml_.NextChild()) {
      if (xml_.name() == "fgColor") fill->foreground = ReadColor();
      if (xml_.name() == "bgColor") fill->background = ReadColor();
      xml_.Skip();
    }
    // A solid fill hides what is behind it, and nothing is painted without a pattern.
    if (fill->pattern.empty()) fill->foreground.clear();
    if (fill->pattern.empty() || fill->pattern == "solid") fill->background.clear();
  }

  void ReadGradientStops(Fill* fill) {
    bool first = true;
    while (xml_.NextChild()) {
      while (xml_.NextChild()) {
        if (xml_.name() == "color") {
          fill->background = ReadColor();
          if (std::exchange(first, false)) fill->foreground = fill->background;
        }
        xml_.Skip();
      }
    }
  }

  BorderEdge ReadEdge() {
    BorderEdge edge;
    edge.style = TextUnless("none", &xml_, "style");
    while (xml_.NextChild()) {
      if (xml_.name() == "color" && !edge.style.empty()) edge.color = ReadColor();
      xml_.Skip();
    }
    return edge;
  }

  // 18.8.4; start and end are the strict schema's left and right.
  Borders ReadBorders() {
    Borders borders;
    borders.diagonal_up = xml_.Flag("diagonalUp", false);
    borders.diagonal_down = xml_.Flag("diagonalDown", false);
    while (xml_.NextChild()) {
      const std::string_view name = xml_.name();
      if (name == "left" || name == "start") {
        borders.left = ReadEdge();
      } else if (name == "right" || name == "end") {
        borders.right = ReadEdge();
      } else if (name == "top") {
        borders.top = ReadEdge();
      } else if (name == "bottom") {
        borders.bottom = ReadEdge();
      } else if (name == "diagonal") {
        borders.diagonal = ReadEdge();
      } else {
        xml_.Skip();
      }
    }
    return borders;
  }

  // 18.8.1. Rotations above 90 go down: 91 to 180 stand for -1 to -90.
  Alignment ReadAlignment() {
    constexpr uint32_t kMaxIndent = 255;
    constexpr uint32_t kStacked = 255;
    Alignment alignment;
    alignment.horizontal = TextUnless("general", &xml_, "horizontal");
    alignment.vertical = TextUnless("bottom", &xml_, "vertical");
    alignment.wrap_text = xml_.Flag("wrapText", false);
    alignment.shrink_to_fit = xml_.Flag("shrinkToFit", false);
    alignment.indent = static_cast<int>(std::min(xml_.Number("indent").value_or(0), kMaxIndent));
    const uint32_t rotation = xml_.Number("textRotation").value_or(0);
    if (rotation <= 90 || rotation == kStacked) {
      alignment.rotation = static_cast<int>(rotation);
    } else if (rotation <= 180) {
      alignment.rotation = 90 - static_cast<int>(rotation);
    }
    return alignment;
  }

  // 18.8.45.
  Format ReadFormat() {
    Format format;
    format.font = xml_.Number("fontId").value_or(0);
    format.fill = xml_.Number("fillId").value_or(0);
    format.border = xml_.Number("borderId").value_or(0);
    format.named_style = xml_.Number("xfId").value_or(0);
    while (xml_.NextChild()) {
      if (xml_.name() == "alignment") format.alignment = ReadAlignment();
      if (xml_.name() == "protection") {
        format.locked = xml_.Flag("locked", true);
        format.hidden = xml_.Flag("hidden", false);
      }
      xml_.Skip();
    }
    return format;
  }

  // 18.8.8: names of cellStyleXfs. Number 0 of the built-in ones is Normal in every language.
  void ReadNamedStyles() {
    while (xml_.NextChild()) {
      if (xml_.name() == "cellStyle" && !Full(named_styles_.size())) {
        if (const auto format = xml_.Number("xfId")) {
          const bool normal = xml_.Number("builtinId") == 0u;
          named_styles_.emplace(*format, normal ? std::string() : NameUnlessNormal());
        }
      }
      xml_.Skip();
    }
  }

  std::string NameUnlessNormal() {
    std::string name = xml_.Xstring("name");
    return name == "Normal" ? std::string() : name;
  }

  template <typename Item>
  static Item At(const std::vector<Item>& items, uint32_t index) {
    if (items.empty()) return Item();
    return index < items.size() ? items[index] : items.front();
  }

  std::vector<CellStyle> Resolve() const {
    std::vector<CellStyle> styles;
    styles.reserve(std::max<size_t>(cell_formats_.size(), 1));
    for (size_t i = 0; i < cell_formats_.size(); ++i) {
      const Format& format = cell_formats_[i];
      CellStyle& style = styles.emplace_back();
      style.font = At(fonts_, format.font);
      style.fill = At(fills_, format.fill);
      style.borders = At(borders_, format.border);
      style.alignment = format.alignment;
      style.number_format = formats_.FormatCode(formats_.NumberFormatId(static_cast<uint32_t>(i)));
      style.locked = format.locked;
      style.formula_hidden = format.hidden;
      const auto named = named_styles_.find(format.named_style);
      if (named != named_styles_.end()) style.named_style = named->second;
    }
    if (styles.empty()) styles.emplace_back().font = At(fonts_, 0);
    return styles;
  }

  const std::string_view part_;
  FeatureXml xml_;
  const Styles& formats_;
  const Colors& colors_;
  std::vector<Font> fonts_;
  std::vector<Fill> fills_;
  std::vector<Borders> borders_;
  std::vector<Format> cell_formats_;
  std::map<uint32_t, std::string> named_styles_;  // by index into cellStyleXfs
  bool too_many_ = false;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const CellStyles>> ReadCellStyles(
    std::string_view part, std::string_view xml, int max_depth, const Styles& formats, Theme theme,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(std::vector<std::string> palette,
                   ReadPalette(part, xml, max_depth, cancellation));
  const Colors colors(theme, std::move(palette));
  ASSIGN_OR_RETURN(std::vector<CellStyle> resolved,
                   Reader(part, xml, max_depth, formats, colors, cancellation).Read());
  auto styles = std::make_shared<CellStyles>();
  styles->styles = std::move(resolved);
  styles->theme = std::move(theme);
  return styles;
}

std::shared_ptr<const CellStyles> PlainCellStyles(Theme theme) {
  auto styles = std::make_shared<CellStyles>();
  styles->styles.emplace_back();
  styles->theme = std::move(theme);
  return styles;
}

}  // namespace sheetgate::spreadsheet
