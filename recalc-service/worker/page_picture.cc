// What is printed, how many pages that is, and one of them or all.
#include "recalc-service/worker/page_picture.h"

#include <optional>
#include <string>
#include <vector>

#include <com/sun/star/awt/Size.hpp>
#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/sheet/XPrintAreas.hpp>
#include <com/sun/star/sheet/XSpreadsheetDocument.hpp>
#include <com/sun/star/style/XStyleFamiliesSupplier.hpp>
#include <com/sun/star/view/XRenderable.hpp>

#include "recalc-service/worker/pdf_print.h"
#include "recalc-service/worker/property.h"
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

namespace awt = com::sun::star::awt;
namespace container = com::sun::star::container;
namespace sheet = com::sun::star::sheet;
namespace uno = com::sun::star::uno;
using com::sun::star::beans::XPropertySet;
using com::sun::star::lang::XComponent;

// Hundredths of a millimeter.
constexpr double kUnitsPerPoint = 2540.0 / 72;

// Only this sheet is printed, hidden or not: one whose print areas were taken away has none, while
// one that never had any is printed whole.
void PrintOnly(const uno::Reference<container::XNameAccess>& sheets, const rtl::OUString& name) {
  const uno::Sequence<rtl::OUString> names = sheets->getElementNames();
  for (sal_Int32 i = 0; i < names.getLength(); ++i) {
    if (names[i] == name) continue;
    const uno::Reference<sheet::XPrintAreas> areas(sheets->getByName(names[i]),
                                                   uno::UNO_QUERY_THROW);
    areas->setPrintAreas({});
  }
  const uno::Reference<XPropertySet> properties(sheets->getByName(name), uno::UNO_QUERY_THROW);
  properties->setPropertyValue(rtl::OUString("IsVisible"), uno::Any(true));
}

int32_t CountPages(const uno::Reference<XComponent>& document) {
  const uno::Reference<com::sun::star::view::XRenderable> renderable(document,
                                                                     uno::UNO_QUERY_THROW);
  return renderable->getRendererCount(uno::Any(document),
                                      Properties({Property("IsSkipEmptyPages", uno::Any(false))}));
}

awt::Size PaperOf(const uno::Reference<XComponent>& document,
                  const uno::Reference<XPropertySet>& sheet) {
  rtl::OUString name;
  sheet->getPropertyValue(rtl::OUString("PageStyle")) >>= name;
  const uno::Reference<com::sun::star::style::XStyleFamiliesSupplier> supplier(
      document, uno::UNO_QUERY_THROW);
  const uno::Reference<container::XNameAccess> styles(
      supplier->getStyleFamilies()->getByName(rtl::OUString("PageStyles")), uno::UNO_QUERY_THROW);
  const uno::Reference<XPropertySet> style(styles->getByName(name), uno::UNO_QUERY_THROW);
  awt::Size size;
  style->getPropertyValue(rtl::OUString("Width")) >>= size.Width;
  style->getPropertyValue(rtl::OUString("Height")) >>= size.Height;
  return size;
}

std::string PagesOf(int32_t count) {
  return std::to_string(count) + (count == 1 ? " page" : " pages");
}

}  // namespace

Drawn DrawPages(const uno::Reference<XComponent>& document, const WirePicture& wanted,
                const PdfRaster& raster) {
  const uno::Reference<sheet::XSpreadsheetDocument> spreadsheet(document, uno::UNO_QUERY_THROW);
  const uno::Reference<container::XNameAccess> sheets(spreadsheet->getSheets(),
                                                      uno::UNO_QUERY_THROW);
  const rtl::OUString name = FromUtf8(wanted.range.sheet);
  if (!sheets->hasByName(name)) {
    return PictureFailure{FailureKind::kLoadFailed,
                          "sheet '" + wanted.range.sheet + "' is missing after loading"};
  }
  PrintOnly(sheets, name);
  const int32_t count = CountPages(document);
  if (wanted.page > count) {
    return PictureFailure{FailureKind::kNoSuchPage, "page " + std::to_string(wanted.page) +
                                                        " is beyond the last: the sheet has " +
                                                        PagesOf(count)};
  }
  if (wanted.page == 0 && count > wanted.max_pages) {
    return PictureFailure{FailureKind::kTooLarge,
                          "the sheet has " + PagesOf(count) + ", and one file at most " +
                              std::to_string(wanted.max_pages) + "; ask for one page, such as 1"};
  }

  const awt::Size paper = PaperOf(
      document, uno::Reference<XPropertySet>(sheets->getByName(name), uno::UNO_QUERY_THROW));
  Picture picture{HeaderOf(wanted, paper), ""};
  picture.header.page_count = count;
  picture.header.paper_width = paper.Width / kUnitsPerPoint;
  picture.header.paper_height = paper.Height / kUnitsPerPoint;
  std::vector<com::sun::star::beans::PropertyValue> what;
  if (wanted.page != 0) {
    what.push_back(Property("PageRange", uno::Any(rtl::OUString::number(wanted.page))));
  }
  picture.bytes = PrintPdf(document, what);
  if (wanted.format == PictureFormat::kPng) {
    const std::optional<Bitmap> bitmap =
        raster.Draw(picture.bytes, picture.header.width, picture.header.height);
    if (!bitmap.has_value()) {
      return PictureFailure{FailureKind::kInternal, "the print of the page is not one page"};
    }
    picture.bytes = EncodePng(*bitmap);
  }
  return picture;
}

}  // namespace sheetgate::recalc::worker
