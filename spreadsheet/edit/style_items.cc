// Items are small: each is parsed, changed as a tree and printed.
#include "spreadsheet/edit/style_items.h"

#include <algorithm>
#include <vector>

#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {
namespace {

using pugi::xml_attribute;
using pugi::xml_node;

void SetColor(xml_node node, const StyleColor& color) {
  for (const char* name : {"auto", "rgb", "theme", "indexed", "tint"}) node.remove_attribute(name);
  switch (color.kind) {
    case StyleColor::Kind::kAutomatic:
      SetTreeAttribute(node, "auto", "1");
      return;
    case StyleColor::Kind::kRgb:
      SetTreeAttribute(node, "rgb", color.rgb);
      return;
    case StyleColor::Kind::kTheme:
      SetTreeAttribute(node, "theme", std::to_string(color.theme));
      if (!color.tint.empty()) SetTreeAttribute(node, "tint", color.tint);
      return;
  }
}

constexpr std::string_view kFontOrder[] = {"b",       "i",      "strike", "condense",  "extend",
                                           "outline", "shadow", "u",      "vertAlign", "sz",
                                           "color",   "name",   "family", "charset",   "scheme"};

void SetFlag(xml_node font, std::string_view name, const std::optional<bool>& on) {
  if (!on.has_value()) return;
  RemoveChildNamed(font, name);
  if (*on) EnsureChildNamed(font, name, kFontOrder);
}

void SetValue(xml_node font, std::string_view name, const std::string& value) {
  SetTreeAttribute(EnsureChildNamed(font, name, kFontOrder), "val", value);
}

void SetWord(xml_node font, std::string_view name, const std::optional<std::string>& word,
             std::string_view usual) {
  if (!word.has_value()) return;
  if (*word == usual) {
    RemoveChildNamed(font, name);
  } else {
    SetValue(font, name, *word);
  }
}

void ClearFont(xml_node font, const xml_node& usual, const StylePatch& patch) {
  struct Part {
    std::string_view attribute;
    std::string_view child;
  };
  constexpr Part kParts[] = {{"font", "name"},       {"font", "family"},
                             {"font", "charset"},    {"font", "scheme"},
                             {"font_size", "sz"},    {"bold", "b"},
                             {"italic", "i"},        {"strikethrough", "strike"},
                             {"underline", "u"},     {"vertical_align", "vertAlign"},
                             {"font_color", "color"}};
  for (const Part& part : kParts) {
    if (patch.Clears(part.attribute)) TakeChildNamed(font, usual, part.child, kFontOrder);
  }
}

constexpr std::string_view kPatternOrder[] = {"fgColor", "bgColor"};
constexpr std::string_view kBorderOrder[] = {"start",  "left",     "end",      "right",     "top",
                                             "bottom", "diagonal", "vertical", "horizontal"};

xml_node NewPattern(xml_node fill, std::string_view pattern) {
  while (fill.first_child()) fill.remove_child(fill.first_child());
  const xml_node node = EnsureChildNamed(fill, "patternFill", {});
  SetTreeAttribute(node, "patternType", std::string(pattern));
  return node;
}

void SetStop(xml_node gradient, const char* position, const StyleColor& color) {
  xml_node stop = EnsureChildNamed(gradient, "", {});
  stop.set_name(Concat(std::string_view(stop.name()), "stop").c_str());
  SetTreeAttribute(stop, "position", position);
  SetColor(EnsureChildNamed(stop, "color", {}), color);
}

// Two colors, from top to bottom or from the middle out (18.8.24).
void MakeGradient(xml_node fill, std::string_view kind, const StylePatch& patch) {
  const StyleColor white{.kind = StyleColor::Kind::kRgb, .rgb = "FFFFFFFF", .theme = 0, .tint = ""};
  while (fill.first_child()) fill.remove_child(fill.first_child());
  xml_node gradient = EnsureChildNamed(fill, "gradientFill", {});
  if (kind == "path") {
    SetTreeAttribute(gradient, "type", "path");
    for (const char* side : {"left", "right", "top", "bottom"}) {
      SetTreeAttribute(gradient, side, "0.5");
    }
  } else {
    SetTreeAttribute(gradient, "degree", "90");
  }
  SetStop(gradient, "0", patch.fill_color.value_or(white));
  SetStop(gradient, "1", patch.fill_background.value_or(white));
}

// The first or last color of a gradient.
void SetGradientColor(xml_node gradient, bool first, const std::optional<StyleColor>& color) {
  if (!color.has_value()) return;
  const xml_node stop = first ? gradient.first_child() : gradient.last_child();
  if (stop) SetColor(EnsureChildNamed(stop, "color", {}), *color);
}

void SetPatternColors(xml_node fill, const StylePatch& patch) {
  xml_node pattern = ChildNamed(fill, "patternFill");
  if (!pattern) pattern = NewPattern(fill, "none");
  const std::string_view kind = pattern.attribute("patternType").as_string("none");
  if (patch.fill_color.has_value()) {
    if (kind == "none") SetTreeAttribute(pattern, "patternType", "solid");
    SetColor(EnsureChildNamed(pattern, "fgColor", kPatternOrder), *patch.fill_color);
  }
  if (patch.fill_background.has_value()) {
    SetColor(EnsureChildNamed(pattern, "bgColor", kPatternOrder), *patch.fill_background);
  }
  // As Excel writes it.
  const bool solid = pattern.attribute("patternType").as_string() == std::string_view("solid");
  if (solid && !ChildNamed(pattern, "bgColor")) {
    SetTreeAttribute(EnsureChildNamed(pattern, "bgColor", kPatternOrder), "indexed", "64");
  }
}

xml_node Edge(const xml_node& border, std::string_view name) {
  const std::string_view strict = name == "left" ? "start" : name == "right" ? "end" : name;
  if (const xml_node edge = ChildNamed(border, strict); edge) return edge;
  return EnsureChildNamed(border, name, kBorderOrder);
}

void SetEdge(xml_node border, std::string_view name, const BorderChange& change) {
  xml_node edge = Edge(border, name);
  const std::string_view before = edge.attribute("style").as_string("none");
  const std::string style = change.style.value_or(std::string(before == "none" ? "thin" : before));
  if (style == "none") {
    edge.remove_attribute("style");
    while (edge.first_child()) edge.remove_child(edge.first_child());
    return;
  }
  SetTreeAttribute(edge, "style", style);
  const bool colored = static_cast<bool>(ChildNamed(edge, "color"));
  xml_node color = EnsureChildNamed(edge, "color", {});
  if (change.color.has_value()) {
    SetColor(color, *change.color);
  } else if (!colored) {
    SetTreeAttribute(color, "auto", "1");
  }
}

void SetDiagonal(xml_node border, const char* flag, const BorderChange& change) {
  const bool on = change.style != "none";
  border.remove_attribute(flag);
  if (on) SetTreeAttribute(border, flag, "1");
  const bool any = ParseXmlBoolean(border.attribute("diagonalUp").as_string()) ||
                   ParseXmlBoolean(border.attribute("diagonalDown").as_string());
  if (on || !any) SetEdge(border, "diagonal", change);
}

void ApplyBorder(xml_node border, const BorderChange& change, const CellPlace& place) {
  const auto edge = [&](std::string_view name, bool does) {
    if (does) SetEdge(border, name, change);
  };
  switch (change.place) {
    case BorderPlace::kLeft:
      return edge("left", true);
    case BorderPlace::kRight:
      return edge("right", true);
    case BorderPlace::kTop:
      return edge("top", true);
    case BorderPlace::kBottom:
      return edge("bottom", true);
    case BorderPlace::kDiagonalUp:
      return SetDiagonal(border, "diagonalUp", change);
    case BorderPlace::kDiagonalDown:
      return SetDiagonal(border, "diagonalDown", change);
    default:
      break;
  }
  const bool all = change.place == BorderPlace::kAll;
  const bool outline = all || change.place == BorderPlace::kOutline;
  const bool inside = all || change.place == BorderPlace::kInside;
  const bool across = inside || change.place == BorderPlace::kInsideHorizontal;
  const bool down = inside || change.place == BorderPlace::kInsideVertical;
  edge("left", place.left ? outline : down);
  edge("right", place.right ? outline : down);
  edge("top", place.top ? outline : across);
  edge("bottom", place.bottom ? outline : across);
}

// Whether an attribute says what is so without it.
bool IsUsual(std::string_view element, std::string_view name, std::string_view value) {
  if (name == "val") {
    if (element == "b" || element == "i" || element == "strike") return ParseXmlBoolean(value);
    return element == "u" && value == "single";
  }
  if (name == "style" && value == "none") return true;
  if (element == "patternFill") return name == "patternType" && value == "none";
  if (element == "xf") return name.ends_with("Id") && value == "0";
  return false;
}

}  // namespace

std::string PatchFont(std::string_view item, std::string_view usual, const StylePatch& patch) {
  const ElementTree result(item);
  const ElementTree style(usual);
  const xml_node font = result.root();
  ClearFont(font, style.root(), patch);
  if (patch.font.has_value()) {
    SetValue(font, "name", *patch.font);
    // They tell of the font that was there; with a scheme the theme's font would be taken.
    for (const std::string_view name : {"family", "charset", "scheme"})
      RemoveChildNamed(font, name);
  }
  if (patch.font_size.has_value()) SetValue(font, "sz", ExactNumber(*patch.font_size));
  SetFlag(font, "b", patch.bold);
  SetFlag(font, "i", patch.italic);
  SetFlag(font, "strike", patch.strikethrough);
  SetWord(font, "u", patch.underline, "none");
  SetWord(font, "vertAlign", patch.vertical_align, "baseline");
  if (patch.font_color.has_value()) {
    RemoveChildNamed(font, "color");
    if (patch.font_color->kind != StyleColor::Kind::kAutomatic) {
      SetColor(EnsureChildNamed(font, "color", kFontOrder), *patch.font_color);
    }
  }
  return result.Text();
}

std::string WithMajorFont(std::string_view item, const std::string& name) {
  const ElementTree result(item);
  SetValue(result.root(), "name", name);
  RemoveChildNamed(result.root(), "charset");
  SetValue(result.root(), "scheme", "major");
  return result.Text();
}

std::string PatchFill(std::string_view item, std::string_view usual, const StylePatch& patch) {
  const ElementTree result(item);
  const xml_node before = result.root();
  const bool solid = ChildNamed(before, "patternFill").attribute("patternType").as_string() ==
                     std::string_view("solid");
  if (patch.Clears("fill") || (solid && patch.Clears("fill_color"))) {
    StylePatch rest = patch;
    rest.clear.clear();
    return PatchFill(usual, usual, rest);
  }
  const xml_node fill = result.root();
  if (patch.Clears("fill_color")) RemoveChildNamed(ChildNamed(fill, "patternFill"), "fgColor");
  if (patch.Clears("fill_background")) RemoveChildNamed(ChildNamed(fill, "patternFill"), "bgColor");
  if (patch.fill == "none") {
    NewPattern(fill, "none");
    return result.Text();
  }
  if (patch.fill == "linear" || patch.fill == "path") {
    MakeGradient(fill, *patch.fill, patch);
    return result.Text();
  }
  if (patch.fill.has_value()) {
    const xml_node pattern = ChildNamed(fill, "patternFill");
    if (pattern) {
      SetTreeAttribute(pattern, "patternType", *patch.fill);
    } else {
      NewPattern(fill, *patch.fill);
    }
  }
  if (const xml_node gradient = ChildNamed(fill, "gradientFill"); gradient) {
    SetGradientColor(gradient, true, patch.fill_color);
    SetGradientColor(gradient, false, patch.fill_background);
  } else {
    SetPatternColors(fill, patch);
  }
  return result.Text();
}

std::string PatchBorder(std::string_view item, std::string_view usual, const StylePatch& patch,
                        const CellPlace& place) {
  const ElementTree result(patch.Clears("borders") ? usual : item);
  for (const BorderChange& change : patch.borders) ApplyBorder(result.root(), change, place);
  return result.Text();
}

std::string StyleKeyOf(const xml_node& node) {
  const std::string_view name = TreeName(node);
  std::vector<std::string> attributes;
  for (const xml_attribute attribute : node.attributes()) {
    if (IsUsual(name, attribute.name(), attribute.value())) continue;
    attributes.push_back(
        Concat(std::string_view(attribute.name()), "=", std::string_view(attribute.value())));
  }
  std::vector<std::string> children;
  for (const xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    std::string key = StyleKeyOf(child);
    const bool edge = name == "border" && key.find('=') == std::string::npos;
    const bool pattern = name == "fill" && key == "<patternFill>";
    if (!edge && !pattern) children.push_back(std::move(key));
  }
  std::sort(attributes.begin(), attributes.end());
  std::sort(children.begin(), children.end());
  std::string key = Concat("<", name);
  for (const std::string& attribute : attributes) key += Concat(" ", attribute);
  for (const std::string& child : children) key += child;
  return key + ">";
}

std::string StyleItemKey(std::string_view item) { return StyleKeyOf(ElementTree(item).root()); }

}  // namespace sheetgate::spreadsheet
