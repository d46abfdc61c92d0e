// Formula: a parsed formula, its text and the tree over it.
//
// Made for hundreds of thousands of them: a formula is its text and one array of 20-byte nodes,
// which refer to the text by offsets and to each other by indices. The nodes are in post-order:
// children stand before their parent and the root is last, so that a loop from the front evaluates
// bottom-up without recursion. "1+A1" is {kNumber "1", kReference "A1", kBinary kAdd}.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_AST_H_
#define SHEETGATE_SPREADSHEET_FORMULA_AST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/formula/scanner.h"

namespace sheetgate::spreadsheet {

enum class NodeKind : uint8_t {
  // Leaves.
  kNumber,  // 12, 1.5E-3; in array constants with its sign
  kText,    // "a ""quoted"" word", with its quotes
  kBoolean,
  kError,       // #N/A, Sheet1!#REF!
  kReference,   // a cell, range of two corners, columns or rows, with its sheets: references.h
  kName,        // a defined name or a variable of LET or LAMBDA
  kStructured,  // Table1[Price]: structured.h
  kLink,        // Excel|'topic'!item
  kMissing,     // an omitted argument, as both of IF(A1,,)
  // With children.
  kArray,          // {1,2;3,4}: its rows
  kArrayRow,       // its constants
  kFunction,       // a function called by name: its arguments
  kCall,           // what is called, LAMBDA(x,x+1)(2): the callee, then the arguments
  kPrefix,         // + - @
  kPostfix,        // % #
  kBinary,         // left and right
  kParenthesised,  // (...)
};

// In the order they bind, from loose to tight (ECMA-376 part 1, 18.17.2.2).
enum class FormulaOperator : uint8_t {
  kNone,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kConcatenate,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kPower,
  kPercent,
  kPositive,
  kNegative,
  kUnion,                 // a comma
  kIntersection,          // a space
  kImplicitIntersection,  // @
  kRange,                 // a colon
  kSpill,                 // #
};

// "<=", "+"; a space for the intersection.
std::string_view OperatorText(FormulaOperator op);

using NodeIndex = uint32_t;
inline constexpr NodeIndex kNoNode = UINT32_MAX;

struct FormulaNode {
  NodeKind kind = NodeKind::kMissing;
  FormulaOperator op = FormulaOperator::kNone;
  // What the node spans in the text, in bytes, without white space around it.
  uint32_t begin = 0;
  uint32_t end = 0;
  NodeIndex first_child = kNoNode;
  NodeIndex next_sibling = kNoNode;
};

class Formula {
 public:
  // For the parser. `nodes` is not empty.
  Formula(std::string text, ReferenceStyle style, std::vector<FormulaNode> nodes)
      : text_(std::move(text)), style_(style), nodes_(std::move(nodes)) {}

  const std::string& text() const { return text_; }
  ReferenceStyle style() const { return style_; }
  const std::vector<FormulaNode>& nodes() const { return nodes_; }
  NodeIndex root() const { return static_cast<NodeIndex>(nodes_.size() - 1); }
  const FormulaNode& node(NodeIndex index) const { return nodes_[index]; }
  std::string_view TextOf(const FormulaNode& node) const {
    return std::string_view(text_).substr(node.begin, node.end - node.begin);
  }
  // The name of a kFunction as written: "SUM", "_xlfn.XLOOKUP", "[1]!Tax".
  std::string_view FunctionName(const FormulaNode& node) const;

  size_t memory_bytes() const {
    return sizeof(*this) + text_.capacity() + nodes_.capacity() * sizeof(FormulaNode);
  }

 private:
  std::string text_;
  ReferenceStyle style_;
  std::vector<FormulaNode> nodes_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_AST_H_
