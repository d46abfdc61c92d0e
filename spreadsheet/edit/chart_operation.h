// Charts of a sheet: created, changed, moved and deleted (ECMA-376 part 1, 21.2).
//
// All refuse with NOT_FOUND (`SHEET_NOT_FOUND`), FAILED_PRECONDITION (`NOT_A_WORKSHEET`), and the
// errors of FindObject.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CHART_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_CHART_OPERATION_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spreadsheet/edit/chart_request.h"
#include "spreadsheet/edit/operation.h"
#include "spreadsheet/edit/placement.h"

namespace sheetgate::spreadsheet {

struct NewChart {
  std::string sheet_name;
  ChartRequest contents;   // with kind and data
  PlacementRequest place;  // with a cell
  std::string name;        // empty: the first free "Chart n"
  std::string alt_text;
};

// The errors of BuildChart and Place.
class CreateChartOperation : public Operation {
 public:
  explicit CreateChartOperation(NewChart chart) : chart_(std::move(chart)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const NewChart chart_;
};

// Which chart of a sheet.
struct ChartTarget {
  std::string sheet_name;
  std::string name;
  int occurrence = 1;
};

// Changes what the request has. The errors of ChartEditor, SetChartData and SetChartKind.
class UpdateChartOperation : public Operation {
 public:
  UpdateChartOperation(ChartTarget target, ChartRequest change)
      : target_(std::move(target)), change_(std::move(change)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const ChartTarget target_;
  const ChartRequest change_;
};

// What is not given of place and text stays. The errors of MoveObject.
class MoveChartOperation : public Operation {
 public:
  MoveChartOperation(ChartTarget target, PlacementRequest place,
                     std::optional<std::string> alt_text)
      : target_(std::move(target)), place_(place), alt_text_(std::move(alt_text)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const ChartTarget target_;
  const PlacementRequest place_;
  const std::optional<std::string> alt_text_;
};

// With the parts that only the chart uses.
class DeleteChartOperation : public Operation {
 public:
  explicit DeleteChartOperation(ChartTarget target) : target_(std::move(target)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const ChartTarget target_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CHART_OPERATION_H_
