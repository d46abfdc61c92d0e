// The tree of a formula as text, to compare: "(+ 1 (SUM A1:A2))".
#ifndef SHEETGATE_TESTS_SPREADSHEET_FORMULA_FORMULA_TEXT_H_
#define SHEETGATE_TESTS_SPREADSHEET_FORMULA_FORMULA_TEXT_H_

#include <string>

#include "spreadsheet/formula/ast.h"
#include "spreadsheet/formula/parser.h"

namespace sheetgate::tests {

inline std::string TreeText(const spreadsheet::Formula& formula, spreadsheet::NodeIndex index) {
  using spreadsheet::NodeKind;
  const spreadsheet::FormulaNode& node = formula.node(index);
  std::string head;
  switch (node.kind) {
    case NodeKind::kMissing:
      return "_";
    case NodeKind::kArray:
      head = "array";
      break;
    case NodeKind::kArrayRow:
      head = "row";
      break;
    case NodeKind::kFunction:
      head = formula.FunctionName(node);
      break;
    case NodeKind::kCall:
      head = "call";
      break;
    case NodeKind::kParenthesised:
      head = "paren";
      break;
    case NodeKind::kPrefix:
    case NodeKind::kPostfix:
    case NodeKind::kBinary:
      head = node.op == spreadsheet::FormulaOperator::kIntersection
                 ? "intersect"
                 : std::string(spreadsheet::OperatorText(node.op));
      break;
    default: {
      static constexpr const char* kLeaves[] = {"num", "text", "bool",  "err",
                                                "",    "name", "table", "link"};
      const std::string kind = kLeaves[static_cast<int>(node.kind)];
      const std::string text(formula.TextOf(node));
      return kind.empty() || node.kind == NodeKind::kNumber ? text : kind + ":" + text;
    }
  }
  std::string out = "(" + head;
  for (auto child = node.first_child; child != spreadsheet::kNoNode;
       child = formula.node(child).next_sibling) {
    out += " " + TreeText(formula, child);
  }
  return out + ")";
}

// The tree, or the message of the error.
inline std::string ParsedText(
    std::string_view text, spreadsheet::ReferenceStyle style = spreadsheet::ReferenceStyle::kA1) {
  const auto formula = spreadsheet::ParseFormula(text, style);
  if (!formula.ok()) return "error: " + std::string(formula.status().message());
  return TreeText(*formula, formula->root());
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_FORMULA_FORMULA_TEXT_H_
