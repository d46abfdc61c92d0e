#include "spreadsheet/edit/element_tree.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::spreadsheet {

using pugi::xml_attribute;
using pugi::xml_node;

std::string_view TreeName(const xml_node& node) { return LocalName(node); }

ElementTree::ElementTree(std::string_view xml) {
  document_.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
}

std::string ElementTree::Text() const {
  std::ostringstream out;
  document_.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return out.str();
}

xml_node ChildNamed(const xml_node& parent, std::string_view name) {
  for (const xml_node child : parent.children()) {
    if (TreeName(child) == name) return child;
  }
  return {};
}

void RemoveChildNamed(xml_node parent, std::string_view name) {
  for (xml_node child = ChildNamed(parent, name); child; child = ChildNamed(parent, name)) {
    parent.remove_child(child);
  }
}

xml_node InsertChildNamed(xml_node parent, std::string_view name, ChildOrder order) {
  const std::string_view own = parent.name();
  const size_t colon = own.find(':');
  const std::string full =
      Concat(colon == std::string_view::npos ? "" : own.substr(0, colon + 1), name);
  const auto rank = [&](std::string_view one) {
    return std::find(order.begin(), order.end(), one) - order.begin();
  };
  for (const xml_node child : parent.children()) {
    if (rank(TreeName(child)) > rank(name)) return parent.insert_child_before(full.c_str(), child);
  }
  return parent.append_child(full.c_str());
}

xml_node EnsureChildNamed(xml_node parent, std::string_view name, ChildOrder order) {
  if (const xml_node child = ChildNamed(parent, name); child) return child;
  return InsertChildNamed(parent, name, order);
}

void SetTreeAttribute(xml_node node, const char* name, const std::string& value) {
  xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(value.c_str());
}

void TakeChildNamed(xml_node node, const xml_node& usual, std::string_view name, ChildOrder order) {
  RemoveChildNamed(node, name);
  const xml_node source = ChildNamed(usual, name);
  if (!source) return;
  xml_node place = EnsureChildNamed(node, name, order);
  node.insert_copy_before(source, place);
  node.remove_child(place);
}

void TakeTreeAttribute(xml_node node, const xml_node& usual, const char* name) {
  node.remove_attribute(name);
  if (const xml_attribute source = usual.attribute(name); source) {
    SetTreeAttribute(node, name, source.value());
  }
}

}  // namespace sheetgate::spreadsheet
