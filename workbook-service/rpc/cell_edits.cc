#include "workbook-service/rpc/cell_edits.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellChange;

constexpr char kFormulaExample[] = "\"=SUM(B2:B6)\"";

class EditReader {
 public:
  EditReader(const v1::EditBatchRequest& request, const spreadsheet::Workbook& workbook)
      : request_(request), workbook_(workbook) {}

  // The change edit `index` makes.
  absl::StatusOr<CellChange> Read(int index) {
    const v1::CellEdit& edit = request_.edits(index);
    const std::string field = platform::StrCat("edits[", index, "]");
    CellChange change;
    ASSIGN_OR_RETURN(change.sheet, SheetOf(edit, field));
    const absl::StatusOr<spreadsheet::CellRef> cell = spreadsheet::ParseCell(edit.address());
    if (!cell.ok()) {
      return InField(cell.status(), platform::StrCat(field, ".address"), "\"B7\"");
    }
    change.cell = *cell;
    if (edit.has_value() == !edit.formula().empty()) {
      return BadArgument(ErrorReason::kInvalidArgument, field,
                         edit.has_value() ? "has a value and a formula; a cell takes one of them"
                                          : "has neither value nor formula; null clears a cell",
                         "{\"address\": \"B2\", \"value\": 1200}");
    }
    if (edit.has_value()) {
      RETURN_IF_ERROR(ReadValue(edit.value(), platform::StrCat(field, ".value"), &change));
    } else {
      RETURN_IF_ERROR(ReadFormula(edit.formula(), platform::StrCat(field, ".formula"), &change));
    }
    return change;
  }

 private:
  // The sheet of an edit; names are looked up once a batch.
  absl::StatusOr<int> SheetOf(const v1::CellEdit& edit, std::string_view edit_field) {
    const bool own = !edit.sheet_name().empty();
    const std::string& name = own ? edit.sheet_name() : request_.sheet_name();
    const std::string field = own ? platform::StrCat(edit_field, ".sheet_name") : "sheet_name";
    if (name.empty()) {
      return BadArgument(ErrorReason::kMissingArgument, platform::StrCat(edit_field, ".sheet_name"),
                         "neither the edit nor the request names a sheet", "\"Sheet1\"");
    }
    if (const auto known = sheets_.find(name); known != sheets_.end()) return known->second;
    const absl::StatusOr<int> sheet = workbook_.FindSheet(name);
    const std::string example = platform::StrCat("\"", workbook_.sheets().front().name, "\"");
    if (!sheet.ok()) return InField(sheet.status(), field, example);
    if (absl::Status cells = RequireWorksheet(workbook_, *sheet); !cells.ok()) {
      return InField(cells, field, example);
    }
    sheets_.emplace(name, *sheet);
    return *sheet;
  }

  absl::Status ReadValue(const v1::CellValue& value, std::string_view field, CellChange* change) {
    ASSIGN_OR_RETURN(DecodedValue decoded, DecodeValue(value, workbook_.date_system(), field));
    change->kind = CellChange::Kind::kValue;
    change->value = std::move(decoded.value);
    change->date = decoded.date;
    return absl::OkStatus();
  }

  absl::Status ReadFormula(std::string_view formula, std::string_view field, CellChange* change) {
    if (formula.starts_with("{=")) {
      return BadArgument(ErrorReason::kInvalidFormula, field,
                         "array formulas in braces cannot be written; most functions over ranges, "
                         "such as SUMPRODUCT, need none",
                         "\"=SUMPRODUCT(B2:B6,C2:C6)\"");
    }
    if (formula.starts_with("=")) formula.remove_prefix(1);
    if (absl::Status valid = spreadsheet::ValidateFormula(formula); !valid.ok()) {
      return InField(valid, field, kFormulaExample);
    }
    change->kind = CellChange::Kind::kFormula;
    change->formula = std::string(formula);
    return absl::OkStatus();
  }

  const v1::EditBatchRequest& request_;
  const spreadsheet::Workbook& workbook_;
  absl::flat_hash_map<std::string, int> sheets_;
};

// Keeps the last change of every cell, in order.
std::vector<CellChange> LastOfEachCell(std::vector<CellChange> changes) {
  using Key = std::pair<int, std::pair<int32_t, int32_t>>;
  const auto key = [](const CellChange& change) {
    return Key{change.sheet, {change.cell.row, change.cell.column}};
  };
  absl::flat_hash_map<Key, size_t> last;
  for (size_t i = 0; i < changes.size(); ++i) last[key(changes[i])] = i;
  std::vector<CellChange> kept;
  kept.reserve(last.size());
  for (size_t i = 0; i < changes.size(); ++i) {
    if (last[key(changes[i])] == i) kept.push_back(std::move(changes[i]));
  }
  return kept;
}

}  // namespace

absl::StatusOr<std::vector<CellChange>> ChangesOf(const v1::EditBatchRequest& request,
                                                  const spreadsheet::Workbook& workbook) {
  EditReader reader(request, workbook);
  std::vector<CellChange> changes;
  changes.reserve(request.edits_size());
  for (int i = 0; i < request.edits_size(); ++i) {
    ASSIGN_OR_RETURN(CellChange change, reader.Read(i));
    changes.push_back(std::move(change));
  }
  return LastOfEachCell(std::move(changes));
}

}  // namespace sheetgate::workbook
