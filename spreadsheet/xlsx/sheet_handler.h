// SheetHandler: a worksheet part as StrictXml tells it.
#ifndef SHEETGATE_SPREADSHEET_XLSX_SHEET_HANDLER_H_
#define SHEETGATE_SPREADSHEET_XLSX_SHEET_HANDLER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "spreadsheet/xlsx/sheet_sink.h"
#include "spreadsheet/xlsx/strict_xml.h"

namespace sheetgate::spreadsheet {

// Elements it does not know are passed over with all they contain. Used by one thread.
class SheetHandler : public XmlHandler {
 public:
  // `sink` must outlive it.
  SheetHandler(const SheetReadOptions& options, SheetSink* sink)
      : options_(options), sink_(*sink) {}
  // Where events stand in the part.
  void set_xml(const StrictXml* xml) { xml_ = xml; }

  absl::Status Start(std::string_view name, const XmlAttributes& attributes) override;
  absl::Status End(std::string_view name) override;
  absl::Status Text(std::string_view text) override;

  // Whether the reading is between rows of sheetData.
  bool between_rows() const { return !places_.empty() && places_.back() == Place::kRows; }
  // The next row element was begun by the row scanner: only its rest follows.
  void ResumeRow() { resumed_row_ = true; }

 private:
  enum class Place { kSheet, kColumns, kRows, kRow, kCell, kValue, kFormula, kString, kRun, kText };

  // The place an element begins; nullopt for one to pass over.
  std::optional<Place> Enter(std::string_view name, const XmlAttributes& attributes,
                             absl::Status* status);
  absl::Status StartRow(const XmlAttributes& attributes);
  absl::Status StartCell(const XmlAttributes& attributes);
  absl::Status StartFormula(const XmlAttributes& attributes);
  void EndFormula();
  absl::Status EndCell();

  const SheetReadOptions& options_;
  SheetSink& sink_;
  const StrictXml* xml_ = nullptr;
  std::vector<Place> places_;
  int passed_over_ = 0;  // depth in an element that is passed over
  bool resumed_row_ = false;
  bool has_rows_ = false;  // sheetData has begun

  // Of the open cell.
  RawCell cell_;
  uint64_t cell_offset_ = 0;
  bool metadata_ = false;
  std::string range_, table_;
  std::string value_, formula_;
  // Of the open text element.
  std::string text_, scratch_;
  bool preserve_ = false;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_SHEET_HANDLER_H_
