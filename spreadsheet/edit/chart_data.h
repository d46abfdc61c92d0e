// The cells of a chart: what a caller names them, and the elements that refer to them
// (ECMA-376 part 1, 21.2.2.123 numRef, 21.2.2.201 strRef).
//
// A reference is absolute and has its sheet. With it goes what the cells hold now, for viewers that
// calculate nothing; one of more than kMaxCachedPoints cells is without. Errors and texts among
// numbers are left out, as they have no value to draw.
#ifndef SHEETGATE_SPREADSHEET_EDIT_CHART_DATA_H_
#define SHEETGATE_SPREADSHEET_EDIT_CHART_DATA_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/edit/chart_request.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/number_format.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {

inline constexpr int64_t kMaxCachedPoints = 10'000;
inline constexpr size_t kMaxSeries = 255;

// Cells of a sheet.
struct CellsOfSheet {
  int sheet = 0;
  RangeRef range;
};

// A series with its cells found.
struct SeriesData {
  CellsOfSheet values;
  std::optional<CellsOfSheet> categories;
  std::optional<CellsOfSheet> name_cell;
  std::string name;  // without a cell
  std::optional<ChartKind> kind;
  bool secondary = false;
  std::string color;
};

// Of one operation. Cells without a sheet in front are those of `sheet`; an = in front is allowed.
class ChartData {
 public:
  ChartData(const PackageEditor& editor, int sheet) : editor_(editor), sheet_(sheet) {}

  // The series of a request that has data, at least one. INVALID_ARGUMENT naming the field:
  // (`INVALID_RANGE`) for what is no range of a sheet or of two dimensions where one is wanted,
  // (`INVALID_ARGUMENT`) for more than kMaxSeries; NOT_FOUND (`SHEET_NOT_FOUND`),
  // FAILED_PRECONDITION (`NOT_A_WORKSHEET`).
  absl::StatusOr<std::vector<SeriesData>> Series(const ChartRequest& request, bool scatter);

  // The cell of "=Sheet!A1". The same errors.
  absl::StatusOr<CellsOfSheet> Cell(std::string_view field, std::string_view text);

  // Elements with the prefix c.
  absl::StatusOr<std::string> TextReference(const CellsOfSheet& cells);
  absl::StatusOr<std::string> NumberReference(const CellsOfSheet& cells);
  // Numbers, if all cells that hold something are, else texts.
  absl::StatusOr<std::string> CategoryReference(const CellsOfSheet& cells);

  // Whether the cells hold whole days and nothing else: then the axis is one of dates.
  absl::StatusOr<bool> AreDays(const CellsOfSheet& cells);

 private:
  absl::StatusOr<const Sheet*> Load(int sheet);
  absl::StatusOr<CellsOfSheet> Parse(std::string_view field, std::string_view text);
  absl::StatusOr<CellsOfSheet> ParseLine(std::string_view field, std::string_view text);
  absl::StatusOr<SeriesData> Series(const SeriesRequest& request, std::string_view field);
  absl::StatusOr<std::vector<SeriesData>> Expand(const ChartRequest& request, bool scatter);
  const NumberFormat& FormatOf(uint32_t style);
  std::string_view FormatCode(uint32_t style) const;
  std::string Formula(const CellsOfSheet& cells) const;

  const PackageEditor& editor_;
  const int sheet_;
  std::map<int, std::shared_ptr<const Sheet>> sheets_;
  std::map<uint32_t, NumberFormat> formats_;  // by style
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_CHART_DATA_H_
