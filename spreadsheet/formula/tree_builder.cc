// Nodes are added bottom-up, which makes their order post-order.
#include "spreadsheet/formula/tree_builder.h"

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kDeleted = "#REF!";

// Whether both are one corner, and of the same kind.
bool AreCornersAlike(std::string_view first, std::string_view last, ReferenceStyle style) {
  if (style == ReferenceStyle::kA1) {  // columns and rows come with their colon
    return first.find(':') == std::string_view::npos && last.find(':') == std::string_view::npos;
  }
  ReferenceCorner corner;
  CornerKind first_kind, last_kind;
  return ScanR1C1(first, &corner, &first_kind) == first.size() &&
         ScanR1C1(last, &corner, &last_kind) == last.size() && first_kind == last_kind;
}

}  // namespace

NodeIndex TreeBuilder::Add(NodeKind kind, uint32_t begin, uint32_t end, FormulaOperator op,
                           NodeIndex first_child) {
  FormulaNode node;
  node.kind = kind;
  node.op = op;
  node.begin = begin;
  node.end = end;
  node.first_child = first_child;
  nodes_.push_back(node);
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

NodeIndex TreeBuilder::AddBinary(FormulaOperator op, NodeIndex left, NodeIndex right) {
  nodes_[left].next_sibling = right;
  return Add(NodeKind::kBinary, nodes_[left].begin, nodes_[right].end, op, left);
}

void TreeBuilder::Append(NodeIndex child, Children* children) {
  if (children->last == kNoNode) {
    children->first = child;
  } else {
    nodes_[children->last].next_sibling = child;
  }
  children->last = child;
}

bool TreeBuilder::IsReference(NodeIndex index) const {
  while (nodes_[index].kind == NodeKind::kParenthesised) index = nodes_[index].first_child;
  switch (nodes_[index].kind) {
    case NodeKind::kReference:
    case NodeKind::kName:
    case NodeKind::kStructured:
    case NodeKind::kLink:
    case NodeKind::kFunction:
    case NodeKind::kCall:
      return true;
    case NodeKind::kError: {  // #REF! and Sheet1!#REF!
      const std::string_view error = TextOf(index);
      return error.size() >= kDeleted.size() &&
             EqualsIgnoreAsciiCase(error.substr(error.size() - kDeleted.size()), kDeleted);
    }
    case NodeKind::kPrefix:
    case NodeKind::kPostfix:
    case NodeKind::kBinary:
      return nodes_[index].op >= FormulaOperator::kUnion;
    default:
      return false;
  }
}

bool TreeBuilder::CanSpill(NodeIndex index) const {
  if (!IsReference(index) || nodes_[index].op == FormulaOperator::kSpill) return false;
  if (nodes_[index].kind != NodeKind::kReference) return true;
  const std::string_view text = TextOf(index);
  ReferenceCorner corner;
  CornerKind kind;
  ScanCorner(text.substr(SheetPrefixLength(text)), style_, &corner, &kind);
  return kind == CornerKind::kCell;
}

bool TreeBuilder::JoinCorners(NodeIndex left, NodeIndex right) {
  if (nodes_[left].kind != NodeKind::kReference || nodes_[right].kind != NodeKind::kReference) {
    return false;
  }
  const std::string_view first = TextOf(left);
  const std::string_view last = TextOf(right);
  const size_t first_prefix = SheetPrefixLength(first);
  const size_t last_prefix = SheetPrefixLength(last);
  if (last_prefix != 0 &&
      !EqualsIgnoreAsciiCase(first.substr(0, first_prefix), last.substr(0, last_prefix))) {
    return false;
  }
  if (!AreCornersAlike(first.substr(first_prefix), last.substr(last_prefix), style_)) return false;
  nodes_[left].end = nodes_[right].end;
  nodes_.pop_back();
  return true;
}

}  // namespace sheetgate::spreadsheet
