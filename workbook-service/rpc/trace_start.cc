#include "workbook-service/rpc/trace_start.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "spreadsheet/analysis/table_reference.h"
#include "spreadsheet/formula/structured.h"
#include "spreadsheet/model/text.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/qualified_range.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::Quoted;
using spreadsheet::TraceStart;

constexpr char kCellExample[] = "\"D5\", \"B2:D9\" or \"Data!D5\"";

// A name of `sheet` (-1: none given), else of the workbook, else of the only sheet that has it; -1
// when there is none.
int32_t FindName(const spreadsheet::Workbook& workbook, const std::string& name, int sheet) {
  int32_t best = -1;
  const std::vector<spreadsheet::DefinedName>& names = workbook.defined_names();
  for (size_t i = 0; i < names.size(); ++i) {
    if (!spreadsheet::EqualsIgnoreAsciiCase(names[i].name, name)) continue;
    const bool local = sheet >= 0 && names[i].sheet == sheet;
    if (best < 0 || local || (names[i].sheet < 0 && names[best].sheet != sheet)) {
      best = static_cast<int32_t>(i);
    }
  }
  return best;
}

// "there is no <what> 'Raet'; did you mean 'Rate'? There are 'Rate', 'Sales'".
absl::Status Unknown(std::string_view what, const std::string& name,
                     const std::vector<std::string>& known, std::string_view example) {
  constexpr size_t kMostListed = 50;
  std::string message = StrCat("there is no ", what, " ", Quoted(name));
  const std::string near = platform::ClosestMatch(name, known);
  if (!near.empty()) message += StrCat("; did you mean '", near, "'?");
  message += known.empty() ? "; there are none" : "; there are ";
  for (size_t i = 0; i < known.size() && i < kMostListed; ++i) {
    message += StrCat(i == 0 ? "" : ", ", Quoted(known[i]));
  }
  if (known.size() > kMostListed) message += StrCat(" and ", known.size() - kMostListed, " more");
  return BadArgument(ErrorReason::kInvalidArgument, "name", message, example);
}

// The cells `text` (a table, or a part of it) stands for in formulas outside of it.
absl::StatusOr<spreadsheet::RangeRef> CellsOf(const spreadsheet::Table& table,
                                              const std::string& text) {
  const std::string example = StrCat("\"", table.name, "\"");
  spreadsheet::StructuredReference part;
  if (text.find('[') != std::string::npos) {
    const auto parsed = spreadsheet::ParseStructuredReference(text);
    if (!parsed.ok()) return InField(parsed.status(), "name", example);
    part = *parsed;
  }
  if ((part.items & (spreadsheet::kItemThisRow | spreadsheet::kItemDeleted)) != 0) {
    return BadArgument(ErrorReason::kInvalidArgument, "name",
                       StrCat(Quoted(text), " has a meaning only inside a row of the table"),
                       example);
  }
  std::string missing;
  const auto cells = spreadsheet::TableCells(table, part, &missing);
  if (!cells.has_value()) {
    std::vector<std::string> columns;
    for (const spreadsheet::TableColumn& column : table.columns) columns.push_back(column.name);
    return Unknown(StrCat("column of table '", table.name, "' named"), missing, columns, example);
  }
  spreadsheet::RangeRef range;
  constexpr spreadsheet::CellRef kTop = {1, 1};
  if (cells->rows[0] > cells->rows[1] || !spreadsheet::ReadBy(*cells, {kTop, kTop}, &range)) {
    return BadArgument(ErrorReason::kInvalidArgument, "name",
                       StrCat("table '", table.name, "' has no such rows"), example);
  }
  return range;
}

absl::StatusOr<TraceStart> ParseNamed(const std::string& name,
                                      const spreadsheet::Workbook& workbook, int sheet,
                                      const platform::CancellationToken& cancellation) {
  TraceStart start;
  start.name = FindName(workbook, name, sheet);
  if (start.name >= 0) return start;
  std::vector<std::string> known;
  for (const spreadsheet::DefinedName& defined : workbook.defined_names()) {
    if (!defined.hidden) known.push_back(defined.name);
  }
  const std::string table_name = name.substr(0, name.find('['));
  for (int i = 0; i < static_cast<int>(workbook.sheets().size()); ++i) {
    if (workbook.sheets()[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                     workbook.LoadFeatures(i, cancellation));
    for (const spreadsheet::Table& table : features->tables) {
      known.push_back(table.name);
      if (!spreadsheet::EqualsIgnoreAsciiCase(table.name, table_name)) continue;
      start.cell.sheet = i;
      ASSIGN_OR_RETURN(start.cell.range, CellsOf(table, name));
      return start;
    }
  }
  return Unknown("name or table", table_name, known,
                 known.empty() ? std::string("\"TaxRate\"") : StrCat("\"", known.front(), "\""));
}

}  // namespace

absl::StatusOr<TraceStart> ParseTraceStart(const v1::FormulaTraceRequest& request,
                                           const spreadsheet::Workbook& workbook,
                                           const platform::CancellationToken& cancellation) {
  int sheet = -1;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(sheet, workbook.FindSheet(request.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
  }
  const std::string& address = request.cell_address();
  if (!request.name().empty()) {
    if (address.empty()) return ParseNamed(request.name(), workbook, sheet, cancellation);
    return BadArgument(ErrorReason::kInvalidArgument, "name",
                       "a trace starts at cells or at a name: leave out one of them",
                       "\"TaxRate\"");
  }
  if (address.empty()) {
    return BadArgument(ErrorReason::kMissingArgument, "cell_address",
                       "a trace starts at cells or, with `name`, at a name or table", kCellExample);
  }
  if (address.find('!') == std::string::npos) {
    if (sheet < 0) {
      return BadArgument(ErrorReason::kMissingArgument, "sheet_name", "the sheet of the cells",
                         "\"Sheet1\"");
    }
    if (!spreadsheet::TryParseRange(address).has_value()) {
      return BadArgument(ErrorReason::kInvalidAddress, "cell_address",
                         StrCat(Quoted(address),
                                " is neither a cell nor a range; names and tables go into `name`"),
                         kCellExample);
    }
  }
  ASSIGN_OR_RETURN(const QualifiedRange place,
                   ParseQualifiedRange(address, request.sheet_name(), workbook, "cell_address"));
  TraceStart start;
  start.cell = {place.sheet, place.range};
  return start;
}

}  // namespace sheetgate::workbook
