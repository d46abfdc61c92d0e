#include "spreadsheet/analysis/formula_calls.h"

#include <algorithm>
#include <array>
#include <utility>

#include "spreadsheet/formula/function_names.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// A formula in A1 may hold ROW(A1) and Excel sees no circle.
constexpr auto kAddressFunctions =
    std::to_array<std::string_view>({"AREAS", "CELL", "COLUMN", "COLUMNS", "FORMULATEXT",
                                     "ISFORMULA", "ISREF", "ROW", "ROWS", "SHEET", "SHEETS"});

bool IsAddressFunction(std::string_view name) {
  return std::ranges::find(kAddressFunctions, name) != kAddressFunctions.end();
}

// A call whose ) has not come yet; plain parentheses have no function.
struct OpenCall {
  std::string function;
  size_t begin = 0;  // behind the (
  int argument = 0;
};

class CallReader {
 public:
  explicit CallReader(std::string_view formula) : formula_(formula) {}

  FormulaCalls Read() {
    FormulaScanner scanner(formula_);
    tokens_.reserve(formula_.size() / 2);
    while (!scanner.done()) tokens_.push_back(scanner.Next());
    std::string function;
    for (size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      const size_t at = static_cast<size_t>(token.text.data() - formula_.data());
      switch (token.kind) {
        case TokenKind::kFunction:
          function = Called(token.text);
          break;
        case TokenKind::kOpen:
          open_.push_back({function, at + 1});
          if (!function.empty()) Enter(function, i);
          function.clear();
          break;
        case TokenKind::kSeparator:
          if (!open_.empty()) EndArgument(at);
          break;
        case TokenKind::kClose:
          if (open_.empty()) break;
          EndArgument(at);
          open_.pop_back();
          break;
        default:
          break;
      }
    }
    while (!open_.empty()) {  // a damaged formula
      EndArgument(formula_.size());
      open_.pop_back();
    }
    return std::move(calls_);
  }

 private:
  std::string Called(std::string_view text) {
    std::string name = ToUpperAscii(PlainFunctionName(text));
    if (std::ranges::find(calls_.functions, name) == calls_.functions.end()) {
      calls_.functions.push_back(name);
    }
    return name;
  }

  bool InAddressArgument() const {
    return open_.size() >= 2 && IsAddressFunction(open_[open_.size() - 2].function);
  }

  // At the ( of a call, tokens_[i].
  void Enter(const std::string& function, size_t i) {
    if (IsVolatileFunction(function)) calls_.changes_always = true;
    if (InAddressArgument()) return;  // ROW(INDIRECT("1:9")) reads nothing
    if (function == "OFFSET") calls_.gaps |= kOffsetGap;
    if (function != "INDIRECT") return;
    if (i + 2 < tokens_.size() && tokens_[i + 1].kind == TokenKind::kText &&
        tokens_[i + 2].kind == TokenKind::kClose) {
      const std::string_view text = tokens_[i + 1].text;
      calls_.indirect_texts.push_back(text.substr(1, text.size() - 2));
    } else {
      calls_.gaps |= kIndirectGap;
    }
  }

  void EndArgument(size_t end) {
    OpenCall& call = open_.back();
    if (!call.function.empty()) {
      const bool address_only =
          IsAddressFunction(call.function) || (call.function == "OFFSET" && call.argument == 0);
      calls_.arguments.push_back({call.begin, end, address_only, call.function == "ANCHORARRAY"});
    }
    call.begin = end + 1;
    ++call.argument;
  }

  std::string_view formula_;
  std::vector<Token> tokens_;
  std::vector<OpenCall> open_;
  FormulaCalls calls_;
};

}  // namespace

std::string_view GapName(DependencyGap gap) {
  switch (gap) {
    case kIndirectGap:
      return "INDIRECT";
    case kOffsetGap:
      return "OFFSET";
    case kComputedGap:
      return "a range with a computed corner";
    case kManyGap:
      return "thousands of references";
  }
  return "";
}

const FormulaCalls::Argument* FormulaCalls::ArgumentAt(size_t position) const {
  const auto found = std::ranges::find_if(arguments, [position](const Argument& argument) {
    return position >= argument.begin && position < argument.end;
  });
  return found == arguments.end() ? nullptr : &*found;
}

FormulaCalls CallsOf(std::string_view formula) {
  if (formula.find('(') == std::string_view::npos) return {};
  return CallReader(formula).Read();
}

}  // namespace sheetgate::spreadsheet
