// PartTree: a small part as a tree of places in its bytes, to change element by element: what is
// not changed stays to the byte.
//
//   ASSIGN_OR_RETURN(PartTree tree, PartTree::Read(part, xml, max_depth));
//   RETURN_IF_ERROR(tree.SetAttribute(*tree.Find({"chart", "legend", "legendPos"}), "val", "b"));
//   editor->Write(part, tree.Take());
//
// Each change reads the part anew: elements handed out before are gone.
#ifndef SHEETGATE_SPREADSHEET_EDIT_PART_TREE_H_
#define SHEETGATE_SPREADSHEET_EDIT_PART_TREE_H_

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {

struct PartElement {
  std::string_view name;  // with prefix
  std::vector<XmlAttribute> attributes;
  size_t begin = 0, end = 0;
  // Between the tags; both `end` when the element is one tag.
  size_t content_begin = 0, content_end = 0;
  std::vector<PartElement> children;

  std::string_view local_name() const { return LocalPart(name); }
  // The first child of that local name; null without one.
  const PartElement* Child(std::string_view local_name) const;
  const PartElement* Find(std::initializer_list<std::string_view> path) const;
  std::vector<const PartElement*> Children(std::string_view local_name) const;
  // The decoded value; empty without the attribute.
  std::string Attribute(std::string_view attribute) const;
  // The attribute `val` of a child, as most settings of DrawingML are written.
  std::string ValueOf(std::string_view child) const;
};

class PartTree {
 public:
  // DATA_LOSS (`FILE_CORRUPT`).
  static absl::StatusOr<PartTree> Read(std::string part, std::string xml, int max_depth);

  const PartElement& root() const { return root_; }
  const PartElement* Find(std::initializer_list<std::string_view> path) const {
    return root_.Find(path);
  }
  // What stands between two places.
  std::string_view Bytes(size_t begin, size_t end) const {
    return std::string_view(*xml_).substr(begin, end - begin);
  }
  // The element as it is written.
  std::string_view BytesOf(const PartElement& element) const {
    return Bytes(element.begin, element.end);
  }
  // What is between its tags.
  std::string_view ContentOf(const PartElement& element) const {
    return Bytes(element.content_begin, element.content_end);
  }

  // The element becomes `xml`; nothing: it goes.
  absl::Status Replace(const PartElement& element, std::string_view xml);
  absl::Status Remove(const PartElement& element) { return Replace(element, ""); }
  // `xml`, an element named `name`, as a child of `parent`: in front of the first that `order` has
  // behind it, else as the last.
  absl::Status Insert(const PartElement& parent, std::string_view name, std::string_view xml,
                      ChildOrder order);
  absl::Status SetAttribute(const PartElement& element, std::string_view attribute,
                            std::string_view value);

  std::string Take() { return std::move(*xml_); }

 private:
  PartTree(std::string part, int max_depth) : part_(std::move(part)), max_depth_(max_depth) {}
  absl::Status Parse(std::string xml);
  absl::Status Splice(size_t begin, size_t end, std::string_view with);

  std::string part_;
  int max_depth_;
  std::unique_ptr<std::string> xml_;  // the views of elements stay valid when a tree is moved
  PartElement root_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_PART_TREE_H_
