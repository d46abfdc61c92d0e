#include "spreadsheet/analysis/verify_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/spreadsheet/testing/grid.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::At;
using tests::Grid;
using tests::GridRows;
using tests::InsertRows;
using tests::Open;
using tests::PackageBuilder;
using tests::WorkbookPtr;

WorkbookPtr Make(const GridRows& rows) {
  return Open(PackageBuilder().Sheet("Sheet1", Grid(rows)).Build());
}

class VerifyWorkbookTest : public ::testing::Test {
 protected:
  void Given(const GridRows& before, const GridRows& after) {
    before_ = Make(before);
    after_ = Make(after);
    auto comparison = CompareWorkbooks(*before_, *after_, {}, {});
    ASSERT_TRUE(comparison.ok()) << comparison.status();
    comparison_ = *comparison;
  }

  // "recalc_result A5", the cell before in second place.
  std::string Classify(std::string_view cell) {
    const auto state = ClassifyTarget(*before_, *after_, *comparison_, 0, At(cell), {});
    EXPECT_TRUE(state.ok()) << state.status();
    if (!state.ok()) return "";
    return Concat(NameOf(state->target_class), " ",
                  state->before.has_value() ? FormatCell(*state->before) : "none");
  }

  // "A1:A3 #N/A -> #REF!".
  static std::vector<std::string> Show(const ErrorList& list) {
    std::vector<std::string> texts;
    for (const ErrorRange& range : list.ranges) {
      texts.push_back(Concat(FormatRange(range.range), " ",
                             range.before.has_value() ? ErrorText(*range.before) : "-", " -> ",
                             range.after.has_value() ? ErrorText(*range.after) : "-",
                             range.gone ? " gone" : ""));
    }
    return texts;
  }

  std::shared_ptr<const ErrorComparison> Errors() {
    auto errors = CompareErrors(*before_, *after_, *comparison_, {});
    EXPECT_TRUE(errors.ok()) << errors.status();
    return errors.ok() ? *errors : std::make_shared<const ErrorComparison>();
  }

  WorkbookPtr before_, after_;
  std::shared_ptr<const WorkbookComparison> comparison_;
};

TEST_F(VerifyWorkbookTest, ClassifiesCells) {
  Given({{"1", "=A1|1", "=A1*2|2", "7", "=A1/B1|1", "", "gone", "#N/A", "=X|#N/A"}},
        {{"2", "=A1|2", "=A1*3|6", "seven", "=A1/B1|#DIV/0!", "=A1", "", "#N/A", "=X|#REF!"}});
  EXPECT_EQ(Classify("A1"), "direct_edit A1");
  EXPECT_EQ(Classify("B1"), "recalc_result B1");
  EXPECT_EQ(Classify("C1"), "formula_edit C1");
  EXPECT_EQ(Classify("D1"), "type_change D1");
  EXPECT_EQ(Classify("E1"), "new_error E1");
  EXPECT_EQ(Classify("F1"), "formula_edit F1");
  EXPECT_EQ(Classify("G1"), "direct_edit G1");
  EXPECT_EQ(Classify("H1"), "unchanged H1");
  EXPECT_EQ(Classify("I1"), "new_error I1");
  EXPECT_EQ(Classify("Z99"), "unchanged Z99");
}

TEST_F(VerifyWorkbookTest, SortsErrors) {
  Given({{"=A|#N/A", "=B|1", "=C|#REF!", "=D|#N/A"}, {"=A|#N/A", "=B|2", "=C|3"}},
        {{"=A|#N/A", "=B|#DIV/0!", "=C|4", "=D|#REF!"}, {"=A|#N/A", "=B|#DIV/0!", "=C|3"}});
  const auto errors = Errors();
  EXPECT_THAT(Show(errors->fresh), ElementsAre("B1:B2 - -> #DIV/0!", "D1 #N/A -> #REF!"));
  EXPECT_THAT(Show(errors->resolved), ElementsAre("C1 #REF! -> -"));
  EXPECT_THAT(Show(errors->preexisting), ElementsAre("A1:A2 #N/A -> #N/A"));
  EXPECT_EQ(errors->fresh.cells, 3);
  EXPECT_EQ(errors->resolved.cells, 1);
  EXPECT_EQ(errors->preexisting.cells, 2);
}

TEST_F(VerifyWorkbookTest, FollowsMovedRows) {
  GridRows before, after;
  for (int row = 1; row <= 12; ++row) {
    before.push_back({Concat("item ", row), std::to_string(row), "=Rate|#NAME?"});
  }
  after = before;
  InsertRows(&after, 5, GridRows{{"new", "1", "=Rate|#NAME?"}});
  after.erase(after.begin() + 9);  // was row 9
  Given(before, after);
  EXPECT_EQ(Classify("B8"), "unchanged B7");
  EXPECT_EQ(Classify("B5"), "direct_edit none");
  EXPECT_EQ(Classify("C5"), "new_error none");
  EXPECT_EQ(Classify("B10"), "unchanged B10");
  const auto errors = Errors();
  EXPECT_THAT(Show(errors->fresh), ElementsAre("C5 - -> #NAME?"));
  EXPECT_THAT(Show(errors->resolved), ElementsAre("C9 #NAME? -> - gone"));
  EXPECT_EQ(errors->preexisting.cells, 11);
}

TEST_F(VerifyWorkbookTest, NothingChanged) {
  Given({{"1", "=A1|1"}}, {{"1", "=A1|1"}});
  EXPECT_EQ(Classify("B1"), "unchanged B1");
  EXPECT_THAT(Show(Errors()->fresh), IsEmpty());
  EXPECT_THAT(Show(Errors()->preexisting), IsEmpty());
}

TEST_F(VerifyWorkbookTest, ErrorsOfSheetsThatCameAndWent) {
  before_ = Open(PackageBuilder().Sheet("Old", Grid({{"a", "=X|#REF!"}})).Build());
  after_ = Open(PackageBuilder().Sheet("New", Grid({{"b", "c", "=Y|#N/A"}})).Build());
  auto comparison = CompareWorkbooks(*before_, *after_, {}, {});
  ASSERT_TRUE(comparison.ok());
  comparison_ = *comparison;
  EXPECT_THAT(Show(Errors()->fresh), ElementsAre("C1 - -> #N/A"));
  EXPECT_THAT(Show(Errors()->resolved), ElementsAre("B1 #REF! -> - gone"));
  EXPECT_EQ(Classify("C1"), "new_error none");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
