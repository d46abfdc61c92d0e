#include "spreadsheet/manifest/bind_manifest.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/manifest/port_place.h"
#include "spreadsheet/manifest/port_rules.h"
#include "spreadsheet/manifest/port_type.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

class Binder {
 public:
  Binder(const Workbook& workbook, const Manifest& manifest,
         const platform::CancellationToken& cancellation)
      : workbook_(workbook),
        manifest_(manifest),
        cancellation_(cancellation),
        places_(workbook, cancellation) {}

  absl::StatusOr<BoundManifest> Run() {
    CheckPortNames(manifest_, &bound_.problems);
    for (size_t i = 0; i < manifest_.ports.size(); ++i) {
      RETURN_IF_ERROR(cancellation_.Check());
      RETURN_IF_ERROR(Bind(i));
    }
    CheckOverlaps();
    std::ranges::stable_sort(bound_.problems, {}, &ManifestProblem::severity);
    return std::move(bound_);
  }

 private:
  absl::Status Bind(size_t index) {
    const ManifestPort& port = manifest_.ports[index];
    CheckPortRules(port, workbook_.date_system(), &bound_.problems);
    absl::StatusOr<PortPlace> place = places_.Find(port);
    if (!place.ok()) {
      if (place.status().code() != absl::StatusCode::kInvalidArgument) return place.status();
      Add(Severity::kError, port, std::string(place.status().message()),
          "named_ranges, list_tables and find_value show what there is");
      return absl::OkStatus();
    }
    BoundPort bound{index, place->cells, {}, nullptr};
    ASSIGN_OR_RETURN(bound.sheet, workbook_.LoadSheet(bound.cells.sheet, cancellation_));
    if (port.shape == PortShape::kTable && !BindColumns(port, *place, &bound)) {
      return absl::OkStatus();
    }
    if (port.is_input() && !IsConstant(port, bound)) return absl::OkStatus();
    CheckValues(port, bound);
    bound_.ports.push_back(std::move(bound));
    return absl::OkStatus();
  }

  // False when a column is not there.
  bool BindColumns(const ManifestPort& port, const PortPlace& place, BoundPort* bound) {
    if (port.columns.empty()) {
      const std::set<int32_t> formulas = FormulaColumns(*bound);
      for (const SourceColumn& column : place.columns) {
        if (port.is_input() && formulas.count(column.column) > 0) continue;
        bound->columns.push_back({column.column, column.header, PortType::kAny});
      }
      if (!bound->columns.empty()) return true;
      Add(Severity::kError, port, "every column has formulas", "make it an output");
      return false;
    }
    TableSource source;
    source.columns = place.columns;
    std::set<int32_t> taken;
    for (const PortColumn& column : port.columns) {
      const absl::StatusOr<size_t> found = FindColumn(source, column.name);
      if (!found.ok()) {
        Add(Severity::kError, port, std::string(found.status().message()), "name a header");
        return false;
      }
      const int32_t at = place.columns[*found].column;
      if (!taken.insert(at).second) {
        Add(Severity::kError, port, Concat("names the column ", Quoted(column.name), " twice"),
            "remove one of them");
        return false;
      }
      bound->columns.push_back({at, column.name, column.type});
    }
    return true;
  }

  static std::set<int32_t> FormulaColumns(const BoundPort& bound) {
    std::set<int32_t> columns;
    bound.sheet->Visit(bound.cells.range, [&](const CellView& cell) {
      if (cell.has_formula()) columns.insert(cell.ref.column);
      return true;
    });
    return columns;
  }

  // Whether no cell of an input, in the columns it has, holds a formula.
  bool IsConstant(const ManifestPort& port, const BoundPort& bound) {
    std::optional<CellRef> formula;
    bound.sheet->Visit(bound.cells.range, [&](const CellView& cell) {
      const bool in_port =
          bound.columns.empty() || std::ranges::find(bound.columns, cell.ref.column,
                                                     &BoundColumn::column) != bound.columns.end();
      if (in_port && cell.has_formula()) formula = cell.ref;
      return !formula.has_value();
    });
    if (!formula.has_value()) return true;
    Add(Severity::kError, port,
        Concat("is an input, but ", FormatCell(*formula), " has the formula ",
               Quoted(Concat("=", bound.sheet->Formula(*formula)))),
        "choose the constants it reads, or make it an output");
    return false;
  }

  // Whether what the cells hold now is of the port's type, and an output has formulas.
  void CheckValues(const ManifestPort& port, const BoundPort& bound) {
    int64_t wrong = 0, formulas = 0;
    std::string first;
    bound.sheet->Visit(bound.cells.range, [&](const CellView& cell) {
      PortType type = port.type;
      if (!bound.columns.empty()) {
        const auto column = std::ranges::find(bound.columns, cell.ref.column, &BoundColumn::column);
        if (column == bound.columns.end()) return true;
        type = column->type;
      }
      formulas += cell.has_formula() ? 1 : 0;
      const auto problem = TypeProblem(
          FromTyped(ToValue(cell), type, workbook_.IsDate(cell.style), workbook_.date_system()),
          type);
      if (problem.has_value() && wrong++ == 0) first = Concat(FormatCell(cell.ref), " ", *problem);
      return true;
    });
    if (wrong > 0) {
      Add(Severity::kWarning, port,
          Concat(first, wrong > 1 ? Concat(" (and ", wrong - 1, " cells more)") : std::string(),
                 ", as the workbook is now"),
          port.is_input() ? "check the place and the type"
                          : "check the place and the type; or recalculate, when results are stale");
    }
    if (!port.is_input() && formulas == 0) {
      Add(Severity::kWarning, port, "is an output without a formula: it never changes",
          "choose cells with formulas");
    }
  }

  // Two inputs may not write the same cell.
  void CheckOverlaps() {
    for (size_t i = 0; i < bound_.ports.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const ManifestPort& port = manifest_.ports[bound_.ports[i].index];
        const ManifestPort& other = manifest_.ports[bound_.ports[j].index];
        if (!port.is_input() || !other.is_input() || !Overlap(bound_.ports[i], bound_.ports[j])) {
          continue;
        }
        Add(Severity::kError, port, Concat("has cells of the input ", Quoted(other.name)),
            "leave each cell to one input");
      }
    }
  }

  static bool Overlap(const BoundPort& a, const BoundPort& b) {
    RangeRef common;
    if (a.cells.sheet != b.cells.sheet || !Intersect(a.cells.range, b.cells.range, &common)) {
      return false;
    }
    for (int32_t column = common.first.column; column <= common.last.column; ++column) {
      const auto has = [column](const BoundPort& port) {
        return port.columns.empty() ||
               std::ranges::find(port.columns, column, &BoundColumn::column) != port.columns.end();
      };
      if (has(a) && has(b)) return true;
    }
    return false;
  }

  void Add(Severity severity, const ManifestPort& port, std::string message, std::string action) {
    bound_.problems.push_back({severity, port.name, std::move(message), std::move(action)});
  }

  const Workbook& workbook_;
  const Manifest& manifest_;
  const platform::CancellationToken& cancellation_;
  PortPlaces places_;
  BoundManifest bound_;
};

}  // namespace

bool BoundManifest::has_errors() const {
  return std::ranges::any_of(problems, [](const ManifestProblem& problem) {
    return problem.severity == Severity::kError;
  });
}

absl::StatusOr<BoundManifest> BindManifest(const Workbook& workbook, const Manifest& manifest,
                                           const platform::CancellationToken& cancellation) {
  return Binder(workbook, manifest, cancellation).Run();
}

}  // namespace sheetgate::spreadsheet
