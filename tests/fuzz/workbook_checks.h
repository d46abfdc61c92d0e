// What must hold of every workbook that opens, whatever is in it: shared by the targets.
#ifndef SHEETGATE_TESTS_FUZZ_WORKBOOK_CHECKS_H_
#define SHEETGATE_TESTS_FUZZ_WORKBOOK_CHECKS_H_

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/workbook.h"

namespace sheetgate::tests {

using WorkbookPtr = std::shared_ptr<const spreadsheet::Workbook>;

// All a reader can see of a worksheet that loads: one line per cell with place, value, format and
// formula. Requires what Sheet promises: order, counts, used range, finite numbers, valid text, and
// that Visit of a part of the sheet and Find agree with Visit of all of it.
std::vector<std::string> CheckedContents(const spreadsheet::Workbook& workbook, int index);

// Edits the worksheet (which must load) at places and with values that `random` picks, then writes
// and reopens the workbook. Requires that edits are applied or refused as documented, one by one as
// all at once; that what is written is deterministic, opens and reads as it was in memory.
//
// Without `dates` no edit adds a cell format: a style that a damaged file names and does not have
// reads as style 0, and would become the added one.
void CheckEditing(const WorkbookPtr& workbook, int index, bool dates, std::minstd_rand* random);

// A seed from an input: equal inputs, equal choices.
uint32_t SeedOf(std::string_view input);

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_FUZZ_WORKBOOK_CHECKS_H_
