// What was edited is what differs, exactly, and the other way round.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/analysis/compare_workbooks.h"
#include "tests/spreadsheet/testing/workbooks.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::Edit;
using tests::Open;
using tests::PackageBuilder;
using tests::WorkbookPtr;

constexpr int32_t kRows = 40;
constexpr int32_t kColumns = 10;

struct ModelCell {
  CellValue value;
  std::string formula;
};
using Model = std::map<CellRef, ModelCell>;
using Kinds = std::map<CellRef, CellChangeKind>;

CellValue RandomValue(std::mt19937& random) {
  switch (random() % 5) {
    case 0:
      return std::string(1, static_cast<char>('a' + random() % 4));
    case 1:
      return random() % 2 == 0;
    case 2:
      return CellError::kNa;
    default:
      return static_cast<double>(random() % 20);
  }
}

// Writes one random cell, to the model too.
CellChange RandomChange(std::mt19937& random, Model* model) {
  CellChange change;
  change.cell = {static_cast<int32_t>(random() % kRows) + 1,
                 static_cast<int32_t>(random() % kColumns) + 1};
  const auto known = model->find(change.cell);
  switch (random() % 4) {
    case 0:
      change.kind = CellChange::Kind::kFormula;
      change.formula = Concat("A1*", random() % 3);
      (*model)[change.cell] = {{}, change.formula};
      return change;
    case 1:
      if (known == model->end() || known->second.formula.empty()) break;
      change.kind = CellChange::Kind::kResult;
      change.value = RandomValue(random);
      known->second.value = change.value;
      return change;
    case 2:
      model->erase(change.cell);
      return change;  // becomes empty
    default:
      break;
  }
  change.value = RandomValue(random);
  (*model)[change.cell] = {change.value, ""};
  return change;
}

std::optional<CellChangeKind> KindOf(const ModelCell& before, const ModelCell& after) {
  if (before.formula != after.formula) return CellChangeKind::kFormulaEdit;
  if (before.value == after.value) return std::nullopt;
  if (!before.formula.empty()) return CellChangeKind::kRecalcResult;
  return before.value.index() == after.value.index() ? CellChangeKind::kValueEdit
                                                     : CellChangeKind::kTypeChange;
}

Kinds Expected(const Model& before, const Model& after) {
  Kinds kinds;
  for (const auto& [cell, now] : after) {
    const auto then = before.find(cell);
    const auto kind = then == before.end() ? CellChangeKind::kAdded : KindOf(then->second, now);
    if (kind.has_value()) kinds[cell] = *kind;
  }
  for (const auto& [cell, then] : before) {
    if (!after.contains(cell)) kinds[cell] = CellChangeKind::kRemoved;
  }
  return kinds;
}

Kinds Found(const WorkbookPtr& before, const WorkbookPtr& after) {
  Kinds kinds;
  auto comparison = CompareWorkbooks(*before, *after, {false}, {});
  EXPECT_TRUE(comparison.ok()) << comparison.status();
  if (!comparison.ok()) return kinds;
  const CellChanges& cells = (*comparison)->sheets[0].cells;
  CellCounts counts = {};
  VisitCells(cells.ranges, {1, 1}, [&](CellRef cell, const ChangedRange& range) {
    EXPECT_TRUE(kinds.emplace(cell, static_cast<CellChangeKind>(range.key)).second)
        << FormatCell(cell) << " came twice";
    ++counts[range.key];
    return true;
  });
  EXPECT_EQ(counts, cells.counts);
  return kinds;
}

std::vector<CellChange> RandomChanges(std::mt19937& random, int count, Model* model) {
  std::vector<CellChange> changes;
  for (int i = 0; i < count; ++i) changes.push_back(RandomChange(random, model));
  return changes;
}

TEST(CompareRandomTest, EditsAreExactlyTheDifferences) {
  std::mt19937 random(20261123);
  const WorkbookPtr empty = Open(PackageBuilder().Sheet("Sheet1", "<sheetData/>").Build());
  for (int round = 0; round < 60; ++round) {
    Model before_model;
    const WorkbookPtr before = Edit(empty, RandomChanges(random, 250, &before_model));
    Model after_model = before_model;
    const int edits = static_cast<int>(random() % 120);
    const WorkbookPtr after = Edit(before, RandomChanges(random, edits, &after_model));
    ASSERT_EQ(Found(before, after), Expected(before_model, after_model)) << "round " << round;
    ASSERT_EQ(Found(after, before), Expected(after_model, before_model)) << "round " << round;
    // A state that was written and read again is the same state.
    ASSERT_EQ(Found(before, Open(tests::Write(after))), Expected(before_model, after_model));
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
