// ReferenceImpact: what a structural edit would do to formulas and names, by the very rewriter that
// carries it out, without carrying it out.
#ifndef SHEETGATE_SPREADSHEET_EDIT_REFERENCE_IMPACT_H_
#define SHEETGATE_SPREADSHEET_EDIT_REFERENCE_IMPACT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

struct FormulaDelta {
  int sheet = -1;  // -1: a defined name
  CellRef cell;
  std::string name;
  std::string before, after;
  bool loses_reference = false;
};

struct ReferenceImpact {
  int64_t formulas_changed = 0;
  int64_t formulas_unchanged = 0;
  int64_t formulas_losing_references = 0;
  int64_t formulas_deleted = 0;
  int64_t cells_deleted = 0;
  int64_t names_changed = 0;
  // At most `max_samples`: those that lose references first, each group in order; names last.
  std::vector<FormulaDelta> samples;
};

// Of edits done one after the other. Errors of Workbook::LoadSheet.
absl::StatusOr<ReferenceImpact> MeasureReferenceImpact(
    const Workbook& workbook, absl::Span<const StructuralEdit> edits, size_t max_samples,
    const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_REFERENCE_IMPACT_H_
