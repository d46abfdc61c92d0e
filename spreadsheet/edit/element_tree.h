// ElementTree: one small element of a part as a tree: an item of the styles part, a child of a
// worksheet.
//
// Names are local; what is made gets the prefix of its parent.
#ifndef SHEETGATE_SPREADSHEET_EDIT_ELEMENT_TREE_H_
#define SHEETGATE_SPREADSHEET_EDIT_ELEMENT_TREE_H_

#include <string>
#include <string_view>

#include "absl/types/span.h"
#include <pugixml.hpp>

namespace sheetgate::spreadsheet {

using ChildOrder = absl::Span<const std::string_view>;

// One element, parsed.
class ElementTree {
 public:
  explicit ElementTree(std::string_view xml);
  pugi::xml_node root() const { return document_.document_element(); }
  std::string Text() const;

 private:
  pugi::xml_document document_;
};

// The name without prefix.
std::string_view TreeName(const pugi::xml_node& node);
pugi::xml_node ChildNamed(const pugi::xml_node& parent, std::string_view name);
void RemoveChildNamed(pugi::xml_node parent, std::string_view name);
// A new child behind those that `order` has in front of it or does not know.
pugi::xml_node InsertChildNamed(pugi::xml_node parent, std::string_view name, ChildOrder order);
// The child, made like that when there is none.
pugi::xml_node EnsureChildNamed(pugi::xml_node parent, std::string_view name, ChildOrder order);
void SetTreeAttribute(pugi::xml_node node, const char* name, const std::string& value);
// The child `name` of `node` becomes that of `usual`.
void TakeChildNamed(pugi::xml_node node, const pugi::xml_node& usual, std::string_view name,
                    ChildOrder order);
// The same for an attribute.
void TakeTreeAttribute(pugi::xml_node node, const pugi::xml_node& usual, const char* name);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_ELEMENT_TREE_H_
