// Writes the edits of a sheet into its part, leaving everything else as it is, byte for byte.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_WRITER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_WRITER_H_

#include <memory>
#include <vector>

#include "absl/types/span.h"

#include "spreadsheet/xlsx/cell_writer.h"
#include "spreadsheet/xlsx/edited_sheet.h"
#include "spreadsheet/xlsx/part_patches.h"
#include "spreadsheet/xlsx/sheet_layout.h"
#include "spreadsheet/xlsx/string_pool.h"

namespace sheetgate::spreadsheet {

// What has to be written for the edits of a sheet, by cell: the edited cells, and the members of
// shared formulas whose master was overwritten, which get their text spelled out. Empty when the
// part can stay as it is. Points into `sheet`.
std::vector<CellWrite> PlanWrites(const EditedSheet& sheet);

// Whether the edits make cells formulas that were none, or the reverse, so that the calculation
// chain no longer fits (18.6).
bool ChangesFormulaCells(const EditedSheet& sheet);

// What `writes`, which are sorted by cell, change in a worksheet part: rows without a write stay as
// they are; in the others, cells without one do. dimension/@ref and row/@spans grow where they have
// to. All must outlive the patches; `strings` is resolved and has the texts of `writes`.
std::unique_ptr<PartPatches> MakeSheetPatches(const SheetLayout& layout,
                                              absl::Span<const CellWrite> writes,
                                              StringPool* strings);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_WRITER_H_
