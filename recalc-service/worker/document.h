// Document: one loaded workbook: calculate it, set cells of it, read ranges of it.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_DOCUMENT_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_DOCUMENT_H_

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/sheet/FormulaToken.hpp>
#include <com/sun/star/sheet/XCalculatable.hpp>
#include <com/sun/star/sheet/XSpreadsheet.hpp>
#include <com/sun/star/table/CellContentType.hpp>
#include <com/sun/star/table/XCell.hpp>
#include <com/sun/star/util/XNumberFormats.hpp>

#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc::worker {

// What a cell held before it was set.
struct SavedCell {
  com::sun::star::uno::Reference<com::sun::star::table::XCell> cell;
  com::sun::star::table::CellContentType type = com::sun::star::table::CellContentType_EMPTY;
  double number = 0;
  rtl::OUString text;
  com::sun::star::uno::Sequence<com::sun::star::sheet::FormulaToken> formula;
  sal_Int32 number_format = 0;
};

// Methods may throw com::sun::star::uno::Exception and std::bad_alloc.
class Document {
 public:
  // Throws RuntimeException when the component is not a spreadsheet.
  explicit Document(
      const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& component);

  std::vector<std::string> SheetNames() const;
  // Every formula anew, whatever values the file brought, and from now on whatever depends on a
  // cell that is set.
  void CalculateAll();
  // Sets a cell; what depends on it is calculated when it is read. Returns what it held, nullopt
  // when there is no such sheet.
  std::optional<SavedCell> Set(const WireCell& cell);
  // Puts back what a cell held.
  void Restore(const SavedCell& saved);
  // Appends the values of a range to `writer`, and calls `flush` whenever it holds a good deal;
  // `flush` empties it. False when there is no such sheet.
  bool Read(const WireRange& range, ByteWriter* writer, const std::function<void()>& flush);

 private:
  // Makes a sheet the one `sheet_` is; false when there is none of that name.
  bool SelectSheet(const std::string& name);
  // Whether the result of this cell, a 0 or 1, is shown as FALSE or TRUE.
  bool IsBoolean(const com::sun::star::uno::Reference<com::sun::star::table::XCell>& cell);

  com::sun::star::uno::Reference<com::sun::star::sheet::XCalculatable> calculatable_;
  com::sun::star::uno::Reference<com::sun::star::container::XNameAccess> sheets_;
  com::sun::star::uno::Reference<com::sun::star::util::XNumberFormats> formats_;
  std::unordered_map<sal_Int32, bool> logical_formats_;
  // The sheet used last: ranges come sheet by sheet.
  std::string sheet_name_;
  com::sun::star::uno::Reference<com::sun::star::sheet::XSpreadsheet> sheet_;
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_DOCUMENT_H_
