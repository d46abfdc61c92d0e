// TreeBuilder: the nodes of a formula while it is parsed.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_TREE_BUILDER_H_
#define SHEETGATE_SPREADSHEET_FORMULA_TREE_BUILDER_H_

#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/formula/ast.h"

namespace sheetgate::spreadsheet {

class TreeBuilder {
 public:
  // The children of a node that is not there yet.
  struct Children {
    NodeIndex first = kNoNode;
    NodeIndex last = kNoNode;
  };

  TreeBuilder(std::string_view text, ReferenceStyle style) : text_(text), style_(style) {
    nodes_.reserve(text.size() / 4 + 2);
  }

  NodeIndex Add(NodeKind kind, uint32_t begin, uint32_t end,
                FormulaOperator op = FormulaOperator::kNone, NodeIndex first_child = kNoNode);
  NodeIndex AddBinary(FormulaOperator op, NodeIndex left, NodeIndex right);
  void Append(NodeIndex child, Children* children);

  FormulaNode& node(NodeIndex index) { return nodes_[index]; }
  const FormulaNode& node(NodeIndex index) const { return nodes_[index]; }
  std::string_view TextOf(NodeIndex index) const {
    return text_.substr(nodes_[index].begin, nodes_[index].end - nodes_[index].begin);
  }
  // Whether the node can be a reference when it is evaluated.
  bool IsReference(NodeIndex index) const;
  // Whether a # can follow: after a reference, but for whole columns and rows and another #.
  bool CanSpill(NodeIndex index) const;
  // Makes two corners on one sheet one leaf: "A1:B2", "Sheet1!A1:Sheet1!B2", in R1C1 "R1:R5".
  // `right` is the last node. False when they are not such.
  bool JoinCorners(NodeIndex left, NodeIndex right);

  std::vector<FormulaNode> TakeNodes() { return std::move(nodes_); }

 private:
  std::string_view text_;
  ReferenceStyle style_;
  std::vector<FormulaNode> nodes_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_TREE_BUILDER_H_
