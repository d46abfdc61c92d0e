#include "spreadsheet/writing/range_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using sheetgate::tests::HasReason;
using ::testing::ElementsAre;
using tests::Cells;
using tests::SetFormula;
using tests::SetValue;
using Match = TextReplacer::Match;

class RangeEditsTest : public ::testing::Test {
 protected:
  void Start(const std::vector<CellChange>& cells) {
    workbook_ = tests::Edit(tests::Open(tests::PackageBuilder()
                                            .Sheet("S", "<sheetData/>")
                                            .Styles("<cellXfs><xf numFmtId=\"0\"/></cellXfs>")
                                            .Build()),
                            cells);
    draft_.emplace(*workbook_, 100, platform::CancellationToken());
  }
  std::vector<std::string> Now() { return Cells(**draft_->Load(0)); }
  static EditedRanges In(std::initializer_list<std::string_view> ranges, bool formulas = false) {
    EditedRanges where;
    for (const std::string_view range : ranges) where.ranges.push_back(*ParseRange(range));
    where.formulas = formulas;
    return where;
  }
  EditCounts Replace(const EditedRanges& where, Match match, std::string_view find,
                     std::string_view replacement, bool case_sensitive = false) {
    auto replacer = TextReplacer::Make(match, find, replacement, case_sensitive);
    EXPECT_THAT(replacer, sheetgate::tests::IsOk());
    auto counts = ReplaceInRanges(where, *replacer, &*draft_);
    EXPECT_THAT(counts, sheetgate::tests::IsOk());
    return counts.value_or(EditCounts());
  }

  tests::WorkbookPtr workbook_;
  std::optional<Draft> draft_;
};

TEST_F(RangeEditsTest, ClearingKeepsFormulasUnlessAsked) {
  Start({SetValue("A1", 1.0), SetFormula("A2", "A1"), SetValue("B9", 2.0), SetValue("C1", 3.0)});
  ASSERT_OK_AND_ASSIGN(EditCounts counts, ClearRanges(In({"A1:A5", "B9"}), &*draft_));
  EXPECT_EQ(counts.written, 2);
  EXPECT_EQ(counts.kept_formulas, 1);
  EXPECT_THAT(Now(), ElementsAre("C1 3", "A2 empty =A1"));
  ASSERT_OK_AND_ASSIGN(counts, ClearRanges(In({"A1:C9"}, true), &*draft_));
  EXPECT_EQ(counts.written, 2);
  EXPECT_THAT(Now(), ElementsAre());
}

TEST_F(RangeEditsTest, AFormulaIsFilledAsCopied) {
  Start({SetFormula("C2", "1")});
  CellChange content;
  content.kind = CellChange::Kind::kFormula;
  content.formula = "A1*$A$1";
  ASSERT_OK_AND_ASSIGN(const EditCounts counts, FillRanges(In({"C1:C3", "D1"}), content, &*draft_));
  EXPECT_EQ(counts.written, 3);
  EXPECT_EQ(counts.kept_formulas, 1);
  EXPECT_THAT(Now(), ElementsAre("C1 empty =A1*$A$1", "D1 empty =B1*$A$1", "C2 empty =1",
                                 "C3 empty =A3*$A$1"));
  EXPECT_THAT(FillRanges(In({"A1:A101"}), content, &*draft_),
              HasReason(ErrorReason::kLimitExceeded));
}

TEST_F(RangeEditsTest, ReplacesInTextsAndNumbers) {
  Start({SetValue("A1", std::string("Cat scat")), SetValue("A2", 120.5), SetValue("A3", true),
         SetFormula("A4", "\"cat\""), SetValue("A5", std::string("cat"))});
  EXPECT_EQ(Replace(In({"A1:A5"}), Match::kPart, "cat", "dog").written, 2);
  EXPECT_THAT(Now(),
              ElementsAre("A1 'dog sdog'", "A2 120.5", "A3 TRUE", "A4 empty =\"cat\"", "A5 'dog'"));
  EXPECT_EQ(Replace(In({"A1:A5"}), Match::kPart, "2", "3").written, 1);
  EXPECT_EQ(Replace(In({"A1:A5"}), Match::kWhole, "DOG", "", false).written, 1);
  EXPECT_EQ(Replace(In({"A1:A5"}), Match::kPart, "DOG", "x", true).written, 0);
  EXPECT_THAT(Now(), ElementsAre("A1 'dog sdog'", "A2 130.5", "A3 TRUE", "A4 empty =\"cat\""));
  EXPECT_EQ(Replace(In({"A2"}), Match::kPart, ".5", "?").written, 1);
  EXPECT_EQ(Now()[1], "A2 '130?'") << "no number any more";
}

TEST_F(RangeEditsTest, LettersFoldAndSpecialCharactersAreThemselves) {
  Start({SetValue("A1", std::string("\xC3\x84 1.5*2\\n"))});
  EXPECT_EQ(Replace(In({"A1"}), Match::kPart, "\xC3\xA4", "\\1").written, 1);
  EXPECT_EQ(Replace(In({"A1"}), Match::kPart, "1.5*", "").written, 1);
  EXPECT_EQ(Replace(In({"A1"}), Match::kPart, "....", "!").written, 0);
  EXPECT_THAT(Now(), ElementsAre("A1 '\\1 2\\n'"));
}

TEST_F(RangeEditsTest, RegularExpressionsHaveGroups) {
  Start({SetValue("A1", std::string("Doe, Jane"))});
  EXPECT_EQ(Replace(In({"A1"}), Match::kRegex, "(\\w+), (\\w+)", "\\2 \\1").written, 1);
  EXPECT_THAT(Now(), ElementsAre("A1 'Jane Doe'"));
  EXPECT_THAT(TextReplacer::Make(Match::kRegex, "(", "x", false),
              HasReason(ErrorReason::kInvalidArgument));
  EXPECT_THAT(TextReplacer::Make(Match::kRegex, "a", "\\1", false),
              HasReason(ErrorReason::kInvalidArgument));
}

TEST_F(RangeEditsTest, TextsBecomeNumbersAndDates) {
  Start({SetValue("A1", std::string("1,200")), SetValue("A2", std::string("n/a")),
         SetValue("A3", std::string("31.1.2026")), SetValue("A4", 7.0), SetFormula("A5", "\"1\"")});
  NumberReading reading;
  reading.dates = DateOrder::kDayFirst;
  ASSERT_OK_AND_ASSIGN(const EditCounts counts, ReadNumbers(In({"A1:A5"}), reading, &*draft_));
  EXPECT_EQ(counts.written, 2);
  EXPECT_EQ(counts.kept_cells, 1);
  EXPECT_EQ(counts.kept_formulas, 1);
  EXPECT_THAT(Now(), ElementsAre("A1 1200", "A2 'n/a'", "A3 46053", "A4 7", "A5 empty =\"1\""));
  EXPECT_TRUE(draft_->workbook().IsDate((*draft_->Load(0))->Find({3, 1})->style));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
