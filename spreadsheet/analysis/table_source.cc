#include "spreadsheet/analysis/table_source.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/suggest.h"
#include "spreadsheet/analysis/text_match.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

// Without white space around it, and with single spaces inside.
std::string Tidy(std::string_view text) {
  std::string out;
  bool space = false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ') {
      space = !out.empty();
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

// Gives names that are taken a suffix _2, _3, ..., and empty ones their letter.
class UniqueNames {
 public:
  std::string Take(std::string name, int32_t column) {
    if (name.empty()) name = ColumnName(column);
    std::string unique = name;
    for (int i = 2; !taken_.insert(FoldCase(unique)).second; ++i) unique = Concat(name, "_", i);
    return unique;
  }

 private:
  std::unordered_set<std::string> taken_;
};

// The texts of one header row, merged cells filled from the first cell of each.
std::vector<std::string> RowTexts(const Sheet& sheet, const std::vector<RangeRef>& merges,
                                  ValueReader& reader, const RangeRef& row) {
  std::vector<std::string> texts(row.columns());
  sheet.Visit(row, [&](const CellView& cell) {
    texts[cell.ref.column - row.first.column] = Tidy(reader.TextOf(cell));
    return true;
  });
  for (const RangeRef& merge : merges) {
    RangeRef common;
    if (!Intersect(merge, row, &common)) continue;
    const std::optional<CellView> origin = sheet.Find(merge.first);
    if (!origin.has_value()) continue;
    const std::string text = Tidy(reader.TextOf(*origin));
    for (int32_t column = common.first.column; column <= common.last.column; ++column) {
      texts[column - row.first.column] = text;
    }
  }
  return texts;
}

// What a row of cells looks like.
struct RowShape {
  int32_t row = 0;
  int cells = 0;
  int texts = 0;
  bool only_labels = true;  // texts, dates and years
};

bool LooksLikeYear(double number) {
  return number >= 1900 && number <= 2100 && number == std::floor(number);
}

// The shapes of the first rows of `range` that have values.
std::vector<RowShape> FirstRows(const Sheet& sheet, ValueReader& reader, const RangeRef& range,
                                size_t count) {
  std::vector<RowShape> shapes;
  sheet.Visit(range, [&](const CellView& cell) {
    const ValueType type = reader.TypeOf(cell);
    if (type == ValueType::kEmpty || (type == ValueType::kText && cell.text.empty())) return true;
    if (shapes.empty() || shapes.back().row != cell.ref.row) {
      if (shapes.size() == count) return false;
      shapes.push_back({cell.ref.row});
    }
    RowShape& shape = shapes.back();
    ++shape.cells;
    if (type == ValueType::kText) ++shape.texts;
    if (type != ValueType::kText && type != ValueType::kDate &&
        !(type == ValueType::kNumber && LooksLikeYear(cell.number))) {
      shape.only_labels = false;
    }
    return true;
  });
  return shapes;
}

}  // namespace

TableSource SourceOfTable(const Table& table) {
  TableSource source;
  if (table.header_rows > 0) source.header = {table.range.first.row, table.header_rows};
  RangeRef data = table.range;
  data.first.row += table.header_rows;
  data.last.row -= table.totals_rows;
  if (data.first.row <= data.last.row) source.data = data;
  UniqueNames names;
  for (int32_t column = data.first.column; column <= data.last.column; ++column) {
    const auto i = static_cast<size_t>(column - data.first.column);
    source.columns.push_back(
        {column, names.Take(i < table.columns.size() ? Tidy(table.columns[i].name) : std::string(),
                            column)});
  }
  return source;
}

TableSource SourceOfRange(const Sheet& sheet, const SheetFeatures& features, ValueReader& reader,
                          const RangeRef& range, HeaderRows header) {
  TableSource source;
  if (header.count > 0) source.header = header;
  std::vector<std::string> names(range.columns());
  for (int32_t row = header.first; row < header.first + header.count; ++row) {
    const RangeRef cells = {{row, range.first.column}, {row, range.last.column}};
    std::vector<std::string> texts = RowTexts(sheet, features.merges, reader, cells);
    for (size_t i = 0; i < names.size(); ++i) {
      // A header merged over several rows is one.
      const bool repeats = names[i] == texts[i] || names[i].ends_with(Concat(" / ", texts[i]));
      if (texts[i].empty() || repeats) continue;
      names[i] = names[i].empty() ? std::move(texts[i]) : Concat(names[i], " / ", texts[i]);
    }
  }
  RangeRef data = range;
  if (header.count > 0) data.first.row = header.first + header.count;
  if (data.first.row <= data.last.row) source.data = data;
  UniqueNames unique;
  for (size_t i = 0; i < names.size(); ++i) {
    const int32_t column = range.first.column + static_cast<int32_t>(i);
    source.columns.push_back({column, unique.Take(std::move(names[i]), column)});
  }
  return source;
}

HeaderRows GuessHeader(const Sheet& sheet, ValueReader& reader, const RangeRef& range,
                       bool skip_titles) {
  constexpr size_t kRowsLookedAt = 14;
  constexpr size_t kFarthestHeader = 10;
  const std::vector<RowShape> rows = FirstRows(sheet, reader, range, kRowsLookedAt);
  if (rows.empty()) return {};
  const size_t candidates = skip_titles ? std::min(rows.size(), kFarthestHeader) : 1;
  for (size_t i = 0; i < candidates; ++i) {
    const RowShape& row = rows[i];
    const bool in_first_row = skip_titles || row.row == range.first.row;
    // A title has fewer cells than one of the next rows; a header may miss some of theirs.
    int widest = 0;
    for (size_t next = i + 1; next < std::min(rows.size(), i + 4); ++next) {
      widest = std::max(widest, rows[next].cells);
    }
    const bool wide = row.cells * 2 > widest;
    if (in_first_row && row.only_labels && row.texts > 0 && wide && i + 1 < rows.size()) {
      return {row.row, 1};
    }
  }
  return {};
}

absl::StatusOr<size_t> FindColumn(const TableSource& source, std::string_view name) {
  const std::string wanted = Tidy(name);
  for (size_t i = 0; i < source.columns.size(); ++i) {
    if (EqualFolded(source.columns[i].header, wanted)) return i;
  }
  if (const auto column = ParseColumn(wanted); column.ok()) {
    for (size_t i = 0; i < source.columns.size(); ++i) {
      if (source.columns[i].column == *column) return i;
    }
  }
  constexpr size_t kMostListed = 50;
  std::vector<std::string> headers;
  std::string list;
  for (const SourceColumn& column : source.columns) {
    if (headers.size() < kMostListed)
      list += Concat(headers.empty() ? "" : ", ", Quoted(column.header));
    if (headers.size() == kMostListed) list += ", ...";
    headers.push_back(column.header);
  }
  const std::string nearest = platform::ClosestMatch(wanted, headers);
  platform::ErrorMetadata metadata = {{"columns", list}};
  if (!nearest.empty()) metadata.emplace("did_you_mean", nearest);
  const std::string hint = nearest.empty() ? ";" : Concat("; did you mean ", Quoted(nearest), "?");
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidArgument,
      Concat("there is no column ", Quoted(name), hint, " the columns are ", list, " (",
             ColumnName(source.columns.front().column), " to ",
             ColumnName(source.columns.back().column), ")"),
      metadata);
}

}  // namespace sheetgate::spreadsheet
