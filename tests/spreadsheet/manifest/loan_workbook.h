// A small model for tests of manifests: parameters, a named cell, a table, a list of results.
#ifndef SHEETGATE_TESTS_SPREADSHEET_MANIFEST_LOAN_WORKBOOK_H_
#define SHEETGATE_TESTS_SPREADSHEET_MANIFEST_LOAN_WORKBOOK_H_

#include "tests/spreadsheet/testing/formula_workbook.h"

namespace sheetgate::tests {

// Assumptions:                        Costs (table):            Result:
//      A                B                  A       B                 A          B
// 1  Growth rate       0.02           1  Item    Amount         1  Price     =B1 of Assumptions
// grown 2  Price             10             2  Rent    100            2  Total =SUM(Costs[Amount])
// 3  Scenario          base           3  Food    50             3  Margin    =B1-B2
// 4  Bonus             (empty)        4  Fun     25
// 5  Note              nobody reads me
// The name Price is Assumptions!B2, the name Margin Result!B3, Share a constant, Ghost nothing.
inline FormulaWorkbook LoanWorkbook() {
  FormulaWorkbook builder;
  builder.Sheet("Assumptions")
      .Cell("A1", "Growth rate:")
      .Cell("B1", "0.02")
      .Cell("A2", "Price")
      .Cell("B2", "10")
      .Cell("A3", "Scenario")
      .Cell("B3", "base")
      .Cell("A4", "Bonus")
      .Cell("A5", "Unread")
      .Cell("B5", "7")
      .Content(
          "<dataValidations><dataValidation type=\"decimal\" sqref=\"B1\"><formula1>0</formula1>"
          "<formula2>0.5</formula2></dataValidation><dataValidation type=\"list\" sqref=\"B3\">"
          "<formula1>\"base,best\"</formula1></dataValidation></dataValidations>");
  builder.Sheet("Costs")
      .Cell("A1", "Item")
      .Cell("B1", "Amount")
      .Cell("C1", "With tax")
      .Cell("A2", "Rent")
      .Cell("B2", "100")
      .Cell("C2", "=B2*1.2", "120")
      .Cell("A3", "Food")
      .Cell("B3", "50")
      .Cell("C3", "=B3*1.2", "60")
      .Cell("A4", "Fun")
      .Cell("B4", "25")
      .Cell("C4", "=B4*1.2", "30")
      .Table("Costs", "A1:C4", {"Item", "Amount", "With tax"});
  builder.Sheet("Result")
      .Cell("A1", "Revenue")
      .Cell("B1",
            "=Assumptions!B2*(1+Assumptions!B1)*IF(Assumptions!B3=\"best\",2,1)+Assumptions!B4",
            "10.2")
      .Cell("A2", "Total costs")
      .Cell("B2", "=SUM(Costs[Amount])", "175")
      .Cell("A3", "Margin")
      .Cell("B3", "=B1-B2", "-164.8");
  builder.Name("Price", "Assumptions!$B$2")
      .Name("Margin", "Result!$B$3")
      .Name("Share", "0.5")
      .Name("Ghost", "#REF!$A$1");
  return builder;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_MANIFEST_LOAN_WORKBOOK_H_
