#include "spreadsheet/analysis/check_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/formula_workbook.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::FormulaWorkbook;
using tests::WorkbookPtr;

std::shared_ptr<const WorkbookCheck> Check(const WorkbookPtr& workbook) {
  auto check = LoadWorkbookCheck(*workbook, {});
  EXPECT_THAT(check, tests::IsOk());
  return check.ok() ? *check : std::make_shared<WorkbookCheck>();
}

// "error circular_references S!A1,S!B1 (2) =B1: a message".
std::vector<std::string> Problems(const WorkbookPtr& workbook) {
  std::vector<std::string> lines;
  for (const WorkbookProblem& problem : Check(workbook)->problems) {
    std::string ranges;
    for (const SheetRange& range : problem.ranges) {
      ranges += Concat(ranges.empty() ? " " : ",", workbook->sheets()[range.sheet].name, "!",
                       FormatRange(range.range));
    }
    EXPECT_FALSE(problem.action.empty()) << problem.message;
    lines.push_back(Concat(SeverityName(problem.severity), " ", ProblemKindName(problem.kind),
                           ranges, " (", problem.cells, ")", problem.formula.empty() ? "" : " =",
                           problem.formula, ": ", problem.message));
  }
  return lines;
}

TEST(CheckWorkbookTest, ASoundWorkbookHasNoProblems) {
  EXPECT_THAT(Problems(FormulaWorkbook()
                           .Sheet("S")
                           .Cell("A1", "Item")
                           .Cell("A2", "12")
                           .Cell("B2", "=A2*2", "24")
                           .Open()),
              IsEmpty());
}

TEST(CheckWorkbookTest, ErrorsAndWhereTheyStart) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=1/0", "#DIV/0!")
                                   .Cell("A2", "=1/B2", "#DIV/0!")
                                   .Cell("B2", "0")
                                   .Cell("C1", "=A1+1", "#DIV/0!")
                                   .Cell("C2", "=SUM(A1:A2)", "#DIV/0!")
                                   .Cell("D1", "=MATCH(7,B:B,0)", "#N/A")
                                   .Cell("E5", "#REF!")
                                   .Open();
  EXPECT_THAT(Problems(workbook),
              ElementsAre("error error_values S!A1:A2 (2) =1/0: #DIV/0! starts here",
                          "error error_values S!E5 (1): #REF! entered as a value",
                          "warning error_values S!D1 (1) =MATCH(7,B:B,0): #N/A starts here",
                          "info error_values S!C1:C2 (2) =A1+1: #DIV/0!, because cells these "
                          "formulas read have an error"));
}

TEST(CheckWorkbookTest, BrokenReferences) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "=#REF!+1", "1").Shared("B1:B5", "Lost[Net]");
  builder.Cell("C1", "=Rate", "1").Cell("C2", "=Gone", "1");
  builder.Content(
      "<dataValidations><dataValidation type=\"list\" sqref=\"D1:D3\"><formula1>#REF!"
      "</formula1></dataValidation></dataValidations>");
  builder.Name("Rate", "#REF!$A$1").Name("Unused", "Nowhere!$A$1");
  EXPECT_THAT(
      Problems(builder.Open()),
      ElementsAre(
          "error broken_references S!A1 (1) =#REF!+1: formulas refer to deleted cells: #REF!",
          "error broken_references S!B1:B5 (5) =Lost[Net]: formulas refer to what does not exist: "
          "no table 'Lost'",
          "error broken_references S!C1 (1) =Rate: formulas refer to deleted cells: #REF! in name "
          "'Rate'",
          "error broken_references S!C2 (1) =Gone: formulas refer to what does not exist: no name "
          "'Gone'",
          "warning broken_references (0): defined names that lead nowhere (#REF!): 'Rate'",
          "warning broken_references (0): defined names that lead nowhere (no sheet 'Nowhere'): "
          "'Unused'",
          "warning broken_references S!D1:D3 (3) =#REF!: data validations refer to deleted cells: "
          "#REF!"));
}

TEST(CheckWorkbookTest, CirclesAlikeAreOneProblem) {
  FormulaWorkbook builder;
  builder.Sheet("S").Shared("A1:A9", "B1").Shared("B1:B9", "A1").Cell("D1", "=D1", "1");
  EXPECT_THAT(Problems(builder.Open()),
              ElementsAre("error circular_references S!A1,S!B1 (18) =B1: formulas that depend on "
                          "themselves: each reads the next; 8 more like it",
                          "error circular_references S!D1 (1) =D1: a formula that reads itself"));
}

TEST(CheckWorkbookTest, MissingResults) {
  FormulaWorkbook builder;
  builder.Sheet("S");
  for (int row = 1; row <= 30; ++row) builder.Cell(Concat("A", row), Concat("=B", row));
  EXPECT_THAT(Problems(builder.Open()),
              ElementsAre(AllOf(HasSubstr("warning missing_values S!A1:A30 (30) =B1: "))));
}

TEST(CheckWorkbookTest, NumbersAsText) {
  FormulaWorkbook builder;
  builder.Sheet("S").Cell("A1", "Amount").Cell("B1", "Code").Cell("C1", "Year").Cell("D1", "Mixed");
  for (int row = 2; row <= 9; ++row) {
    builder.Cell(Concat("A", row), row == 5 ? ".12" : "7");        // one text among numbers
    builder.Cell(Concat("B", row), Concat(".00", row));            // identifiers
    builder.Cell(Concat("C", row), Concat(".202", row));           // all of them texts
    builder.Cell(Concat("D", row), row % 2 == 0 ? "word" : ".3");  // words, too
  }
  EXPECT_THAT(Problems(builder.Open()),
              ElementsAre("warning numbers_as_text S!A5 (1): numbers stored as text in columns of "
                          "numbers: SUM and comparisons pass them by",
                          "info numbers_as_text S!C2:C9 (8): columns whose numbers are stored as "
                          "text"));
}

TEST(CheckWorkbookTest, FormulasUnlikeTheirNeighbours) {
  FormulaWorkbook builder;
  builder.Sheet("S");
  for (int row = 1; row <= 20; ++row) {
    builder.Cell(Concat("B", row), row == 7 ? "99" : Concat("=A", row, "*2"), row == 7 ? "" : "1");
  }
  EXPECT_THAT(Problems(builder.Open()),
              ElementsAre("warning inconsistent_formulas S!B7 (1): a value among formulas, as in "
                          "B7 where B1:B20 would have =A7*2"));
}

TEST(CheckWorkbookTest, WhatIsWorthKnowing) {
  const WorkbookPtr workbook = FormulaWorkbook()
                                   .Sheet("S")
                                   .Cell("A1", "=INDIRECT(B1)", "1")
                                   .Cell("A2", "=MYFUNC(1)", "1")
                                   .Cell("A3", "=[1]Data!A1+[1]Data!A2", "1")
                                   .Cell("A4", "=TODAY()", "1")
                                   .Sheet("Notes", "state=\"hidden\"")
                                   .Cell("B2", "1")
                                   .Open();
  EXPECT_THAT(
      Problems(workbook),
      ElementsAre(
          "warning unknown_functions S!A2 (1) =MYFUNC(1): 'MYFUNC' is no function of Excel and no "
          "name of the workbook: a macro, an add-in, or a misspelling",
          HasSubstr("warning external_links S!A3 (1) =[1]Data!A1+[1]Data!A2: formulas read another "
                    "workbook, [1]"),
          "info hidden_data Notes!B2 (1): a hidden sheet with data",
          HasSubstr("info incomplete_dependencies S!A1 (1) =INDIRECT(B1): "),
          HasSubstr("info volatile_functions S!A1,S!A4 (2) =INDIRECT(B1): ")));
}

TEST(CheckWorkbookTest, ManyRangesAreCounted) {
  FormulaWorkbook builder;
  builder.Sheet("S");
  for (int row = 1; row <= 99; row += 2) builder.Cell(Concat("A", row), "#N/A");
  const auto check = Check(builder.Open());
  ASSERT_EQ(check->problems.size(), 1u);
  EXPECT_EQ(check->problems[0].ranges.size(), WorkbookProblem::kMostRanges);
  EXPECT_EQ(check->problems[0].more_ranges, 30);
  EXPECT_EQ(check->problems[0].cells, 50);
}

TEST(CheckWorkbookTest, CanBeCancelled) {
  const WorkbookPtr workbook = FormulaWorkbook().Sheet("S").Cell("A1", "=B1").Open();
  platform::CancellationSource cancel;
  cancel.Cancel(absl::CancelledError("enough"));
  EXPECT_THAT(LoadWorkbookCheck(*workbook, cancel.token()),
              tests::StatusIs(absl::StatusCode::kCancelled));
}

// Every workbook of the corpus can be checked, and what is found stays readable.
TEST(CheckWorkbookTest, CorpusWorkbooksHaveFewProblems) {
  tests::ForEachWorkbook(
      [](const tests::OpenedFile& file) {
        const auto check = LoadWorkbookCheck(*file.workbook, {});
        ASSERT_THAT(check, tests::IsOk());
        EXPECT_LT((*check)->problems.size(), 400u);
        for (const WorkbookProblem& problem : (*check)->problems) {
          EXPECT_FALSE(problem.message.empty());
          EXPECT_FALSE(problem.action.empty());
        }
        EXPECT_TRUE(
            std::is_sorted((*check)->problems.begin(), (*check)->problems.end(), ComesBefore));
      },
      /*part=*/1, /*of=*/3);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
