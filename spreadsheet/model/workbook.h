// Workbook: one immutable state of a workbook. What reads, analyses, edits and writes start from.
//
// A workbook shares with its ancestor everything an edit does not touch. Sheets are parsed when
// first asked for, once, however many threads ask.
#ifndef SHEETGATE_SPREADSHEET_MODEL_WORKBOOK_H_
#define SHEETGATE_SPREADSHEET_MODEL_WORKBOOK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/model/derived.h"
#include "spreadsheet/model/rich_text.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {

struct CellStyles;
struct SheetObjects;
struct WorkbookObjects;

enum class SheetKind : uint8_t { kWorksheet, kChartsheet, kDialogsheet, kMacrosheet };
enum class SheetVisibility : uint8_t { kVisible, kHidden, kVeryHidden };

struct SheetInfo {
  std::string name;
  SheetKind kind = SheetKind::kWorksheet;
  SheetVisibility visibility = SheetVisibility::kVisible;
};

struct DefinedName {
  std::string name;
  std::string refers_to;  // without leading =
  int sheet = -1;         // index of the sheet it is local to, -1 for the whole workbook
  bool hidden = false;
  std::string comment;
};

// What a package contains besides cells.
struct WorkbookFeatures {
  std::string format;  // xlsx, xlsm, xltx or xltm, from the content type
  bool macros = false;
  int tables = 0;
  int charts = 0;
  int pivot_tables = 0;
  int external_links = 0;
};

// A cell to write.
struct CellChange {
  int sheet = 0;  // index in tab order
  CellRef cell;
  enum class Kind : uint8_t {
    kValue,    // the cell becomes `value`; a formula it had is removed
    kFormula,  // the cell gets `formula` (without =) and no cached value
    kResult,   // the cell keeps its formula; its cached value becomes `value`
  } kind = Kind::kValue;
  CellValue value;
  std::string formula;
  // Show the number as a date if the cell's format does not yet.
  bool date = false;
  // The cell's format becomes this one (an index as CellView::style tells); of a value too.
  std::optional<uint32_t> style;
  // The cell takes the format that this cell of its sheet had before the first of the changes: how
  // cells that move keep their looks.
  std::optional<CellRef> format_of;
  // The parts of a text in `value`, when they look different.
  RichText runs;
};

class Workbook {
 public:
  virtual ~Workbook() = default;

  virtual const std::vector<SheetInfo>& sheets() const = 0;
  // Index of the sheet of that name (case-insensitive, as in Excel). NOT_FOUND (`SHEET_NOT_FOUND`)
  // naming the nearest and all.
  virtual absl::StatusOr<int> FindSheet(std::string_view name) const = 0;
  // The cells of a sheet, parsed now if need be. FAILED_PRECONDITION (`NOT_A_WORKSHEET`), DATA_LOSS
  // (`FILE_CORRUPT`), RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`: too many cells), or the token's status.
  virtual absl::StatusOr<std::shared_ptr<const Sheet>> LoadSheet(
      int index, const platform::CancellationToken& cancellation) const = 0;
  // What a sheet has besides cells, read now if need be, without its cells. Errors as LoadSheet.
  virtual absl::StatusOr<std::shared_ptr<const SheetFeatures>> LoadFeatures(
      int index, const platform::CancellationToken& cancellation) const = 0;
  // The range the file says a sheet's cells lie in, from the head of its part alone, well under a
  // millisecond for a sheet of any size; nullopt when it says nothing. It may be wrong, and edits
  // do not change it. Errors as LoadSheet, as far as the head shows them.
  virtual absl::StatusOr<std::optional<RangeRef>> DeclaredRange(
      int index, const platform::CancellationToken& cancellation) const = 0;

  virtual const std::vector<DefinedName>& defined_names() const = 0;
  virtual const WorkbookFeatures& features() const = 0;
  virtual DateSystem date_system() const = 0;
  // Number format code of a cellXfs index; "General" when unknown.
  virtual std::string_view NumberFormat(uint32_t style) const = 0;
  // Whether a number with this style is shown as a date or time.
  virtual bool IsDate(uint32_t style) const = 0;

  // How cells look, by CellView::style, styles added by edits included; read now if need be. Errors
  // as LoadSheet.
  virtual absl::StatusOr<std::shared_ptr<const CellStyles>> LoadCellStyles(
      const platform::CancellationToken& cancellation) const = 0;
  // Charts, pivot tables, images, comments, links, print settings and so on of a sheet of any kind,
  // read now if need be. Errors as LoadSheet.
  virtual absl::StatusOr<std::shared_ptr<const SheetObjects>> LoadObjects(
      int index, const platform::CancellationToken& cancellation) const = 0;
  // What belongs to no sheet: external links, connections, properties, protection. Errors as
  // LoadSheet.
  virtual absl::StatusOr<std::shared_ptr<const WorkbookObjects>> LoadWorkbookObjects(
      const platform::CancellationToken& cancellation) const = 0;
  // vbaProject.bin; empty when there are no macros. Errors as LoadSheet.
  virtual absl::StatusOr<std::string> ReadVbaProject(
      const platform::CancellationToken& cancellation) const = 0;

  // What analyses made of this state.
  Derived& derived() const { return derived_; }

  // The workbook after `changes`, applied in order. Cheap: shares all else. INVALID_ARGUMENT when a
  // change names no worksheet.
  virtual absl::StatusOr<std::shared_ptr<const Workbook>> Apply(
      absl::Span<const CellChange> changes,
      const platform::CancellationToken& cancellation) const = 0;

  // Heap bytes held now (grows as sheets are parsed), package bytes included.
  virtual size_t memory_bytes() const = 0;

 private:
  mutable Derived derived_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_WORKBOOK_H_
