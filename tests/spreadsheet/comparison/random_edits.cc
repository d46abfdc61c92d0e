#include "tests/spreadsheet/comparison/random_edits.h"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/text.h"
#include "tests/testing/dice.h"

namespace sheetgate::comparison {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::Concat;
using spreadsheet::FormulaKind;
using spreadsheet::RangeRef;
using spreadsheet::Sheet;
using spreadsheet::SheetFeatures;
using spreadsheet::Workbook;
using tests::Dice;

// How far beyond the used range edits go.
constexpr int32_t kMargin = 3;

struct EditableSheet {
  int index = 0;
  RangeRef area;
  std::shared_ptr<const Sheet> cells;
  std::shared_ptr<const SheetFeatures> features;
};

std::vector<EditableSheet> EditableSheets(const Workbook& workbook) {
  std::vector<EditableSheet> sheets;
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    const int index = static_cast<int>(i);
    auto cells = workbook.LoadSheet(index, {});
    auto features = workbook.LoadFeatures(index, {});
    if (!cells.ok() || !features.ok()) continue;
    RangeRef area = (*cells)->used_range().value_or(RangeRef{{1, 1}, {20, 10}});
    area.last.row = std::min(area.last.row + kMargin, spreadsheet::kMaxRow);
    area.last.column = std::min(area.last.column + kMargin, spreadsheet::kMaxColumn);
    sheets.push_back({index, area, std::move(*cells), std::move(*features)});
  }
  return sheets;
}

// Whether the cell shows its own content and is not a part of a larger formula.
bool Editable(const EditableSheet& sheet, CellRef cell) {
  const auto view = sheet.cells->Find(cell);
  if (view.has_value() &&
      (view->formula == FormulaKind::kArray || view->formula == FormulaKind::kDataTable)) {
    return false;
  }
  return std::none_of(
      sheet.features->merges.begin(), sheet.features->merges.end(),
      [&](const RangeRef& merge) { return merge.Contains(cell) && cell != merge.first; });
}

// A serial number that every program shows without loss in a cell with a date format, as any cell
// may have one: after the 60 days on which calendars disagree, and of hours.
double Eighths(Dice* dice, int64_t last) {
  return static_cast<double>(dice->Pick(61 * 8, last * 8)) / 8;
}

Edit RandomFormula(Dice* dice) {
  const int64_t a = dice->Pick(-99, 99);
  const int64_t b = dice->Pick(1, 999);
  Edit edit;
  edit.change.kind = CellChange::Kind::kFormula;
  if (dice->Pick(0, 1) == 0) {
    edit.change.formula = Concat("SUM(", a, ",", b, ")*2");
    edit.result = static_cast<double>((a + b) * 2);
  } else {
    edit.change.formula = Concat("\"<", a, "> & \"&", b);
    edit.result = Concat("<", a, "> & ", b);
  }
  return edit;
}

Edit RandomEdit(Dice* dice) {
  Edit edit;
  switch (dice->Pick(0, 9)) {
    case 0:
      break;  // cleared
    case 1:
      edit.result = dice->Pick(0, 1) == 1;
      break;
    case 2:
      edit.result = Eighths(dice, 60'000);
      edit.change.date = true;
      break;
    case 3:
    case 4:
      return RandomFormula(dice);
    case 5:
      edit.result = Concat("text ", dice->Pick(0, 9), " & <tag> \"quoted\" äß€😀");
      break;
    case 6:
      edit.result = Concat("two\nlines ", dice->Pick(0, 9));
      break;
    case 7:
      edit.result = Concat("0", dice->Pick(0, 999));  // text that looks like a number
      break;
    default:
      edit.result = Eighths(dice, 2'900'000);
      break;
  }
  edit.change.value = edit.result;
  return edit;
}

std::vector<Edit> RandomEdits(const std::vector<EditableSheet>& sheets, int count, uint32_t seed) {
  Dice dice(seed);
  std::vector<Edit> edits;
  const auto last_sheet = static_cast<int64_t>(sheets.size()) - 1;
  // Cells that may not be edited are passed over; a sheet of nothing else ends the search.
  for (int tries = 0; tries < 20 * count && edits.size() < static_cast<size_t>(count); ++tries) {
    const EditableSheet& sheet = sheets[static_cast<size_t>(dice.Pick(0, last_sheet))];
    const CellRef cell = {
        static_cast<int32_t>(dice.Pick(sheet.area.first.row, sheet.area.last.row)),
        static_cast<int32_t>(dice.Pick(sheet.area.first.column, sheet.area.last.column))};
    if (!Editable(sheet, cell)) continue;
    Edit edit = RandomEdit(&dice);
    edit.change.sheet = sheet.index;
    edit.change.cell = cell;
    edits.push_back(std::move(edit));
  }
  return edits;
}

}  // namespace

absl::StatusOr<EditedWorkbook> ApplyRandomEdits(std::shared_ptr<const Workbook> workbook, int count,
                                                uint32_t seed) {
  const std::vector<EditableSheet> sheets = EditableSheets(*workbook);
  EditedWorkbook edited;
  edited.workbook = std::move(workbook);
  if (sheets.empty()) return edited;
  for (Edit& edit : RandomEdits(sheets, count, seed)) {
    auto next = edited.workbook->Apply({edit.change}, {});
    // A cell inside an array formula that stores nothing there: only Apply knows.
    if (absl::IsInvalidArgument(next.status())) continue;
    RETURN_IF_ERROR(next.status());
    edited.workbook = *std::move(next);
    edited.edits.push_back(std::move(edit));
  }
  return edited;
}

}  // namespace sheetgate::comparison
