#include "spreadsheet/edit/part_tree.h"

#include <algorithm>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {

const PartElement* PartElement::Child(std::string_view local_name) const {
  const auto child = std::ranges::find(children, local_name, &PartElement::local_name);
  return child == children.end() ? nullptr : &*child;
}

const PartElement* PartElement::Find(std::initializer_list<std::string_view> path) const {
  const PartElement* element = this;
  for (const std::string_view name : path) {
    element = element->Child(name);
    if (element == nullptr) return nullptr;
  }
  return element;
}

std::vector<const PartElement*> PartElement::Children(std::string_view local_name) const {
  std::vector<const PartElement*> found;
  for (const PartElement& child : children) {
    if (child.local_name() == local_name) found.push_back(&child);
  }
  return found;
}

std::string PartElement::Attribute(std::string_view attribute) const {
  const auto found = std::ranges::find(attributes, attribute, &XmlAttribute::name);
  return found == attributes.end() ? std::string() : Decoded(found->value);
}

std::string PartElement::ValueOf(std::string_view child) const {
  const PartElement* const element = Child(child);
  return element == nullptr ? std::string() : element->Attribute("val");
}

absl::StatusOr<PartTree> PartTree::Read(std::string part, std::string xml, int max_depth) {
  PartTree tree(std::move(part), max_depth);
  RETURN_IF_ERROR(tree.Parse(std::move(xml)));
  return tree;
}

absl::Status PartTree::Parse(std::string xml) {
  xml_ = std::make_unique<std::string>(std::move(xml));
  root_ = {};
  XmlScanner scanner(*xml_, max_depth_);
  PartElement top;
  std::vector<PartElement*> open = {&top};
  while (scanner.Next()) {
    if (scanner.token() == XmlToken::kStart) {
      // Only the innermost list grows, so that pointers to open elements stay.
      PartElement& element = open.back()->children.emplace_back();
      element.name = scanner.name();
      element.attributes = scanner.attributes();
      element.begin = scanner.begin();
      element.content_begin = scanner.end();
      open.push_back(&element);
    } else if (scanner.token() == XmlToken::kEnd) {
      PartElement& element = *open.back();
      element.content_end = scanner.begin();
      element.end = scanner.end();
      open.pop_back();
    }
  }
  RETURN_IF_ERROR(scanner.StatusFor(part_));
  root_ = std::move(top.children.front());
  return absl::OkStatus();
}

absl::Status PartTree::Splice(size_t begin, size_t end, std::string_view with) {
  const std::string_view xml = *xml_;
  return Parse(Concat(xml.substr(0, begin), with, xml.substr(end)));
}

absl::Status PartTree::Replace(const PartElement& element, std::string_view xml) {
  return Splice(element.begin, element.end, xml);
}

absl::Status PartTree::Insert(const PartElement& parent, std::string_view name,
                              std::string_view xml, ChildOrder order) {
  const auto rank = [&](std::string_view one) {
    return std::find(order.begin(), order.end(), one) - order.begin();
  };
  for (const PartElement& child : parent.children) {
    const auto place = rank(child.local_name());
    if (place > rank(name) && static_cast<size_t>(place) < order.size()) {
      return Splice(child.begin, child.begin, xml);
    }
  }
  if (parent.content_end == parent.end) {  // <a/>
    return Splice(parent.end - 2, parent.end, Concat(">", xml, "</", parent.name, ">"));
  }
  return Splice(parent.content_end, parent.content_end, xml);
}

absl::Status PartTree::SetAttribute(const PartElement& element, std::string_view attribute,
                                    std::string_view value) {
  std::string escaped;
  AppendEscaped(value, &escaped);
  const auto found = std::ranges::find(element.attributes, attribute, &XmlAttribute::name);
  if (found != element.attributes.end()) {
    // With its quotes, which may be single ones.
    const auto begin = static_cast<size_t>(found->value.data() - xml_->data()) - 1;
    return Splice(begin, begin + found->value.size() + 2, Concat("\"", escaped, "\""));
  }
  const size_t behind_name = element.begin + 1 + element.name.size();
  return Splice(behind_name, behind_name, Concat(" ", attribute, "=\"", escaped, "\""));
}

}  // namespace sheetgate::spreadsheet
