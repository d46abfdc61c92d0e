// Both formulas are written in one canonical form, the old one with its references moved; then they
// are compared as texts. The canonical form quotes every sheet name and writes it in lower case.
#include "spreadsheet/analysis/moved_references.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

void AppendRow(const ReferenceCorner& corner, int32_t row, std::string* out) {
  if (corner.row_absolute) out->push_back('$');
  out->append(std::to_string(row));
}

void AppendCell(const ReferenceCorner& corner, int32_t row, std::string* out) {
  if (corner.column_absolute) out->push_back('$');
  out->append(ColumnName(corner.column));
  AppendRow(corner, row, out);
}

bool IsCell(std::string_view text, ReferenceCorner* corner) {
  return ScanCell(text, corner) == text.size();
}

// "$3:5": whole rows.
bool AreRows(std::string_view text, ReferenceCorner* first, ReferenceCorner* last) {
  const size_t length = ScanRow(text, first);
  return length != 0 && length < text.size() && text[length] == ':' &&
         ScanRow(text.substr(length + 1), last) == text.size() - length - 1;
}

// The rows as they are now; as they were when nothing is left of them or `rows` is null.
RowRun Moved(int32_t first, int32_t last, const RowAlignment* rows) {
  const RowRun run = {first, last};
  if (rows == nullptr || first > last) return run;
  return rows->After(run).value_or(run);
}

// A cell, whole columns or whole rows.
void AppendReference(std::string_view text, const RowAlignment* rows, std::string* out) {
  ReferenceCorner first, last;
  if (IsCell(text, &first)) {
    AppendCell(first, Moved(first.row, first.row, rows).first, out);
  } else if (AreRows(text, &first, &last)) {
    const RowRun run = Moved(first.row, last.row, rows);
    AppendRow(first, run.first, out);
    out->push_back(':');
    AppendRow(last, run.last, out);
  } else {
    out->append(ToUpperAscii(text));
  }
}

// Two corners of a range; false when they are none.
bool AppendRange(std::string_view from, std::string_view to, const RowAlignment* rows,
                 std::string* out) {
  ReferenceCorner first, last;
  if (!IsCell(from, &first) || !IsCell(to, &last)) return false;
  const RowRun run = Moved(first.row, last.row, rows);
  AppendCell(first, run.first, out);
  out->push_back(':');
  AppendCell(last, run.last, out);
  return true;
}

// The names in a prefix such as "'It''s'!" or "Jan:Dec!", unquoted.
std::vector<std::string> SheetsOf(std::string_view prefix) {
  prefix.remove_suffix(1);
  const bool quoted = !prefix.empty() && prefix.front() == '\'';
  if (quoted) prefix = prefix.substr(1, prefix.size() - 2);
  std::vector<std::string> names(1);
  for (size_t i = 0; i < prefix.size(); ++i) {
    if (prefix[i] == ':') {
      names.emplace_back();
      continue;
    }
    names.back().push_back(prefix[i]);
    if (quoted && prefix[i] == '\'') ++i;
  }
  return names;
}

std::vector<Token> TokensOf(std::string_view formula) {
  std::vector<Token> tokens;
  for (FormulaScanner scanner(formula); !scanner.done();) tokens.push_back(scanner.Next());
  return tokens;
}

bool MayHavePrefix(TokenKind kind) {
  return kind == TokenKind::kReference || kind == TokenKind::kName ||
         kind == TokenKind::kFunction || kind == TokenKind::kStructured ||
         kind == TokenKind::kError;
}

}  // namespace

void MovedReferences::Add(std::string_view old_name, std::string_view new_name,
                          const RowAlignment& rows) {
  if (rows.identity() && old_name == new_name) return;
  sheets_[ToLowerAscii(old_name)] = {std::string(new_name), rows};
}

const MovedReferences::Move* MovedReferences::Find(std::string_view sheet) const {
  const auto move = sheets_.find(ToLowerAscii(sheet));
  return move == sheets_.end() ? nullptr : &move->second;
}

// Appends a sheet prefix; how the sheet it names moved, null when it did not.
const MovedReferences::Move* MovedReferences::AppendPrefix(std::string_view prefix, bool moved,
                                                           std::string* out) const {
  if (prefix.find('[') != std::string_view::npos || prefix.back() != '!') {
    out->append(prefix);  // of another workbook, or a deleted sheet
    return nullptr;
  }
  const std::vector<std::string> names = SheetsOf(prefix);
  const Move* only = nullptr;
  out->push_back('\'');
  for (size_t i = 0; i < names.size(); ++i) {
    const Move* move = moved ? Find(names[i]) : nullptr;
    if (i > 0) out->push_back(':');
    out->append(ToLowerAscii(move == nullptr ? names[i] : move->new_name));
    only = move;
  }
  out->append("'!");
  return names.size() == 1 ? only : nullptr;
}

std::string MovedReferences::Canonical(std::string_view formula, const Move* own,
                                       bool moved) const {
  const std::vector<Token> tokens = TokensOf(formula);
  std::string out;
  out.reserve(formula.size() + 8);
  for (size_t i = 0; i < tokens.size(); ++i) {
    std::string_view text = tokens[i].text;
    const size_t prefix = MayHavePrefix(tokens[i].kind) ? SheetPrefixLength(text) : 0;
    const Move* move = own;
    if (prefix != 0) move = AppendPrefix(text.substr(0, prefix), moved, &out);
    text.remove_prefix(prefix);
    if (tokens[i].kind != TokenKind::kReference) {
      out.append(text);
      continue;
    }
    const RowAlignment* rows = move == nullptr ? nullptr : &move->rows;
    const bool range = i + 2 < tokens.size() && tokens[i + 1].text == ":" &&
                       tokens[i + 2].kind == TokenKind::kReference;
    if (range && AppendRange(text, tokens[i + 2].text, rows, &out)) {
      i += 2;
    } else {
      AppendReference(text, rows, &out);
    }
  }
  return out;
}

bool MovedReferences::Same(std::string_view old_formula, std::string_view sheet,
                           std::string_view new_formula) const {
  const Move* own = sheet.empty() ? nullptr : Find(sheet);
  return Canonical(old_formula, own, true) == Canonical(new_formula, nullptr, false);
}

}  // namespace sheetgate::spreadsheet
