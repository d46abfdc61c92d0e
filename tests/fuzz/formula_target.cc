// Formulas of any characters: the tokens are the formula, a parsed formula prints as it was, also
// by way of R1C1, shifting is exact, the stored form is stored as it is.
//
// The input begins with the two offsets a formula is shifted by, 16-bit and little-endian; rows are
// moved by a multiple, so that they wrap too.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "spreadsheet/formula/ast.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/parser.h"
#include "spreadsheet/formula/printer.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::CellRef;
using spreadsheet::Formula;
using spreadsheet::FormulaNode;
using spreadsheet::FormulaOperator;
using spreadsheet::FormulaReference;
using spreadsheet::FormulaScanner;
using spreadsheet::NodeKind;
using spreadsheet::ParseFormula;
using spreadsheet::PrintFormula;
using spreadsheet::ReferenceKind;
using spreadsheet::ReferenceReader;
using spreadsheet::ReferenceStyle;
using spreadsheet::ShiftFormula;
using spreadsheet::Token;
using spreadsheet::Tokenize;
using spreadsheet::TokenKind;
using spreadsheet::WithFunctionPrefixes;

constexpr size_t kMaxInput = 16 << 10;
// Formulas made of one within the limits can be longer and deeper.
constexpr spreadsheet::ParseLimits kWide{.max_length = 1 << 20, .max_depth = 1024};

void RequireInvalidFormula(const absl::Status& status) {
  Require(platform::ReasonOf(status) == platform::ErrorReason::kInvalidFormula,
          "a formula is refused as one", status.ToString());
}

// The scanner's tokens, which are there for any text; whether all of them are sound.
bool CheckScanner(std::string_view formula) {
  bool sound = true;
  size_t at = 0;
  for (FormulaScanner scanner(formula); !scanner.done();) {
    const Token token = scanner.Next();
    Require(!token.text.empty(), "no token is empty", formula);
    Require(token.text.data() == formula.data() + at, "tokens follow one another", formula);
    at += token.text.size();
    sound = sound && scanner.problem().empty();
  }
  Require(at == formula.size(), "the tokens are the formula", formula);
  return sound;
}

// References in their plain form: upper case, no leading zeros.
std::string Plain(std::string_view formula) {
  return ShiftFormula(formula, spreadsheet::kMaxRow, spreadsheet::kMaxColumn);
}

void CheckShifting(std::string_view formula, int rows, int columns, bool stable) {
  Require(ShiftFormula(formula, 0, 0) == formula, "shifting by nothing changes nothing", formula);
  const std::string plain = Plain(formula);
  const std::string there = ShiftFormula(plain, rows, columns);
  if (!stable) return;
  Require(Plain(plain) == plain, "the plain form is plain", plain);
  Require(ShiftFormula(there, -rows, -columns) == plain, "there and back again is where it was",
          there);
  Require(ShiftFormula(ShiftFormula(plain, rows, 0), 0, columns) == there,
          "rows and columns shift independently", there);
  Require(Tokenize(there).ok(), "a shifted formula is a formula", there);
}

void CheckStoredForm(const std::string& formula) {
  const std::string stored = WithFunctionPrefixes(formula);
  Require(ParseFormula(stored, ReferenceStyle::kA1, kWide).ok(), "the stored form is a formula",
          stored);
  Require(WithFunctionPrefixes(stored) == stored, "the stored form is stored as it is", stored);
}

// Whether none of the tokens is a reference to anybody who reads R1C1.
bool IsNoR1C1(std::string_view text) {
  for (FormulaScanner scanner(text, ReferenceStyle::kR1C1); !scanner.done();) {
    if (scanner.Next().kind == TokenKind::kReference) return false;
  }
  return true;
}

bool IsOfLines(const Formula& formula, const FormulaNode& node) {
  if (node.op == FormulaOperator::kImplicitIntersection) {
    return IsOfLines(formula, formula.node(node.first_child));
  }
  ReferenceReader reader(formula.TextOf(node));
  FormulaReference reference;
  return node.kind == NodeKind::kReference && reader.Next(&reference) &&
         (reference.kind == ReferenceKind::kColumns || reference.kind == ReferenceKind::kRows ||
          reference.kind == ReferenceKind::kDeleted);
}

// Whether a formula of A1 style says the same in R1C1. Excel allows no names that are references
// there (RC), and columns that end a computed range (Rate:A:C, Rate:@A:C) come back as
// Rate:A:A:C:C.
bool IsSameInBothStyles(const Formula& formula) {
  for (const FormulaNode& node : formula.nodes()) {
    const bool is_name = node.kind == NodeKind::kName || node.kind == NodeKind::kStructured ||
                         node.kind == NodeKind::kLink;
    if (is_name && !IsNoR1C1(formula.TextOf(node))) return false;
    if (node.op != FormulaOperator::kRange) continue;
    for (auto child = node.first_child; child != spreadsheet::kNoNode;
         child = formula.node(child).next_sibling) {
      if (IsOfLines(formula, formula.node(child))) return false;
    }
  }
  return true;
}

void CheckPrinting(const Formula& formula, CellRef cell) {
  Require(PrintFormula(formula) == formula.text(), "a parsed formula prints as it was",
          formula.text());
  if (!IsSameInBothStyles(formula)) return;
  const std::string r1c1 = PrintFormula(formula, ReferenceStyle::kR1C1, cell);
  const auto there = ParseFormula(r1c1, ReferenceStyle::kR1C1, kWide);
  Require(there.ok(), "in R1C1 it is a formula", r1c1);
  const std::string a1 = PrintFormula(*there, ReferenceStyle::kA1, cell);
  const auto back = ParseFormula(a1, ReferenceStyle::kA1, kWide);
  Require(back.ok(), "back in A1 it is a formula", a1);
  Require(PrintFormula(*back, ReferenceStyle::kR1C1, cell) == r1c1, "A1 and R1C1 say the same", a1);
}

void CheckReferences(std::string_view formula) {
  size_t end = 0;
  spreadsheet::VisitReferences(formula, [&](const FormulaReference& reference) {
    Require(!reference.text.empty() && reference.position >= end, "references follow one another",
            formula);
    end = reference.position + reference.text.size();
    Require(formula.substr(reference.position, reference.text.size()) == reference.text,
            "a reference is where it says", formula);
    const auto range = reference.Range();
    Require(
        !range.has_value() || (range->first.row >= 1 && range->first.column >= 1 &&
                               range->last.row <= spreadsheet::kMaxRow &&
                               range->last.column <= spreadsheet::kMaxColumn && range->cells() > 0),
        "a range is on the sheet", formula);
  });
}

void CheckFunctions(std::string_view formula) {
  const std::vector<std::string> functions = spreadsheet::FunctionsOf(formula);
  for (size_t i = 0; i < functions.size(); ++i) {
    Require(functions[i] == spreadsheet::ToUpperAscii(functions[i]), "functions are upper case",
            functions[i]);
    Require(std::find(functions.begin() + static_cast<ptrdiff_t>(i) + 1, functions.end(),
                      functions[i]) == functions.end(),
            "functions come once", functions[i]);
  }
}

}  // namespace

void FuzzFormula(std::string_view input) {
  constexpr size_t kHeader = 4;
  constexpr int kRowStep = 61;
  if (input.size() < kHeader || input.size() > kMaxInput) return;
  const auto offset = [&](size_t at) {
    return static_cast<int16_t>(static_cast<unsigned char>(input[at]) |
                                static_cast<unsigned char>(input[at + 1]) << 8);
  };
  const std::string formula(input.substr(kHeader));

  const bool sound = CheckScanner(formula);
  CheckFunctions(formula);
  const auto tokens = Tokenize(formula);
  if (!tokens.ok()) RequireInvalidFormula(tokens.status());
  Require(sound || !tokens.ok(), "Tokenize refuses what is unsound", formula);
  const absl::Status valid = spreadsheet::ValidateFormula(formula);
  if (!valid.ok()) RequireInvalidFormula(valid);
  Require(tokens.ok() || !valid.ok(), "a valid formula has tokens", formula);

  const auto parsed = ParseFormula(formula);
  if (!parsed.ok()) RequireInvalidFormula(parsed.status());
  Require(tokens.ok() || !parsed.ok(), "a parsed formula has tokens", formula);
  Require(parsed.ok() || !valid.ok(), "a valid formula parses", formula);
  CheckReferences(formula);
  CheckShifting(formula, offset(0) * kRowStep, offset(2), parsed.ok());
  if (!parsed.ok()) return;
  CheckPrinting(*parsed, {static_cast<uint16_t>(offset(0)) * kRowStep % spreadsheet::kMaxRow + 1,
                          static_cast<uint16_t>(offset(2)) % spreadsheet::kMaxColumn + 1});
  CheckStoredForm(formula);
}

}  // namespace sheetgate::tests
