// Calculation and reading by LibreOffice's UNO interfaces.
#include "recalc-service/worker/document.h"

#include <algorithm>

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/sheet/XCellRangeData.hpp>
#include <com/sun/star/sheet/XSpreadsheetDocument.hpp>
#include <com/sun/star/table/XCell.hpp>
#include <com/sun/star/table/XCellRange.hpp>
#include <com/sun/star/util/NumberFormat.hpp>
#include <com/sun/star/util/XNumberFormatsSupplier.hpp>

#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

namespace table = com::sun::star::table;
namespace uno = com::sun::star::uno;

// Cells asked for at once, so that the copy LibreOffice makes of a large range stays small.
constexpr int64_t kCellsPerRead = 32768;
constexpr size_t kFlushBytes = 64 * 1024;
// LibreOffice's error number for an illegal value type, shown as #VALUE!.
constexpr int32_t kNoValue = 519;

}  // namespace

Document::Document(const uno::Reference<com::sun::star::lang::XComponent>& component)
    : calculatable_(component, uno::UNO_QUERY_THROW) {
  const uno::Reference<com::sun::star::sheet::XSpreadsheetDocument> document(component,
                                                                             uno::UNO_QUERY_THROW);
  sheets_.set(document->getSheets(), uno::UNO_QUERY_THROW);
  const uno::Reference<com::sun::star::util::XNumberFormatsSupplier> supplier(component,
                                                                              uno::UNO_QUERY_THROW);
  formats_ = supplier->getNumberFormats();
}

std::vector<std::string> Document::SheetNames() const {
  std::vector<std::string> names;
  const uno::Sequence<rtl::OUString> elements = sheets_->getElementNames();
  for (sal_Int32 i = 0; i < elements.getLength(); ++i) names.push_back(ToUtf8(elements[i]));
  return names;
}

void Document::CalculateAll() { calculatable_->calculateAll(); }

bool Document::IsBoolean(const uno::Reference<table::XCell>& cell) {
  const uno::Reference<com::sun::star::beans::XPropertySet> properties(cell, uno::UNO_QUERY_THROW);
  sal_Int32 key = 0;
  properties->getPropertyValue(rtl::OUString("NumberFormat")) >>= key;
  const auto [entry, is_new] = logical_formats_.try_emplace(key, false);
  if (is_new) {
    sal_Int16 type = 0;
    formats_->getByKey(key)->getPropertyValue(rtl::OUString("Type")) >>= type;
    entry->second = (type & com::sun::star::util::NumberFormat::LOGICAL) != 0;
  }
  return entry->second;
}

bool Document::Read(const WireRange& range, ByteWriter* writer,
                    const std::function<bool()>& flush) {
  if (!sheet_.is() || sheet_name_ != range.sheet) {
    const rtl::OUString name = FromUtf8(range.sheet);
    if (!sheets_->hasByName(name)) return false;
    sheet_.set(sheets_->getByName(name), uno::UNO_QUERY_THROW);
    sheet_name_ = range.sheet;
  }
  const int64_t width = int64_t{range.last_column} - range.first_column + 1;
  const auto rows_per_read = static_cast<int32_t>(std::max<int64_t>(1, kCellsPerRead / width));
  for (int32_t row = range.first_row; row <= range.last_row; row += rows_per_read) {
    const int32_t last = std::min(range.last_row, row + rows_per_read - 1);
    const uno::Reference<table::XCellRange> part =
        sheet_->getCellRangeByPosition(range.first_column, row, range.last_column, last);
    const uno::Reference<com::sun::star::sheet::XCellRangeData> data(part, uno::UNO_QUERY_THROW);
    const uno::Sequence<uno::Sequence<uno::Any>> rows = data->getDataArray();
    for (sal_Int32 r = 0; r < rows.getLength(); ++r) {
      const uno::Sequence<uno::Any>& values = rows[r];
      for (sal_Int32 c = 0; c < values.getLength(); ++c) {
        const uno::Any& value = values[c];
        double number = 0;
        rtl::OUString text;
        if (value >>= number) {
          const bool boolean =
              (number == 0 || number == 1) && IsBoolean(part->getCellByPosition(c, r));
          writer->Put(boolean ? ValueTag::kBoolean : ValueTag::kNumber);
          writer->Put(number);
        } else if (value >>= text) {
          if (text.getLength() > kMaxTextUnits) {
            writer->Put(ValueTag::kError);
            writer->Put(kNoValue);
          } else {
            writer->Put(ValueTag::kText);
            writer->PutText(ToUtf8(text));
          }
        } else {
          writer->Put(ValueTag::kError);
          writer->Put(static_cast<int32_t>(part->getCellByPosition(c, r)->getError()));
        }
        if (writer->bytes().size() >= kFlushBytes && !flush()) return false;
      }
    }
  }
  return true;
}

}  // namespace sheetgate::recalc::worker
