// Two ways into the same RawCell: ScanPlainCell for what nearly all cells look like, XmlScanner for
// everything else.
#include "spreadsheet/xlsx/sheet_reader.h"

#include <fast_float/fast_float.h>

#include <bit>
#include <cmath>
#include <optional>
#include <string>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/sheet_builder.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int64_t kCheckEvery = 4096;
constexpr uint32_t kMaxStyle = 65535;

// A cell's value as it is stored.
struct StoredValue {
  Storage storage = Storage::kEmpty;
  uint64_t payload = 0;
};

StoredValue StoreNumber(double number) {
  return {Storage::kNumber, std::bit_cast<uint64_t>(number)};
}
StoredValue StoreError(CellError error) { return {Storage::kError, static_cast<uint64_t>(error)}; }

class SheetReader {
 public:
  SheetReader(std::string_view text, const SheetReadOptions& options,
              const platform::CancellationToken& cancellation)
      : options_(options),
        cancellation_(cancellation),
        xml_(text, options.max_depth),
        builder_(options.strings) {}

  absl::StatusOr<std::shared_ptr<const ParsedSheet>> Read() {
    RETURN_IF_ERROR(cancellation_.Check());
    if (!xml_.Next()) return xml_.StatusFor(options_.part);
    if (xml_.local_name() != "worksheet") {
      return CorruptPart(options_.part, "its root element is not worksheet");
    }
    while (xml_.NextChild()) {
      if (xml_.local_name() == "sheetData") {
        RETURN_IF_ERROR(ReadRows());
      } else if (xml_.local_name() == "cols") {
        RETURN_IF_ERROR(ReadColumns());
      } else {
        xml_.SkipElement();
      }
    }
    while (xml_.Next()) {
    }
    RETURN_IF_ERROR(xml_.StatusFor(options_.part));
    return builder_.Finish(options_.part);
  }

 private:
  absl::Status Corrupt(std::string_view what) {
    return CorruptPart(options_.part, Concat(what, " at byte ", xml_.begin()));
  }

  uint32_t KnownStyle(uint32_t style) const { return style < options_.style_count ? style : 0; }

  absl::Status ReadColumns() {
    while (xml_.NextChild()) {
      const uint32_t first = ParseUnsigned(xml_.Attribute("min").value_or("")).value_or(0);
      const uint32_t last = ParseUnsigned(xml_.Attribute("max").value_or("")).value_or(0);
      const uint32_t style = ParseUnsigned(xml_.Attribute("style").value_or("")).value_or(0);
      if (first >= 1 && first <= last && last <= kMaxColumn && KnownStyle(style) != 0) {
        builder_.AddColumnStyle(static_cast<int32_t>(first), static_cast<int32_t>(last), style);
      }
      xml_.SkipElement();
    }
    return xml_.StatusFor(options_.part);
  }

  absl::Status ReadRows() {
    row_ = 0;
    while (xml_.NextChild()) {
      if (xml_.local_name() == "row") {
        RETURN_IF_ERROR(ReadRow());
      } else {
        xml_.SkipElement();
      }
    }
    return xml_.StatusFor(options_.part);
  }

  absl::Status ReadRow() {
    ++row_;
    if (const auto number = xml_.Attribute("r"); number.has_value()) {
      row_ = static_cast<int32_t>(ParseUnsigned(*number).value_or(0));
    }
    if (row_ < 1 || row_ > kMaxRow) return Corrupt("a row number that cannot be");
    if (const auto style = xml_.Attribute("s");
        style.has_value() && ParseXmlBoolean(xml_.Attribute("customFormat").value_or(""))) {
      builder_.AddRowStyle(row_, KnownStyle(ParseUnsigned(*style).value_or(0)));
    }
    if (xml_.self_closing()) {
      xml_.Next();
      return absl::OkStatus();
    }
    column_ = 0;
    RawCell cell;
    while (true) {
      size_t end = 0;
      if (ScanPlainCell(xml_.bytes(), xml_.end(), &cell, &end)) {
        xml_.Continue(end);
        RETURN_IF_ERROR(AddCell(cell));
        continue;
      }
      if (!xml_.NextChild()) break;
      if (xml_.local_name() == "c") {
        RETURN_IF_ERROR(ReadCell(&cell));
        RETURN_IF_ERROR(AddCell(cell));
      } else {
        xml_.SkipElement();
      }
    }
    return xml_.StatusFor(options_.part);
  }

  absl::Status ReadCell(RawCell* cell) {
    *cell = RawCell();
    value_.clear();
    formula_.clear();
    if (const auto ref = xml_.Attribute("r"); ref.has_value()) {
      if (!ParsePlainCellRef(*ref, &cell->row, &cell->column)) {
        const absl::StatusOr<CellRef> address = ParseCell(*ref);
        if (!address.ok()) return Corrupt(Concat("a cell address that cannot be, ", Quoted(*ref)));
        cell->row = address->row;
        cell->column = address->column;
      }
    }
    if (const auto style = xml_.Attribute("s"); style.has_value()) {
      cell->style = ParseUnsigned(*style).value_or(0);
    }
    cell->type = ParseStoredType(xml_.Attribute("t").value_or(""));
    const bool has_metadata = xml_.Attribute("cm").value_or("0") != "0";
    while (xml_.NextChild()) {
      const std::string_view name = xml_.local_name();
      if (name == "v") {
        RETURN_IF_ERROR(ReadTextElement(options_.part, &xml_, &value_));
        cell->has_value = true;
      } else if (name == "f") {
        RETURN_IF_ERROR(ReadFormula(cell));
        cell->dynamic_array = has_metadata && cell->formula_kind == FormulaKind::kArray;
      } else if (name == "is" && cell->type == StoredType::kInline) {
        bool plain = false;
        RETURN_IF_ERROR(ReadStringItem(options_.part, &xml_, &value_, &plain));
        cell->has_value = true;
      } else {
        xml_.SkipElement();
      }
    }
    cell->value = value_;
    cell->formula = formula_;
    return xml_.StatusFor(options_.part);
  }

  absl::Status ReadFormula(RawCell* cell) {
    const std::string_view type = xml_.Attribute("t").value_or("");
    cell->range = xml_.Attribute("ref").value_or("");
    if (type == "shared") {
      cell->shared_index = ParseUnsigned(xml_.Attribute("si").value_or(""));
      if (!cell->shared_index.has_value()) return Corrupt("a shared formula without its index");
      cell->formula_kind = FormulaKind::kShared;
    } else if (type == "array") {
      cell->formula_kind = FormulaKind::kArray;
    } else if (type == "dataTable") {
      cell->formula_kind = FormulaKind::kDataTable;
    } else {
      cell->formula_kind = FormulaKind::kNormal;
    }
    // As Excel shows it: {=TABLE(row input, column input)}.
    std::string table;
    if (cell->formula_kind == FormulaKind::kDataTable) {
      const std::string_view r1 = xml_.Attribute("r1").value_or("");
      const std::string_view r2 = xml_.Attribute("r2").value_or("");
      const bool two_inputs = ParseXmlBoolean(xml_.Attribute("dt2D").value_or(""));
      const bool row_input = ParseXmlBoolean(xml_.Attribute("dtr").value_or(""));
      table = two_inputs  ? Concat("TABLE(", r1, ",", r2, ")")
              : row_input ? Concat("TABLE(", r1, ",)")
                          : Concat("TABLE(,", r1, ")");
    }
    RETURN_IF_ERROR(ReadTextElement(options_.part, &xml_, &formula_));
    if (!table.empty()) formula_ = table;
    const bool empty = formula_.empty();
    if (empty && (cell->formula_kind == FormulaKind::kNormal))
      cell->formula_kind = FormulaKind::kNone;
    return absl::OkStatus();
  }

  absl::Status AddCell(const RawCell& cell) {
    if (cell.row != 0 && cell.row != row_) {
      return Corrupt(Concat("a cell ", FormatCell({cell.row, cell.column}), " in row ", row_));
    }
    column_ = cell.column != 0 ? cell.column : column_ + 1;
    if (column_ > kMaxColumn) return Corrupt("a cell beyond column XFD");
    if (cell.style > kMaxStyle) return Corrupt("a style index that cannot be");
    if (++seen_ % kCheckEvery == 0) RETURN_IF_ERROR(cancellation_.Check());
    if (builder_.stored_cells() >= options_.max_cells) {
      return PackageTooLarge("the workbook has too many cells", options_.max_cells);
    }
    const CellRef ref = {row_, column_};
    const uint32_t style = KnownStyle(cell.style);
    ASSIGN_OR_RETURN(const StoredValue value, Store(cell));
    switch (cell.formula_kind) {
      case FormulaKind::kNone:
        builder_.AddCell(ref, style, value.storage, value.payload);
        return absl::OkStatus();
      case FormulaKind::kShared:
        return AddShared(cell, ref, style, value);
      case FormulaKind::kNormal:
        builder_.AddFormulaCell(ref, style, value.storage, value.payload, cell.formula_kind,
                                cell.formula);
        return absl::OkStatus();
      case FormulaKind::kArray:
      case FormulaKind::kDataTable:
        break;
    }
    builder_.AddFormulaCell(ref, style, value.storage, value.payload, cell.formula_kind,
                            cell.formula);
    const absl::StatusOr<RangeRef> range = ParseRange(cell.range);
    if (range.ok() && range->Contains(ref)) {
      builder_.AddArray({*range, ref, cell.formula_kind, cell.dynamic_array});
    }
    return absl::OkStatus();
  }

  // A text on a member whose master is known belongs to this cell only.
  absl::Status AddShared(const RawCell& cell, CellRef ref, uint32_t style,
                         const StoredValue& value) {
    const bool own_text =
        !cell.formula.empty() && cell.range.empty() && builder_.HasMaster(*cell.shared_index);
    if (own_text) {
      builder_.AddFormulaCell(ref, style, value.storage, value.payload, FormulaKind::kNormal,
                              cell.formula);
    } else {
      builder_.AddSharedCell(ref, style, value.storage, value.payload, *cell.shared_index,
                             cell.formula);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<StoredValue> Store(const RawCell& cell) {
    if (!cell.has_value) return StoredValue();
    const std::string_view text = cell.value;
    const bool is_text = cell.type == StoredType::kFormulaText || cell.type == StoredType::kInline;
    if (is_text) return StoredValue{Storage::kOwnText, builder_.AddText(text)};
    const std::string_view trimmed = TrimXmlSpace(text);
    if (trimmed.empty()) return StoredValue();
    switch (cell.type) {
      case StoredType::kShared: {
        const std::optional<uint32_t> index = ParseUnsigned(trimmed);
        if (!index.has_value() || *index >= builder_.strings().size()) {
          return Corrupt(Concat("shared string ", Quoted(trimmed), ", which does not exist,"));
        }
        return StoredValue{Storage::kSharedText, *index};
      }
      case StoredType::kBoolean:
        return StoredValue{Storage::kBoolean, ParseXmlBoolean(trimmed) ? 1u : 0u};
      case StoredType::kError:
        if (const auto error = ParseError(trimmed); error.has_value()) return StoreError(*error);
        break;
      case StoredType::kIsoDate:
        if (const auto serial = ParseIsoDate(trimmed); serial.has_value())
          return StoreNumber(*serial);
        break;
      default: {
        double number = 0;
        const char* end = trimmed.data() + trimmed.size();
        const auto [rest, error] = fast_float::from_chars(trimmed.data(), end, number);
        const bool parsed = error == std::errc() && rest == end;
        if (parsed && std::isfinite(number)) return StoreNumber(number);
        if (error == std::errc::result_out_of_range || parsed) return StoreError(CellError::kNum);
        break;
      }
    }
    // What is not what its type says is kept as it reads.
    return StoredValue{Storage::kOwnText, builder_.AddText(text)};
  }

  std::optional<double> ParseIsoDate(std::string_view text) const {
    if (text.ends_with('Z')) text.remove_suffix(1);
    return IsoToSerial(text, options_.date_system);
  }

  const SheetReadOptions& options_;
  const platform::CancellationToken& cancellation_;
  XmlScanner xml_;
  SheetBuilder builder_;
  int32_t row_ = 0;
  int32_t column_ = 0;
  int64_t seen_ = 0;
  std::string value_;
  std::string formula_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const ParsedSheet>> ReadSheet(
    std::string_view xml, const SheetReadOptions& options,
    const platform::CancellationToken& cancellation) {
  return SheetReader(xml, options, cancellation).Read();
}

}  // namespace sheetgate::spreadsheet
