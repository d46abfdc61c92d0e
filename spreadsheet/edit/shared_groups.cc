// A reference moves by an amount that depends on its line alone and only ever steps once, so the
// corners of a group tell about all its members; where single cells move (a block, cut and paste)
// they do not, and the group is given up when the edit touches it at all.
#include "spreadsheet/edit/shared_groups.h"

#include <algorithm>
#include <array>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/cell_reader.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {

void SharedGroups::AddMember(uint32_t group, CellRef cell, std::string_view text) {
  const auto [found, added] = groups_.try_emplace(group);
  Group& entry = found->second;
  if (added) entry.box = {cell, cell};
  entry.box.first.row = std::min(entry.box.first.row, cell.row);
  entry.box.first.column = std::min(entry.box.first.column, cell.column);
  entry.box.last.row = std::max(entry.box.last.row, cell.row);
  entry.box.last.column = std::max(entry.box.last.column, cell.column);
  if (text.empty() || entry.has_text) return;
  entry.has_text = true;
  entry.master = cell;
  entry.text = text;
}

std::string SharedGroups::After(const std::string& text, CellRef cell) const {
  return rewriter_.Rewrite(text, sheet_, cell).value_or(text);
}

bool SharedGroups::Untouched(const Group& group) const {
  constexpr int64_t kMostMembers = 10'000;  // of those looked at one by one
  const RangeRef& box = group.box;
  if (box.cells() > kMostMembers) return false;
  for (CellRef cell = box.first; cell.row <= box.last.row; ++cell.row) {
    for (cell.column = box.first.column; cell.column <= box.last.column; ++cell.column) {
      if (rewriter_.RewriteCell(sheet_, cell) != PlacedCell{sheet_, cell}) return false;
      const std::string member =
          ShiftFormula(group.text, cell.row - group.master.row, cell.column - group.master.column);
      if (rewriter_.Rewrite(member, sheet_, cell).has_value()) return false;
    }
  }
  return true;
}

bool SharedGroups::Uniform(Group* group) const {
  const auto master = rewriter_.RewriteCell(sheet_, group->master);
  if (!master.has_value() || master->sheet != sheet_) return false;
  const RangeRef& box = group->box;
  const std::string text = After(group->text, group->master);
  const std::array<CellRef, 4> corners = {box.first, box.last,
                                          CellRef{box.first.row, box.last.column},
                                          CellRef{box.last.row, box.first.column}};
  const bool lines = std::holds_alternative<InsertLines>(rewriter_.edit()) ||
                     std::holds_alternative<DeleteLines>(rewriter_.edit());
  const bool cells = std::holds_alternative<InsertCells>(rewriter_.edit()) ||
                     std::holds_alternative<DeleteCells>(rewriter_.edit()) ||
                     std::holds_alternative<MoveCells>(rewriter_.edit());
  for (const CellRef corner : corners) {
    const auto moved = rewriter_.RewriteCell(sheet_, corner);
    if (!moved.has_value() || moved->sheet != sheet_) return false;
    if (lines &&
        (moved->cell.row - corner.row != master->cell.row - group->master.row ||
         moved->cell.column - corner.column != master->cell.column - group->master.column)) {
      return false;
    }
    const int rows = corner.row - group->master.row;
    const int columns = corner.column - group->master.column;
    const std::string member = ShiftFormula(group->text, rows, columns);
    if (After(member, corner) != ShiftFormula(text, rows, columns)) return false;
  }
  if (cells && !Untouched(*group)) return false;
  group->box_after = rewriter_.RewriteRange(sheet_, box)->range;
  return true;
}

void SharedGroups::Decide() {
  for (auto& [index, group] : groups_) group.expands = group.has_text && !Uniform(&group);
}

bool SharedGroups::Expands(uint32_t group) const {
  const auto found = groups_.find(group);
  return found != groups_.end() && found->second.expands;
}

std::string SharedGroups::TextAt(uint32_t group, CellRef cell) const {
  const auto found = groups_.find(group);
  if (found == groups_.end()) return {};
  const Group& entry = found->second;
  return ShiftFormula(entry.text, cell.row - entry.master.row, cell.column - entry.master.column);
}

RangeRef SharedGroups::RangeAfter(uint32_t group) const { return groups_.at(group).box_after; }

absl::StatusOr<SharedGroups> ReadSharedGroups(std::string_view rows,
                                              const StructuralRewriter& rewriter, int sheet,
                                              const platform::CancellationToken& cancellation) {
  constexpr int kCheckEvery = 4096;
  SharedGroups groups(rewriter, sheet);
  if (!ContainsText(rows, "shared")) return groups;
  CellReader reader(rows);
  CellReader::PlainCell plain;
  for (int events = 1;; ++events) {
    if (events % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
    if (reader.NextPlain(&plain)) {
      if (plain.group.has_value()) groups.AddMember(*plain.group, plain.cell, "");
      continue;
    }
    const CellReader::Event event = reader.Next();
    if (event == CellReader::Event::kEnd) break;
    if (event != CellReader::Event::kCell) continue;
    const auto formula = reader.NextFormula();
    if (!formula.has_value()) continue;
    const auto group = SharedGroupOf(formula->tag);
    if (!group.has_value()) continue;
    const std::string_view text =
        rows.substr(formula->text_begin, formula->text_end - formula->text_begin);
    groups.AddMember(*group, reader.cell(), DecodedFormula(text));
  }
  groups.Decide();
  return groups;
}

}  // namespace sheetgate::spreadsheet
