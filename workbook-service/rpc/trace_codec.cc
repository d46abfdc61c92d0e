#include "workbook-service/rpc/trace_codec.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/formula_codec.h"
#include "workbook-service/rpc/qualified_range.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellRef;
using spreadsheet::CellView;
using spreadsheet::FormulaBlock;
using spreadsheet::SheetRange;

constexpr int64_t kCheckInterval = 4096;
constexpr size_t kLongestText = 200;  // of a sample value

// A sample: range_values shows long texts whole.
void CutText(v1::CellValue* value) {
  if (value->kind_case() != v1::CellValue::kText || value->text().size() <= kLongestText) return;
  size_t end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(value->text()[end]) & 0xC0) == 0x80) --end;
  value->mutable_text()->resize(end);
  value->mutable_text()->append("...");
}

}  // namespace

const spreadsheet::Sheet* TraceCodec::SheetAt(int32_t index) {
  std::shared_ptr<const spreadsheet::Sheet>& sheet = sheets_[index];
  if (sheet == nullptr) {
    auto loaded = workbook_.LoadSheet(index, cancellation_);
    if (loaded.ok()) sheet = *std::move(loaded);
  }
  return sheet.get();
}

std::string TraceCodec::FormulaAt(const spreadsheet::Sheet& sheet, int32_t index, CellRef cell) {
  std::string formula = sheet.Formula(cell);
  if (!formula.empty()) return ShownFormula(formula);
  graph_.ForEachBlock(index, {cell, cell}, [&](const FormulaBlock& part) {
    formula = sheet.Formula(graph_.Block(part.id).cells.first);
    return false;
  });
  return ShownFormula(formula);
}

std::string TraceCodec::Text(const SheetRange& cells) const {
  return QualifiedText(workbook_.sheets()[cells.sheet].name, cells.range);
}

absl::Status TraceCodec::AddContents(const SheetRange& cells, v1::TraceEntry* entry) {
  const spreadsheet::Sheet* sheet = SheetAt(cells.sheet);
  if (sheet == nullptr) return absl::OkStatus();  // the gaps say so
  int64_t formulas = 0, values = 0;
  absl::Status status;
  sheet->Visit(cells.range, [&](const CellView& cell) {
    if (entry->value().kind_case() == v1::CellValue::KIND_NOT_SET &&
        cell.type != spreadsheet::CellType::kEmpty) {
      EncodeCell(cell, workbook_, entry->mutable_value());
      CutText(entry->mutable_value());
    }
    if (cell.has_formula() && formulas == 0) {
      entry->set_formula(FormulaAt(*sheet, cells.sheet, cell.ref));
    }
    ++(cell.has_formula() ? formulas : values);
    if ((formulas + values) % kCheckInterval == 0) status = cancellation_.Check();
    return status.ok();
  });
  if (entry->formula().empty()) {
    entry->set_formula(FormulaAt(*sheet, cells.sheet, cells.range.first));
  }
  if (entry->value().kind_case() == v1::CellValue::KIND_NOT_SET) entry->clear_value();
  if (cells.range.cells() > 1) {
    if (formulas > 0) entry->set_formulas(formulas);
    if (values > 0) entry->set_values(values);
  }
  return status;
}

absl::StatusOr<v1::TraceEntry> TraceCodec::Encode(const spreadsheet::TraceEntry& entry) {
  using Kind = spreadsheet::TraceEntry::Kind;
  v1::TraceEntry encoded;
  switch (entry.kind) {
    case Kind::kExternal:
      encoded.set_range(graph_.externals()[entry.via]);
      break;
    case Kind::kConstant:
      encoded.set_range(graph_.named()[entry.via].name);
      encoded.set_formula(ShownFormula(workbook_.defined_names()[entry.via].refers_to));
      break;
    case Kind::kCells:
      encoded.set_range(Text(entry.cells));
      RETURN_IF_ERROR(AddContents(entry.cells, &encoded));
      if (entry.via >= 0) encoded.set_via(graph_.named()[entry.via].name);
      break;
  }
  for (const SheetRange& link : entry.links) encoded.add_links(Text(link));
  if (entry.more_links > 0) {
    encoded.set_more_links(static_cast<int32_t>(std::min<int64_t>(entry.more_links, INT32_MAX)));
  }
  return encoded;
}

absl::StatusOr<v1::TraceEntry> TraceCodec::EncodeOrigin(const spreadsheet::TraceStart& start) {
  v1::TraceEntry encoded;
  if (start.name >= 0) {
    const spreadsheet::DefinedName& name = workbook_.defined_names()[start.name];
    encoded.set_range(name.name);
    encoded.set_formula(ShownFormula(name.refers_to));
    return encoded;
  }
  encoded.set_range(Text(start.cell));
  RETURN_IF_ERROR(AddContents(start.cell, &encoded));
  return encoded;
}

v1::TraceGap TraceCodec::Encode(const spreadsheet::TraceGap& gap) const {
  v1::TraceGap encoded;
  encoded.set_reason(gap.reason);
  encoded.set_cells(gap.cells);
  for (const SheetRange& range : gap.ranges) encoded.add_ranges(Text(range));
  return encoded;
}

int64_t EntryBytes(const v1::TraceEntry& entry) {
  constexpr int64_t kNames = 110;  // field names and numbers
  return kNames + TextBytes(entry.range()) + ValueBytes(entry.value()) +
         TextBytes(entry.formula()) + TextListBytes(entry.links()) + TextBytes(entry.via());
}

}  // namespace sheetgate::workbook
