// The parts every workbook made from nothing has, whatever its sheets hold.
//
//   ZipWriter zip;
//   AddSkeleton({"Sheet1"}, &zip);
//   zip.Add(WorksheetPartName(0), Concat(kWorksheetStart, "<sheetData/>", kWorksheetEnd));
//   zip.Add(kSharedStringsPart, Concat(kSharedStringsStart, ">", kSharedStringsEnd));
//   return zip.Finish("", /*zip64=*/false);
#ifndef SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_SKELETON_H_
#define SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_SKELETON_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/xlsx/zip_writer.h"

namespace sheetgate::spreadsheet {

// Cell formats of the styles part (18.8.10 cellXfs) besides 0, General.
inline constexpr uint32_t kNewDateFormat = 1;      // yyyy-mm-dd
inline constexpr uint32_t kNewDateTimeFormat = 2;  // yyyy-mm-dd hh:mm:ss

inline constexpr std::string_view kSharedStringsPart = "xl/sharedStrings.xml";
// The start of a worksheet part up to its first child, and its end.
inline constexpr std::string_view kWorksheetStart =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
inline constexpr std::string_view kWorksheetEnd = "</worksheet>";
// The start of the shared strings part up to further attributes of its root, and its end.
inline constexpr std::string_view kSharedStringsStart =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<sst "
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
inline constexpr std::string_view kSharedStringsEnd = "</sst>";

// "xl/worksheets/sheet1.xml" for 0.
std::string WorksheetPartName(size_t index);

// Adds content types, relationships, workbook and styles of a workbook (transitional, 1900 dates)
// with these worksheets. The caller adds their parts and kSharedStringsPart.
void AddSkeleton(const std::vector<std::string>& sheet_names, ZipWriter* zip);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_WORKBOOK_SKELETON_H_
