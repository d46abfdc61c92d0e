// Where ports are: from a defined name, a table or cells to the cells of a sheet, with the columns
// of a table.
#ifndef SHEETGATE_SPREADSHEET_MANIFEST_PORT_PLACE_H_
#define SHEETGATE_SPREADSHEET_MANIFEST_PORT_PLACE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/name_targets.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/analysis/table_source.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/manifest/manifest.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct PortPlace {
  // Whole columns and rows are cut to the used part. Of a table its rows below the header.
  SheetRange cells;
  std::vector<SourceColumn> columns;  // of a table
};

// Use from one thread. The workbook must outlive it.
class PortPlaces {
 public:
  PortPlaces(const Workbook& workbook, const platform::CancellationToken& cancellation);

  // INVALID_ARGUMENT (`INVALID_ARGUMENT`) saying why the port leads nowhere or to cells of another
  // shape; else as Workbook::LoadSheet.
  absl::StatusOr<PortPlace> Find(const ManifestPort& port);

  // The defined name a manifest means: of the workbook, else of the only sheet that has it; null.
  const DefinedName* FindName(std::string_view name) const;

 private:
  struct Found {
    SheetRange cells;
    const Table* table = nullptr;
  };

  absl::StatusOr<Found> Locate(const ManifestPort& port);
  absl::StatusOr<Found> OfName(const std::string& name);
  absl::StatusOr<Found> OfTable(const std::string& name);
  absl::StatusOr<Found> OfCells(const std::string& cells);
  absl::StatusOr<PortPlace> AsTable(const Found& found);
  // What a formula that names cells leads to; its kind decides the error.
  static absl::StatusOr<SheetRange> OneRange(const NameTarget& target, std::string_view what);
  // Cut to the used part, when it is whole columns or rows.
  absl::StatusOr<SheetRange> Cut(const SheetRange& cells) const;
  absl::Status LoadTables();

  const Workbook& workbook_;
  const platform::CancellationToken& cancellation_;
  NameTargets targets_;
  ValueReader reader_;
  bool tables_loaded_ = false;
  std::vector<std::shared_ptr<const SheetFeatures>> features_;  // by sheet; null: no worksheet
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MANIFEST_PORT_PLACE_H_
