// ReferenceResolver: from what a formula says to the cells of the workbook: sheets by name, 3-D
// references sheet by sheet, names (nested ones too) and tables by what they stand for.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_REFERENCE_RESOLVER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_REFERENCE_RESOLVER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/analysis/formula_calls.h"
#include "spreadsheet/analysis/relative_range.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Something a formula refers to that is not there.
struct ReferenceProblem {
  enum class Kind : uint8_t {
    kDeleted,   // #REF!
    kSheet,     // a sheet the workbook does not have
    kName,      // a name nobody defined
    kTable,     // a table the workbook does not have
    kColumn,    // a column its table does not have
    kFunction,  // no function of Excel, no defined name: a macro, an add-in, a misspelling
    kNameLoop,  // names that stand for each other, or nest too deep
  };
  Kind kind = Kind::kDeleted;
  std::string what;  // as the formula says it
  std::string via;   // the name through which the formula comes to it; empty: none
  bool operator==(const ReferenceProblem&) const = default;
};

// What one formula reads, in the order it says it, each thing once.
struct FormulaReads {
  // Longer lists, which no formula a person wrote has, are cut, and kManyGap says so.
  static constexpr size_t kMostRanges = 4096;

  std::vector<RelativeRange> ranges;
  std::vector<ReferenceProblem> problems;
  uint8_t gaps = 0;  // of DependencyGap
  bool changes_always = false;
  // Reads what another formula spills, or the table it stands in: some of `ranges` are what they
  // are at this cell only.
  bool only_here = false;

  void Add(const RelativeRange& range);
  void Add(ReferenceProblem problem);
};

// What stands between a formula and cells: a defined name or a table.
struct NamedThing {
  std::string name;
  int32_t sheet = -1;  // the sheet a name is local to
  bool table = false;
  // Defined names it is made of, indexes.
  std::vector<int32_t> uses;
};

class ReferenceResolver {
 public:
  // The cells an array formula fills, by sheet and first cell.
  using Arrays = absl::flat_hash_map<std::pair<int32_t, int64_t>, RangeRef>;
  static std::pair<int32_t, int64_t> ArrayKey(int32_t sheet, CellRef cell) {
    return {sheet, int64_t{cell.row} * (kMaxColumn + 1) + cell.column};
  }

  explicit ReferenceResolver(const Workbook& workbook);

  // Reads the tables; sheets that cannot be read have none. The token's status when cancelled.
  absl::Status LoadTables(const platform::CancellationToken& cancellation);

  // What `formula`, standing at `at` of `sheet`, reads. Spills are looked up in `arrays`; without
  // it only `only_here` says that there are some.
  FormulaReads Resolve(int sheet, CellRef at, std::string_view formula, const Arrays* arrays);

  // The defined names, as Workbook::defined_names has them, then the tables. `uses` of a name is
  // known once a formula, or ResolveNames, asked for it.
  std::vector<NamedThing>& named() { return named_; }
  // References to other workbooks as written, in the order met.
  std::vector<std::string>& externals() { return externals_; }
  // What each defined name stands for, read from A1.
  std::vector<FormulaReads> ResolveNames();

 private:
  struct TablePlace {
    int32_t sheet;
    const Table* table;
  };
  // Where a formula stands, and through which name it is read.
  struct Place {
    int32_t sheet;
    CellRef at;
    int32_t via;
    const Arrays* arrays;
  };
  struct NameReads {
    enum class State : uint8_t { kUnknown, kBeingRead, kKnown } state = State::kUnknown;
    FormulaReads reads;
  };

  void Read(std::string_view formula, const Place& place, FormulaReads* reads);
  void AddReference(const FormulaReference& reference, const Place& place, bool address_only,
                    bool spills, FormulaReads* reads);
  void AddCells(const FormulaReference& reference, const Place& place, bool address_only,
                bool spills, FormulaReads* reads);
  void AddName(const FormulaReference& reference, const Place& place, FormulaReads* reads);
  void UseName(int32_t index, const Place& place, FormulaReads* reads);
  void AddTable(const FormulaReference& reference, const Place& place, FormulaReads* reads);
  void AddExternal(std::string_view text, FormulaReads* reads);
  // `binds_names`: functions nobody knows may be bound by LET or LAMBDA.
  void AddFunctions(const std::vector<std::string>& functions, bool binds_names, const Place& place,
                    FormulaReads* reads);
  void Problem(ReferenceProblem::Kind kind, std::string_view what, const Place& place,
               FormulaReads* reads) const;
  // Sheets from `first` to `last` by name; empty when one is missing.
  using SheetIndexes = absl::InlinedVector<int32_t, 1>;
  SheetIndexes SheetsOf(const FormulaReference& reference, const Place& place) const;
  // Index of a name seen from a sheet, -1 when there is none.
  int32_t FindName(std::string_view name, int32_t sheet) const;
  int32_t TableAt(int sheet, CellRef at) const;

  const Workbook& workbook_;
  absl::flat_hash_map<std::string, int32_t> sheets_;  // folded names
  absl::flat_hash_map<std::pair<int32_t, std::string>, int32_t> names_;
  absl::flat_hash_map<std::string, int32_t> table_names_;
  std::vector<TablePlace> tables_;
  std::vector<std::shared_ptr<const SheetFeatures>> features_;  // keep the tables alive
  std::vector<NameReads> name_reads_;
  int name_depth_ = 0;
  std::vector<NamedThing> named_;
  std::vector<std::string> externals_;
  absl::flat_hash_map<std::string, int32_t> external_indexes_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_REFERENCE_RESOLVER_H_
