#include "spreadsheet/writing/list_end.h"

#include <algorithm>
#include <array>
#include <string>

#include "spreadsheet/formula/relative_form.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

// First words of totals rows, folded.
constexpr std::array<std::string_view, 12> kFooterWords = {"total", "totals", "total:", "subtotal",
                                                           "sum",   "sum:",   "summe",  "gesamt",
                                                           "somme", "totale", "totaal", "suma"};

bool IsFooterLabel(std::string_view text) {
  const std::string folded = FoldCase(text);
  if (folded.find("grand total") != std::string::npos) return true;
  if (folded.find("subtotal") != std::string::npos) return true;
  const std::string_view word = std::string_view(folded).substr(0, folded.find(' '));
  return std::find(kFooterWords.begin(), kFooterWords.end(), word) != kFooterWords.end();
}

bool SameFormAbove(const Sheet& sheet, CellRef cell) {
  if (cell.row == 1) return false;
  const CellRef above{cell.row - 1, cell.column};
  const std::string formula = sheet.Formula(above);
  return !formula.empty() &&
         RelativeFingerprint(formula, above) == RelativeFingerprint(sheet.Formula(cell), cell);
}

// The reason why a row is a totals row; empty when it is none.
std::string_view FooterReason(const Sheet& sheet, const RangeRef& row) {
  int formulas = 0, texts = 0, others = 0;
  bool label = false, continues = false;
  sheet.Visit(row, [&](const CellView& cell) {
    if (cell.has_formula()) {
      ++formulas;
      continues = continues || SameFormAbove(sheet, cell.ref);
    } else if (cell.type == CellType::kText) {
      ++texts;
      label = label || IsFooterLabel(cell.text);
    } else {
      ++others;
    }
    return true;
  });
  if (formulas == 0) return "";
  if (label) return "label";
  return others == 0 && texts <= 1 && !continues ? "formulas" : "";
}

RangeRef RowOf(const RangeRef& list, int32_t row) {
  return {{row, list.first.column}, {row, list.last.column}};
}

// The last row with contents from `from` upwards; the row above the list when there is none.
int32_t LastRow(const Sheet& sheet, const RangeRef& list, int32_t from) {
  const auto used = sheet.used_range();
  if (!used.has_value()) return list.first.row - 1;
  for (int32_t row = std::min(from, used->last.row); row >= list.first.row; --row) {
    if (HasContents(sheet, RowOf(list, row))) return row;
  }
  return list.first.row - 1;
}

}  // namespace

bool HasContents(const Sheet& sheet, const RangeRef& range) {
  bool found = false;
  sheet.Visit(range, [&](const CellView&) {
    found = true;
    return false;
  });
  return found;
}

ListEnd FindListEnd(const Sheet& sheet, const RangeRef& list, FooterPolicy policy) {
  ListEnd end;
  end.last_row = LastRow(sheet, list, list.last.row);
  if (policy == FooterPolicy::kNone || end.last_row <= list.first.row) return end;
  if (policy == FooterPolicy::kGiven) {
    end.footer_row = end.last_row;
    end.footer_reason = "given";
  } else {
    for (const int32_t row : {list.last.row + 1, end.last_row}) {
      if (row > kMaxRow) continue;
      const std::string_view reason = FooterReason(sheet, RowOf(list, row));
      if (reason.empty()) continue;
      end.footer_row = row;
      end.footer_reason = reason;
      break;
    }
  }
  if (end.footer_row > 0) end.last_row = LastRow(sheet, list, end.footer_row - 1);
  return end;
}

}  // namespace sheetgate::spreadsheet
