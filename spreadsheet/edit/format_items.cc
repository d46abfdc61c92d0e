#include "spreadsheet/edit/format_items.h"

#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/edit/style_items.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {
namespace {

using pugi::xml_attribute;
using pugi::xml_node;

constexpr std::string_view kFormatOrder[] = {"alignment", "protection", "extLst"};

template <typename Value>
void SetOrRemove(xml_node node, const char* name, const std::optional<Value>& value,
                 const Value& usual, const std::string& text) {
  if (!value.has_value()) return;
  node.remove_attribute(name);
  if (*value != usual) SetTreeAttribute(node, name, text);
}

void SetFlagAttribute(xml_node node, const char* name, const std::optional<bool>& value,
                      bool usual) {
  SetOrRemove(node, name, value, usual, value.value_or(false) ? "1" : "0");
}

// 18.8.1: degrees below 0 are written as 91 to 180.
int StoredRotation(int degrees) { return degrees < 0 ? 90 - degrees : degrees; }

std::string StoredReadingOrder(std::string_view word) {
  return word == "left_to_right" ? "1" : word == "right_to_left" ? "2" : "0";
}

void SetAlignment(xml_node node, const StylePatch& patch) {
  const auto word = [&](const char* name, const std::optional<std::string>& value,
                        const char* usual) {
    SetOrRemove(node, name, value, std::string(usual), value.value_or(""));
  };
  word("horizontal", patch.horizontal, "general");
  word("vertical", patch.vertical, "bottom");
  SetFlagAttribute(node, "wrapText", patch.wrap_text, false);
  SetFlagAttribute(node, "shrinkToFit", patch.shrink_to_fit, false);
  SetOrRemove(node, "indent", patch.indent, 0, std::to_string(patch.indent.value_or(0)));
  SetOrRemove(node, "textRotation", patch.rotation, 0,
              std::to_string(StoredRotation(patch.rotation.value_or(0))));
  SetOrRemove(node, "readingOrder", patch.reading_order, std::string("context"),
              StoredReadingOrder(patch.reading_order.value_or("")));
  // An indent is from a side: Excel aligns to the left what was aligned by its type.
  const bool general =
      node.attribute("horizontal").as_string("general") == std::string_view("general");
  if (patch.indent.value_or(0) > 0 && general) SetTreeAttribute(node, "horizontal", "left");
}

void ClearAlignment(xml_node node, const xml_node& usual, const StylePatch& patch) {
  struct Part {
    std::string_view attribute;
    const char* name;
  };
  constexpr Part kParts[] = {
      {"horizontal", "horizontal"},     {"vertical", "vertical"}, {"wrap_text", "wrapText"},
      {"shrink_to_fit", "shrinkToFit"}, {"indent", "indent"},     {"rotation", "textRotation"},
      {"reading_order", "readingOrder"}};
  for (const Part& part : kParts) {
    if (patch.Clears(part.attribute)) TakeTreeAttribute(node, usual, part.name);
  }
}

void RemoveIfEmpty(xml_node parent, std::string_view name) {
  const xml_node child = ChildNamed(parent, name);
  if (child && !child.first_attribute() && !child.first_child()) RemoveChildNamed(parent, name);
}

bool FormatFlag(const xml_node& format, const char* name, bool usual) {
  const xml_attribute flag = format.attribute(name);
  return flag ? ParseXmlBoolean(flag.value()) : usual;
}

// The components of a cell format, with the flags that say they are its own (18.8.45).
struct Component {
  const char* flag;
  const char* attribute;  // of a component of its own
  std::string_view child;
};
constexpr Component kComponents[] = {
    {"applyNumberFormat", "numFmtId", ""}, {"applyFont", "fontId", ""},
    {"applyFill", "fillId", ""},           {"applyBorder", "borderId", ""},
    {"applyAlignment", "", "alignment"},   {"applyProtection", "", "protection"}};

bool Touches(const StylePatch& patch, const Component& component) {
  const std::string_view flag = component.flag;
  if (flag == "applyNumberFormat") return patch.TouchesNumberFormat();
  if (flag == "applyFont") return patch.TouchesFont();
  if (flag == "applyFill") return patch.TouchesFill();
  if (flag == "applyBorder") return patch.TouchesBorders();
  if (flag == "applyAlignment") return patch.TouchesAlignment();
  return patch.TouchesProtection();
}

bool SameComponent(const xml_node& a, const xml_node& b, const Component& component) {
  if (component.child.empty()) {
    return a.attribute(component.attribute).as_uint() == b.attribute(component.attribute).as_uint();
  }
  return StyleKeyOf(ChildNamed(a, component.child)) == StyleKeyOf(ChildNamed(b, component.child));
}

}  // namespace

std::string PatchFormat(std::string_view item, std::string_view usual, const StylePatch& patch) {
  const ElementTree result(item);
  const ElementTree style(usual);
  const xml_node format = result.root();
  if (patch.TouchesAlignment()) {
    const xml_node alignment = EnsureChildNamed(format, "alignment", kFormatOrder);
    ClearAlignment(alignment, ChildNamed(style.root(), "alignment"), patch);
    SetAlignment(alignment, patch);
    RemoveIfEmpty(format, "alignment");
  }
  if (patch.TouchesProtection()) {
    const xml_node protection = EnsureChildNamed(format, "protection", kFormatOrder);
    const xml_node source = ChildNamed(style.root(), "protection");
    if (patch.Clears("unlocked")) TakeTreeAttribute(protection, source, "locked");
    if (patch.Clears("formula_hidden")) TakeTreeAttribute(protection, source, "hidden");
    if (patch.unlocked.has_value()) {
      SetFlagAttribute(protection, "locked", !*patch.unlocked, true);
    }
    SetFlagAttribute(protection, "hidden", patch.formula_hidden, false);
    RemoveIfEmpty(format, "protection");
  }
  return result.Text();
}

uint32_t FormatComponent(std::string_view format, std::string_view attribute) {
  const ElementTree item(format);
  return item.root().attribute(std::string(attribute).c_str()).as_uint();
}

std::string SetFormatComponent(std::string_view format, std::string_view attribute,
                               uint32_t value) {
  const ElementTree item(format);
  SetTreeAttribute(item.root(), std::string(attribute).c_str(), std::to_string(value));
  return item.Text();
}

std::string TakeNamedStyle(std::string_view item, std::string_view style, uint32_t named) {
  const ElementTree result(item);
  const ElementTree source(style);
  xml_node format = result.root();
  SetTreeAttribute(format, "xfId", std::to_string(named));
  for (const Component& component : kComponents) {
    const bool included = FormatFlag(source.root(), component.flag, true);
    if (included && component.child.empty()) {
      TakeTreeAttribute(format, source.root(), component.attribute);
    }
    if (included && !component.child.empty()) {
      TakeChildNamed(format, source.root(), component.child, kFormatOrder);
    }
    format.remove_attribute(component.flag);
    if (!SameComponent(format, source.root(), component))
      SetTreeAttribute(format, component.flag, "1");
  }
  return result.Text();
}

std::string IncludeOnly(std::string_view item, const StylePatch& patch) {
  const ElementTree result(item);
  xml_node style = result.root();
  for (const Component& component : kComponents) {
    style.remove_attribute(component.flag);
    if (!Touches(patch, component)) SetTreeAttribute(style, component.flag, "0");
  }
  return result.Text();
}

std::string SetApplyFlags(std::string_view item, std::string_view style, const StylePatch& patch) {
  const ElementTree result(item);
  const ElementTree source(style);
  xml_node format = result.root();
  for (const Component& component : kComponents) {
    if (!Touches(patch, component)) continue;
    format.remove_attribute(component.flag);
    if (!SameComponent(format, source.root(), component))
      SetTreeAttribute(format, component.flag, "1");
  }
  return result.Text();
}

}  // namespace sheetgate::spreadsheet
