// Texts that belong to nodes.
#include "spreadsheet/formula/ast.h"

#include <array>

namespace sheetgate::spreadsheet {

std::string_view OperatorText(FormulaOperator op) {
  static constexpr std::array<std::string_view, 21> kTexts = {
      "",  "=", "<>", "<", "<=", ">", ">=", "&", "+", "-", "*",
      "/", "^", "%",  "+", "-",  ",", " ",  "@", ":", "#"};
  return kTexts[static_cast<size_t>(op)];
}

std::string_view Formula::FunctionName(const FormulaNode& node) const {
  const std::string_view call = TextOf(node);
  return call.substr(0, call.find('(', SheetPrefixLength(call)));
}

}  // namespace sheetgate::spreadsheet
