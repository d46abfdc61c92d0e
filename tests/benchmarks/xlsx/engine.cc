// The engine as a cold process: what somebody waits for who opens a workbook for the first time.
//
//   xlsx_engine read   WORKBOOK [THREADS]   all cells of all sheets; sheets share the threads
//   xlsx_engine sheets WORKBOOK             sheet list and declared dimensions, no cells
//   xlsx_engine edit   WORKBOOK OUTPUT      one number in the middle of the first sheet, to a
//                                           durable file, which is then read back
//   xlsx_engine weigh  WORKBOOK             what the workbook says it weighs, against what it took
//
// One line of JSON; seconds count from main's first line to the end of the work, checks excluded.
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <nlohmann/json.hpp>

#include "platform/base/shared_bytes.h"
#include "platform/base/status_macros.h"
#include "platform/concurrency/thread_pool.h"
#include "spreadsheet/model/load_sheets.h"
#include "spreadsheet/model/sheet.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/benchmarks/xlsx/durable_file.h"
#include "tests/benchmarks/xlsx/report.h"

namespace sheetgate::benchmarks {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::CellType;
using spreadsheet::CellView;
using spreadsheet::RangeRef;
using spreadsheet::Sheet;
using spreadsheet::SheetKind;
using spreadsheet::Workbook;

using Sheets = std::vector<std::shared_ptr<const Sheet>>;
using Report = absl::StatusOr<nlohmann::json>;

absl::StatusOr<std::shared_ptr<const Workbook>> Open(const std::string& path) {
  ASSIGN_OR_RETURN(platform::SharedBytes package, platform::SharedBytes::Map(path));
  return spreadsheet::OpenXlsx(std::move(package), {}, {});
}

std::vector<int> Worksheets(const Workbook& workbook) {
  std::vector<int> indices;
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    if (workbook.sheets()[i].kind == SheetKind::kWorksheet) indices.push_back(static_cast<int>(i));
  }
  return indices;
}

// The worksheets of `workbook`, read by `threads` threads, this one included.
absl::StatusOr<Sheets> LoadAll(const std::shared_ptr<const Workbook>& workbook, int threads) {
  const std::vector<int> indices = Worksheets(*workbook);
  const int helpers = threads - 1;
  std::optional<platform::ThreadPool> pool;
  if (helpers > 0) pool.emplace("load", helpers, static_cast<size_t>(helpers));
  const auto submit = [&](platform::ThreadPool::Task task) {
    return pool.has_value() && pool->TrySubmit(std::move(task));
  };
  RETURN_IF_ERROR(spreadsheet::LoadSheets(workbook, indices, helpers, submit, {}));
  Sheets sheets;
  for (const int index : indices) {
    ASSIGN_OR_RETURN(sheets.emplace_back(), workbook->LoadSheet(index, {}));
  }
  return sheets;
}

Tally Count(const Sheets& sheets) {
  Tally tally;
  for (const auto& sheet : sheets) {
    const std::optional<RangeRef> range = sheet->used_range();
    if (!range) continue;
    sheet->Visit(*range, [&](const CellView& cell) {
      ++tally.cells;
      if (cell.has_formula()) ++tally.formulas;
      if (cell.type == CellType::kNumber) tally.sum += cell.number;
      return true;
    });
  }
  return tally;
}

nlohmann::json Describe(const Tally& tally) {
  return {{"cells", tally.cells}, {"formulas", tally.formulas}, {"sum", tally.sum}};
}

Report Read(const Stopwatch& watch, const std::string& path, int threads) {
  ASSIGN_OR_RETURN(const auto workbook, Open(path));
  const double opened = watch.seconds();
  ASSIGN_OR_RETURN(const Sheets sheets, LoadAll(workbook, threads));
  const double total = watch.seconds();
  nlohmann::json report = Describe(Count(sheets));
  report["seconds"] = total;
  report["phases"] = {{"open", opened}, {"load", total - opened}};
  return report;
}

Report ListSheets(const Stopwatch& watch, const std::string& path) {
  ASSIGN_OR_RETURN(const auto workbook, Open(path));
  const double opened = watch.seconds();
  int declared = 0;
  for (const int index : Worksheets(*workbook)) {
    // A sheet whose part is missing or broken is listed like any other.
    const auto range = workbook->DeclaredRange(index, {});
    if (range.ok() && range->has_value()) ++declared;
  }
  const double total = watch.seconds();
  return nlohmann::json{{"seconds", total},
                        {"phases", {{"open", opened}, {"dimensions", total - opened}}},
                        {"sheets", workbook->sheets().size()},
                        {"declared", declared}};
}

// A number without a formula at or below the middle row.
absl::StatusOr<CellView> MiddleNumber(const Sheet& sheet) {
  std::optional<CellView> found;
  if (std::optional<RangeRef> range = sheet.used_range()) {
    range->first.row += static_cast<int32_t>(range->rows() / 2);
    sheet.Visit(*range, [&](const CellView& cell) {
      if (cell.type == CellType::kNumber && !cell.has_formula()) found = cell;
      return !found.has_value();
    });
  }
  if (!found) return absl::NotFoundError("the first sheet has no number in its lower half");
  return *found;
}

// Whether the workbook at `path` has `number` in `cell` and `cells` cells in its first sheet.
absl::Status CheckEdit(const std::string& path, CellRef cell, double number, int64_t cells) {
  ASSIGN_OR_RETURN(const auto workbook, Open(path));
  ASSIGN_OR_RETURN(const auto sheet, workbook->LoadSheet(0, {}));
  const std::optional<CellView> read = sheet->Find(cell);
  if (read && read->number == number && sheet->cell_count() == cells) return absl::OkStatus();
  return absl::DataLossError("the edited workbook does not read back as it was written");
}

Report Edit(const Stopwatch& watch, const std::string& path, const std::string& output) {
  ASSIGN_OR_RETURN(const auto workbook, Open(path));
  ASSIGN_OR_RETURN(const auto sheet, workbook->LoadSheet(0, {}));
  const double loaded = watch.seconds();
  ASSIGN_OR_RETURN(const CellView cell, MiddleNumber(*sheet));
  const double number = cell.number + 1;
  const CellChange change = {.sheet = 0, .cell = cell.ref, .value = number};
  ASSIGN_OR_RETURN(const auto edited, workbook->Apply({change}, {}));
  DurableFile file(output);
  RETURN_IF_ERROR(spreadsheet::WriteXlsx(*edited, {}, &file, {}));
  const double written = watch.seconds();
  RETURN_IF_ERROR(file.Commit());
  const double total = watch.seconds();
  const int64_t peak = StatusBytes("VmHWM");
  RETURN_IF_ERROR(CheckEdit(output, cell.ref, number, sheet->cell_count()));
  return nlohmann::json{
      {"seconds", total},
      {"phases", {{"load", loaded}, {"write", written - loaded}, {"durable", total - written}}},
      {"bytes", file.bytes()},
      {"peak_bytes", peak}};
}

// Bytes taken and not given back: what malloc handed out, and what was mapped past it (VmData is
// all private memory, the room malloc keeps included).
int64_t BytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  const auto mapped_by_malloc = static_cast<int64_t>(info.arena + info.hblkhd);
  const auto handed_out = static_cast<int64_t>(info.uordblks + info.hblkhd);
  return handed_out + StatusBytes("VmData") - mapped_by_malloc;
}

Report Weigh(const Stopwatch& watch, const std::string& path) {
  const int64_t before = BytesInUse();
  ASSIGN_OR_RETURN(const auto workbook, Open(path));
  RETURN_IF_ERROR(LoadAll(workbook, 1).status());
  const double total = watch.seconds();
  const int64_t used = BytesInUse() - before;
  const auto claimed = static_cast<int64_t>(workbook->memory_bytes());
  return nlohmann::json{{"seconds", total},
                        {"claimed_bytes", claimed},
                        {"used_bytes", used},
                        {"claimed_of_used", static_cast<double>(claimed) / used}};
}

Report Run(const Stopwatch& watch, const std::vector<std::string>& arguments) {
  const std::string& mode = arguments[0];
  if (mode == "read" && arguments.size() <= 3) {
    const int threads = arguments.size() == 3 ? std::atoi(arguments[2].c_str()) : 1;
    return Read(watch, arguments[1], std::max(threads, 1));
  }
  if (mode == "sheets" && arguments.size() == 2) return ListSheets(watch, arguments[1]);
  if (mode == "edit" && arguments.size() == 3) return Edit(watch, arguments[1], arguments[2]);
  if (mode == "weigh" && arguments.size() == 2) return Weigh(watch, arguments[1]);
  return absl::InvalidArgumentError(
      "use: read WORKBOOK [THREADS], sheets WORKBOOK, edit WORKBOOK OUTPUT or weigh WORKBOOK");
}

int Main(const Stopwatch& watch, int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  Report report = arguments.size() < 2
                      ? Report(absl::InvalidArgumentError("use: xlsx_engine MODE WORKBOOK ..."))
                      : Run(watch, arguments);
  if (!report.ok()) {
    std::fprintf(stderr, "xlsx_engine: %s\n", report.status().ToString().c_str());
    return 1;
  }
  (*report)["program"] = "engine";
  (*report)["mode"] = arguments[0];
  if (!report->contains("peak_bytes")) (*report)["peak_bytes"] = StatusBytes("VmHWM");
  std::puts(report->dump().c_str());
  return 0;
}

}  // namespace
}  // namespace sheetgate::benchmarks

int main(int argc, char** argv) {
  const sheetgate::benchmarks::Stopwatch watch;
  return sheetgate::benchmarks::Main(watch, argc, argv);
}
