#include "spreadsheet/edit/chart_data.h"

#include <cmath>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/print_operation.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/cell_writer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kExample = "\"Budget!$A$1:$C$9\"";

absl::Status BadRange(std::string_view field, std::string_view text, std::string_view what) {
  return platform::InvalidArgument(
      ErrorReason::kInvalidRange,
      Concat(field, ": ", Quoted(text), " ", what, ", for example ", kExample));
}

// The range seen along its series: `line` counts series, `point` their points, both from 0.
struct Block {
  RangeRef range;
  bool in_rows = false;

  int64_t lines() const { return in_rows ? range.rows() : range.columns(); }
  int64_t points() const { return in_rows ? range.columns() : range.rows(); }
  CellRef At(int64_t line, int64_t point) const {
    const auto row = static_cast<int32_t>(in_rows ? line : point);
    const auto column = static_cast<int32_t>(in_rows ? point : line);
    return {range.first.row + row, range.first.column + column};
  }
  RangeRef Line(int64_t line, int64_t first_point) const {
    return {At(line, first_point), At(line, points() - 1)};
  }
};

// What the cells of a range hold.
struct Contents {
  int64_t texts = 0, dates = 0, days = 0, numbers = 0, others = 0;

  int64_t all() const { return texts + numbers + others; }
  bool OnlyTexts() const { return texts > 0 && texts == all(); }
  bool OnlyTextsOrDates() const { return texts + dates > 0 && texts + dates == all(); }
  bool OnlyNumbers() const { return numbers > 0 && numbers == all(); }
  bool OnlyDays() const { return days > 0 && days == all(); }
};

Contents ContentsOf(const Sheet& sheet, const RangeRef& range, const Styles& styles) {
  Contents contents;
  sheet.Visit(range, [&](const CellView& cell) {
    if (cell.type == CellType::kText) {
      ++contents.texts;
    } else if (cell.type == CellType::kNumber) {
      ++contents.numbers;
      if (!styles.IsDateId(styles.NumberFormatId(cell.style))) return true;
      ++contents.dates;
      if (cell.number == std::floor(cell.number)) ++contents.days;
    } else if (cell.type != CellType::kEmpty) {
      ++contents.others;
    }
    return true;
  });
  return contents;
}

void AppendPoint(int64_t index, std::string_view text, std::string* points) {
  *points += Concat("<c:pt idx=\"", index, "\"><c:v>");
  AppendEscaped(text, points);
  *points += "</c:v></c:pt>";
}

// The place of a cell among those of its range.
int64_t IndexIn(const RangeRef& range, CellRef cell) {
  return (cell.row - range.first.row) * range.columns() + cell.column - range.first.column;
}

std::string Reference(std::string_view kind, std::string_view formula, std::string_view cache) {
  std::string element = Concat("<c:", kind, "Ref><c:f>");
  AppendEscaped(formula, &element);
  element += "</c:f>";
  if (!cache.empty()) element += Concat("<c:", kind, "Cache>", cache, "</c:", kind, "Cache>");
  return Concat(element, "</c:", kind, "Ref>");
}

std::string CountElement(const RangeRef& range) {
  return Concat("<c:ptCount val=\"", range.cells(), "\"/>");
}

}  // namespace

absl::StatusOr<const Sheet*> ChartData::Load(int sheet) {
  std::shared_ptr<const Sheet>& loaded = sheets_[sheet];
  if (loaded == nullptr) {
    ASSIGN_OR_RETURN(loaded, editor_.document().LoadSheet(sheet, editor_.cancellation()));
  }
  return loaded.get();
}

absl::StatusOr<CellsOfSheet> ChartData::Parse(std::string_view field, std::string_view text) {
  const std::string_view formula = text.substr(text.starts_with('=') ? 1 : 0);
  ReferenceReader reader(formula);
  FormulaReference reference;
  const bool found = reader.Next(&reference) && reference.text.size() == formula.size();
  const auto range = found ? reference.Range() : std::nullopt;
  if (!range.has_value() || !reference.current_workbook || !reference.last_sheet.empty() ||
      reference.spills || reference.computed) {
    return BadRange(field, text, "is no range of cells of this workbook");
  }
  CellsOfSheet cells = {sheet_, *range};
  if (!reference.sheet.empty()) {
    ASSIGN_OR_RETURN(cells.sheet, FindWorksheet(editor_.document(), reference.sheet));
  }
  return cells;
}

absl::StatusOr<CellsOfSheet> ChartData::ParseLine(std::string_view field, std::string_view text) {
  ASSIGN_OR_RETURN(const CellsOfSheet cells, Parse(field, text));
  if (cells.range.rows() > 1 && cells.range.columns() > 1) {
    return BadRange(field, text, "is more than one row or column; give one, or data_range");
  }
  return cells;
}

absl::StatusOr<CellsOfSheet> ChartData::Cell(std::string_view field, std::string_view text) {
  ASSIGN_OR_RETURN(const CellsOfSheet cells, Parse(field, text));
  if (cells.range.cells() > 1) return BadRange(field, text, "is more than one cell");
  return cells;
}

absl::StatusOr<SeriesData> ChartData::Series(const SeriesRequest& request, std::string_view field) {
  SeriesData series;
  ASSIGN_OR_RETURN(series.values, ParseLine(Concat(field, ".values"), request.values));
  if (!request.categories.empty()) {
    ASSIGN_OR_RETURN(series.categories,
                     ParseLine(Concat(field, ".categories"), request.categories));
  }
  if (request.name.starts_with('=')) {
    ASSIGN_OR_RETURN(series.name_cell, Cell(Concat(field, ".name"), request.name));
  } else {
    series.name = request.name;
  }
  series.kind = request.kind;
  series.secondary = request.secondary;
  series.color = request.color;
  return series;
}

absl::StatusOr<std::vector<SeriesData>> ChartData::Series(const ChartRequest& request,
                                                          bool scatter) {
  if (!request.data_range.empty()) return Expand(request, scatter);
  std::vector<SeriesData> all;
  for (size_t i = 0; i < request.series.size(); ++i) {
    ASSIGN_OR_RETURN(all.emplace_back(), Series(request.series[i], Concat("series[", i, "]")));
  }
  return all;
}

absl::StatusOr<std::vector<SeriesData>> ChartData::Expand(const ChartRequest& request,
                                                          bool scatter) {
  const auto refuse = [&](std::string_view what) {
    return BadRange("data_range", request.data_range, what);
  };
  ASSIGN_OR_RETURN(CellsOfSheet cells, Parse("data_range", request.data_range));
  ASSIGN_OR_RETURN(const Sheet* const sheet, Load(cells.sheet));
  if (cells.range.rows() == kMaxRow || cells.range.columns() == kMaxColumn) {
    const auto used = sheet->used_range();
    if (!used.has_value() || !Intersect(cells.range, *used, &cells.range)) {
      return refuse("has no cells with anything in them");
    }
  }
  const Block block = {cells.range,
                       request.series_in_rows.value_or(cells.range.columns() > cells.range.rows())};
  const Styles& styles = editor_.document().styles();
  const bool wide = block.lines() > 1, long_enough = block.points() > 1;
  const RangeRef first_points = {block.At(wide ? 1 : 0, 0), block.At(block.lines() - 1, 0)};
  const Contents names = ContentsOf(*sheet, first_points, styles);
  const auto categories_from = [&](int64_t point) {
    return ContentsOf(*sheet, block.Line(0, point), styles);
  };
  // Beside an empty corner also numbers are names: years.
  const bool corner = wide && long_enough && names.all() > 0 && categories_from(1).all() > 0 &&
                      ContentsOf(*sheet, {cells.range.first, cells.range.first}, styles).all() == 0;
  const bool named = corner || names.OnlyTexts();
  const int64_t first = named ? 1 : 0;
  if (first == block.points()) return refuse("has names but no values");
  const bool categories = wide && (scatter || corner || categories_from(first).OnlyTextsOrDates());
  const int64_t first_line = categories ? 1 : 0;
  if (block.lines() - first_line > static_cast<int64_t>(kMaxSeries)) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        Concat("data_range: ", Quoted(request.data_range), " has ", block.lines() - first_line,
               " series, more than the ", kMaxSeries, " of a chart; see series_in"));
  }
  std::vector<SeriesData> all;
  for (int64_t line = first_line; line < block.lines(); ++line) {
    SeriesData& series = all.emplace_back();
    series.values = {cells.sheet, block.Line(line, first)};
    if (categories) series.categories = {cells.sheet, block.Line(0, first)};
    if (named) series.name_cell = {cells.sheet, {block.At(line, 0), block.At(line, 0)}};
  }
  return all;
}

std::string_view ChartData::FormatCode(uint32_t style) const {
  const Styles& styles = editor_.document().styles();
  return styles.FormatCode(styles.NumberFormatId(style));
}

const NumberFormat& ChartData::FormatOf(uint32_t style) {
  return formats_.try_emplace(style, FormatCode(style)).first->second;
}

std::string ChartData::Formula(const CellsOfSheet& cells) const {
  const SheetInfo& sheet = editor_.document().sheets()[static_cast<size_t>(cells.sheet)];
  return AbsoluteReference(sheet.name, cells.range);
}

absl::StatusOr<std::string> ChartData::TextReference(const CellsOfSheet& cells) {
  const std::string formula = Formula(cells);
  if (cells.range.cells() > kMaxCachedPoints) return Reference("str", formula, "");
  ASSIGN_OR_RETURN(const Sheet* const sheet, Load(cells.sheet));
  std::string cache = CountElement(cells.range);
  sheet->Visit(cells.range, [&](const CellView& cell) {
    if (cell.type == CellType::kEmpty) return true;
    const std::string text =
        ShownText(FormatOf(cell.style), cell, editor_.document().date_system());
    AppendPoint(IndexIn(cells.range, cell.ref), EncodeXstring(text), &cache);
    return true;
  });
  return Reference("str", formula, cache);
}

absl::StatusOr<std::string> ChartData::NumberReference(const CellsOfSheet& cells) {
  const std::string formula = Formula(cells);
  if (cells.range.cells() > kMaxCachedPoints) return Reference("num", formula, "");
  ASSIGN_OR_RETURN(const Sheet* const sheet, Load(cells.sheet));
  std::string points;
  std::string format = "General";
  sheet->Visit(cells.range, [&](const CellView& cell) {
    if (cell.type != CellType::kNumber) return true;
    if (points.empty()) format = FormatCode(cell.style);
    AppendPoint(IndexIn(cells.range, cell.ref), FormatNumber(cell.number), &points);
    return true;
  });
  std::string cache = "<c:formatCode>";
  AppendEscaped(format, &cache);
  cache += Concat("</c:formatCode>", CountElement(cells.range), points);
  return Reference("num", formula, cache);
}

absl::StatusOr<std::string> ChartData::CategoryReference(const CellsOfSheet& cells) {
  ASSIGN_OR_RETURN(const Sheet* const sheet, Load(cells.sheet));
  const Contents contents = ContentsOf(*sheet, cells.range, editor_.document().styles());
  return contents.OnlyNumbers() ? NumberReference(cells) : TextReference(cells);
}

absl::StatusOr<bool> ChartData::AreDays(const CellsOfSheet& cells) {
  ASSIGN_OR_RETURN(const Sheet* const sheet, Load(cells.sheet));
  return ContentsOf(*sheet, cells.range, editor_.document().styles()).OnlyDays();
}

}  // namespace sheetgate::spreadsheet
