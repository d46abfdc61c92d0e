// The references of a formula, one by one and without parsing it: what a formula reads, where it
// stands and how it is written.
//
// Streams over the tokens, so that hundreds of thousands of formulas can be searched; a formula
// that is damaged yields the references that are sound. Example: "SUM('My sheet'!$A$1:B2,Rate)"
// yields the range $A$1:B2 on "My sheet" and the name Rate.
#ifndef SHEETGATE_SPREADSHEET_FORMULA_REFERENCES_H_
#define SHEETGATE_SPREADSHEET_FORMULA_REFERENCES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"

#include "spreadsheet/formula/scanner.h"
#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

enum class ReferenceKind : uint8_t {
  kCell,        // B7
  kRange,       // A1:B7, also of more than two corners (A1:B7:C2)
  kColumns,     // A:C
  kRows,        // 3:5
  kName,        // Rate, Sheet1!Rate, [1]!Rate
  kStructured,  // Table1[Price], [@Price]; see structured.h
  kDeleted,     // #REF!, Sheet1!#REF!, #REF!A1
  kLink,        // Excel|'topic'!item (DDE)
};

// One reference. The texts are valid until the visit returns.
struct FormulaReference {
  ReferenceKind kind = ReferenceKind::kCell;
  // An end of the range is computed, as in A1:INDEX(B:B,5): it reaches beyond what is here.
  bool computed = false;
  bool spills = false;           // A1#: the array that A1 spills
  bool current_workbook = true;  // false with a workbook in front: [1]Sheet1!A1
  std::string_view text;         // as written, from the sheet prefix to the last corner
  size_t position = 0;           // of `text` in the formula, in bytes
  // Of another workbook: the index of an external link ("1"), or a file name or path as written.
  std::string_view workbook;
  // The sheet without quotes; empty when there is none. For 3-D references the first of the sheets.
  std::string_view sheet;
  std::string_view last_sheet;  // of a 3-D reference (Jan:Dec!A1), else empty
  // The corners as written, with their $ marks, of the first four kinds: `last` equals `first` for
  // a cell. Columns have no rows (0) and rows no columns. Of three corners or more, the box around
  // them.
  ReferenceCorner first;
  ReferenceCorner last;
  std::string_view name;  // of kName; of kStructured the table, empty for the table the cell is in

  // The cells of the first four kinds with corners in order, whole columns and rows to their ends;
  // nullopt for the other kinds, and in R1C1 style, where it depends on the cell.
  std::optional<RangeRef> Range() const;
  ReferenceStyle style = ReferenceStyle::kA1;
};

// Yields the references of a formula in the order they stand. TRUE and FALSE and what LET and
// LAMBDA bind (as stored, _xlpm.x) are not among them; a name bound by LET in a formula that is not
// in its stored form is.
class ReferenceReader {
 public:
  explicit ReferenceReader(std::string_view formula, ReferenceStyle style = ReferenceStyle::kA1)
      : formula_(formula), scanner_(formula, style), style_(style) {}
  ReferenceReader(const ReferenceReader&) = delete;
  ReferenceReader& operator=(const ReferenceReader&) = delete;

  // False at the end. The texts of `reference` are valid until the next call.
  bool Next(FormulaReference* reference);

 private:
  // What stands between the reference waiting for its other end and the next token.
  enum class Joint : uint8_t { kNothing, kColon, kBar };

  bool Decode(const Token& token, FormulaReference* reference);
  void DecodePrefix(std::string_view prefix, FormulaReference* reference);
  void DecodeQuoted(std::string_view inside, FormulaReference* reference);
  bool DecodeCorners(std::string_view text, FormulaReference* reference) const;
  bool Join(const FormulaReference& next);
  bool TakeWaiting(FormulaReference* reference);
  // What an operator, not a reference, means for the waiting reference; true when it ends there.
  bool Continue(const Token& token);

  std::string_view formula_;
  FormulaScanner scanner_;
  ReferenceStyle style_;
  FormulaReference waiting_;
  bool waits_ = false;
  Joint joint_ = Joint::kNothing;
  bool computed_before_ = false;  // a colon stands after something that is no reference
  // Names of sheets without their doubled quotes, of the reference that waits and of the next.
  std::array<std::string, 3> unquoted_;
  size_t unquoted_turn_ = 0;
};

void VisitReferences(std::string_view formula,
                     absl::FunctionRef<void(const FormulaReference&)> visit);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_FORMULA_REFERENCES_H_
