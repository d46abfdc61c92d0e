// The contents of a zip member as a PartSource.
#ifndef SHEETGATE_SPREADSHEET_XLSX_MEMBER_SOURCE_H_
#define SHEETGATE_SPREADSHEET_XLSX_MEMBER_SOURCE_H_

#include <memory>

#include "spreadsheet/xlsx/part_stream.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "spreadsheet/xlsx/zip_directory.h"

namespace sheetgate::spreadsheet {

// `member` is one of the directory of `bytes`; it must outlive the source.
std::unique_ptr<PartSource> MakeMemberSource(PackageBytes bytes, const ZipMember& member);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_MEMBER_SOURCE_H_
