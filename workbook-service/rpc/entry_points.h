// Entry points: the few regions of a workbook that tell most about it.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_ENTRY_POINTS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_ENTRY_POINTS_H_

#include <memory>
#include <string>
#include <vector>

#include "sheetgate/workbook/v1/overview.pb.h"
#include "spreadsheet/analysis/regions/regions.h"

namespace sheetgate::workbook {

struct SheetToEnter {
  std::string name;
  bool hidden = false;
  std::shared_ptr<const spreadsheet::SheetRegions> regions;
};

// At most 5, each region once: the largest tables of data, then the largest of parameters, outputs
// and calculations; of hidden sheets only what visible ones do not have.
std::vector<v1::EntryPoint> FindEntryPoints(const std::vector<SheetToEnter>& sheets);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_ENTRY_POINTS_H_
