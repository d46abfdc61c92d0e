// Calculation, setting and reading by LibreOffice's UNO interfaces.
#include "recalc-service/worker/document.h"

#include <algorithm>

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/sheet/XCellRangeData.hpp>
#include <com/sun/star/sheet/XFormulaTokens.hpp>
#include <com/sun/star/sheet/XSpreadsheetDocument.hpp>
#include <com/sun/star/table/XCellRange.hpp>
#include <com/sun/star/text/XTextRange.hpp>
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
// The key of the standard format of the standard locale.
constexpr sal_Int32 kGeneral = 0;

// As text, whatever it looks like.
void SetText(const uno::Reference<table::XCell>& cell, const rtl::OUString& text) {
  uno::Reference<com::sun::star::text::XTextRange>(cell, uno::UNO_QUERY_THROW)->setString(text);
}

sal_Int32 NumberFormatOf(const uno::Reference<table::XCell>& cell) {
  const uno::Reference<com::sun::star::beans::XPropertySet> properties(cell, uno::UNO_QUERY_THROW);
  sal_Int32 key = 0;
  properties->getPropertyValue(rtl::OUString("NumberFormat")) >>= key;
  return key;
}

// LibreOffice formats cells by the results of their formulas.
void SetNumberFormat(const uno::Reference<table::XCell>& cell, sal_Int32 key) {
  if (NumberFormatOf(cell) == key) return;
  const uno::Reference<com::sun::star::beans::XPropertySet> properties(cell, uno::UNO_QUERY_THROW);
  properties->setPropertyValue(rtl::OUString("NumberFormat"), uno::Any(key));
}

SavedCell Save(const uno::Reference<table::XCell>& cell) {
  SavedCell saved;
  saved.cell = cell;
  saved.number_format = NumberFormatOf(cell);
  saved.type = cell->getType();
  if (saved.type == table::CellContentType_VALUE) {
    saved.number = cell->getValue();
  } else if (saved.type == table::CellContentType_TEXT) {
    saved.text =
        uno::Reference<com::sun::star::text::XTextRange>(cell, uno::UNO_QUERY_THROW)->getString();
  } else if (saved.type == table::CellContentType_FORMULA) {
    saved.formula =
        uno::Reference<com::sun::star::sheet::XFormulaTokens>(cell, uno::UNO_QUERY_THROW)
            ->getTokens();
  }
  return saved;
}

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

void Document::CalculateAll() {
  // The workbook may ask for calculation by hand (18.2.2 calcPr/@calcMode); it is asked here.
  calculatable_->enableAutomaticCalculation(true);
  calculatable_->calculateAll();
}

bool Document::IsBoolean(const uno::Reference<table::XCell>& cell) {
  const sal_Int32 key = NumberFormatOf(cell);
  const auto [entry, is_new] = logical_formats_.try_emplace(key, false);
  if (is_new) {
    sal_Int16 type = 0;
    formats_->getByKey(key)->getPropertyValue(rtl::OUString("Type")) >>= type;
    entry->second = (type & com::sun::star::util::NumberFormat::LOGICAL) != 0;
  }
  return entry->second;
}

bool Document::SelectSheet(const std::string& name) {
  if (sheet_.is() && sheet_name_ == name) return true;
  const rtl::OUString key = FromUtf8(name);
  if (!sheets_->hasByName(key)) return false;
  sheet_.set(sheets_->getByName(key), uno::UNO_QUERY_THROW);
  sheet_name_ = name;
  return true;
}

std::optional<SavedCell> Document::Set(const WireCell& wanted) {
  if (!SelectSheet(wanted.sheet)) return std::nullopt;
  const uno::Reference<table::XCell> cell = sheet_->getCellByPosition(wanted.column, wanted.row);
  SavedCell saved = Save(cell);
  if (wanted.general_format) SetNumberFormat(cell, kGeneral);
  switch (wanted.kind) {
    case ContentKind::kEmpty:
      cell->setFormula(rtl::OUString());
      break;
    case ContentKind::kNumber:
      cell->setValue(wanted.number);
      break;
    case ContentKind::kText:
      SetText(cell, FromUtf8(wanted.text));
      break;
    case ContentKind::kBoolean:
      // Without a type for them, only a formula yields a truth value in a cell of any format.
      cell->setFormula(wanted.number != 0 ? rtl::OUString("=TRUE()") : rtl::OUString("=FALSE()"));
      break;
    case ContentKind::kFormula:
      cell->setFormula(FromUtf8(wanted.text));
      break;
  }
  return saved;
}

void Document::Restore(const SavedCell& saved) {
  switch (saved.type) {
    case table::CellContentType_VALUE:
      saved.cell->setValue(saved.number);
      break;
    case table::CellContentType_TEXT:
      SetText(saved.cell, saved.text);
      break;
    case table::CellContentType_FORMULA:
      uno::Reference<com::sun::star::sheet::XFormulaTokens>(saved.cell, uno::UNO_QUERY_THROW)
          ->setTokens(saved.formula);
      break;
    default:
      saved.cell->setFormula(rtl::OUString());
  }
  SetNumberFormat(saved.cell, saved.number_format);
}

bool Document::Read(const WireRange& range, ByteWriter* writer,
                    const std::function<void()>& flush) {
  if (!SelectSheet(range.sheet)) return false;
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
        if (writer->bytes().size() >= kFlushBytes) flush();
      }
    }
  }
  return true;
}

}  // namespace sheetgate::recalc::worker
