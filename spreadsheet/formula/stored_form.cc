// How formulas people write differ from those files hold ([MS-XLSX] 2.2.2, ECMA-376 part
// 1, 18.17.6).
#include <algorithm>
#include <array>

#include "spreadsheet/formula/ast.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/parser.h"
#include "spreadsheet/formula/references.h"
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

// Replaces a part of the text; with length 0 inserts before it.
struct Change {
  uint32_t begin = 0;
  uint32_t length = 0;
  std::string text;
};

std::string Applied(std::string_view text, std::vector<Change> changes) {
  // Where one part is replaced and something inserted, the insertion comes first; insertions at one
  // place are alike.
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.length < b.length;
  });
  std::string applied;
  applied.reserve(text.size() + 16 * changes.size());
  size_t at = 0;
  for (const Change& change : changes) {
    applied += text.substr(at, change.begin - at);
    applied += change.text;
    at = change.begin + change.length;
  }
  applied += text.substr(at);
  return applied;
}

// A name of its own, not one on a sheet or in a workbook.
bool IsPlainName(std::string_view text) {
  if (text.empty() || text.find('!') != std::string_view::npos) return false;
  const Token token = FormulaScanner(text).Next();
  return token.kind == TokenKind::kName && token.text.size() == text.size();
}

// Finds what the stored form of one formula differs in.
class StoredForm {
 public:
  explicit StoredForm(const Formula& formula)
      : formula_(formula), bound_(formula.nodes().size()), places_(formula.nodes().size()) {}

  std::string Text() {
    for (const FormulaNode& node : formula_.nodes()) {
      if (node.kind == NodeKind::kFunction) BindNames(node);
    }
    MarkPlaces();
    for (NodeIndex i = 0; i < formula_.nodes().size(); ++i) Visit(i);
    if (changes_.empty()) return formula_.text();
    return Applied(formula_.text(), std::move(changes_));
  }

 private:
  // Where a node stands.
  enum Place : uint8_t { kArgument = 1, kRangeEnd = 2, kDeclaration = 4 };

  // Names bound by LET and LAMBDA.
  void BindNames(const FormulaNode& call) {
    std::string_view function = formula_.FunctionName(call);
    if (StartsWith(function, kFuturePrefix)) function.remove_prefix(kFuturePrefix.size());
    const bool let = EqualsIgnoreAsciiCase(function, "LET");
    if (!let && !EqualsIgnoreAsciiCase(function, "LAMBDA")) return;
    // The last argument is what is computed; LET has names and values in turn.
    bool is_name = true;
    for (NodeIndex i = call.first_child; i != kNoNode; i = formula_.node(i).next_sibling) {
      if (formula_.node(i).next_sibling == kNoNode) break;
      if (is_name) Bind(i, call.end);
      if (let) is_name = !is_name;
    }
  }

  // Binds the name that the argument declares up to the end of the call.
  void Bind(NodeIndex declaration, uint32_t call_end) {
    if (formula_.node(declaration).op == FormulaOperator::kImplicitIntersection) {
      places_[declaration] |= kDeclaration;
      declaration = formula_.node(declaration).first_child;
    }
    const FormulaNode& node = formula_.node(declaration);
    std::string_view name = formula_.TextOf(node);
    std::string_view prefix = kParameterPrefix;
    if (node.kind == NodeKind::kStructured && name.front() == '[') {
      name = name.substr(1, name.size() - 2);  // LAMBDA(a,[b],...): b may be omitted
      prefix = kOptionalPrefix;
    } else if (node.kind != NodeKind::kName) {
      return;
    }
    if (!IsPlainName(name)) return;
    // Already as files hold it; a use of it may still lack the prefix.
    for (const std::string_view stored : {kParameterPrefix, kOptionalPrefix}) {
      if (!StartsWith(name, stored)) continue;
      name.remove_prefix(stored.size());
      prefix = stored;
    }
    bound_[declaration] = Concat(prefix, name);
    BindUses(name, node.end, call_end);
  }

  void BindUses(std::string_view name, uint32_t begin, uint32_t end) {
    for (NodeIndex i = 0; i < formula_.nodes().size(); ++i) {
      const FormulaNode& node = formula_.node(i);
      if (node.begin < begin || node.begin >= end) continue;
      std::string_view text;
      if (node.kind == NodeKind::kName) text = formula_.TextOf(node);
      if (node.kind == NodeKind::kFunction) text = formula_.FunctionName(node);
      if (EqualsIgnoreAsciiCase(text, name)) bound_[i] = Concat(kParameterPrefix, text);
    }
  }

  // Parents stand after their children, so that from the back every parent is known.
  void MarkPlaces() {
    for (NodeIndex i = formula_.root() + 1; i-- > 0;) {
      const FormulaNode& node = formula_.node(i);
      uint8_t place = places_[i] & kArgument;
      if (node.kind == NodeKind::kFunction || node.kind == NodeKind::kCall) place |= kArgument;
      if (node.op == FormulaOperator::kRange) place |= kRangeEnd;
      for (NodeIndex child = node.first_child; child != kNoNode;
           child = formula_.node(child).next_sibling) {
        places_[child] |= place;
      }
    }
  }

  void Visit(NodeIndex index) {
    const FormulaNode& node = formula_.node(index);
    if (node.kind == NodeKind::kFunction) {
      const std::string_view name = formula_.FunctionName(node);
      Replace(node.begin, name, bound_[index].empty() ? StoredFunction(name) : bound_[index]);
    } else if (!bound_[index].empty()) {
      Replace(node.begin, formula_.TextOf(node), bound_[index]);
    } else if (node.kind == NodeKind::kStructured) {
      Replace(node.begin, formula_.TextOf(node), StoredStructured(formula_.TextOf(node)));
    } else if (node.op == FormulaOperator::kSpill) {
      changes_.push_back({node.begin, 0, Concat(kFuturePrefix, "ANCHORARRAY(")});
      changes_.push_back({node.end - 1, 1, ")"});
    } else if (node.op == FormulaOperator::kImplicitIntersection) {
      const bool single = NeedsSingle(index);
      changes_.push_back({node.begin, 1, single ? Concat(kFuturePrefix, "SINGLE(") : ""});
      if (single) changes_.push_back({node.end, 0, ")"});
    }
  }

  // Stored formulas intersect implicitly where a value is computed from a range. Elsewhere, as an
  // argument (SUM(@A1:A5)) or the end of a range, it takes a function; one cell needs nothing.
  bool NeedsSingle(NodeIndex intersection) const {
    const uint8_t place = places_[intersection];
    if ((place & kDeclaration) != 0) return false;
    if ((place & kRangeEnd) != 0) return true;
    return (place & kArgument) != 0 &&
           !IsOneCell(formula_.node(formula_.node(intersection).first_child));
  }

  bool IsOneCell(const FormulaNode& node) const {
    if (node.kind != NodeKind::kReference) return false;
    ReferenceReader reader(formula_.TextOf(node));
    FormulaReference reference;
    return reader.Next(&reference) && reference.kind == ReferenceKind::kCell &&
           reference.last_sheet.empty();
  }

  void Replace(uint32_t begin, std::string_view text, std::string_view stored) {
    if (text == stored) return;
    changes_.push_back({begin, static_cast<uint32_t>(text.size()), std::string(stored)});
  }

  const Formula& formula_;
  std::vector<std::string> bound_;  // by node: the stored form of a bound name, or nothing
  std::vector<uint8_t> places_;     // by node: bits of Place
  std::vector<Change> changes_;
};

}  // namespace

std::string WithFunctionPrefixes(std::string_view formula) {
  const absl::StatusOr<Formula> parsed = ParseFormula(formula);
  if (!parsed.ok()) return std::string(formula);
  std::string stored = StoredForm(*parsed).Text();
  // Brackets may hold what reads otherwise once it is written out; then the formula stays.
  constexpr ParseLimits kWide{.max_length = 1 << 20, .max_depth = 1024};
  return ParseFormula(stored, ReferenceStyle::kA1, kWide).ok() ? stored : std::string(formula);
}

}  // namespace sheetgate::spreadsheet
