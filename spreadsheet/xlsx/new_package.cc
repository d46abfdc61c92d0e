#include "spreadsheet/xlsx/new_package.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/sheet_names.h"
#include "spreadsheet/xlsx/workbook_skeleton.h"
#include "spreadsheet/xlsx/zip_writer.h"

namespace sheetgate::spreadsheet {

absl::StatusOr<std::string> NewPackage(const std::vector<std::string>& sheet_names) {
  RETURN_IF_ERROR(CheckSheetNames(sheet_names));
  ZipWriter zip;
  AddSkeleton(sheet_names, &zip);
  const std::string empty_sheet = Concat(kWorksheetStart, "<sheetData/>", kWorksheetEnd);
  for (size_t i = 0; i < sheet_names.size(); ++i) zip.Add(WorksheetPartName(i), empty_sheet);
  zip.Add(kSharedStringsPart,
          Concat(kSharedStringsStart, " count=\"0\" uniqueCount=\"0\">", kSharedStringsEnd));
  return zip.Finish("", /*zip64=*/false);
}

}  // namespace sheetgate::spreadsheet
