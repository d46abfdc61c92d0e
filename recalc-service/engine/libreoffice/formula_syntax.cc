// Token by token.
#include "recalc-service/engine/libreoffice/formula_syntax.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "spreadsheet/formula/ast.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/parser.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/formula/sheet_prefix.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::FormulaOperator;
using spreadsheet::NodeKind;
using spreadsheet::Token;
using spreadsheet::TokenKind;

// Functions with one name and one meaning in both. Sorted.
// clang-format off
constexpr std::array<std::string_view, 163> kSameFunctions = {
    "ABS", "ACOS", "ACOSH", "AND", "ASIN", "ASINH", "ATAN", "ATAN2", "ATANH", "AVEDEV", "AVERAGE",
    "AVERAGEA", "AVERAGEIF", "AVERAGEIFS", "CHAR", "CHOOSE", "CLEAN", "CODE", "COLUMN", "COLUMNS",
    "COMBIN", "CONCATENATE", "CORREL", "COS", "COSH", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF",
    "COUNTIFS", "DATE", "DATEVALUE", "DAY", "DAYS360", "DB", "DDB", "DEGREES", "DEVSQ", "EDATE",
    "EOMONTH", "EVEN", "EXACT", "EXP", "FACT", "FALSE", "FIND", "FIXED", "FORECAST", "FV", "GCD",
    "GEOMEAN", "HARMEAN", "HLOOKUP", "HOUR", "IF", "IFERROR", "INDEX", "INT", "INTERCEPT",
    "IPMT", "IRR", "ISBLANK", "ISERR", "ISERROR", "ISEVEN", "ISLOGICAL", "ISNA", "ISNONTEXT",
    "ISNUMBER", "ISODD", "ISREF", "ISTEXT", "KURT", "LARGE", "LCM", "LEFT", "LEN", "LN", "LOG",
    "LOG10", "LOOKUP", "LOWER", "MATCH", "MAX", "MAXA", "MEDIAN", "MID", "MIN", "MINA", "MINUTE",
    "MIRR", "MOD", "MODE", "MONTH", "NA", "NETWORKDAYS", "NOT", "NOW", "NPER", "NPV", "ODD", "OR",
    "PERCENTILE", "PI", "PMT", "POWER", "PPMT", "PRODUCT", "PROPER", "PV", "QUARTILE", "RADIANS",
    "RAND", "RANDBETWEEN", "RANK", "RATE", "REPLACE", "REPT", "RIGHT", "ROUND", "ROUNDDOWN",
    "ROUNDUP", "ROW", "ROWS", "SEARCH", "SECOND", "SIGN", "SIN", "SINH", "SKEW", "SLN", "SLOPE",
    "SMALL", "SQRT", "STDEV", "STDEVP", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS",
    "SUMPRODUCT", "SUMSQ", "SYD", "T", "TAN", "TANH", "TEXT", "TIME", "TIMEVALUE", "TODAY", "TRIM",
    "TRUE", "TRUNC", "UPPER", "VALUE", "VAR", "VARP", "VLOOKUP", "WEEKDAY", "WORKDAY",
    "YEAR", "YEARFRAC",
};
// clang-format on

// What the nodes of the syntax tree may be.
bool IsPlain(const spreadsheet::FormulaNode& node) {
  switch (node.kind) {
    case NodeKind::kNumber:
    case NodeKind::kText:
    case NodeKind::kBoolean:
    case NodeKind::kReference:
    case NodeKind::kName:
    case NodeKind::kMissing:
    case NodeKind::kFunction:
    case NodeKind::kParenthesised:
      return true;
    case NodeKind::kPrefix:
      return node.op != FormulaOperator::kImplicitIntersection;
    case NodeKind::kPostfix:
      return node.op == FormulaOperator::kPercent;
    case NodeKind::kBinary:
      return node.op != FormulaOperator::kUnion && node.op != FormulaOperator::kIntersection &&
             node.op != FormulaOperator::kRange;
    default:
      return false;
  }
}

bool IsSameFunction(std::string_view name) {
  return std::binary_search(kSameFunctions.begin(), kSameFunctions.end(),
                            std::string_view(spreadsheet::ToUpperAscii(name)));
}

// Letters, digits, _ and . only: other characters of names mean something else there.
bool IsPlainName(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '.'; });
}

// "'My sheet'!A1" becomes "$'My sheet'.A1". False for other workbooks and 3-D references.
bool AppendReference(std::string_view text, std::string* out) {
  const size_t length = spreadsheet::SheetPrefixLength(text);
  if (length > 0) {
    spreadsheet::SheetPrefix prefix;
    if (!spreadsheet::ParseSheetPrefix(text.substr(0, length), &prefix) || prefix.own_index ||
        !prefix.last.empty()) {
      return false;
    }
    *out += "$'";
    for (const char c : prefix.first) {
      *out += c;
      if (c == '\'' && !prefix.quoted) *out += c;
    }
    *out += "'.";
  }
  *out += text.substr(length);
  return true;
}

bool Append(const Token& token, std::string* out) {
  switch (token.kind) {
    case TokenKind::kReference:
      return AppendReference(token.text, out);
    case TokenKind::kFunction:
      if (!IsSameFunction(token.text)) return false;
      break;
    case TokenKind::kName:
      if (spreadsheet::IsBooleanName(token)) {
        *out += spreadsheet::ToUpperAscii(token.text) + "()";
        return true;
      }
      if (!IsPlainName(token.text)) return false;
      break;
    case TokenKind::kSeparator:
      *out += ';';
      return true;
    case TokenKind::kNumber:
    case TokenKind::kText:
    case TokenKind::kOperator:
    case TokenKind::kOpen:
    case TokenKind::kClose:
    case TokenKind::kSpace:
      break;
    default:
      return false;
  }
  *out += token.text;
  return true;
}

}  // namespace

std::optional<std::string> ToLibreOffice(std::string_view formula) {
  const auto tree = spreadsheet::ParseFormula(formula, spreadsheet::ReferenceStyle::kA1,
                                              spreadsheet::kCellFormulaLimits);
  if (!tree.ok()) return std::nullopt;
  for (const spreadsheet::FormulaNode& node : tree->nodes()) {
    if (!IsPlain(node)) return std::nullopt;
  }
  const auto tokens = spreadsheet::Tokenize(formula);
  if (!tokens.ok()) return std::nullopt;
  std::string out;
  for (const Token& token : *tokens) {
    if (!Append(token, &out)) return std::nullopt;
  }
  return out;
}

}  // namespace sheetgate::recalc
