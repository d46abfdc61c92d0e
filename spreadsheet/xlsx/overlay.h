// Overlay: the edited cells of a sheet, over what its file says. A persistent map.
//
// Edits are kept in bands of rows; copying an overlay copies pointers to bands, and a change copies
// one band. So a fork costs nothing and an edit costs the same after a million edits as after one.
#ifndef SHEETGATE_SPREADSHEET_XLSX_OVERLAY_H_
#define SHEETGATE_SPREADSHEET_XLSX_OVERLAY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "spreadsheet/model/address.h"
#include "spreadsheet/model/rich_text.h"
#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

// What became of a cell.
struct CellEdit {
  // Where the cell's formula is.
  enum class Formula : uint8_t {
    kStored,  // in the file, if it has one: only the value was replaced
    kNone,    // there is none (any more)
    kOwn,     // here
  };

  CellRef cell;
  CellType type = CellType::kEmpty;
  bool boolean = false;
  CellError error = CellError::kValue;
  Formula formula = Formula::kNone;
  FormulaKind kind = FormulaKind::kNone;
  // The style is another one than the file's.
  bool restyled = false;
  uint32_t style = 0;
  double number = 0;
  std::shared_ptr<const std::string> text;
  std::shared_ptr<const RichText> runs;             // of `text`, when they look different
  std::shared_ptr<const std::string> formula_text;  // kOwn

  // `value_runs` are the parts of a text that look different; none for a plain one.
  void SetValue(const CellValue& value, const RichText& value_runs);
  CellView View() const;
  size_t heap_bytes() const;
};

// A value: copies are independent. Reading is thread-safe.
class Overlay {
 public:
  // The edit of a cell; null when it was not edited. Valid until the next Set.
  const CellEdit* Find(CellRef cell) const;
  void Set(CellEdit edit);
  bool empty() const { return bands_.empty(); }
  size_t memory_bytes() const;

  // Walks the edits of a range, row by row.
  class Cursor {
   public:
    Cursor(const Overlay& overlay, const RangeRef& range);
    // The current edit; null at the end.
    const CellEdit* get() const;
    void Next();

   private:
    // Moves on until the current edit is in the range or there is none.
    void Settle();

    const Overlay* overlay_;
    RangeRef range_;
    size_t band_ = 0;
    size_t edit_ = 0;
  };

 private:
  struct Band {
    int32_t number = 0;
    size_t bytes = 0;             // heap bytes of the edits
    std::vector<CellEdit> edits;  // by cell
  };

  size_t BandFrom(int32_t number) const;

  std::vector<std::shared_ptr<Band>> bands_;  // by number
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_OVERLAY_H_
