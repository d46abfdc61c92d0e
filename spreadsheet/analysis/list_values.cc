// Lists stand in the rule itself, in cells, or behind a name.
#include "spreadsheet/analysis/list_values.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/value_reader.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// The text of a constant with its quotes; nullopt when `formula` is not just that.
std::optional<std::string> TextConstant(std::string_view formula) {
  if (formula.size() < 2 || formula.front() != '"' || formula.back() != '"') return std::nullopt;
  const std::string_view inside = formula.substr(1, formula.size() - 2);
  std::string text;
  for (size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '"') {
      if (i + 1 == inside.size() || inside[i + 1] != '"') return std::nullopt;
      ++i;
    }
    text.push_back(inside[i]);
  }
  return text;
}

// An item that has commas is quoted ([MS-XLSX] 2.4.66 list). The part of `text` that is its first
// item, without its comma.
size_t ItemLength(std::string_view text) {
  const size_t start = text.find_first_not_of(' ');
  if (start != std::string_view::npos && text[start] == '"') {
    for (size_t i = start + 1; i < text.size(); ++i) {
      if (text[i] != '"') continue;
      if (i + 1 == text.size() || text[i + 1] == ',') return i + 1;
      if (text[i + 1] == '"') ++i;
    }
  }
  return std::min(text.find(','), text.size());
}

std::string ItemText(std::string_view item) {
  const std::string_view trimmed = TrimXmlSpace(item);
  const std::optional<std::string> quoted = TextConstant(trimmed);
  return quoted.has_value() ? *quoted : std::string(trimmed);
}

// Adds the values in `range`.
absl::Status ReadCells(const Sheet& sheet, const RangeRef& range, size_t most, ValueReader* reader,
                       const platform::CancellationToken& cancellation, ListValues* list) {
  constexpr int64_t kCheckEvery = 4096;
  int64_t visited = 0;
  absl::Status status;
  sheet.Visit(range, [&](const CellView& cell) {
    if (++visited % kCheckEvery == 0) status = cancellation.Check();
    if (cell.type == CellType::kEmpty) return status.ok();
    if (list->values.size() < most) {
      list->values.emplace_back(reader->TextOf(cell));
    } else {
      ++list->more;
    }
    return status.ok();
  });
  return status;
}

}  // namespace

std::optional<std::vector<std::string>> SplitInlineList(std::string_view formula) {
  const std::optional<std::string> text = TextConstant(TrimXmlSpace(formula));
  if (!text.has_value()) return std::nullopt;
  std::vector<std::string> items;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const size_t length = ItemLength(rest);
    std::string item = ItemText(rest.substr(0, length));
    if (!item.empty()) items.push_back(std::move(item));
    rest.remove_prefix(std::min(length + 1, rest.size()));
  }
  return items;
}

absl::StatusOr<std::optional<ListValues>> ReadListValues(
    const Workbook& workbook, int sheet, const DataValidation& validation, size_t most,
    NameTargets* targets, const platform::CancellationToken& cancellation) {
  if (validation.type != "list") return std::nullopt;
  ListValues list;
  if (std::optional<std::vector<std::string>> items = SplitInlineList(validation.formula1)) {
    const size_t kept = std::min(items->size(), most);
    list.more = static_cast<int64_t>(items->size() - kept);
    items->resize(kept);
    list.values = *std::move(items);
    return list;
  }
  const CellRef at = validation.ranges.empty() ? CellRef{1, 1} : validation.ranges.front().first;
  ASSIGN_OR_RETURN(NameTarget target, targets->OfFormula(validation.formula1, sheet, at));
  if (target.kind != NameKind::kRange) return std::nullopt;
  if (workbook.sheets()[static_cast<size_t>(target.sheet)].kind != SheetKind::kWorksheet) {
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> cells,
                   workbook.LoadSheet(target.sheet, cancellation));
  list.sheet = target.sheet;
  list.ranges = std::move(target.ranges);
  ValueReader reader(workbook);
  for (const RangeRef& range : list.ranges) {
    RETURN_IF_ERROR(ReadCells(*cells, range, most, &reader, cancellation, &list));
  }
  return list;
}

}  // namespace sheetgate::spreadsheet
