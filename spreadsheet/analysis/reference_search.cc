// Looks at one formula of each group: which of the group's cells refer to a cell follows from where
// they are (ReadersOf).
#include "spreadsheet/analysis/reference_search.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/suggest.h"
#include "spreadsheet/analysis/group_areas.h"
#include "spreadsheet/analysis/range_collector.h"
#include "spreadsheet/analysis/reference_resolver.h"
#include "spreadsheet/formula/lexer.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kCheckEvery = 1024;

void SortByFirstCell(std::vector<FormulaArea>* areas) {
  std::ranges::sort(*areas, {}, [](const FormulaArea& area) { return area.range.first; });
}

// Calls `visit(group, text)` for each group of a sheet.
template <typename Visit>
absl::Status ForEachGroup(const Workbook& workbook, int index, const FormulaMap& map,
                          const platform::CancellationToken& cancellation, Visit visit) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Sheet> sheet,
                   workbook.LoadSheet(index, cancellation));
  size_t seen = 0;
  for (const FormulaGroup& group : map.groups()) {
    if (++seen % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
    RETURN_IF_ERROR(visit(group, sheet->Formula(group.first)));
  }
  return absl::OkStatus();
}

// Formulas that read a cell of a range.
class CellsSearch : public FormulaSearch {
 public:
  // `sheet` of -1: on the sheet of each formula.
  CellsSearch(const Workbook& workbook, std::unique_ptr<ReferenceResolver> resolver, int sheet,
              const RangeRef& target)
      : workbook_(workbook), resolver_(std::move(resolver)), sheet_(sheet), target_(target) {}

  absl::StatusOr<std::vector<FormulaArea>> Search(
      int index, const RangeRef& range, const platform::CancellationToken& cancellation) override {
    ASSIGN_OR_RETURN(const std::shared_ptr<const FormulaMap> map,
                     LoadFormulaMap(workbook_, index, cancellation));
    std::vector<FormulaArea> areas;
    const auto visit = [&](const FormulaGroup& group, const std::string& text) -> absl::Status {
      ASSIGN_OR_RETURN(const FormulaReads reads, Resolve(index, group.first, text, cancellation));
      for (const RangeRef& part : map->ranges(group)) {
        RETURN_IF_ERROR(cancellation.Check());
        if (reads.only_here) {
          RETURN_IF_ERROR(AppendOneByOne(index, group, text, part, range, cancellation, &areas));
        } else {
          AppendReaders(index, group, part, reads, range, &areas);
        }
      }
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(ForEachGroup(workbook_, index, *map, cancellation, visit));
    SortByFirstCell(&areas);
    return areas;
  }

 private:
  absl::StatusOr<FormulaReads> Resolve(int index, CellRef at, const std::string& text,
                                       const platform::CancellationToken& cancellation) {
    FormulaReads reads =
        resolver_->Resolve(index, at, text, arrays_.has_value() ? &*arrays_ : nullptr);
    if (!reads.only_here || arrays_.has_value()) return reads;
    RETURN_IF_ERROR(FindArrays(cancellation));
    return resolver_->Resolve(index, at, text, &*arrays_);
  }

  // As AppendReaders, for a formula that reads something else in every cell.
  absl::Status AppendOneByOne(int index, const FormulaGroup& group, const std::string& text,
                              const RangeRef& part, const RangeRef& range,
                              const platform::CancellationToken& cancellation,
                              std::vector<FormulaArea>* areas) {
    const bool plain = group.kind == FormulaKind::kNormal;
    RangeCollector found;
    for (CellRef cell = part.first; cell.row <= part.last.row; ++cell.row) {
      RETURN_IF_ERROR(cancellation.Check());
      for (cell.column = part.first.column; cell.column <= part.last.column; ++cell.column) {
        const std::string shifted =
            ShiftFormula(text, cell.row - group.first.row, cell.column - group.first.column);
        ASSIGN_OR_RETURN(const FormulaReads reads, Resolve(index, cell, shifted, cancellation));
        std::vector<FormulaArea> one;
        AppendReaders(index, group, plain ? RangeRef{cell, cell} : part, reads, range, &one);
        if (!plain) {
          areas->insert(areas->end(), one.begin(), one.end());
          return absl::OkStatus();
        }
        if (!one.empty()) found.Add(cell, 0);
      }
    }
    for (const KeyedRange& cells : found.Take()) {
      areas->push_back({cells.range, cells.range.cells()});
    }
    return absl::OkStatus();
  }

  // What spills where, which only formulas with A1# ask for.
  absl::Status FindArrays(const platform::CancellationToken& cancellation) {
    ReferenceResolver::Arrays arrays;
    for (int i = 0; i < static_cast<int>(workbook_.sheets().size()); ++i) {
      if (workbook_.sheets()[i].kind != SheetKind::kWorksheet) continue;
      ASSIGN_OR_RETURN(const std::shared_ptr<const FormulaMap> map,
                       LoadFormulaMap(workbook_, i, cancellation));
      for (const FormulaGroup& group : map->groups()) {
        if (group.kind != FormulaKind::kArray) continue;
        for (const RangeRef& range : map->ranges(group)) {
          arrays.emplace(ReferenceResolver::ArrayKey(i, range.first), range);
        }
      }
    }
    arrays_ = std::move(arrays);
    return absl::OkStatus();
  }

  // Appends those cells of `part` in `range` that read the target.
  void AppendReaders(int index, const FormulaGroup& group, const RangeRef& part,
                     const FormulaReads& reads, const RangeRef& range,
                     std::vector<FormulaArea>* areas) const {
    const bool plain = group.kind == FormulaKind::kNormal;
    const RangeRef cells = plain ? part : RangeRef{part.first, part.first};
    std::vector<RangeRef> found;
    for (const RelativeRange& reference : reads.ranges) {
      RangeRef readers;
      if (reference.has_cells() && reference.sheet == (sheet_ < 0 ? index : sheet_) &&
          ReadersOf(reference, cells, target_, &readers)) {
        found.push_back(readers);
      }
    }
    if (found.empty()) return;
    if (!plain) found = {part};
    for (const RangeRef& readers : WithoutOverlaps(found)) {
      AppendArea(group, readers, range, areas);
    }
  }

  const Workbook& workbook_;
  const std::unique_ptr<ReferenceResolver> resolver_;
  const int sheet_;
  const RangeRef target_;
  std::optional<ReferenceResolver::Arrays> arrays_;
};

// Formulas that say a name or table, or a name that is made of it.
class NameSearch : public FormulaSearch {
 public:
  // `column`: the part in brackets, empty for any.
  NameSearch(const Workbook& workbook, std::string_view name, std::string_view column)
      : workbook_(workbook), names_({FoldCase(name)}), column_(FoldCase(column)) {
    if (!column_.empty()) return;
    // Names that lead to it, however many steps.
    for (bool more = true; more;) {
      more = false;
      for (const DefinedName& defined : workbook.defined_names()) {
        if (Says(defined.refers_to)) more |= names_.insert(FoldCase(defined.name)).second;
      }
    }
  }

  absl::StatusOr<std::vector<FormulaArea>> Search(
      int index, const RangeRef& range, const platform::CancellationToken& cancellation) override {
    ASSIGN_OR_RETURN(const std::shared_ptr<const FormulaMap> map,
                     LoadFormulaMap(workbook_, index, cancellation));
    std::vector<FormulaArea> areas;
    const auto visit = [&](const FormulaGroup& group, const std::string& text) {
      if (Says(text)) {
        for (const RangeRef& part : map->ranges(group)) AppendArea(group, part, range, &areas);
      }
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(ForEachGroup(workbook_, index, *map, cancellation, visit));
    SortByFirstCell(&areas);
    return areas;
  }

 private:
  bool Says(std::string_view formula) const {
    bool says = false;
    VisitReferences(formula, [&](const FormulaReference& reference) {
      const bool named =
          reference.kind == ReferenceKind::kName || reference.kind == ReferenceKind::kStructured;
      if (says || !named || !reference.current_workbook) return;
      says = names_.contains(FoldCase(reference.name)) &&
             (column_.empty() || FoldCase(reference.text).find(column_) != std::string::npos);
    });
    return says;
  }

  const Workbook& workbook_;
  std::set<std::string> names_;  // folded
  const std::string column_;
};

// A query taken apart.
struct Target {
  std::string sheet;      // empty: none given
  std::string_view rest;  // behind the sheet
};

// "'Bob''s sheet'!A1", and "My sheet!A1", as people write it.
Target Split(std::string_view query) {
  if (!query.empty() && query.front() == '=') query.remove_prefix(1);
  Target target;
  const size_t bang = query.rfind('!');
  target.rest = bang == std::string_view::npos ? query : query.substr(bang + 1);
  if (bang == std::string_view::npos) return target;
  std::string_view sheet = query.substr(0, bang);
  const bool quoted = sheet.size() >= 2 && sheet.front() == '\'' && sheet.back() == '\'';
  if (quoted) sheet = sheet.substr(1, sheet.size() - 2);
  for (size_t i = 0; i < sheet.size(); ++i) {
    target.sheet += sheet[i];
    if (quoted && sheet[i] == '\'') ++i;  // doubled
  }
  return target;
}

absl::Status CheckName(std::string_view query, std::string_view name,
                       const std::vector<NamedThing>& known) {
  std::vector<std::string> names;
  const std::string folded = FoldCase(name);
  for (const NamedThing& thing : known) {
    if (FoldCase(thing.name) == folded) return absl::OkStatus();
    names.push_back(thing.name);
  }
  const std::string near = platform::ClosestMatch(name, names);
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidArgument,
      Concat(Quoted(query),
             " is neither a cell nor a range, nor a defined name or table of the workbook",
             near.empty() ? "" : Concat("; did you mean ", near, "?")));
}

}  // namespace

absl::StatusOr<std::unique_ptr<FormulaSearch>> MakeReferenceSearch(
    const Workbook& workbook, std::string_view query,
    const platform::CancellationToken& cancellation) {
  const Target target = Split(query);
  int sheet = -1;
  if (!target.sheet.empty()) {
    ASSIGN_OR_RETURN(sheet, workbook.FindSheet(target.sheet));
  }
  auto resolver = std::make_unique<ReferenceResolver>(workbook);
  RETURN_IF_ERROR(resolver->LoadTables(cancellation));
  if (const std::optional<RangeRef> range = TryParseRange(target.rest)) {
    return std::make_unique<CellsSearch>(workbook, std::move(resolver), sheet, *range);
  }
  const size_t bracket = std::min(target.rest.find('['), target.rest.size());
  const std::string_view name = target.rest.substr(0, bracket);
  RETURN_IF_ERROR(CheckName(query, name, resolver->named()));
  return std::make_unique<NameSearch>(workbook, name, target.rest.substr(bracket));
}

}  // namespace sheetgate::spreadsheet
