// Differences of two states of a sheet, over sheets made by hand.
#include "spreadsheet/analysis/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tests::IsOk;
using tests::StatusIs;

struct StoredCell {
  CellValue value;
  std::string formula;
};

class FakeSheet : public Sheet {
 public:
  explicit FakeSheet(std::map<CellRef, StoredCell> cells) : cells_(std::move(cells)) {}

  std::optional<RangeRef> used_range() const override {
    if (cells_.empty()) return std::nullopt;
    RangeRef used{cells_.begin()->first, cells_.begin()->first};
    for (const auto& [ref, cell] : cells_) {
      used.first = {std::min(used.first.row, ref.row), std::min(used.first.column, ref.column)};
      used.last = {std::max(used.last.row, ref.row), std::max(used.last.column, ref.column)};
    }
    return used;
  }
  int64_t cell_count() const override { return cells_.size(); }
  int64_t formula_count() const override { return 0; }
  size_t memory_bytes() const override { return 0; }
  void Visit(const RangeRef& range, absl::FunctionRef<bool(const CellView&)> visit) const override {
    ++visits_;
    for (const auto& [ref, cell] : cells_) {
      if (range.Contains(ref) && !visit(View(ref, cell))) return;
    }
  }
  std::optional<CellView> Find(CellRef ref) const override {
    const auto cell = cells_.find(ref);
    if (cell == cells_.end()) return std::nullopt;
    return View(ref, cell->second);
  }
  std::string Formula(CellRef ref) const override {
    const auto cell = cells_.find(ref);
    return cell == cells_.end() ? "" : cell->second.formula;
  }
  int visits() const { return visits_; }

 private:
  static CellView View(CellRef ref, const StoredCell& cell) {
    CellView view;
    view.ref = ref;
    view.type = TypeOf(cell.value);
    if (const auto* number = std::get_if<double>(&cell.value)) view.number = *number;
    if (const auto* text = std::get_if<std::string>(&cell.value)) view.text = *text;
    if (const auto* boolean = std::get_if<bool>(&cell.value)) view.boolean = *boolean;
    if (const auto* error = std::get_if<CellError>(&cell.value)) view.error = *error;
    if (!cell.formula.empty()) view.formula = FormulaKind::kNormal;
    return view;
  }

  const std::map<CellRef, StoredCell> cells_;
  mutable int visits_ = 0;
};

class FakeWorkbook : public Workbook {
 public:
  explicit FakeWorkbook(std::vector<std::shared_ptr<const Sheet>> sheets)
      : loaded_(std::move(sheets)) {}

  const std::vector<SheetInfo>& sheets() const override { return infos_; }
  absl::StatusOr<int> FindSheet(std::string_view) const override { return 0; }
  absl::StatusOr<std::shared_ptr<const Sheet>> LoadSheet(
      int index, const platform::CancellationToken& cancellation) const override {
    if (absl::Status status = cancellation.Check(); !status.ok()) return status;
    if (index >= static_cast<int>(loaded_.size())) return absl::NotFoundError("no such sheet");
    return loaded_[index];
  }
  absl::StatusOr<std::shared_ptr<const SheetFeatures>> LoadFeatures(
      int, const platform::CancellationToken&) const override {
    return absl::UnimplementedError("not needed here");
  }
  absl::StatusOr<std::optional<RangeRef>> DeclaredRange(
      int, const platform::CancellationToken&) const override {
    return absl::UnimplementedError("not needed here");
  }
  const std::vector<DefinedName>& defined_names() const override { return names_; }
  const WorkbookFeatures& features() const override { return features_; }
  DateSystem date_system() const override { return DateSystem::k1900; }
  std::string_view NumberFormat(uint32_t) const override { return "General"; }
  bool IsDate(uint32_t) const override { return false; }
  absl::StatusOr<std::shared_ptr<const Workbook>> Apply(
      absl::Span<const CellChange>, const platform::CancellationToken&) const override {
    return absl::UnimplementedError("not needed here");
  }
  size_t memory_bytes() const override { return 0; }

 private:
  const std::vector<std::shared_ptr<const Sheet>> loaded_;
  const std::vector<SheetInfo> infos_;
  const std::vector<DefinedName> names_;
  const WorkbookFeatures features_;
};

using Cells = std::map<CellRef, StoredCell>;

std::shared_ptr<const FakeSheet> MakeSheet(Cells cells) {
  return std::make_shared<const FakeSheet>(std::move(cells));
}

std::vector<CellDifference> Diff(const std::shared_ptr<const Sheet>& before,
                                 const std::shared_ptr<const Sheet>& after) {
  std::vector<CellDifference> differences;
  EXPECT_THAT(DiffSheet(FakeWorkbook({before}), FakeWorkbook({after}), 0, {},
                        [&](const CellDifference& difference) {
                          differences.push_back(difference);
                          return true;
                        }),
              IsOk());
  return differences;
}

// "B2 value", "A1 added": enough to compare lists.
std::vector<std::string> Summary(const std::vector<CellDifference>& differences) {
  std::vector<std::string> lines;
  for (const CellDifference& difference : differences) {
    constexpr const char* kKinds[] = {"added", "removed", "value", "formula", "recalc"};
    lines.push_back(FormatCell(difference.cell) + " " + kKinds[static_cast<int>(difference.kind)]);
  }
  return lines;
}

TEST(DiffSheetTest, NamesEachKindOfChange) {
  const auto before = MakeSheet({{{1, 1}, {1.0, ""}},
                                 {{1, 2}, {2.0, "A1*2"}},
                                 {{1, 3}, {3.0, "A1*3"}},
                                 {{2, 1}, {std::string("gone"), ""}},
                                 {{2, 2}, {5.0, "SUM(A1)"}},
                                 {{2, 3}, {5.0, ""}},
                                 {{3, 1}, {true, ""}}});
  const auto after = MakeSheet({{{1, 1}, {9.0, ""}},
                                {{1, 2}, {18.0, "A1*2"}},
                                {{1, 3}, {3.0, "A1*4-6"}},
                                {{2, 2}, {5.0, ""}},
                                {{2, 3}, {5.0, "2+3"}},
                                {{3, 1}, {true, ""}},
                                {{4, 4}, {CellError::kDiv0, "1/0"}}});
  const std::vector<CellDifference> differences = Diff(before, after);
  ASSERT_THAT(Summary(differences), ElementsAre("A1 value", "B1 recalc", "C1 formula", "A2 removed",
                                                "B2 formula", "C2 formula", "D4 added"));
  EXPECT_EQ(differences[0].old_value, CellValue(1.0));
  EXPECT_EQ(differences[0].new_value, CellValue(9.0));
  EXPECT_EQ(differences[1].old_formula, "A1*2");
  EXPECT_EQ(differences[1].new_formula, "A1*2");
  EXPECT_EQ(differences[2].old_formula, "A1*3");
  EXPECT_EQ(differences[2].new_formula, "A1*4-6");
  EXPECT_EQ(differences[3].old_value, CellValue(std::string("gone")));
  EXPECT_EQ(differences[3].new_value, CellValue());
  EXPECT_EQ(differences[4].old_formula, "SUM(A1)");
  EXPECT_EQ(differences[4].new_formula, "");
  EXPECT_EQ(differences[6].new_formula, "1/0");
  EXPECT_EQ(differences[6].new_value, CellValue(CellError::kDiv0));
}

TEST(DiffSheetTest, TypeChangesAreValueEdits) {
  EXPECT_THAT(Summary(Diff(MakeSheet({{{1, 1}, {1.0, ""}}}),
                           MakeSheet({{{1, 1}, {std::string("1"), ""}}}))),
              ElementsAre("A1 value"));
}

TEST(DiffSheetTest, EqualSheetsHaveNoDifferences) {
  const Cells cells = {{{1, 1}, {1.0, ""}}, {{70000, 3}, {2.0, "A1"}}};
  EXPECT_THAT(Diff(MakeSheet(cells), MakeSheet(cells)), IsEmpty());
  EXPECT_THAT(Diff(MakeSheet({}), MakeSheet({})), IsEmpty());
}

TEST(DiffSheetTest, SharedSheetsAreNotWalked) {
  const auto sheet = MakeSheet({{{1, 1}, {1.0, ""}}});
  EXPECT_THAT(Diff(sheet, sheet), IsEmpty());
  EXPECT_EQ(sheet->visits(), 0);
}

TEST(DiffSheetTest, WalksAllRowsInOrderAcrossBands) {
  Cells before, after;
  for (int32_t row = 1; row <= 5000; row += 7) {
    before[{row, 2}] = {double(row), ""};
    after[{row, 2}] = {double(row % 2 == 0 ? row : -row), ""};
  }
  after[{kMaxRow, kMaxColumn}] = {1.0, ""};
  before[{1, 1}] = {1.0, ""};
  const std::vector<CellDifference> differences = Diff(MakeSheet(before), MakeSheet(after));
  EXPECT_THAT(differences, SizeIs(358 + 2));
  for (size_t i = 1; i < differences.size(); ++i) {
    ASSERT_LT(differences[i - 1].cell, differences[i].cell);
  }
  EXPECT_EQ(differences.front().kind, ChangeKind::kRemoved);
  EXPECT_EQ(differences.back().cell, (CellRef{kMaxRow, kMaxColumn}));
}

TEST(DiffSheetTest, OneEmptySideAddsOrRemovesEverything) {
  const Cells cells = {{{3, 3}, {1.0, ""}}, {{2000, 1}, {2.0, ""}}};
  EXPECT_THAT(Summary(Diff(MakeSheet({}), MakeSheet(cells))),
              ElementsAre("C3 added", "A2000 added"));
  EXPECT_THAT(Summary(Diff(MakeSheet(cells), MakeSheet({}))),
              ElementsAre("C3 removed", "A2000 removed"));
}

TEST(DiffSheetTest, StopsWhenTheVisitorHasEnough) {
  Cells cells;
  for (int32_t row = 1; row <= 100; ++row) cells[{row, 1}] = {1.0, ""};
  int calls = 0;
  EXPECT_THAT(DiffSheet(FakeWorkbook({MakeSheet({})}), FakeWorkbook({MakeSheet(cells)}), 0, {},
                        [&](const CellDifference&) { return ++calls < 10; }),
              IsOk());
  EXPECT_EQ(calls, 10);
}

TEST(DiffSheetTest, ReportsTheSheetAndItsErrors) {
  const auto one = MakeSheet({{{1, 1}, {1.0, ""}}}), two = MakeSheet({{{1, 1}, {2.0, ""}}});
  int sheet = -1;
  EXPECT_THAT(DiffSheet(FakeWorkbook({one, one}), FakeWorkbook({one, two}), 1, {},
                        [&](const CellDifference& difference) {
                          sheet = difference.sheet;
                          return true;
                        }),
              IsOk());
  EXPECT_EQ(sheet, 1);
  EXPECT_THAT(DiffSheet(FakeWorkbook({one}), FakeWorkbook({two}), 1, {},
                        [](const CellDifference&) { return true; }),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(DiffSheetTest, StopsWhenCancelledInTheMiddle) {
  Cells cells;
  for (int32_t row = 1; row <= 20000; ++row) cells[{row, 1}] = {1.0, ""};
  platform::CancellationSource source;
  int calls = 0;
  EXPECT_THAT(
      DiffSheet(FakeWorkbook({MakeSheet({})}), FakeWorkbook({MakeSheet(cells)}), 0, source.token(),
                [&](const CellDifference&) {
                  if (++calls == 5) source.Cancel(absl::CancelledError("enough"));
                  return true;
                }),
      StatusIs(absl::StatusCode::kCancelled));
  EXPECT_LT(calls, 5000);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
