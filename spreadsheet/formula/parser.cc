// Recursive descent with one token of lookahead; binary operators by precedence climbing.
//
// From loose to tight: comparison, &, + -, * /, ^, %, signs, union, intersection, @, range, #. A
// comma is a union only where it cannot end an argument. White space is an intersection between two
// references, and means nothing elsewhere.
#include "spreadsheet/formula/parser.h"

#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/formula/array_parser.h"
#include "spreadsheet/formula/formula_error.h"
#include "spreadsheet/formula/structured.h"
#include "spreadsheet/formula/tree_builder.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using Op = FormulaOperator;

// Binary operators with values; 0 binds loosest. All are left-associative.
struct BinaryOperator {
  Op op = Op::kNone;
  int precedence = -1;
};

BinaryOperator BinaryOperatorOf(const Token& token) {
  if (token.kind != TokenKind::kOperator || token.text.empty()) return {};
  switch (token.text.front()) {
    case '=':
      return {Op::kEqual, 0};
    case '<':
      if (token.text == "<>") return {Op::kNotEqual, 0};
      return {token.text == "<=" ? Op::kLessEqual : Op::kLess, 0};
    case '>':
      return {token.text == ">=" ? Op::kGreaterEqual : Op::kGreater, 0};
    case '&':
      return {Op::kConcatenate, 1};
    case '+':
      return {Op::kAdd, 2};
    case '-':
      return {Op::kSubtract, 2};
    case '*':
      return {Op::kMultiply, 3};
    case '/':
      return {Op::kDivide, 3};
    case '^':
      return {Op::kPower, 4};
    default:
      return {};
  }
}

class Parser {
 public:
  Parser(std::string_view text, ReferenceStyle style, const ParseLimits& limits)
      : text_(text), scanner_(text, style), limits_(limits), tree_(text, style) {}

  // False when there is an error.
  bool Run() {
    Advance();
    if (ParseBinary(0) == kNoNode) return false;
    return at_end_ ? !failed_ : Unexpected();
  }

  absl::Status error() const { return InvalidFormulaAt(text_, error_at_, error_); }
  std::vector<FormulaNode> TakeNodes() { return tree_.TakeNodes(); }

 private:
  // Tokens.
  void Advance();
  uint32_t Position() const { return static_cast<uint32_t>(token_.text.data() - text_.data()); }
  uint32_t TokenEnd() const { return Position() + static_cast<uint32_t>(token_.text.size()); }
  bool IsOperator(char c) const {
    return token_.kind == TokenKind::kOperator && token_.text.size() == 1 &&
           token_.text.front() == c;
  }
  bool IsSeparator(char c) const {
    return token_.kind == TokenKind::kSeparator && token_.text.front() == c;
  }
  bool BeginsOperand() const;

  // Errors: the first one counts. They return what a failed function returns.
  bool FailAt(size_t at, std::string what);
  NodeIndex Fail(std::string what) {
    FailAt(Position(), std::move(what));
    return kNoNode;
  }
  // The token at hand does not continue what stands before it.
  bool Unexpected();
  NodeIndex MissingOperand();

  bool RequireReference(NodeIndex index, std::string_view op);

  // The grammar, from loose to tight; kNoNode after an error.
  NodeIndex ParseBinary(int precedence);
  NodeIndex ParseSigned();
  NodeIndex ParseUnion();
  NodeIndex ParseIntersection();
  NodeIndex ParseImplicitIntersection();
  NodeIndex ParseRange();
  NodeIndex ParsePostfix();
  NodeIndex ParsePrimary();
  NodeIndex ParseLeaf(NodeKind kind);
  NodeIndex ParseName();
  NodeIndex ParseStructured();
  NodeIndex ParseParenthesised();
  NodeIndex ParseFunction();
  NodeIndex ParseArrayConstant();
  bool ParseArguments(TreeBuilder::Children* children);
  bool Enter();
  bool Close(size_t open);

  std::string_view text_;
  FormulaScanner scanner_;
  ParseLimits limits_;
  Token token_;
  bool at_end_ = false;
  bool spaced_ = false;        // white space stands before the token
  uint32_t previous_end_ = 0;  // of the token before
  bool comma_is_union_ = true;
  int depth_ = 0;
  TreeBuilder tree_;
  std::vector<std::pair<Op, uint32_t>> signs_;  // read, and waiting for their operand
  bool failed_ = false;
  size_t error_at_ = 0;
  std::string error_;
};

void Parser::Advance() {
  if (!token_.text.empty()) previous_end_ = TokenEnd();
  spaced_ = false;
  while (!scanner_.done()) {
    token_ = scanner_.Next();
    if (!scanner_.problem().empty()) {
      FailAt(Position(), std::string(scanner_.problem()));
      break;
    }
    if (token_.kind != TokenKind::kSpace) return;
    spaced_ = true;
  }
  at_end_ = true;
  token_ = {TokenKind::kOperator, text_.substr(text_.size())};
}

bool Parser::BeginsOperand() const {
  switch (token_.kind) {
    case TokenKind::kOperator:
      return IsOperator('@');
    case TokenKind::kClose:
    case TokenKind::kSeparator:
    case TokenKind::kSpace:
      return false;
    default:
      return true;
  }
}

bool Parser::FailAt(size_t at, std::string what) {
  if (!failed_) {
    failed_ = true;
    error_at_ = at;
    error_ = std::move(what);
  }
  return false;
}

bool Parser::Unexpected() {
  if (failed_) return false;
  if (token_.kind == TokenKind::kClose) return FailAt(Position(), "this ) has no (");
  if (IsSeparator(';')) {
    return FailAt(Position(), "arguments are separated by a comma, whatever the locale, not by ;");
  }
  if (IsOperator('#')) {
    return FailAt(Position(),
                  "the # of a spilled array follows a cell or name directly, as in A1#");
  }
  if (BeginsOperand()) {
    return FailAt(Position(), Concat("an operator is missing before ", Quoted(token_.text)));
  }
  return FailAt(Position(), Concat(Quoted(token_.text), " cannot stand here"));
}

NodeIndex Parser::MissingOperand() {
  if (at_end_) return Fail("the formula ends where a value or a reference is expected");
  if (IsSeparator(';')) {
    Unexpected();
    return kNoNode;
  }
  return Fail(Concat("a value or a reference is expected, not ", Quoted(token_.text)));
}

bool Parser::RequireReference(NodeIndex index, std::string_view op) {
  if (tree_.IsReference(index)) return true;
  return FailAt(tree_.node(index).begin, Concat("only references can stand beside ", op, ", and ",
                                                Quoted(tree_.TextOf(index)), " is none"));
}

NodeIndex Parser::ParseBinary(int precedence) {
  NodeIndex left = ParseSigned();
  while (left != kNoNode) {
    const BinaryOperator binary = BinaryOperatorOf(token_);
    if (binary.precedence < precedence) break;
    Advance();
    const NodeIndex right = ParseBinary(binary.precedence + 1);
    if (right == kNoNode) return kNoNode;
    left = tree_.AddBinary(binary.op, left, right);
  }
  return left;
}

// Signs bind tighter than the percent sign behind their operand.
NodeIndex Parser::ParseSigned() {
  const size_t outer_signs = signs_.size();
  while (IsOperator('+') || IsOperator('-')) {
    signs_.emplace_back(IsOperator('+') ? Op::kPositive : Op::kNegative, Position());
    Advance();
  }
  NodeIndex operand = ParseUnion();
  if (operand == kNoNode) return kNoNode;
  while (signs_.size() > outer_signs) {
    const auto [op, begin] = signs_.back();
    signs_.pop_back();
    operand = tree_.Add(NodeKind::kPrefix, begin, tree_.node(operand).end, op, operand);
  }
  while (IsOperator('%')) {
    operand =
        tree_.Add(NodeKind::kPostfix, tree_.node(operand).begin, TokenEnd(), Op::kPercent, operand);
    Advance();
  }
  return operand;
}

NodeIndex Parser::ParseUnion() {
  NodeIndex left = ParseIntersection();
  while (left != kNoNode && comma_is_union_ && IsSeparator(',')) {
    if (!RequireReference(left, "a comma outside of a function's arguments")) return kNoNode;
    Advance();
    const NodeIndex right = ParseIntersection();
    if (right == kNoNode || !RequireReference(right, "a comma outside of a function's arguments")) {
      return kNoNode;
    }
    left = tree_.AddBinary(Op::kUnion, left, right);
  }
  return left;
}

NodeIndex Parser::ParseIntersection() {
  NodeIndex left = ParseImplicitIntersection();
  while (left != kNoNode && spaced_ && BeginsOperand() && tree_.IsReference(left)) {
    const uint32_t begin = Position();
    const NodeIndex right = ParseImplicitIntersection();
    if (right == kNoNode) return kNoNode;
    if (!tree_.IsReference(right)) {
      FailAt(begin, Concat("an operator is missing before ",
                           Quoted(text_.substr(begin, tree_.node(right).end - begin))));
      return kNoNode;
    }
    left = tree_.AddBinary(Op::kIntersection, left, right);
  }
  return left;
}

NodeIndex Parser::ParseImplicitIntersection() {
  if (!IsOperator('@')) return ParseRange();
  const uint32_t begin = Position();
  Advance();
  const NodeIndex operand = ParseRange();
  if (operand == kNoNode || !RequireReference(operand, "@")) return kNoNode;
  return tree_.Add(NodeKind::kPrefix, begin, tree_.node(operand).end, Op::kImplicitIntersection,
                   operand);
}

NodeIndex Parser::ParseRange() {
  NodeIndex left = ParsePostfix();
  while (left != kNoNode && IsOperator(':')) {
    if (!RequireReference(left, "a colon")) return kNoNode;
    Advance();
    const uint32_t begin = Position();
    const bool intersects = IsOperator('@');
    if (intersects) Advance();
    NodeIndex right = ParsePostfix();
    if (right == kNoNode || !RequireReference(right, "a colon")) return kNoNode;
    if (intersects) {
      right = tree_.Add(NodeKind::kPrefix, begin, tree_.node(right).end, Op::kImplicitIntersection,
                        right);
    }
    if (!tree_.JoinCorners(left, right)) left = tree_.AddBinary(Op::kRange, left, right);
  }
  return left;
}

// "A1#", and the calls of what a call or parentheses yield: "LAMBDA(x,x+1)(2)".
NodeIndex Parser::ParsePostfix() {
  NodeIndex operand = ParsePrimary();
  while (operand != kNoNode && !spaced_) {
    const NodeKind kind = tree_.node(operand).kind;
    if (IsOperator('#') && tree_.CanSpill(operand)) {
      operand =
          tree_.Add(NodeKind::kPostfix, tree_.node(operand).begin, TokenEnd(), Op::kSpill, operand);
      Advance();
    } else if (token_.kind == TokenKind::kOpen &&
               (kind == NodeKind::kFunction || kind == NodeKind::kCall ||
                kind == NodeKind::kParenthesised)) {
      TreeBuilder::Children children{operand, operand};
      if (!ParseArguments(&children)) return kNoNode;
      operand =
          tree_.Add(NodeKind::kCall, tree_.node(operand).begin, previous_end_, Op::kNone, operand);
    } else {
      break;
    }
  }
  return operand;
}

NodeIndex Parser::ParsePrimary() {
  if (at_end_) return MissingOperand();
  switch (token_.kind) {
    case TokenKind::kReference:
      return ParseLeaf(NodeKind::kReference);
    case TokenKind::kNumber:
      return ParseLeaf(NodeKind::kNumber);
    case TokenKind::kText:
      return ParseLeaf(NodeKind::kText);
    case TokenKind::kError:
      return ParseLeaf(NodeKind::kError);
    case TokenKind::kName:
      return ParseName();
    case TokenKind::kStructured:
      return ParseStructured();
    case TokenKind::kOpen:
      return ParseParenthesised();
    case TokenKind::kFunction:
      return ParseFunction();
    case TokenKind::kArrayConstant:
      return ParseArrayConstant();
    default:
      return MissingOperand();
  }
}

NodeIndex Parser::ParseLeaf(NodeKind kind) {
  const NodeIndex leaf = tree_.Add(kind, Position(), TokenEnd());
  Advance();
  return leaf;
}

NodeIndex Parser::ParseName() {
  if (IsBooleanName(token_)) return ParseLeaf(NodeKind::kBoolean);
  const NodeIndex name = ParseLeaf(NodeKind::kName);
  if (!IsOperator('|')) return name;
  Advance();
  if (token_.kind != TokenKind::kName) {
    return Fail("a link reads program|topic!item, as in Excel|'Sheet1'!R1C1");
  }
  tree_.node(name).kind = NodeKind::kLink;
  tree_.node(name).end = TokenEnd();
  Advance();
  return name;
}

NodeIndex Parser::ParseStructured() {
  size_t at = 0;
  if (const std::string_view problem = StructuredProblem(token_.text, nullptr, &at);
      !problem.empty()) {
    FailAt(Position() + at, std::string(problem));
    return kNoNode;
  }
  return ParseLeaf(NodeKind::kStructured);
}

bool Parser::Enter() {
  if (++depth_ <= limits_.max_depth) return true;
  return FailAt(Position(), Concat("parentheses nest deeper than ", limits_.max_depth, " levels"));
}

bool Parser::Close(size_t open) {
  if (at_end_) return FailAt(open, "this ( is not closed");
  if (token_.kind != TokenKind::kClose) return Unexpected();
  --depth_;
  Advance();
  return true;
}

NodeIndex Parser::ParseParenthesised() {
  const uint32_t open = Position();
  if (!Enter()) return kNoNode;
  const bool outer = std::exchange(comma_is_union_, true);
  Advance();
  const NodeIndex inside = ParseBinary(0);
  if (inside == kNoNode || !Close(open)) return kNoNode;
  comma_is_union_ = outer;
  return tree_.Add(NodeKind::kParenthesised, open, previous_end_, Op::kNone, inside);
}

// Adds the arguments to `children`, from ( to ).
bool Parser::ParseArguments(TreeBuilder::Children* children) {
  const size_t open = Position();
  if (!Enter()) return false;
  const bool outer = std::exchange(comma_is_union_, false);
  Advance();
  bool more = token_.kind != TokenKind::kClose;
  while (more) {
    if (at_end_) return FailAt(open, "this ( is not closed");
    const bool omitted = IsSeparator(',') || token_.kind == TokenKind::kClose;
    const NodeIndex argument =
        omitted ? tree_.Add(NodeKind::kMissing, previous_end_, previous_end_) : ParseBinary(0);
    if (argument == kNoNode) return false;
    tree_.Append(argument, children);
    more = IsSeparator(',');
    if (more) Advance();
  }
  comma_is_union_ = outer;
  return Close(open);
}

NodeIndex Parser::ParseFunction() {
  const uint32_t begin = Position();
  Advance();  // to the (, which makes it a function
  TreeBuilder::Children arguments;
  if (!ParseArguments(&arguments)) return kNoNode;
  return tree_.Add(NodeKind::kFunction, begin, previous_end_, Op::kNone, arguments.first);
}

NodeIndex Parser::ParseArrayConstant() {
  ArrayProblem problem;
  const NodeIndex array = ParseArray(text_, token_.text, &tree_, &problem);
  if (array == kNoNode) {
    FailAt(problem.at, std::string(problem.what));
    return kNoNode;
  }
  Advance();
  return array;
}

}  // namespace

absl::StatusOr<Formula> ParseFormula(std::string_view formula, ReferenceStyle style,
                                     const ParseLimits& limits) {
  if (const size_t length = Utf16Length(formula); length > limits.max_length) {
    return InvalidFormula(Concat("the formula has ", length, " characters, and ", limits.max_length,
                                 " are allowed; compute parts of it in cells of their own"));
  }
  Parser parser(formula, style, limits);
  if (!parser.Run()) return parser.error();
  return Formula(std::string(formula), style, parser.TakeNodes());
}

}  // namespace sheetgate::spreadsheet
