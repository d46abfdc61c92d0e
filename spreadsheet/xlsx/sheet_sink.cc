#include "spreadsheet/xlsx/sheet_sink.h"

#include <fast_float/fast_float.h>

#include <cmath>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr uint32_t kMaxStyle = 65535;

}  // namespace

absl::Status SheetSink::Corrupt(std::string_view what, uint64_t offset) const {
  return CorruptPart(options_.part, Concat(what, " at byte ", offset));
}

void SheetSink::AddColumns(int64_t first, int64_t last, uint32_t style) {
  if (first < 1 || first > last || last > kMaxColumn || KnownStyle(style) == 0) return;
  builder_.AddColumnStyle(static_cast<int32_t>(first), static_cast<int32_t>(last), style);
}

absl::Status SheetSink::StartRow(std::optional<uint32_t> number, std::optional<uint32_t> style,
                                 uint64_t offset) {
  const int64_t row = number.has_value() ? int64_t{*number} : int64_t{row_} + 1;
  if (row < 1 || row > kMaxRow) return Corrupt("a row number that cannot be", offset);
  rows_in_order_ = rows_in_order_ && number.has_value() && row > row_;
  row_ = static_cast<int32_t>(row);
  column_ = 0;
  if (style.has_value()) builder_.AddRowStyle(row_, KnownStyle(*style));
  row_starts_.emplace_back(row_, offset, number.has_value());
  return absl::OkStatus();
}

absl::Status SheetSink::AddCell(const RawCell& cell, uint64_t offset) {
  if (cell.row != 0 && cell.row != row_) {
    return Corrupt(Concat("a cell ", FormatCell({cell.row, cell.column}), " in row ", row_),
                   offset);
  }
  column_ = cell.column != 0 ? cell.column : column_ + 1;
  if (column_ > kMaxColumn) return Corrupt("a cell beyond column XFD", offset);
  if (cell.style > kMaxStyle) return Corrupt("a style index that cannot be", offset);
  if (builder_.stored_cells() >= options_.max_cells) {
    return PackageTooLarge("the workbook has too many cells", options_.max_cells);
  }
  const CellRef ref = {row_, column_};
  const uint32_t style = KnownStyle(cell.style);
  ASSIGN_OR_RETURN(const StoredValue value, Store(cell, offset));
  if (cell.formula_kind != FormulaKind::kNone) return AddFormula(cell, ref, style, value);
  builder_.AddCell(ref, style, value.storage, value.payload);
  return absl::OkStatus();
}

absl::Status SheetSink::AddFormula(const RawCell& cell, CellRef ref, uint32_t style,
                                   const StoredValue& value) {
  if (cell.formula_kind == FormulaKind::kShared) {
    // A text on a member whose master is known belongs to this cell only.
    const bool own_text =
        !cell.formula.empty() && cell.range.empty() && builder_.HasMaster(*cell.shared_index);
    if (!own_text) {
      builder_.AddSharedCell(ref, style, value.storage, value.payload, *cell.shared_index,
                             cell.formula);
      return absl::OkStatus();
    }
  }
  const bool shared = cell.formula_kind == FormulaKind::kShared;
  const FormulaKind kind = shared ? FormulaKind::kNormal : cell.formula_kind;
  builder_.AddFormulaCell(ref, style, value.storage, value.payload, kind, cell.formula);
  if (kind == FormulaKind::kNormal) return absl::OkStatus();
  const absl::StatusOr<RangeRef> range = ParseRange(cell.range);
  if (range.ok() && range->Contains(ref)) {
    builder_.AddArray({*range, ref, kind, cell.dynamic_array});
  }
  return absl::OkStatus();
}

absl::StatusOr<SheetSink::StoredValue> SheetSink::Store(const RawCell& cell, uint64_t offset) {
  const auto number = [](double n) {
    return StoredValue{Storage::kNumber, std::bit_cast<uint64_t>(n)};
  };
  const auto error = [](CellError e) {
    return StoredValue{Storage::kError, static_cast<uint64_t>(e)};
  };
  if (!cell.has_value) return StoredValue();
  const std::string_view text = cell.value;
  const bool is_text = cell.type == StoredType::kFormulaText || cell.type == StoredType::kInline;
  if (is_text) return StoredValue{Storage::kOwnText, builder_.AddText(text)};
  const std::string_view trimmed = TrimXmlSpace(text);
  if (trimmed.empty()) return StoredValue();
  switch (cell.type) {
    case StoredType::kShared: {
      const std::optional<uint32_t> index = ParseUnsigned(trimmed);
      if (!index.has_value()) {
        return Corrupt(Concat("shared string ", Quoted(trimmed), ", which does not exist,"),
                       offset);
      }
      NoteString(*index, offset);
      return StoredValue{Storage::kSharedText, *index};
    }
    case StoredType::kBoolean:
      return StoredValue{Storage::kBoolean, ParseXmlBoolean(trimmed) ? 1u : 0u};
    case StoredType::kError:
      if (const auto parsed = ParseError(trimmed); parsed.has_value()) return error(*parsed);
      break;
    case StoredType::kIsoDate: {
      std::string_view date = trimmed;
      if (date.ends_with('Z')) date.remove_suffix(1);
      const auto serial = IsoToSerial(date, options_.date_system);
      if (serial.has_value()) return number(*serial);
      break;
    }
    default: {
      double parsed = 0;
      const char* end = trimmed.data() + trimmed.size();
      const auto [rest, status] = fast_float::from_chars(trimmed.data(), end, parsed);
      const bool whole = status == std::errc() && rest == end;
      if (whole && std::isfinite(parsed)) return number(parsed);
      if (status == std::errc::result_out_of_range || whole) return error(CellError::kNum);
      break;
    }
  }
  // What is not what its type says is kept as it reads.
  return StoredValue{Storage::kOwnText, builder_.AddText(text)};
}

absl::StatusOr<std::shared_ptr<const ParsedSheet>> SheetSink::Finish(
    std::shared_ptr<const SharedStrings> strings, std::unique_ptr<const SheetLayout> layout) {
  if (strings_needed_ > strings->size()) {
    return Corrupt(Concat("shared string '", strings_needed_ - 1, "', which does not exist,"),
                   strings_needed_at_);
  }
  return builder_.Finish(options_.part, std::move(strings), std::move(layout));
}

}  // namespace sheetgate::spreadsheet
