// What a package must keep to for Excel to open it without repairing it (ECMA-376 parts 1 and 2).
//
//   for (const PackageProblem& problem : PackageProblems(bytes)) ADD_FAILURE() << problem.what;
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_PACKAGE_RULES_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_PACKAGE_RULES_H_

#include <string>
#include <vector>

#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::tests {

struct PackageProblem {
  std::string rule;  // which rule is broken: "relationship target", "cell order", ...
  std::string what;  // where, and how
};

// Every rule the package breaks. The rules: relationships lead to parts that exist, and r:ids to
// relationships (part 2, 6.5); every part has a content type and no type is given to a part that is
// not there (6.2.3); every part can be reached; names and ids of sheets are unique, names local to
// a sheet and the active tab name a sheet there is (part 1, 18.2.19, 18.2.5, 18.2.30); children of
// worksheets come in the schema's order (18.3.1.99), rows and cells in theirs
// (18.3.1.73, 18.3.1.4); shared strings and formats are in range (18.4.8, 18.8.10, 18.8.45); merged
// cells do not overlap (18.3.1.55); tables have unique names and ids, as many columns as their
// range, and headers that are what the cells say (18.5.1.2); the calculation chain names cells with
// formulas (18.6.1).
std::vector<PackageProblem> PackageProblems(const spreadsheet::PackageBytes& bytes);

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_PACKAGE_RULES_H_
