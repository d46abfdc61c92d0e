// An explicit stack instead of recursion: a long sum is a tree as deep as it is long.
#include "spreadsheet/formula/printer.h"

#include <algorithm>
#include <vector>

#include "spreadsheet/formula/sheet_wrap.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// "R5", "C[-2]", or "R" for the row at hand.
void AppendR1C1Part(char letter, bool absolute, int32_t position, int32_t own, std::string* out) {
  *out += letter;
  if (absolute) {
    *out += std::to_string(position);
  } else if (position != own) {
    *out += Concat("[", position - own, "]");
  }
}

// A corner of A1 style, in R1C1.
void AppendAsR1C1(const ReferenceCorner& corner, CellRef cell, std::string* out) {
  if (corner.row != 0) AppendR1C1Part('R', corner.row_absolute, corner.row, cell.row, out);
  if (corner.column != 0) {
    AppendR1C1Part('C', corner.column_absolute, corner.column, cell.column, out);
  }
}

// A corner of R1C1 style, in A1.
void AppendAsA1(const ReferenceCorner& corner, CornerKind kind, CellRef cell, std::string* out) {
  if (kind != CornerKind::kRow) {
    if (corner.column_absolute) *out += '$';
    *out += ColumnName(corner.column_absolute
                           ? corner.column
                           : WrappedPosition(cell.column, corner.column, kMaxColumn));
  }
  if (kind != CornerKind::kColumn) {
    if (corner.row_absolute) *out += '$';
    *out += std::to_string(corner.row_absolute ? corner.row
                                               : WrappedPosition(cell.row, corner.row, kMaxRow));
  }
}

class Printer {
 public:
  Printer(const Formula& formula, ReferenceStyle style, CellRef cell)
      : formula_(formula), source_(formula.text()), style_(style), cell_(cell) {}

  std::string Print() {
    out_.reserve(source_.size() + 16);
    Push(formula_.root());
    while (!steps_.empty()) {
      const Step step = steps_.back();
      steps_.pop_back();
      if (step.node == kNoNode) {
        Emit(step.piece);
      } else {
        Expand(formula_.node(step.node));
      }
    }
    TakeSpaces();
    return std::move(out_);
  }

 private:
  // A node to print, or else a piece.
  struct Step {
    NodeIndex node = kNoNode;
    std::string_view piece;
  };

  void Push(NodeIndex node) { steps_.push_back({node, {}}); }
  void Push(std::string_view piece) { steps_.push_back({kNoNode, piece}); }

  void TakeSpaces() {
    while (at_ < source_.size() && IsSpace(source_[at_])) out_ += source_[at_++];
  }
  void Emit(std::string_view piece) {
    TakeSpaces();
    out_ += piece;
    at_ += piece.size();
  }

  // Prints what the node begins with and pushes the rest, in order.
  void Expand(const FormulaNode& node) {
    const size_t base = steps_.size();
    switch (node.kind) {
      case NodeKind::kArray:
        PushList("{", node.first_child, ";", "}");
        break;
      case NodeKind::kArrayRow:
        PushList("", node.first_child, ",", "");
        break;
      case NodeKind::kFunction:
        Emit(formula_.FunctionName(node));
        PushList("(", node.first_child, ",", ")");
        break;
      case NodeKind::kCall:
        Push(node.first_child);
        PushList("(", formula_.node(node.first_child).next_sibling, ",", ")");
        break;
      case NodeKind::kPrefix:
        Push(OperatorText(node.op));
        Push(node.first_child);
        break;
      case NodeKind::kPostfix:
        Push(node.first_child);
        Push(OperatorText(node.op));
        break;
      case NodeKind::kBinary:
        Push(node.first_child);
        // The space of an intersection is among the white space.
        if (node.op != FormulaOperator::kIntersection) Push(OperatorText(node.op));
        Push(formula_.node(node.first_child).next_sibling);
        break;
      case NodeKind::kParenthesised:
        PushList("(", node.first_child, "", ")");
        break;
      case NodeKind::kMissing:
        break;
      case NodeKind::kReference:
        EmitReference(formula_.TextOf(node));
        break;
      default:
        Emit(formula_.TextOf(node));
        break;
    }
    std::reverse(steps_.begin() + static_cast<ptrdiff_t>(base), steps_.end());
  }

  void PushList(std::string_view open, NodeIndex first, std::string_view separator,
                std::string_view close) {
    if (!open.empty()) Push(open);
    for (NodeIndex child = first; child != kNoNode; child = formula_.node(child).next_sibling) {
      if (child != first) Push(separator);
      Push(child);
    }
    if (!close.empty()) Push(close);
  }

  // One or two corners with their sheets, white space around the colon.
  void EmitReference(std::string_view reference) {
    TakeSpaces();
    at_ += reference.size();
    if (style_ == formula_.style()) {
      out_ += reference;
      return;
    }
    int corners = 0;
    CornerKind kind = CornerKind::kCell;
    ReferenceCorner corner;
    while (!reference.empty()) {
      if (IsSpace(reference.front()) || reference.front() == ':') {
        out_ += reference.front();
        reference.remove_prefix(1);
        continue;
      }
      const size_t prefix = SheetPrefixLength(reference);
      out_ += reference.substr(0, prefix);
      reference.remove_prefix(prefix);
      reference.remove_prefix(EmitCorner(reference, &corner, &kind));
      ++corners;
    }
    if (corners == 1 && kind != CornerKind::kCell) {  // R2 is $2:$2
      out_ += ':';
      AppendAsA1(corner, kind, cell_, &out_);
    }
  }

  // The corner that `text` begins with, in the other style; yields its length.
  size_t EmitCorner(std::string_view text, ReferenceCorner* corner, CornerKind* kind) {
    const size_t length = ScanCorner(text, formula_.style(), corner, kind);
    if (style_ == ReferenceStyle::kA1) {
      AppendAsA1(*corner, *kind, cell_, &out_);
    } else {
      AppendAsR1C1(*corner, cell_, &out_);
      *kind = CornerKind::kCell;  // both corners of A:C are written
    }
    return length;
  }

  const Formula& formula_;
  std::string_view source_;
  ReferenceStyle style_;
  CellRef cell_;
  size_t at_ = 0;  // in the source, behind what is printed
  std::vector<Step> steps_;
  std::string out_;
};

}  // namespace

std::string PrintFormula(const Formula& formula) {
  return Printer(formula, formula.style(), {}).Print();
}

std::string PrintFormula(const Formula& formula, ReferenceStyle style, CellRef cell) {
  return Printer(formula, style, cell).Print();
}

}  // namespace sheetgate::spreadsheet
