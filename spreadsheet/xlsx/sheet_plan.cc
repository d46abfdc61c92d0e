// From the edits of a sheet to the cells its part must change (sheet_writer.h).
#include <algorithm>
#include <utility>

#include "spreadsheet/xlsx/sheet_writer.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};

// Whether the edit leaves the part as it is: it clears what was never stored.
bool ChangesNothing(const EditedSheet& sheet, const CellEdit& edit) {
  return edit.type == CellType::kEmpty && edit.formula != CellEdit::Formula::kOwn &&
         edit.style == 0 && !sheet.base().Find(edit.cell).has_value();
}

}  // namespace

std::vector<CellWrite> PlanWrites(const EditedSheet& sheet) {
  std::vector<CellWrite> writes;
  std::vector<uint32_t> orphaned;  // groups without their master
  for (Overlay::Cursor edits(sheet.overlay(), kWholeSheet); edits.get() != nullptr; edits.Next()) {
    const CellEdit* edit = edits.get();
    if (ChangesNothing(sheet, *edit)) continue;
    writes.push_back({edit->cell, edit, std::nullopt});
    if (edit->formula == CellEdit::Formula::kStored) continue;
    if (const auto group = sheet.base().GroupOfMaster(edit->cell); group.has_value()) {
      orphaned.push_back(*group);
    }
  }
  if (orphaned.empty()) return writes;
  const size_t edited = writes.size();
  sheet.base().VisitMembers(orphaned, [&](CellRef member) {
    const CellEdit* edit = sheet.overlay().Find(member);
    if (edit != nullptr && edit->formula != CellEdit::Formula::kStored) return;
    std::string formula = sheet.base().Formula(member);
    if (edit == nullptr) {
      writes.push_back({member, nullptr, std::move(formula)});
      return;
    }
    const auto found =
        std::lower_bound(writes.begin(), writes.begin() + static_cast<ptrdiff_t>(edited), member,
                         [](const CellWrite& a, CellRef b) { return a.cell < b; });
    found->formula = std::move(formula);
  });
  std::inplace_merge(writes.begin(), writes.begin() + static_cast<ptrdiff_t>(edited), writes.end(),
                     [](const CellWrite& a, const CellWrite& b) { return a.cell < b.cell; });
  return writes;
}

bool ChangesFormulaCells(const EditedSheet& sheet) {
  for (Overlay::Cursor edits(sheet.overlay(), kWholeSheet); edits.get() != nullptr; edits.Next()) {
    const CellEdit* edit = edits.get();
    if (edit->formula == CellEdit::Formula::kStored) continue;
    const bool has = edit->formula == CellEdit::Formula::kOwn;
    if (has != sheet.base().HasOwnFormula(edit->cell)) return true;
    // The chain marks array formulas (18.6.1 c/@a).
    const auto stored = sheet.base().Find(edit->cell);
    if (has && stored.has_value() && stored->formula == FormulaKind::kArray) return true;
  }
  return false;
}

}  // namespace sheetgate::spreadsheet
