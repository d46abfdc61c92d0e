// CellSurroundings: what cells have besides contents: look, merged range, table, comments, link,
// data validations and conditional formats.
//
// What cells share (looks and rules) is put into the response once; cells name it by its number in
// that list, from 1.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_SURROUNDINGS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_SURROUNDINGS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/reading.pb.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/cell_style.h"
#include "spreadsheet/model/sheet_features.h"
#include "spreadsheet/model/sheet_objects.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {

// For one response; use from one thread.
class CellSurroundings {
 public:
  // Sets the response's default look. Errors as Workbook::LoadFeatures and its like. `response`
  // must outlive the result.
  static absl::StatusOr<CellSurroundings> Load(const OpenedSheet& sheet,
                                               const platform::CancellationToken& cancellation,
                                               v1::InspectCellsResponse* response);

  // Describes the cell with style `style` (CellView::style) in `detail`. Returns the bytes this
  // adds to the response, what it adds to the shared lists included.
  int64_t Describe(spreadsheet::CellRef cell, uint32_t style, v1::CellDetail* detail);

 private:
  explicit CellSurroundings(v1::InspectCellsResponse* response) : response_(response) {}

  int64_t AddLook(uint32_t style, v1::CellDetail* detail);
  int64_t AddTable(spreadsheet::CellRef cell, v1::CellDetail* detail) const;
  int64_t AddComments(spreadsheet::CellRef cell, v1::CellDetail* detail) const;
  int64_t AddLink(spreadsheet::CellRef cell, v1::CellDetail* detail) const;
  int64_t AddValidations(spreadsheet::CellRef cell, v1::CellDetail* detail);
  int64_t AddFormats(spreadsheet::CellRef cell, v1::CellDetail* detail);

  v1::InspectCellsResponse* response_;
  std::shared_ptr<const spreadsheet::CellStyles> styles_;
  std::shared_ptr<const spreadsheet::SheetFeatures> features_;
  std::shared_ptr<const spreadsheet::SheetObjects> objects_;
  // Numbers in the response's lists, by look and by place in `features_`.
  std::map<std::string, int> looks_;
  std::map<const spreadsheet::DataValidation*, int> validations_;
  std::map<const spreadsheet::ConditionalRule*, int> rules_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_CELL_SURROUNDINGS_H_
