#include "spreadsheet/xlsx/sheet_handler.h"

#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"

namespace sheetgate::spreadsheet {

absl::Status SheetHandler::Start(std::string_view name, const XmlAttributes& attributes) {
  if (passed_over_ > 0) {
    ++passed_over_;
    return absl::OkStatus();
  }
  absl::Status status;
  const std::optional<Place> place = Enter(name, attributes, &status);
  if (!place.has_value()) {
    passed_over_ = 1;
    return status;
  }
  places_.push_back(*place);
  preserve_ = attributes.Get("xml:space") == "preserve";
  text_.clear();
  return status;
}

std::optional<SheetHandler::Place> SheetHandler::Enter(std::string_view name,
                                                       const XmlAttributes& attributes,
                                                       absl::Status* status) {
  if (places_.empty()) {
    if (name != "worksheet") {
      *status = CorruptPart(options_.part, "its root element is not worksheet");
    }
    return Place::kSheet;
  }
  switch (places_.back()) {
    case Place::kSheet:
      if (name == "sheetData") {
        // There is one (18.3.1.99), and an edit has to know which.
        if (std::exchange(has_rows_, true)) {
          *status =
              CorruptPart(options_.part, Concat("a second sheetData at byte ", xml_->offset()));
        }
        return Place::kRows;
      }
      if (name == "cols") return Place::kColumns;
      break;
    case Place::kColumns:
      sink_.AddColumns(ParseUnsigned(attributes.GetOrEmpty("min")).value_or(0),
                       ParseUnsigned(attributes.GetOrEmpty("max")).value_or(0),
                       ParseUnsigned(attributes.GetOrEmpty("style")).value_or(0));
      break;
    case Place::kRows:
      if (name != "row") break;
      *status = StartRow(attributes);
      return Place::kRow;
    case Place::kRow:
      if (name != "c") break;
      *status = StartCell(attributes);
      return Place::kCell;
    case Place::kCell:
      if (name == "v") return Place::kValue;
      if (name == "is" && cell_.type == StoredType::kInline) return Place::kString;
      if (name != "f") break;
      *status = StartFormula(attributes);
      return Place::kFormula;
    case Place::kString:
      if (name == "r") return Place::kRun;
      if (name == "t") return Place::kText;
      break;
    case Place::kRun:
      if (name == "t") return Place::kText;
      break;
    default:
      break;
  }
  return std::nullopt;
}

absl::Status SheetHandler::StartRow(const XmlAttributes& attributes) {
  if (resumed_row_) {
    resumed_row_ = false;
    return absl::OkStatus();
  }
  std::optional<uint32_t> number, style;
  if (const auto r = attributes.Get("r"); r.has_value()) number = ParseUnsigned(*r).value_or(0);
  if (const auto s = attributes.Get("s");
      s.has_value() && ParseXmlBoolean(attributes.GetOrEmpty("customFormat"))) {
    style = ParseUnsigned(*s).value_or(0);
  }
  return sink_.StartRow(number, style, xml_->offset());
}

absl::Status SheetHandler::StartCell(const XmlAttributes& attributes) {
  cell_ = RawCell();
  cell_offset_ = xml_->offset();
  value_.clear();
  formula_.clear();
  range_.clear();
  if (const auto ref = attributes.Get("r");
      ref.has_value() && !ParsePlainCellRef(*ref, &cell_.row, &cell_.column)) {
    const absl::StatusOr<CellRef> address = ParseCell(*ref);
    if (!address.ok()) {
      return CorruptPart(options_.part, Concat("a cell address that cannot be, ", Quoted(*ref),
                                               " at byte ", cell_offset_));
    }
    cell_.row = address->row;
    cell_.column = address->column;
  }
  cell_.style = ParseUnsigned(attributes.GetOrEmpty("s")).value_or(0);
  cell_.type = ParseStoredType(attributes.GetOrEmpty("t"));
  metadata_ = attributes.Get("cm").value_or("0") != "0";
  return absl::OkStatus();
}

absl::Status SheetHandler::StartFormula(const XmlAttributes& attributes) {
  const std::string_view type = attributes.GetOrEmpty("t");
  range_ = attributes.GetOrEmpty("ref");
  cell_.formula_kind = FormulaKind::kNormal;
  if (type == "shared") {
    cell_.formula_kind = FormulaKind::kShared;
    cell_.shared_index = ParseUnsigned(attributes.GetOrEmpty("si"));
    if (!cell_.shared_index.has_value()) {
      return CorruptPart(options_.part,
                         Concat("a shared formula without its index at byte ", xml_->offset()));
    }
  } else if (type == "array") {
    cell_.formula_kind = FormulaKind::kArray;
    cell_.dynamic_array = metadata_;
  } else if (type == "dataTable") {
    cell_.formula_kind = FormulaKind::kDataTable;
    const auto flag = [&](std::string_view name) {
      return ParseXmlBoolean(attributes.GetOrEmpty(name));
    };
    table_ = DataTableFormula({attributes.GetOrEmpty("r1"), attributes.GetOrEmpty("r2"),
                               flag("del1"), flag("del2"), flag("dt2D"), flag("dtr")});
  }
  return absl::OkStatus();
}

absl::Status SheetHandler::Text(std::string_view text) {
  if (passed_over_ > 0 || places_.empty()) return absl::OkStatus();
  const Place place = places_.back();
  if (place == Place::kValue || place == Place::kFormula || place == Place::kText) {
    text_.append(text);
  }
  return absl::OkStatus();
}

absl::Status SheetHandler::End(std::string_view) {
  if (passed_over_ > 0) {
    --passed_over_;
    return absl::OkStatus();
  }
  const Place place = places_.back();
  places_.pop_back();
  switch (place) {
    case Place::kValue:
    case Place::kText:
      value_.append(PlainText(text_, preserve_, &scratch_));
      break;
    case Place::kFormula:
      EndFormula();
      break;
    case Place::kCell:
      return EndCell();
    default:
      break;
  }
  if (place == Place::kValue || place == Place::kString) cell_.has_value = true;
  return absl::OkStatus();
}

void SheetHandler::EndFormula() {
  formula_ = PlainText(text_, preserve_, &scratch_);
  if (cell_.formula_kind == FormulaKind::kDataTable) formula_ = table_;
  if (cell_.formula_kind == FormulaKind::kNormal && formula_.empty()) {
    cell_.formula_kind = FormulaKind::kNone;
  }
}

absl::Status SheetHandler::EndCell() {
  cell_.value = value_;
  cell_.formula = formula_;
  cell_.range = range_;
  return sink_.AddCell(cell_, cell_offset_);
}

}  // namespace sheetgate::spreadsheet
