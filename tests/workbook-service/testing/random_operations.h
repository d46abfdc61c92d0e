// RandomOperations: changes of workbooks of every family a session takes, the same for the same
// seed. Most fit the workbook; some are refused, as users' are.
//
//   RandomOperations operations(7);
//   const RandomChange change = operations.Next(*snapshot->workbook);
//   session.Commit(fork, kEdit, Always(change.changes), {}, context);
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_RANDOM_OPERATIONS_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_RANDOM_OPERATIONS_H_

#include <cstdint>
#include <string>

#include "spreadsheet/model/workbook.h"
#include "tests/testing/dice.h"
#include "workbook-service/store/changes.h"

namespace sheetgate::workbook {

struct RandomChange {
  std::string family;  // "cells", or a field of WorkbookOperation: "structure", "style", ...
  std::string text;    // what it is, for messages of tests
  Changes changes;
};

class RandomOperations {
 public:
  explicit RandomOperations(uint32_t seed) : dice_(seed) {}

  // A change of `workbook`, which has a worksheet; one operation, or a few cells.
  RandomChange Next(const spreadsheet::Workbook& workbook);

 private:
  tests::Dice dice_;
  int made_ = 0;  // numbers the names of what is added
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_TESTING_RANDOM_OPERATIONS_H_
