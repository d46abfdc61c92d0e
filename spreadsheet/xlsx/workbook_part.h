// The workbook part (18.2.27): its list of sheets, names and settings.
#ifndef SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_PART_H_
#define SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_PART_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct SheetEntry {
  std::string name;
  SheetVisibility visibility = SheetVisibility::kVisible;
  std::string relationship_id;
};

struct WorkbookPart {
  std::vector<SheetEntry> sheets;  // in tab order
  std::vector<DefinedName> defined_names;
  DateSystem date_system = DateSystem::k1900;
};

// Reads `xml` (UTF-8), the contents of `part`. DATA_LOSS (`FILE_CORRUPT`); INVALID_ARGUMENT
// (`NOT_A_WORKBOOK`) when the root element is that of another kind of document.
absl::StatusOr<WorkbookPart> ReadWorkbookPart(std::string_view part, std::string_view xml,
                                              int max_depth);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_PART_H_
