// Reading merges two ordered sequences; editing keeps the counts right without a walk over the
// sheet.
#include "spreadsheet/xlsx/edited_sheet.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr RangeRef kWholeSheet = {{1, 1}, {kMaxRow, kMaxColumn}};

bool HasContent(const CellView& view) {
  return view.type != CellType::kEmpty || view.has_formula();
}

absl::Status CheckValue(const CellValue& value) {
  constexpr size_t kMaxText = 32767;
  if (const auto* number = std::get_if<double>(&value);
      number != nullptr && !std::isfinite(*number)) {
    return platform::InvalidArgument(ErrorReason::kInvalidArgument,
                                     "a cell cannot hold an infinite number or NaN; give a number "
                                     "such as 12.5 or an error such as #NUM!");
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return absl::OkStatus();
  if (!IsValidUtf8(*text)) {
    return platform::InvalidArgument(ErrorReason::kInvalidArgument, "the text is not valid UTF-8");
  }
  if (const size_t length = CharacterCount(*text); length > kMaxText) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        Concat("the text has ", length, " characters, and a cell holds ", kMaxText,
               "; split it over several cells"));
  }
  return absl::OkStatus();
}

absl::Status CheckFormula(const std::string& formula) {
  if (!IsValidUtf8(formula)) {
    return platform::InvalidArgument(ErrorReason::kInvalidFormula,
                                     "the formula is not valid UTF-8");
  }
  return ValidateFormula(formula);
}

bool OnEdge(const RangeRef& range, CellRef cell) {
  return cell.row == range.first.row || cell.row == range.last.row ||
         cell.column == range.first.column || cell.column == range.last.column;
}

void Extend(std::optional<RangeRef>* range, CellRef cell) {
  if (!range->has_value()) *range = RangeRef{cell, cell};
  RangeRef& r = **range;
  r.first = {std::min(r.first.row, cell.row), std::min(r.first.column, cell.column)};
  r.last = {std::max(r.last.row, cell.row), std::max(r.last.column, cell.column)};
}

}  // namespace

void EditedSheet::Visit(const RangeRef& range,
                        absl::FunctionRef<bool(const CellView&)> visit) const {
  Overlay::Cursor edits(overlay_, range);
  bool stopped = false;
  // Hands out the edits before `cell`; false when the visitor has had enough.
  const auto visit_edits_before = [&](CellRef cell) {
    for (; edits.get() != nullptr && edits.get()->cell < cell; edits.Next()) {
      const CellView view = edits.get()->View();
      if (HasContent(view) && !visit(view)) return false;
    }
    return true;
  };
  base_->Visit(range, [&](const CellView& stored) {
    stopped = !visit_edits_before(stored.ref);
    if (stopped) return false;
    const CellEdit* edit = edits.get();
    if (edit == nullptr || edit->cell != stored.ref) {
      stopped = !visit(stored);
      return !stopped;
    }
    const CellView view = edit->View();
    edits.Next();
    stopped = HasContent(view) && !visit(view);
    return !stopped;
  });
  if (!stopped) visit_edits_before({kMaxRow + 1, 1});
}

void EditedSheet::VisitFormulas(const RangeRef& range,
                                absl::FunctionRef<bool(const FormulaView&)> visit) const {
  Overlay::Cursor edits(overlay_, range);
  bool stopped = false;
  // Hands out the new formulas before `cell`; false when the visitor has had enough.
  const auto visit_edits_before = [&](CellRef cell) {
    for (; edits.get() != nullptr && edits.get()->cell < cell; edits.Next()) {
      const CellEdit& edit = *edits.get();
      if (edit.formula_text == nullptr) continue;
      if (!visit({edit.cell, edit.kind, *edit.formula_text, edit.cell, {edit.cell, edit.cell}})) {
        return false;
      }
    }
    return true;
  };
  base_->VisitFormulas(range, [&](const FormulaView& stored) {
    stopped = !visit_edits_before(stored.ref);
    if (stopped) return false;
    const CellEdit* edit = edits.get();
    if (edit != nullptr && edit->cell == stored.ref &&
        edit->formula != CellEdit::Formula::kStored) {
      return true;  // comes with the edits, if there still is one
    }
    stopped = !visit(stored);
    return !stopped;
  });
  if (!stopped) visit_edits_before({kMaxRow + 1, 1});
}

std::optional<CellView> EditedSheet::Find(CellRef cell) const {
  const CellEdit* edit = overlay_.Find(cell);
  if (edit == nullptr) return base_->Find(cell);
  const CellView view = edit->View();
  if (!HasContent(view) && view.style == 0) return std::nullopt;
  return view;
}

std::string EditedSheet::Formula(CellRef cell) const {
  const CellEdit* edit = overlay_.Find(cell);
  if (edit == nullptr || edit->formula == CellEdit::Formula::kStored) return base_->Formula(cell);
  return edit->formula_text == nullptr ? std::string() : *edit->formula_text;
}

SheetEditor::SheetEditor(std::shared_ptr<const ParsedSheet> base)
    : sheet_(std::make_shared<EditedSheet>()) {
  sheet_->used_range_ = base->used_range();
  sheet_->cell_count_ = base->cell_count();
  sheet_->formula_count_ = base->formula_count();
  sheet_->base_ = std::move(base);
}

SheetEditor::SheetEditor(const EditedSheet& previous)
    : sheet_(std::make_shared<EditedSheet>(previous)), before_(previous.overlay_) {}

uint32_t SheetEditor::FormatBefore(CellRef cell) const {
  if (const CellEdit* edit = before_.Find(cell)) return edit->style;
  if (const std::optional<CellView> stored = sheet_->base_->Find(cell)) return stored->style;
  return sheet_->base_->DefaultStyle(cell);
}

bool SheetEditor::Dropped(size_t array) const {
  const std::vector<size_t>& dropped = sheet_->dropped_arrays_;
  return std::find(dropped.begin(), dropped.end(), array) != dropped.end();
}

bool SheetEditor::InArray(CellRef cell, FormulaKind* kind) const {
  const std::vector<ArrayRange>& arrays = sheet_->base_->arrays();
  for (size_t i = 0; i < arrays.size(); ++i) {
    if (arrays[i].range.Contains(cell) && !Dropped(i)) {
      *kind = arrays[i].kind;
      return true;
    }
  }
  return false;
}

absl::Status SheetEditor::CheckArrays(CellRef cell) {
  const std::vector<ArrayRange>& arrays = sheet_->base_->arrays();
  for (size_t i = 0; i < arrays.size(); ++i) {
    if (!arrays[i].range.Contains(cell) || Dropped(i)) continue;
    if (arrays[i].dynamic && cell == arrays[i].first) {
      RETURN_IF_ERROR(CheckApart(i));
      ClearMembers(arrays[i]);
      sheet_->dropped_arrays_.push_back(i);
      continue;
    }
    const std::string range = FormatRange(arrays[i].range);
    const std::string_view what =
        arrays[i].kind == FormulaKind::kDataTable ? "data table" : "array formula";
    const std::string advice = arrays[i].dynamic ? Concat("; write to its first cell, ",
                                                          FormatCell(arrays[i].first), ", instead")
                                                 : std::string("; write outside it");
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        Concat(FormatCell(cell), " is part of the ", what, " in ", range,
               ", which can only be changed as a whole", advice),
        {{"range", range}});
  }
  return absl::OkStatus();
}

absl::Status SheetEditor::CheckApart(size_t array) const {
  const std::vector<ArrayRange>& arrays = sheet_->base_->arrays();
  for (size_t i = 0; i < arrays.size(); ++i) {
    RangeRef common;
    if (i == array || Dropped(i)) continue;
    if (!Intersect(arrays[i].range, arrays[array].range, &common)) continue;
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        Concat("the array formulas in ", FormatRange(arrays[array].range), " and ",
               FormatRange(arrays[i].range),
               " overlap, which Excel never writes; correct the file before you change them"),
        {{"range", FormatRange(arrays[array].range)}});
  }
  return absl::OkStatus();
}

void SheetEditor::ClearMembers(const ArrayRange& array) {
  std::vector<CellView> members;
  sheet_->Visit(array.range, [&](const CellView& view) {
    if (view.formula == array.kind && view.ref != array.first) members.push_back(view);
    return true;
  });
  for (const CellView& member : members) {
    CellEdit edit;
    edit.cell = member.ref;
    edit.style = member.style;
    Store(member, std::move(edit));
  }
}

void SheetEditor::Store(const std::optional<CellView>& before, CellEdit edit) {
  const bool had = before.has_value() && HasContent(*before);
  const bool had_formula = before.has_value() && before->has_formula();
  const CellView after = edit.View();
  const bool has = HasContent(after);
  sheet_->cell_count_ += static_cast<int>(has) - static_cast<int>(had);
  sheet_->formula_count_ += static_cast<int>(after.has_formula()) - static_cast<int>(had_formula);
  if (has) Extend(&sheet_->used_range_, edit.cell);
  if (had && !has && OnEdge(*sheet_->used_range_, edit.cell)) edge_emptied_ = true;
  sheet_->overlay_.Set(std::move(edit));
}

absl::Status SheetEditor::Apply(const CellChange& change, StyleTable* styles) {
  const CellRef cell = change.cell;
  if (cell.row < 1 || cell.row > kMaxRow || cell.column < 1 || cell.column > kMaxColumn) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidAddress,
        Concat("row ", cell.row, ", column ", cell.column, " is outside A1:XFD1048576"));
  }
  const bool is_result = change.kind == CellChange::Kind::kResult;
  const bool is_formula = change.kind == CellChange::Kind::kFormula;
  RETURN_IF_ERROR(is_formula ? CheckFormula(change.formula) : CheckValue(change.value));
  if (!is_result) RETURN_IF_ERROR(CheckArrays(cell));

  const CellEdit* previous = sheet_->overlay_.Find(cell);
  const std::optional<CellView> before = sheet_->Find(cell);
  CellEdit edit;
  if (previous != nullptr) {
    edit = *previous;
  } else {
    edit.cell = cell;
    edit.style = before.has_value() ? before->style : sheet_->base_->DefaultStyle(cell);
    edit.formula = CellEdit::Formula::kStored;
    edit.kind = before.has_value() ? before->formula : FormulaKind::kNone;
  }
  if (is_result) {
    if (edit.kind == FormulaKind::kNone && !InArray(cell, &edit.kind)) {
      return platform::InvalidArgument(
          ErrorReason::kInvalidArgument,
          Concat(FormatCell(cell), " has no formula, so it cannot get a calculated result"));
    }
  } else {
    edit.formula = is_formula ? CellEdit::Formula::kOwn : CellEdit::Formula::kNone;
    edit.kind = is_formula ? FormulaKind::kNormal : FormulaKind::kNone;
    edit.formula_text.reset();
    if (is_formula) {
      edit.formula_text = std::make_shared<const std::string>(WithFunctionPrefixes(change.formula));
    }
  }
  if (is_formula) {
    edit.SetValue({}, {});
  } else {
    edit.SetValue(change.value, change.runs);
  }
  if (change.style.has_value() && *change.style != edit.style) {
    edit.restyled = true;
    edit.style = *change.style;
  }
  if (change.format_of.has_value()) {
    const uint32_t style = FormatBefore(*change.format_of);
    edit.restyled = edit.restyled || style != edit.style;
    edit.style = style;
  }
  if (change.date && edit.type == CellType::kNumber) {
    const uint32_t style = styles->WithDate(edit.style, edit.number);
    edit.restyled = edit.restyled || style != edit.style;
    edit.style = style;
  }
  Store(before, std::move(edit));
  return absl::OkStatus();
}

std::shared_ptr<const EditedSheet> SheetEditor::Finish() {
  if (edge_emptied_) {
    std::optional<RangeRef> used;
    sheet_->Visit(kWholeSheet, [&](const CellView& view) {
      Extend(&used, view.ref);
      return true;
    });
    sheet_->used_range_ = used;
  }
  return std::move(sheet_);
}

}  // namespace sheetgate::spreadsheet
