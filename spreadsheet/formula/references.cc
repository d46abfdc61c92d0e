// One reference waits for what may continue it (a colon and another corner, #) until a token comes
// that cannot.
#include "spreadsheet/formula/references.h"

#include <algorithm>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kDeletedSheet = "#REF!";

bool StartsWith(std::string_view text, std::string_view prefix) {
  return EqualsIgnoreAsciiCase(text.substr(0, prefix.size()), prefix);
}

bool IsNoReference(std::string_view name) {
  return EqualsIgnoreAsciiCase(name, "TRUE") || EqualsIgnoreAsciiCase(name, "FALSE") ||
         StartsWith(name, "_xlpm.") || StartsWith(name, "_xlop.");
}

bool CanBeReference(TokenKind kind) {
  return kind == TokenKind::kReference || kind == TokenKind::kName ||
         kind == TokenKind::kStructured || kind == TokenKind::kError;
}

bool HasCorners(ReferenceKind kind) { return kind <= ReferenceKind::kRows; }

bool SameSheets(const FormulaReference& a, const FormulaReference& b) {
  return a.workbook == b.workbook && EqualsIgnoreAsciiCase(a.sheet, b.sheet) &&
         EqualsIgnoreAsciiCase(a.last_sheet, b.last_sheet);
}

bool HasPrefix(const FormulaReference& reference) {
  return !reference.current_workbook || !reference.sheet.empty();
}

// The text from the begin of `first` to the end of `last`, which are parts of one formula.
std::string_view Span(std::string_view first, std::string_view last) {
  return {first.data(), static_cast<size_t>(last.data() + last.size() - first.data())};
}

// Puts the lower of both positions into `low` and the higher one into `high`, with their marks.
void Widen(int32_t position, bool absolute, int32_t* low, bool* low_absolute, int32_t* high,
           bool* high_absolute) {
  if (position < *low) {
    *low = position;
    *low_absolute = absolute;
  }
  if (position > *high) {
    *high = position;
    *high_absolute = absolute;
  }
}

// Makes `box` reach to `corner`.
void Extend(const ReferenceCorner& corner, FormulaReference* box) {
  ReferenceCorner low = box->first;
  ReferenceCorner high = box->first;
  for (const ReferenceCorner& each : {box->last, corner}) {
    Widen(each.row, each.row_absolute, &low.row, &low.row_absolute, &high.row, &high.row_absolute);
    Widen(each.column, each.column_absolute, &low.column, &low.column_absolute, &high.column,
          &high.column_absolute);
  }
  box->first = low;
  box->last = high;
}

ReferenceKind KindOf(CornerKind corner) {
  switch (corner) {
    case CornerKind::kCell:
      return ReferenceKind::kCell;
    case CornerKind::kColumn:
      return ReferenceKind::kColumns;
    case CornerKind::kRow:
      return ReferenceKind::kRows;
  }
  return ReferenceKind::kCell;
}

}  // namespace

std::optional<RangeRef> FormulaReference::Range() const {
  if (!HasCorners(kind) || style != ReferenceStyle::kA1) return std::nullopt;
  RangeRef range;
  const auto [top, bottom] = std::minmax(first.row, last.row);
  const auto [left, right] = std::minmax(first.column, last.column);
  range.first = {top == 0 ? 1 : top, left == 0 ? 1 : left};
  range.last = {bottom == 0 ? kMaxRow : bottom, right == 0 ? kMaxColumn : right};
  return range;
}

// What is between the quotes: "My sheet", "[1]My sheet", "Jan:Dec", "C:\\dir\\[Book.xlsx]Sheet1".
void ReferenceReader::DecodeQuoted(std::string_view inside, FormulaReference* reference) {
  if (inside.find('\'') != std::string_view::npos) {
    std::string& plain = unquoted_[unquoted_turn_];
    unquoted_turn_ = (unquoted_turn_ + 1) % unquoted_.size();
    plain.clear();
    for (size_t i = 0; i < inside.size(); ++i) {
      plain += inside[i];
      if (inside[i] == '\'') ++i;  // doubled
    }
    inside = plain;
  }
  if (const size_t close = inside.rfind(']'); close != std::string_view::npos) {
    const std::string_view book = inside.substr(0, close + 1);
    reference->workbook = book.front() == '[' ? book.substr(1, book.size() - 2) : book;
    reference->current_workbook = false;
    inside.remove_prefix(close + 1);
  } else if (inside.find_first_of("\\/") != std::string_view::npos) {  // 'C:\dir\Book.xlsx'!Name
    reference->workbook = inside;
    reference->current_workbook = false;
    return;
  }
  const size_t colon = inside.find(':');
  reference->sheet = inside.substr(0, colon);
  if (colon != std::string_view::npos) reference->last_sheet = inside.substr(colon + 1);
}

void ReferenceReader::DecodePrefix(std::string_view prefix, FormulaReference* reference) {
  if (prefix.empty()) return;
  if (prefix.back() == '!') prefix.remove_suffix(1);
  if (prefix.size() >= 2 && prefix.front() == '\'') prefix = prefix.substr(1, prefix.size() - 2);
  if (!prefix.empty()) DecodeQuoted(prefix, reference);
}

// "B7", "A:C" or "3:5" of the scanner, so that every corner is one.
bool ReferenceReader::DecodeCorners(std::string_view text, FormulaReference* reference) const {
  CornerKind kind;
  const size_t length = ScanCorner(text, style_, &reference->first, &kind);
  if (length == 0) return false;
  reference->kind = KindOf(kind);
  reference->last = reference->first;
  if (length < text.size()) ScanCorner(text.substr(length + 1), style_, &reference->last, &kind);
  return true;
}

bool ReferenceReader::Decode(const Token& token, FormulaReference* reference) {
  *reference = {};
  reference->text = token.text;
  reference->position = static_cast<size_t>(token.text.data() - formula_.data());
  reference->style = style_;
  const size_t prefix = SheetPrefixLength(token.text);
  const std::string_view operand = token.text.substr(prefix);
  switch (token.kind) {
    case TokenKind::kReference:
      if (!DecodeCorners(operand, reference)) return false;
      break;
    case TokenKind::kName:
      if (IsNoReference(operand)) return false;
      reference->kind = ReferenceKind::kName;
      reference->name = operand;
      break;
    case TokenKind::kStructured:
      reference->kind = ReferenceKind::kStructured;
      reference->name = operand.substr(0, operand.find('['));
      break;
    case TokenKind::kError:
      if (!EqualsIgnoreAsciiCase(operand, kDeletedSheet)) return false;
      reference->kind = ReferenceKind::kDeleted;
      break;
    default:
      return false;
  }
  const std::string_view sheets = token.text.substr(0, prefix);
  if (sheets.size() >= kDeletedSheet.size() &&
      EqualsIgnoreAsciiCase(sheets.substr(sheets.size() - kDeletedSheet.size()), kDeletedSheet)) {
    reference->kind = ReferenceKind::kDeleted;
    return true;
  }
  DecodePrefix(sheets, reference);
  return true;
}

// Makes the waiting reference and `next`, which follows it after the joint, one.
bool ReferenceReader::Join(const FormulaReference& next) {
  if (joint_ == Joint::kBar) {
    if (waiting_.kind != ReferenceKind::kName || next.kind != ReferenceKind::kName) return false;
    waiting_.kind = ReferenceKind::kLink;
    waiting_.name = {};
    waiting_.text = Span(waiting_.text, next.text);
    return true;
  }
  if (joint_ != Joint::kColon || (HasPrefix(next) && !SameSheets(waiting_, next))) return false;
  const bool cells = next.kind == ReferenceKind::kCell && (waiting_.kind == ReferenceKind::kCell ||
                                                           waiting_.kind == ReferenceKind::kRange);
  const bool lines = next.kind == waiting_.kind &&
                     (next.kind == ReferenceKind::kColumns || next.kind == ReferenceKind::kRows);
  if (!cells && !lines) return false;
  if (style_ == ReferenceStyle::kR1C1 || waiting_.kind == ReferenceKind::kCell) {
    // Where offsets are and what they span is only known at a cell: two corners make a range.
    if (!(waiting_.first == waiting_.last)) return false;
    waiting_.last = next.last;
  } else {
    Extend(next.first, &waiting_);
    Extend(next.last, &waiting_);
  }
  if (cells) waiting_.kind = ReferenceKind::kRange;
  waiting_.text = Span(waiting_.text, next.text);
  return true;
}

bool ReferenceReader::Continue(const Token& token) {
  if (token.kind == TokenKind::kSpace) return false;
  if (token.kind == TokenKind::kOperator && joint_ == Joint::kNothing) {
    if (token.text == ":") {
      joint_ = Joint::kColon;
      return false;
    }
    if (token.text == "|") {
      joint_ = Joint::kBar;
      return false;
    }
    if (token.text == "#") {
      waiting_.spills = true;
      return false;
    }
  }
  return true;
}

bool ReferenceReader::Next(FormulaReference* reference) {
  while (!scanner_.done()) {
    const Token token = scanner_.Next();
    if (!CanBeReference(token.kind) || !Decode(token, reference)) {
      if (!waits_) {
        if (token.kind != TokenKind::kSpace) computed_before_ = token.text == ":";
      } else if (Continue(token)) {
        return TakeWaiting(reference);
      }
      continue;
    }
    if (waits_ && Join(*reference)) {
      joint_ = Joint::kNothing;
      continue;
    }
    const bool after_colon = joint_ == Joint::kColon;
    joint_ = Joint::kNothing;
    reference->computed = std::exchange(computed_before_, false) || after_colon;
    std::swap(*reference, waiting_);
    if (std::exchange(waits_, true)) {
      reference->computed = reference->computed || after_colon;
      return true;
    }
  }
  return waits_ && TakeWaiting(reference);
}

bool ReferenceReader::TakeWaiting(FormulaReference* reference) {
  *reference = waiting_;
  reference->computed = reference->computed || joint_ == Joint::kColon;
  waits_ = false;
  joint_ = Joint::kNothing;
  return true;
}

void VisitReferences(std::string_view formula,
                     absl::FunctionRef<void(const FormulaReference&)> visit) {
  ReferenceReader reader(formula);
  FormulaReference reference;
  while (reader.Next(&reference)) visit(reference);
}

}  // namespace sheetgate::spreadsheet
