#include "spreadsheet/analysis/reference_resolver.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"

#include "spreadsheet/analysis/known_functions.h"
#include "spreadsheet/analysis/table_reference.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr CellRef kTop = {1, 1};   // what relative references of names are written from
constexpr int kDeepestNames = 64;  // names of names

// A distance in a name is the shorter way round the sheet: names are written as from A1.
void TakeShorterWay(RelativeRange* range) {
  for (const int i : {0, 1}) {
    const uint8_t row = i == 0 ? RelativeRange::kRow0 : RelativeRange::kRow1;
    const uint8_t column = i == 0 ? RelativeRange::kColumn0 : RelativeRange::kColumn1;
    if ((range->flags & row) == 0 && range->rows[i] >= kMaxRow / 2) range->rows[i] -= kMaxRow;
    if ((range->flags & column) == 0 && range->columns[i] >= kMaxColumn / 2) {
      range->columns[i] = static_cast<int16_t>(range->columns[i] - kMaxColumn);
    }
  }
}

}  // namespace

void FormulaReads::Add(const RelativeRange& range) {
  if (std::ranges::find(ranges, range) != ranges.end()) return;
  if (ranges.size() == kMostRanges) {
    gaps |= kManyGap;
  } else {
    ranges.push_back(range);
  }
}

void FormulaReads::Add(ReferenceProblem problem) {
  if (std::ranges::find(problems, problem) == problems.end()) {
    problems.push_back(std::move(problem));
  }
}

ReferenceResolver::ReferenceResolver(const Workbook& workbook) : workbook_(workbook) {
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    sheets_.emplace(FoldCase(workbook.sheets()[i].name), static_cast<int32_t>(i));
  }
  for (size_t i = 0; i < workbook.defined_names().size(); ++i) {
    const DefinedName& name = workbook.defined_names()[i];
    names_.emplace(std::pair(name.sheet, FoldCase(name.name)), static_cast<int32_t>(i));
    named_.push_back({name.name, name.sheet, /*table=*/false, {}});
  }
  name_reads_.resize(workbook.defined_names().size());
}

absl::Status ReferenceResolver::LoadTables(const platform::CancellationToken& cancellation) {
  if (workbook_.features().tables == 0) return absl::OkStatus();
  for (size_t i = 0; i < workbook_.sheets().size(); ++i) {
    if (workbook_.sheets()[i].kind != SheetKind::kWorksheet) continue;
    absl::StatusOr<std::shared_ptr<const SheetFeatures>> features =
        workbook_.LoadFeatures(static_cast<int>(i), cancellation);
    if (!features.ok()) {
      if (cancellation.cancelled()) return features.status();
      continue;
    }
    for (const Table& table : (*features)->tables) {
      table_names_.emplace(FoldCase(table.name), static_cast<int32_t>(tables_.size()));
      tables_.push_back({static_cast<int32_t>(i), &table});
      named_.push_back({table.name, static_cast<int32_t>(i), /*table=*/true, {}});
    }
    features_.push_back(*std::move(features));
  }
  return absl::OkStatus();
}

FormulaReads ReferenceResolver::Resolve(int sheet, CellRef at, std::string_view formula,
                                        const Arrays* arrays) {
  constexpr size_t kUsual = 4;
  FormulaReads reads;
  reads.ranges.reserve(kUsual);
  Read(formula, {sheet, at, /*via=*/-1, arrays}, &reads);
  return reads;
}

std::vector<FormulaReads> ReferenceResolver::ResolveNames() {
  std::vector<FormulaReads> all;
  all.reserve(name_reads_.size());
  for (size_t i = 0; i < name_reads_.size(); ++i) {
    FormulaReads reads;
    const int32_t sheet = workbook_.defined_names()[i].sheet;
    UseName(static_cast<int32_t>(i), {sheet, kTop, -1, nullptr}, &reads);
    all.push_back(std::move(reads));
  }
  return all;
}

void ReferenceResolver::Read(std::string_view formula, const Place& place, FormulaReads* reads) {
  const FormulaCalls calls = CallsOf(formula);
  reads->gaps |= calls.gaps;
  reads->changes_always |= calls.changes_always;
  const bool binds_names = std::ranges::any_of(
      calls.functions, [](const std::string& name) { return name == "LET" || name == "LAMBDA"; });
  VisitReferences(formula, [&](const FormulaReference& reference) {
    if (reference.computed) reads->gaps |= kComputedGap;
    if (reference.kind == ReferenceKind::kName && binds_names &&
        FindName(reference.name, place.sheet) < 0) {
      return;  // bound by LET or LAMBDA, without the prefix it should have
    }
    const FormulaCalls::Argument* argument = calls.ArgumentAt(reference.position);
    AddReference(reference, place, argument != nullptr && argument->address_only,
                 reference.spills || (argument != nullptr && argument->spills), reads);
  });
  for (const std::string_view text : calls.indirect_texts) {
    VisitReferences(text, [&](FormulaReference reference) {
      // Text does not move with the formula.
      for (ReferenceCorner* corner : {&reference.first, &reference.last}) {
        corner->row_absolute = corner->column_absolute = true;
      }
      AddReference(reference, place, /*address_only=*/false, /*spills=*/false, reads);
    });
  }
  AddFunctions(calls.functions, binds_names, place, reads);
}

void ReferenceResolver::AddReference(const FormulaReference& reference, const Place& place,
                                     bool address_only, bool spills, FormulaReads* reads) {
  // [0] is this workbook itself.
  if (!reference.current_workbook && reference.workbook != "0") {
    AddExternal(reference.text, reads);
    return;
  }
  switch (reference.kind) {
    case ReferenceKind::kCell:
    case ReferenceKind::kRange:
    case ReferenceKind::kColumns:
    case ReferenceKind::kRows:
      AddCells(reference, place, address_only, spills, reads);
      return;
    case ReferenceKind::kName:
      AddName(reference, place, reads);
      return;
    case ReferenceKind::kStructured:
      AddTable(reference, place, reads);
      return;
    case ReferenceKind::kDeleted:
      Problem(ReferenceProblem::Kind::kDeleted, "#REF!", place, reads);
      return;
    case ReferenceKind::kLink:
      AddExternal(reference.text, reads);
      return;
  }
}

ReferenceResolver::SheetIndexes ReferenceResolver::SheetsOf(const FormulaReference& reference,
                                                            const Place& place) const {
  if (reference.sheet.empty()) return {place.sheet};
  const auto first = sheets_.find(FoldCase(reference.sheet));
  if (first == sheets_.end()) return {};
  if (reference.last_sheet.empty()) return {first->second};
  const auto last = sheets_.find(FoldCase(reference.last_sheet));
  if (last == sheets_.end()) return {};
  SheetIndexes sheets;
  const auto [from, to] = std::minmax(first->second, last->second);
  for (int32_t sheet = from; sheet <= to; ++sheet) {
    if (workbook_.sheets()[sheet].kind == SheetKind::kWorksheet) sheets.push_back(sheet);
  }
  return sheets;
}

void ReferenceResolver::AddCells(const FormulaReference& reference, const Place& place,
                                 bool address_only, bool spills, FormulaReads* reads) {
  const SheetIndexes sheets = SheetsOf(reference, place);
  if (sheets.empty()) {
    Problem(ReferenceProblem::Kind::kSheet, reference.sheet, place, reads);
    return;
  }
  RelativeRange range = MakeRelative(reference.first, reference.last, place.at);
  if (place.via >= 0) TakeShorterWay(&range);
  range.via = place.via;
  if (address_only) range.flags |= RelativeRange::kAddressOnly;
  for (const int32_t sheet : sheets) {
    range.sheet = sheet;
    if (spills) {
      reads->only_here = true;
      if (place.arrays == nullptr) continue;
      const auto array =
          place.arrays->find(ArrayKey(sheet, {reference.first.row, reference.first.column}));
      if (array != place.arrays->end()) {
        range = MakeAbsolute(array->second);
        range.sheet = sheet;
        range.via = place.via;
      }
    }
    reads->Add(range);
  }
}

int32_t ReferenceResolver::FindName(std::string_view name, int32_t sheet) const {
  const std::string folded = FoldCase(name);
  for (const std::string& spelled : {folded, "_xlnm." + folded}) {
    for (const int32_t scope : {sheet, -1}) {
      const auto found = names_.find(std::pair(scope, spelled));
      if (found != names_.end()) return found->second;
    }
  }
  return -1;
}

void ReferenceResolver::AddName(const FormulaReference& reference, const Place& place,
                                FormulaReads* reads) {
  int32_t scope = place.sheet;
  if (!reference.sheet.empty()) {
    const auto found = sheets_.find(FoldCase(reference.sheet));
    if (found == sheets_.end()) {
      Problem(ReferenceProblem::Kind::kSheet, reference.sheet, place, reads);
      return;
    }
    scope = found->second;
  }
  const int32_t index = FindName(reference.name, scope);
  if (index >= 0) {
    UseName(index, place, reads);
  } else if (table_names_.contains(FoldCase(reference.name))) {
    AddTable(reference, place, reads);
  } else {
    Problem(ReferenceProblem::Kind::kName, reference.name, place, reads);
  }
}

void ReferenceResolver::UseName(int32_t index, const Place& place, FormulaReads* reads) {
  const DefinedName& name = workbook_.defined_names()[index];
  const Place inside{name.sheet, kTop, index, place.arrays};
  NameReads& known = name_reads_[index];
  if (known.state == NameReads::State::kBeingRead || name_depth_ == kDeepestNames) {
    Problem(ReferenceProblem::Kind::kNameLoop, name.name, place, reads);
    return;
  }
  if (place.via >= 0) {
    std::vector<int32_t>& uses = named_[place.via].uses;
    if (std::ranges::find(uses, index) == uses.end()) uses.push_back(index);
  }
  // What spills is known only when all arrays are.
  if (known.state == NameReads::State::kUnknown ||
      (known.reads.only_here && place.arrays != nullptr)) {
    known.state = NameReads::State::kBeingRead;
    FormulaReads fresh;
    ++name_depth_;
    Read(name.refers_to, inside, &fresh);
    --name_depth_;
    known.reads = std::move(fresh);
    known.state = NameReads::State::kKnown;
  }
  // The formula says this name, whatever that one is made of.
  const int32_t via = place.via >= 0 ? place.via : index;
  bool cells = false;
  for (RelativeRange range : known.reads.ranges) {
    if (range.sheet == RelativeRange::kExternal) {
      reads->Add(range);
      continue;
    }
    cells |= range.sheet != RelativeRange::kNoCells;
    if (range.sheet == RelativeRange::kOwnSheet) range.sheet = place.sheet;
    range.via = via;
    reads->Add(range);
  }
  if (!cells) {
    RelativeRange constant;
    constant.sheet = RelativeRange::kNoCells;
    constant.via = via;
    reads->Add(constant);
  }
  for (const ReferenceProblem& problem : known.reads.problems) reads->Add(problem);
  reads->gaps |= known.reads.gaps;
  reads->changes_always |= known.reads.changes_always;
  reads->only_here |= known.reads.only_here;
}

int32_t ReferenceResolver::TableAt(int sheet, CellRef at) const {
  for (size_t i = 0; i < tables_.size(); ++i) {
    if (tables_[i].sheet == sheet && tables_[i].table->range.Contains(at)) {
      return static_cast<int32_t>(i);
    }
  }
  return -1;
}

void ReferenceResolver::AddTable(const FormulaReference& reference, const Place& place,
                                 FormulaReads* reads) {
  int32_t index = -1;
  if (reference.name.empty()) {
    reads->only_here = true;
    index = TableAt(place.sheet, place.at);
  } else if (const auto found = table_names_.find(FoldCase(reference.name));
             found != table_names_.end()) {
    index = found->second;
  }
  if (index < 0) {
    Problem(ReferenceProblem::Kind::kTable,
            reference.name.empty() ? reference.text : reference.name, place, reads);
    return;
  }
  const TablePlace& table = tables_[index];
  StructuredReference parts;
  size_t wrong_at = 0;
  if (reference.kind == ReferenceKind::kStructured) {
    StructuredProblem(reference.text, &parts, &wrong_at);
  }
  if ((parts.items & kItemDeleted) != 0) {
    Problem(ReferenceProblem::Kind::kDeleted, "#REF!", place, reads);
    return;
  }
  std::string missing;
  std::optional<RelativeRange> range = TableCells(*table.table, parts, &missing);
  if (!range.has_value()) {
    Problem(ReferenceProblem::Kind::kColumn, Concat(table.table->name, "[", missing, "]"), place,
            reads);
    return;
  }
  range->sheet = table.sheet;
  range->via =
      place.via >= 0 ? place.via : static_cast<int32_t>(workbook_.defined_names().size()) + index;
  reads->Add(*range);
}

void ReferenceResolver::AddExternal(std::string_view text, FormulaReads* reads) {
  const auto [known, fresh] =
      external_indexes_.emplace(std::string(text), static_cast<int32_t>(externals_.size()));
  if (fresh) externals_.emplace_back(text);
  RelativeRange range;
  range.sheet = RelativeRange::kExternal;
  range.via = known->second;
  reads->Add(range);
}

void ReferenceResolver::AddFunctions(const std::vector<std::string>& functions, bool binds_names,
                                     const Place& place, FormulaReads* reads) {
  for (const std::string& function : functions) {
    if (IsKnownFunction(function)) continue;
    if (const int32_t index = FindName(function, place.sheet); index >= 0) {
      UseName(index, place, reads);  // a name that stands for a LAMBDA
    } else if (!binds_names) {
      Problem(ReferenceProblem::Kind::kFunction, function, place, reads);
    }
  }
}

void ReferenceResolver::Problem(ReferenceProblem::Kind kind, std::string_view what,
                                const Place& place, FormulaReads* reads) const {
  reads->Add(ReferenceProblem{kind, std::string(what),
                              place.via >= 0 ? named_[place.via].name : std::string()});
}

}  // namespace sheetgate::spreadsheet
