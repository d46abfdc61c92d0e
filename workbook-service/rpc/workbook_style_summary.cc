#include "workbook-service/rpc/workbook_style_summary.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "spreadsheet/analysis/look.h"
#include "spreadsheet/model/cell_style.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellStyle;
using spreadsheet::CellStyles;

constexpr int kDefaultPageSize = 30;
constexpr int kMaxSheetsOfLook = 10;
// Most cells looked at; the sheets behind are named.
constexpr int64_t kMaxCells = 5'000'000;

struct LookTotal {
  std::string text;
  int64_t cells = 0;
  std::vector<std::string> sheets;
};

struct Count {
  std::string name;
  int64_t cells = 0;
};

// Most cells first, then by name.
template <typename Item>
void Sort(std::vector<Item>* items) {
  std::ranges::stable_sort(*items, std::greater(), &Item::cells);
}

// Adds up the looks of sheets.
class Totals {
 public:
  explicit Totals(const CellStyles& styles) : styles_(styles) {}

  void Add(const std::string& sheet, const spreadsheet::Looks& looks) {
    cells_ += looks.cells;
    for (const spreadsheet::LookUse& use : looks.uses) {
      LookTotal& total = looks_[use.text];
      total.text = use.text;
      total.cells += use.cells;
      total.sheets.push_back(sheet);
      const CellStyle& style = styles_.at(use.style);
      if (!style.named_style.empty()) named_styles_[style.named_style] += use.cells;
      if (style.number_format != "General") number_formats_[style.number_format] += use.cells;
    }
  }

  int64_t cells() const { return cells_; }

  std::vector<LookTotal> Looks() const {
    std::vector<LookTotal> items;
    for (const auto& [text, total] : looks_) items.push_back(total);
    Sort(&items);
    return items;
  }
  std::vector<Count> NamedStyles() const { return Counts(named_styles_); }
  std::vector<Count> NumberFormats() const { return Counts(number_formats_); }

 private:
  static std::vector<Count> Counts(const std::map<std::string, int64_t>& counts) {
    std::vector<Count> items;
    for (const auto& [name, cells] : counts) items.push_back({name, cells});
    Sort(&items);
    return items;
  }

  const CellStyles& styles_;
  int64_t cells_ = 0;
  std::map<std::string, LookTotal> looks_;
  std::map<std::string, int64_t> named_styles_, number_formats_;
};

// Looks at the worksheets in tab order, as far as kMaxCells reach.
absl::Status AddSheets(const spreadsheet::Workbook& workbook, const CellStyles& styles,
                       const platform::RequestContext& context, Totals* totals,
                       v1::WorkbookStyleSummaryResponse* response) {
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    const spreadsheet::SheetInfo& info = workbook.sheets()[i];
    if (info.kind != spreadsheet::SheetKind::kWorksheet) continue;
    if (totals->cells() >= kMaxCells) {
      response->add_partial_sheets(info.name);
      continue;
    }
    const auto index = static_cast<int>(i);
    ASSIGN_OR_RETURN(const auto sheet, workbook.LoadSheet(index, context.cancellation));
    ASSIGN_OR_RETURN(const std::optional<spreadsheet::RangeRef> range,
                     StyledRange(workbook, index, sheet->used_range(), context.cancellation));
    if (!range.has_value()) continue;
    ASSIGN_OR_RETURN(const spreadsheet::Looks looks,
                     FindLooks(*sheet, styles, *range, /*max_ranges=*/0, context.cancellation));
    if (looks.values_only) response->add_partial_sheets(info.name);
    totals->Add(info.name, looks);
  }
  return absl::OkStatus();
}

void AddTheme(const spreadsheet::Theme& theme, v1::WorkbookStyleSummaryResponse* response) {
  v1::ThemeInfo& info = *response->mutable_theme();
  info.set_name(theme.name);
  for (const std::string& color : theme.colors) info.add_colors(color);
  info.set_major_font(theme.major_font);
  info.set_minor_font(theme.minor_font);
}

template <typename Repeated>
void AddCounts(const std::vector<Count>& counts, size_t most, ResponseBudget* budget,
               Repeated* list) {
  for (const Count& count : counts) {
    if (most-- == 0 || !budget->Take(30 + TextBytes(count.name), 0)) return;
    v1::StyleCount& item = *list->Add();
    item.set_name(count.name);
    item.set_cells(count.cells);
  }
}

void AddLooks(const std::vector<LookTotal>& looks, size_t most, ResponseBudget* budget,
              v1::WorkbookStyleSummaryResponse* response) {
  for (const LookTotal& total : looks) {
    v1::WorkbookLook look;
    look.set_look(total.text);
    look.set_cells(total.cells);
    int64_t bytes = 60 + TextBytes(total.text);
    for (const std::string& sheet : total.sheets) {
      if (look.sheets_size() == kMaxSheetsOfLook) break;
      look.add_sheets(sheet);
      bytes += TextBytes(sheet);
    }
    const auto more = static_cast<int32_t>(total.sheets.size()) - look.sheets_size();
    if (more > 0) look.set_more_sheets(more);
    if (most-- == 0 || !budget->Take(bytes, 0)) return;
    *response->add_looks() = std::move(look);
  }
}

}  // namespace

absl::StatusOr<v1::WorkbookStyleSummaryResponse> WorkbookStyleSummary(
    const v1::WorkbookStyleSummaryRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  ASSIGN_OR_RETURN(const auto styles, workbook.LoadCellStyles(context.cancellation));
  v1::WorkbookStyleSummaryResponse response;
  response.set_revision(snapshot->revision);
  response.set_default_look(UsualLookText(styles->styles.front()));
  response.set_defined_formats(static_cast<int32_t>(styles->styles.size()));
  AddTheme(styles->theme, &response);
  Totals totals(*styles);
  RETURN_IF_ERROR(AddSheets(workbook, *styles, context, &totals, &response));
  response.set_cells(totals.cells());

  ResponseBudget budget(limits);
  for (const std::string& sheet : response.partial_sheets()) budget.Reserve(TextBytes(sheet));
  const size_t most =
      request.page_size() > 0 ? static_cast<size_t>(request.page_size()) : kDefaultPageSize;
  const std::vector<LookTotal> looks = totals.Looks();
  const std::vector<Count> formats = totals.NumberFormats();
  response.set_total_looks(static_cast<int32_t>(looks.size()));
  response.set_total_number_formats(static_cast<int32_t>(formats.size()));
  AddCounts(totals.NamedStyles(), most, &budget, response.mutable_named_styles());
  AddCounts(formats, most, &budget, response.mutable_number_formats());
  AddLooks(looks, most, &budget, &response);
  return response;
}

}  // namespace sheetgate::workbook
