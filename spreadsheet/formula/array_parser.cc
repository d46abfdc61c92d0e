// The scanner once more, on what is between the braces.
#include "spreadsheet/formula/array_parser.h"

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kMissing =
    "a constant is missing in this array, which reads for example {1,2;3,4}";
constexpr std::string_view kNoConstant =
    "an array holds numbers, texts, TRUE, FALSE and errors, as in {1,2;3,4}";

class ArrayParser {
 public:
  ArrayParser(std::string_view formula, std::string_view token, TreeBuilder* tree,
              ArrayProblem* problem)
      : formula_(formula),
        array_(token),
        scanner_(token.substr(1, token.size() - 2)),
        tree_(tree),
        problem_(problem) {}

  NodeIndex Parse() {
    TreeBuilder::Children rows;
    Next();
    do {
      const NodeIndex row = Row();
      if (row == kNoNode) return kNoNode;
      tree_->Append(row, &rows);
    } while (Take(";"));
    if (!token_.text.empty()) return Fail("a comma or ; is expected in this array", token_.text);
    return tree_->Add(NodeKind::kArray, Position(array_), End(array_), FormulaOperator::kNone,
                      rows.first);
  }

 private:
  uint32_t Position(std::string_view part) const {
    return static_cast<uint32_t>(part.data() - formula_.data());
  }
  uint32_t End(std::string_view part) const {
    return Position(part) + static_cast<uint32_t>(part.size());
  }

  NodeIndex Fail(std::string_view what, std::string_view where) {
    *problem_ = {what, Position(where)};
    return kNoNode;
  }

  void Next() {
    do {
      token_ = scanner_.done() ? Token{} : scanner_.Next();
    } while (token_.kind == TokenKind::kSpace);
  }

  bool Take(std::string_view separator) {
    if (token_.kind != TokenKind::kSeparator || token_.text != separator) return false;
    Next();
    return true;
  }

  NodeIndex Row() {
    TreeBuilder::Children constants;
    size_t count = 0;
    do {
      const NodeIndex constant = Constant();
      if (constant == kNoNode) return kNoNode;
      tree_->Append(constant, &constants);
      ++count;
    } while (Take(","));
    if (width_ != 0 && count != width_) {
      return Fail("the rows of this array have different lengths", array_);
    }
    width_ = count;
    return tree_->Add(NodeKind::kArrayRow, tree_->node(constants.first).begin,
                      tree_->node(constants.last).end, FormulaOperator::kNone, constants.first);
  }

  NodeIndex Constant() {
    if (token_.text.empty()) return Fail(kMissing, array_);
    const std::string_view begin = token_.text;
    const bool is_signed = begin == "-" || begin == "+";
    if (is_signed) token_ = scanner_.done() ? Token{} : scanner_.Next();
    NodeKind kind = NodeKind::kMissing;
    if (token_.kind == TokenKind::kNumber) kind = NodeKind::kNumber;
    if (!is_signed && token_.kind == TokenKind::kText) kind = NodeKind::kText;
    if (!is_signed && token_.kind == TokenKind::kError) kind = NodeKind::kError;
    if (!is_signed && IsBooleanName(token_)) kind = NodeKind::kBoolean;
    if (kind == NodeKind::kMissing) return Fail(kNoConstant, begin);
    const NodeIndex constant = tree_->Add(kind, Position(begin), End(token_.text));
    Next();
    return constant;
  }

  std::string_view formula_;
  std::string_view array_;
  FormulaScanner scanner_;
  TreeBuilder* tree_;
  ArrayProblem* problem_;
  Token token_;
  size_t width_ = 0;  // of the rows so far
};

}  // namespace

NodeIndex ParseArray(std::string_view formula, std::string_view token, TreeBuilder* tree,
                     ArrayProblem* problem) {
  return ArrayParser(formula, token, tree, problem).Parse();
}

}  // namespace sheetgate::spreadsheet
