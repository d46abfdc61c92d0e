#include "workbook-service/rpc/cell_edits.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/style_patch.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/model/address.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/shown_range.h"
#include "workbook-service/store/text_runs.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellChange;

constexpr char kFormulaExample[] = "\"=SUM(B2:B6)\"";

class EditReader {
 public:
  EditReader(const v1::EditBatchRequest& request, const spreadsheet::Workbook& workbook,
             FormulaPolicy* policy)
      : request_(request), workbook_(workbook), policy_(policy) {}

  // The change edit `index` makes; nullopt when it is left out.
  absl::StatusOr<std::optional<CellChange>> Read(int index) {
    const v1::CellEdit& edit = request_.edits(index);
    const std::string field = platform::StrCat("edits[", index, "]");
    CellChange change;
    ASSIGN_OR_RETURN(change.sheet, SheetOf(edit, field));
    const absl::StatusOr<spreadsheet::CellRef> cell = spreadsheet::ParseCell(edit.address());
    if (!cell.ok()) {
      return InField(cell.status(), platform::StrCat(field, ".address"), "\"B7\"");
    }
    change.cell = *cell;
    if (!edit.runs().empty()) {
      RETURN_IF_ERROR(ReadRuns(edit, field, &change));
      return change;
    }
    if (edit.has_value() == !edit.formula().empty()) {
      return BadArgument(ErrorReason::kInvalidArgument, field,
                         edit.has_value() ? "has a value and a formula; a cell takes one of them"
                                          : "has neither value nor formula; null clears a cell",
                         "{\"address\": \"B2\", \"value\": 1200}");
    }
    if (edit.has_value()) {
      RETURN_IF_ERROR(ReadValue(edit.value(), platform::StrCat(field, ".value"), &change));
      return change;
    }
    if (!policy_->fails()) {
      const std::string& sheet_name = workbook_.sheets()[static_cast<size_t>(change.sheet)].name;
      if (!policy_->Admit(edit.formula(), sheet_name, &change)) return std::nullopt;
      return change;
    }
    RETURN_IF_ERROR(ReadFormula(edit.formula(), platform::StrCat(field, ".formula"), &change));
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

  // Parts that all look as the cell does are a plain text.
  absl::Status ReadRuns(const v1::CellEdit& edit, std::string_view edit_field, CellChange* change) {
    if (edit.has_value() || !edit.formula().empty()) {
      return BadArgument(ErrorReason::kInvalidArgument, edit_field,
                         "has runs and a value or a formula; a cell takes one of them",
                         R"({"address": "B2", "runs": [{"text": "Net", "bold": true}]})");
    }
    const std::string field = platform::StrCat(edit_field, ".runs");
    spreadsheet::RichText runs = DecodeRuns(edit.runs());
    for (size_t i = 0; i < runs.size(); ++i) {
      RETURN_IF_ERROR(CheckRun(platform::StrCat(field, "[", i, "]"), &runs[i]));
    }
    v1::CellValue text;
    text.set_text(spreadsheet::JoinedText(runs));
    RETURN_IF_ERROR(ReadValue(text, field, change));
    if (std::any_of(runs.begin(), runs.end(), [](const auto& run) { return run.formatted(); })) {
      change->runs = std::move(runs);
    }
    return absl::OkStatus();
  }

  static absl::Status CheckRun(std::string_view field, spreadsheet::TextRun* run) {
    if (!run->underline.empty()) {
      RETURN_IF_ERROR(
          OneOf(platform::StrCat(field, ".underline"), run->underline, {"single", "double", "none"})
              .status());
    }
    if (!run->vertical_align.empty()) {
      RETURN_IF_ERROR(OneOf(platform::StrCat(field, ".vertical_align"), run->vertical_align,
                            {"superscript", "subscript", "baseline"})
                          .status());
    }
    if (run->font_color.empty()) return absl::OkStatus();
    const auto color = spreadsheet::ParseStyleColor(run->font_color);
    if (!color.has_value() || color->kind != spreadsheet::StyleColor::Kind::kRgb) {
      return BadArgument(ErrorReason::kInvalidArgument, platform::StrCat(field, ".font_color"),
                         platform::StrCat("'", run->font_color,
                                          "' is no color; give RRGGBB in hexadecimal digits"),
                         "\"C00000\"");
    }
    run->font_color = color->rgb.substr(2);  // the alpha, which is always FF
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
  FormulaPolicy* const policy_;
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
                                                  const spreadsheet::Workbook& workbook,
                                                  FormulaPolicy* policy) {
  EditReader reader(request, workbook, policy);
  std::vector<CellChange> changes;
  changes.reserve(request.edits_size());
  for (int i = 0; i < request.edits_size(); ++i) {
    ASSIGN_OR_RETURN(std::optional<CellChange> change, reader.Read(i));
    if (change.has_value()) changes.push_back(*std::move(change));
  }
  return LastOfEachCell(std::move(changes));
}

}  // namespace sheetgate::workbook
