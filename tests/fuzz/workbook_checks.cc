// Only the public interface of the engine is used: the reader and the writer behind it may change.
#include "tests/fuzz/workbook_checks.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/fuzz/invariant.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellError;
using spreadsheet::CellRef;
using spreadsheet::CellType;
using spreadsheet::CellView;
using spreadsheet::Concat;
using spreadsheet::kMaxColumn;
using spreadsheet::kMaxRow;
using spreadsheet::PackageBytes;
using spreadsheet::RangeRef;
using spreadsheet::Sheet;
using spreadsheet::Workbook;

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};

std::string NumberText(double number) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof(buffer), number).ptr);
}

std::string ValueText(const CellView& cell) {
  switch (cell.type) {
    case CellType::kEmpty:
      return "empty";
    case CellType::kNumber:
      return NumberText(cell.number);
    case CellType::kText:
      return Concat("'", cell.text, "'");
    case CellType::kBoolean:
      return cell.boolean ? "TRUE" : "FALSE";
    case CellType::kError:
      return std::string(ErrorText(cell.error));
  }
  Violated("the type of a cell is one of CellType");
}

void CheckCell(const Sheet& sheet, const CellView& cell, const std::string& place) {
  Require(kWholeSheet.Contains(cell.ref), "a cell lies in the sheet", place);
  Require(cell.type != CellType::kEmpty || cell.has_formula(),
          "Visit yields cells with a value or a formula", place);
  Require(cell.type != CellType::kNumber || std::isfinite(cell.number), "numbers are finite",
          place);
  Require(cell.type != CellType::kText || spreadsheet::IsValidUtf8(cell.text),
          "texts are valid UTF-8", place);
  const std::optional<CellView> found = sheet.Find(cell.ref);
  Require(found.has_value() && found->ref == cell.ref && SameValue(*found, cell) &&
              found->style == cell.style && found->formula == cell.formula,
          "Find agrees with Visit", place);
}

// What Visit yields of `range`, which it stops after `most` cells.
std::vector<CellRef> Places(const Sheet& sheet, const RangeRef& range, size_t most) {
  std::vector<CellRef> places;
  sheet.Visit(range, [&](const CellView& cell) {
    places.push_back(cell.ref);
    return places.size() < most;
  });
  return places;
}

// Parts of the sheet hold those of its cells that lie there.
void CheckParts(const Sheet& sheet, const std::vector<CellRef>& all, const RangeRef& used) {
  const CellRef middle = all[all.size() / 2];
  for (const RangeRef& range :
       {RangeRef{middle, middle}, RangeRef{used.first, middle}, RangeRef{middle, used.last}}) {
    // The corners are in order of cells, which need not make a range.
    const RangeRef part = {{range.first.row, std::min(range.first.column, range.last.column)},
                           {range.last.row, std::max(range.first.column, range.last.column)}};
    std::vector<CellRef> expected;
    std::copy_if(all.begin(), all.end(), std::back_inserter(expected),
                 [&](CellRef cell) { return part.Contains(cell); });
    Require(Places(sheet, part, all.size() + 1) == expected, "Visit yields the cells of a range",
            FormatRange(part));
  }
  const std::vector<CellRef> first = Places(sheet, kWholeSheet, 1);
  Require(first.size() == 1 && first[0] == all[0], "Visit stops when told to");
}

CellChange RandomChange(std::minstd_rand* random, int index, const std::vector<CellRef>& cells) {
  const auto pick = [&](int32_t count) {
    return static_cast<int32_t>((*random)() % static_cast<uint32_t>(count));
  };
  CellChange change;
  change.sheet = index;
  if (!cells.empty()) change.cell = cells[(*random)() % cells.size()];
  switch (pick(8)) {
    case 0:  // beside a cell
      change.cell.column = std::min(change.cell.column + 1 + pick(3), kMaxColumn);
      break;
    case 1:  // in another row
      change.cell.row = std::min(change.cell.row + 1 + pick(3), kMaxRow);
      break;
    case 2:  // before everything, or nearly
      change.cell = {1 + pick(3), 1 + pick(3)};
      break;
    case 3:
      change.cell = {kMaxRow, kMaxColumn};
      break;
    default:
      break;
  }
  switch (pick(10)) {
    case 0:
      break;  // becomes empty
    case 1:
      change.value = pick(2) == 1;
      break;
    case 2:
      change.value = CellError::kNa;
      break;
    case 3:
    case 4:
      change.value = 45000 + pick(1000) / 8.0;
      change.date = true;
      break;
    case 5:
      change.kind = CellChange::Kind::kFormula;
      change.formula = Concat("SUM(A1:B", 1 + pick(9), ")&\"<", pick(9), ">\"");
      break;
    case 6:
      change.kind = CellChange::Kind::kResult;
      change.value = Concat(" result ", pick(9));
      break;
    case 7:
      change.kind = CellChange::Kind::kResult;
      change.value = pick(1000) / 7.0;
      break;
    case 8:
      change.value = Concat("text <&> ", pick(5), "\r\n\t_x0041_\x01\xC3\xA9 ");
      break;
    default:
      change.value = -pick(1000) / 7.0;
      break;
  }
  return change;
}

WorkbookPtr Applied(const WorkbookPtr& workbook, const std::vector<CellChange>& changes) {
  return RequireValue(workbook->Apply(changes, {}), "changes that fit one by one fit at once");
}

std::string Written(const Workbook& workbook) {
  return RequireValue(WriteXlsx(workbook, {}, {}), "a sheet that loads and was edited is written");
}

}  // namespace

uint32_t SeedOf(std::string_view input) {
  uint32_t hash = 2166136261;  // FNV-1a
  for (const char c : input) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return hash;
}

std::vector<std::string> CheckedContents(const Workbook& workbook, int index) {
  const auto sheet = RequireValue(workbook.LoadSheet(index, {}), "a sheet that loaded loads again");
  std::vector<std::string> lines;
  std::vector<CellRef> cells;
  std::optional<RangeRef> used;
  int64_t formulas = 0;
  sheet->Visit(kWholeSheet, [&](const CellView& cell) {
    const std::string place = FormatCell(cell.ref);
    Require(cells.empty() || cells.back() < cell.ref, "cells come in order, each once", place);
    CheckCell(*sheet, cell, place);
    if (!used.has_value()) used = RangeRef{cell.ref, cell.ref};
    used->first.column = std::min(used->first.column, cell.ref.column);
    used->last = {cell.ref.row, std::max(used->last.column, cell.ref.column)};
    cells.push_back(cell.ref);
    std::string line =
        Concat(place, " ", ValueText(cell), " ", cell.style, " ", workbook.NumberFormat(cell.style),
               workbook.IsDate(cell.style) ? " date" : "");
    const std::string formula = sheet->Formula(cell.ref);
    Require(spreadsheet::IsValidUtf8(formula), "formulas are valid UTF-8", place);
    Require(cell.has_formula() || formula.empty(), "only formula cells have formulas", place);
    if (cell.has_formula()) {
      ++formulas;
      line += Concat(" =", formula);
    }
    lines.push_back(std::move(line));
    return true;
  });
  Require(sheet->cell_count() == static_cast<int64_t>(cells.size()), "cell_count counts cells");
  Require(sheet->formula_count() == formulas, "formula_count counts formulas");
  Require(sheet->used_range() == used, "used_range is the range of all cells");
  Require(sheet->cell_count() <= kFuzzLimits.max_cells, "max_cells holds");
  if (!cells.empty()) CheckParts(*sheet, cells, *used);
  return lines;
}

void CheckEditing(const WorkbookPtr& workbook, int index, bool dates, std::minstd_rand* random) {
  constexpr int kEdits = 8;
  std::vector<CellRef> cells;
  const auto sheet =
      RequireValue(workbook->LoadSheet(index, {}), "a sheet that loaded loads again");
  sheet->Visit(kWholeSheet, [&](const CellView& cell) {
    cells.push_back(cell.ref);
    return true;
  });
  std::vector<CellChange> changes;
  WorkbookPtr edited = workbook;
  for (int i = 0; i < kEdits; ++i) {
    CellChange change = RandomChange(random, index, cells);
    change.date = change.date && dates;
    const auto next = edited->Apply({change}, {});
    if (!next.ok()) {  // part of an array, or a result without a formula
      RequireRefusedEdit(next.status());
      continue;
    }
    edited = *next;
    changes.push_back(change);
    const auto found =
        RequireValue(edited->LoadSheet(index, {}), "an edited sheet loads")->Find(change.cell);
    Require(!change.date || (found.has_value() && edited->IsDate(found->style)),
            "a date is shown as one", FormatCell(change.cell));
  }
  const std::vector<std::string> expected = CheckedContents(*edited, index);
  const std::string written = Written(*edited);
  Require(written == Written(*Applied(workbook, changes)), "what is written is deterministic");

  const auto reopened = OpenXlsx(std::make_shared<const std::string>(written), kFuzzLimits, {});
  if (!reopened.ok() && platform::ReasonOf(reopened.status()) == platform::ErrorReason::kZipBomb) {
    return;  // an edit may double a part, and so take it beyond the limits
  }
  RequireOk(reopened.status(), "what is written opens");
  const std::vector<std::string> actual = CheckedContents(**reopened, index);
  for (size_t i = 0; i < std::min(expected.size(), actual.size()); ++i) {
    if (actual[i] != expected[i]) {
      Violated("what is written reads as it was",
               Concat("was:      ", expected[i], "\nreads as: ", actual[i]));
    }
  }
  Require(actual.size() == expected.size(), "what is written has as many cells",
          Concat(expected.size(), " became ", actual.size()));
}

}  // namespace sheetgate::tests
