// How formulas people write differ from those files hold ([MS-XLSX] 2.2.2, ECMA-376 part
// 1, 18.17.6).
#include <algorithm>
#include <array>

#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Functions stored with the prefix _xlfn., sorted.
// clang-format off
constexpr auto kFutureFunctions = std::to_array<std::string_view>({
    "ACOT", "ACOTH", "AGGREGATE", "ANCHORARRAY", "ARABIC", "ARRAYTOTEXT", "BASE", "BETA.DIST",
    "BETA.INV", "BINOM.DIST", "BINOM.DIST.RANGE", "BINOM.INV", "BITAND", "BITLSHIFT", "BITOR",
    "BITRSHIFT", "BITXOR", "BYCOL", "BYROW", "CEILING.MATH", "CEILING.PRECISE", "CHISQ.DIST",
    "CHISQ.DIST.RT", "CHISQ.INV", "CHISQ.INV.RT", "CHISQ.TEST", "CHOOSECOLS", "CHOOSEROWS",
    "COMBINA", "CONCAT", "CONFIDENCE.NORM", "CONFIDENCE.T", "COT", "COTH", "COVARIANCE.P",
    "COVARIANCE.S", "CSC", "CSCH", "DAYS", "DECIMAL", "DETECTLANGUAGE", "DROP", "ENCODEURL",
    "ERF.PRECISE", "ERFC.PRECISE", "EXPAND", "EXPON.DIST", "F.DIST", "F.DIST.RT", "F.INV",
    "F.INV.RT", "F.TEST", "FIELDVALUE", "FILTERXML", "FLOOR.MATH", "FLOOR.PRECISE", "FORECAST.ETS",
    "FORECAST.ETS.CONFINT", "FORECAST.ETS.SEASONALITY", "FORECAST.ETS.STAT", "FORECAST.LINEAR",
    "FORMULATEXT", "GAMMA", "GAMMA.DIST", "GAMMA.INV", "GAMMALN.PRECISE", "GAUSS", "GROUPBY",
    "HSTACK", "HYPGEOM.DIST", "IFNA", "IFS", "IMAGE", "IMCOSH", "IMCOT", "IMCSC", "IMCSCH", "IMSEC",
    "IMSECH", "IMSINH", "IMTAN", "ISFORMULA", "ISOMITTED", "ISOWEEKNUM", "LAMBDA", "LET",
    "LOGNORM.DIST", "LOGNORM.INV", "MAKEARRAY", "MAP", "MAXIFS", "MINIFS", "MODE.MULT", "MODE.SNGL",
    "MUNIT", "NEGBINOM.DIST", "NORM.DIST", "NORM.INV", "NORM.S.DIST", "NORM.S.INV", "NUMBERVALUE",
    "PDURATION", "PERCENTILE.EXC", "PERCENTILE.INC", "PERCENTOF", "PERCENTRANK.EXC",
    "PERCENTRANK.INC", "PERMUTATIONA", "PHI", "PIVOTBY", "POISSON.DIST", "QUARTILE.EXC",
    "QUARTILE.INC", "QUERYSTRING", "RANDARRAY", "RANK.AVG", "RANK.EQ", "REDUCE", "REGEXEXTRACT",
    "REGEXREPLACE", "REGEXTEST", "RRI", "SCAN", "SEC", "SECH", "SEQUENCE", "SHEET", "SHEETS",
    "SINGLE", "SKEW.P", "SORTBY", "STDEV.P", "STDEV.S", "STOCKHISTORY", "SWITCH", "T.DIST",
    "T.DIST.2T", "T.DIST.RT", "T.INV", "T.INV.2T", "T.TEST", "TAKE", "TEXTAFTER", "TEXTBEFORE",
    "TEXTJOIN", "TEXTSPLIT", "TOCOL", "TOROW", "TRANSLATE", "TRIMRANGE", "UNICHAR", "UNICODE",
    "UNIQUE", "VALUETOTEXT", "VAR.P", "VAR.S", "VSTACK", "WEBSERVICE", "WEIBULL.DIST", "WRAPCOLS",
    "WRAPROWS", "XLOOKUP", "XMATCH", "XOR", "Z.TEST"
});
// clang-format on
static_assert(std::is_sorted(kFutureFunctions.begin(), kFutureFunctions.end()));

// Functions whose names older Excels knew in another sense.
constexpr std::array<std::string_view, 3> kWorksheetFunctions = {"FILTER", "PY", "SORT"};

constexpr std::string_view kFuturePrefix = "_xlfn.";
constexpr std::string_view kWorksheetPrefix = "_xlws.";
constexpr std::string_view kParameterPrefix = "_xlpm.";
constexpr std::string_view kOptionalPrefix = "_xlop.";

bool StartsWith(std::string_view text, std::string_view prefix) {
  return EqualsIgnoreAsciiCase(text.substr(0, prefix.size()), prefix);
}

std::string StoredFunction(std::string_view name) {
  const std::string upper = ToUpperAscii(name);
  if (std::binary_search(kFutureFunctions.begin(), kFutureFunctions.end(), upper)) {
    return Concat(kFuturePrefix, upper);
  }
  if (std::find(kWorksheetFunctions.begin(), kWorksheetFunctions.end(), upper) !=
      kWorksheetFunctions.end()) {
    return Concat(kFuturePrefix, kWorksheetPrefix, upper);
  }
  return std::string(name);
}

// "Table1[@Price]" -> "Table1[[#This Row],[Price]]": files do not know the @.
std::string StoredStructured(std::string_view text) {
  const size_t at = text.find("[@");
  if (at == std::string_view::npos || text.find('[') != at) return std::string(text);
  const std::string_view table = text.substr(0, at);
  const std::string_view columns = text.substr(at + 2, text.size() - at - 3);
  if (columns.empty()) return Concat(table, "[#This Row]");
  return columns.front() == '[' ? Concat(table, "[[#This Row],", columns, "]")
                                : Concat(table, "[[#This Row],[", columns, "]]");
}

// One argument of a call: tokens from `begin` up to `end`.
struct Argument {
  size_t begin = 0;
  size_t end = 0;
};

// The arguments of the call whose ( is at `open`, and where its ) is.
std::vector<Argument> ArgumentsOf(const std::vector<Token>& tokens, size_t open, size_t* close) {
  std::vector<Argument> arguments;
  Argument current{open + 1, open + 1};
  int depth = 0;
  for (size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].kind == TokenKind::kOpen) ++depth;
    if (tokens[i].kind == TokenKind::kClose) --depth;
    const bool ends = depth == 0 && tokens[i].kind == TokenKind::kClose;
    if (ends || (depth == 1 && tokens[i].kind == TokenKind::kSeparator)) {
      current.end = i;
      arguments.push_back(current);
      current.begin = i + 1;
    }
    if (ends) {
      *close = i;
      break;
    }
  }
  return arguments;
}

bool IsOperator(const Token& token, std::string_view text) {
  return token.kind == TokenKind::kOperator && token.text == text;
}

// The only token of an argument besides spaces and @, which is not stored; npos when there is none
// or more than one.
size_t SingleToken(const std::vector<Token>& tokens, const Argument& argument) {
  size_t single = std::string_view::npos;
  for (size_t i = argument.begin; i < argument.end; ++i) {
    if (tokens[i].kind == TokenKind::kSpace || IsOperator(tokens[i], "@")) continue;
    if (single != std::string_view::npos) return std::string_view::npos;
    single = i;
  }
  return single;
}

// Tokens that bind or use a variable of LET or a parameter of LAMBDA, with their prefix; empty for
// all others.
using BoundNames = std::vector<std::string>;

// A name of its own, not one on a sheet or in a workbook.
bool IsPlainName(std::string_view text) {
  if (text.empty() || text.find('!') != std::string_view::npos) return false;
  const Token token = FormulaScanner(text).Next();
  return token.kind == TokenKind::kName && token.text.size() == text.size();
}

// Binds the name that `declaration` declares in the tokens up to `close`.
void Bind(const std::vector<Token>& tokens, size_t declaration, size_t close, BoundNames* bound) {
  std::string_view name = tokens[declaration].text;
  std::string_view prefix = kParameterPrefix;
  if (tokens[declaration].kind == TokenKind::kStructured && name.front() == '[') {
    name = name.substr(1, name.size() - 2);  // LAMBDA(a,[b],...): b may be omitted
    prefix = kOptionalPrefix;
  }
  if (!IsPlainName(name)) return;
  // Already as files hold it; a use of it may still lack the prefix.
  for (const std::string_view stored : {kParameterPrefix, kOptionalPrefix}) {
    if (!StartsWith(name, stored)) continue;
    name.remove_prefix(stored.size());
    prefix = stored;
  }
  (*bound)[declaration] = Concat(prefix, name);
  for (size_t i = declaration + 1; i < close; ++i) {
    if ((tokens[i].kind == TokenKind::kName || tokens[i].kind == TokenKind::kFunction) &&
        EqualsIgnoreAsciiCase(tokens[i].text, name)) {
      (*bound)[i] = Concat(kParameterPrefix, tokens[i].text);
    }
  }
}

BoundNames FindBoundNames(const std::vector<Token>& tokens) {
  BoundNames bound(tokens.size());
  for (size_t call = 0; call + 1 < tokens.size(); ++call) {
    if (tokens[call].kind != TokenKind::kFunction) continue;
    std::string_view function = tokens[call].text;
    if (StartsWith(function, kFuturePrefix)) function.remove_prefix(kFuturePrefix.size());
    const bool let = EqualsIgnoreAsciiCase(function, "LET");
    if (!let && !EqualsIgnoreAsciiCase(function, "LAMBDA")) continue;
    size_t close = call;
    const std::vector<Argument> arguments = ArgumentsOf(tokens, call + 1, &close);
    // The last argument is what is computed; LET has names and values in turn.
    for (size_t i = 0; i + 1 < arguments.size(); i += let ? 2 : 1) {
      const size_t declaration = SingleToken(tokens, arguments[i]);
      if (declaration != std::string_view::npos) Bind(tokens, declaration, close, &bound);
    }
  }
  return bound;
}

}  // namespace

std::string WithFunctionPrefixes(std::string_view formula) {
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(formula);
  if (!tokens.ok()) return std::string(formula);
  const BoundNames bound = FindBoundNames(*tokens);
  std::string stored;
  stored.reserve(formula.size() + 16);
  for (size_t i = 0; i < tokens->size(); ++i) {
    const Token& token = (*tokens)[i];
    const bool spills = i + 1 < tokens->size() && IsOperator((*tokens)[i + 1], "#");
    if (!bound[i].empty()) {
      stored += bound[i];
    } else if (token.kind == TokenKind::kFunction) {
      stored += StoredFunction(token.text);
    } else if (token.kind == TokenKind::kStructured) {
      stored += StoredStructured(token.text);
    } else if (token.kind == TokenKind::kReference && spills) {
      stored += Concat(kFuturePrefix, "ANCHORARRAY(", token.text, ")");
      ++i;
    } else if (!IsOperator(
                   token, "@")) {  // implicit intersection is what stored formulas do by themselves
      stored += token.text;
    }
  }
  return stored;
}

}  // namespace sheetgate::spreadsheet
