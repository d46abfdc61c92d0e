// The page, its print and its pixels.
#include "recalc-service/worker/range_picture.h"

#include <optional>
#include <string>

#include <com/sun/star/awt/Point.hpp>
#include <com/sun/star/awt/Size.hpp>
#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/container/XNameContainer.hpp>
#include <com/sun/star/drawing/FillStyle.hpp>
#include <com/sun/star/drawing/LineStyle.hpp>
#include <com/sun/star/drawing/XDrawPageSupplier.hpp>
#include <com/sun/star/drawing/XShape.hpp>
#include <com/sun/star/lang/XMultiServiceFactory.hpp>
#include <com/sun/star/sheet/XCellRangeAddressable.hpp>
#include <com/sun/star/sheet/XPrintAreas.hpp>
#include <com/sun/star/sheet/XSpreadsheetDocument.hpp>
#include <com/sun/star/style/XStyleFamiliesSupplier.hpp>
#include <com/sun/star/table/CellRangeAddress.hpp>
#include <com/sun/star/table/XCellRange.hpp>

#include "recalc-service/worker/pdf_print.h"
#include "recalc-service/worker/property.h"
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

namespace awt = com::sun::star::awt;
namespace container = com::sun::star::container;
namespace drawing = com::sun::star::drawing;
namespace sheet = com::sun::star::sheet;
namespace table = com::sun::star::table;
namespace uno = com::sun::star::uno;
using com::sun::star::beans::XPropertySet;
using com::sun::star::lang::XComponent;

constexpr char kPageStyle[] = "SheetGate picture ";
// Room for the row and column headings of a print, as LibreOffice 7.4 draws them.
constexpr int32_t kHeadingWidth = 1000;
constexpr int32_t kHeadingHeight = 450;
// Rounding makes some prints larger than the range, by less than this.
constexpr int32_t kSlack = 5;
// Grid lines are printed black; on a screen they are as light as this part of that.
constexpr int kGridPercent = 20;

void Set(const uno::Reference<XPropertySet>& properties, const char* name, const uno::Any& value) {
  properties->setPropertyValue(rtl::OUString::createFromAscii(name), value);
}

// One sheet made ready to be printed on one page, and its prints.
class Page {
 public:
  Page(const uno::Reference<XComponent>& document, const WirePicture& wanted)
      : document_(document), wanted_(wanted) {}

  // False when there is no such sheet.
  bool Prepare() {
    const uno::Reference<sheet::XSpreadsheetDocument> spreadsheet(document_, uno::UNO_QUERY_THROW);
    const uno::Reference<container::XNameAccess> sheets(spreadsheet->getSheets(),
                                                        uno::UNO_QUERY_THROW);
    const rtl::OUString name = FromUtf8(wanted_.range.sheet);
    if (!sheets->hasByName(name)) return false;
    const uno::Reference<table::XCellRange> cells(sheets->getByName(name), uno::UNO_QUERY_THROW);
    range_ = cells->getCellRangeByPosition(wanted_.range.first_column, wanted_.range.first_row,
                                           wanted_.range.last_column, wanted_.range.last_row);
    const uno::Reference<XPropertySet> range(range_, uno::UNO_QUERY_THROW);
    range->getPropertyValue(rtl::OUString("Size")) >>= size_;
    if (empty()) return true;
    CoverInvisibly(cells, range);
    size_.Width += kSlack;
    size_.Height += kSlack;
    if (wanted_.headings) {
      size_.Width += kHeadingWidth;
      size_.Height += kHeadingHeight;
    }
    PrintOnlyThis(cells);
    AddPageStyle();
    const uno::Reference<XPropertySet> properties(cells, uno::UNO_QUERY_THROW);
    // Hidden sheets are not printed.
    Set(properties, "IsVisible", uno::Any(true));
    Set(properties, "PageStyle", uno::Any(name_));
    return true;
  }

  // Whether nothing of the range is visible. Rows that are all hidden have the height 1.
  bool empty() const { return size_.Width <= 1 || size_.Height <= 1; }
  const awt::Size& size() const { return size_; }

  std::string Print(bool grid_lines) {
    if (grid_lines != has_grid_) {
      Set(style_, "PrintGrid", uno::Any(grid_lines));
      has_grid_ = grid_lines;
    }
    return PrintPdf(document_, {Property("Selection", uno::Any(range_))});
  }

 private:
  // LibreOffice does not print a page without values, borders and shapes, though it has fills and
  // grid lines. A shape without line and fill is nothing to see, but something to print.
  void CoverInvisibly(const uno::Reference<table::XCellRange>& cells,
                      const uno::Reference<XPropertySet>& range) {
    const uno::Reference<com::sun::star::lang::XMultiServiceFactory> factory(document_,
                                                                             uno::UNO_QUERY_THROW);
    const uno::Reference<drawing::XShape> shape(
        factory->createInstance(rtl::OUString("com.sun.star.drawing.RectangleShape")),
        uno::UNO_QUERY_THROW);
    const uno::Reference<drawing::XDrawPageSupplier> page(cells, uno::UNO_QUERY_THROW);
    page->getDrawPage()->add(shape);
    awt::Point position;
    range->getPropertyValue(rtl::OUString("Position")) >>= position;
    shape->setPosition(position);
    shape->setSize(size_);
    const uno::Reference<XPropertySet> properties(shape, uno::UNO_QUERY_THROW);
    Set(properties, "FillStyle", uno::Any(drawing::FillStyle_NONE));
    Set(properties, "LineStyle", uno::Any(drawing::LineStyle_NONE));
  }

  // Titles that repeat do not count, nor do print areas of the file. LibreOffice breaks a sheet
  // into pages anew whenever one of these or the style is set: an area bounds what that takes.
  void PrintOnlyThis(const uno::Reference<table::XCellRange>& cells) {
    const uno::Reference<sheet::XPrintAreas> areas(cells, uno::UNO_QUERY_THROW);
    const uno::Reference<sheet::XCellRangeAddressable> range(range_, uno::UNO_QUERY_THROW);
    uno::Sequence<table::CellRangeAddress> area(1);
    area.getArray()[0] = range->getRangeAddress();
    areas->setPrintAreas(area);
    if (areas->getPrintTitleColumns()) areas->setPrintTitleColumns(false);
    if (areas->getPrintTitleRows()) areas->setPrintTitleRows(false);
  }

  void AddPageStyle() {
    const uno::Reference<com::sun::star::lang::XMultiServiceFactory> factory(document_,
                                                                             uno::UNO_QUERY_THROW);
    const uno::Reference<com::sun::star::style::XStyleFamiliesSupplier> supplier(
        document_, uno::UNO_QUERY_THROW);
    const uno::Reference<container::XNameContainer> styles(
        supplier->getStyleFamilies()->getByName(rtl::OUString("PageStyles")), uno::UNO_QUERY_THROW);
    // A style of its own for each picture: while a sheet uses one, LibreOffice breaks the sheet
    // into pages anew for each property that is set.
    name_ = rtl::OUString(kPageStyle);
    for (int number = 2; styles->hasByName(name_); ++number) {
      name_ = FromUtf8(kPageStyle + std::to_string(number));
    }
    style_.set(factory->createInstance(rtl::OUString("com.sun.star.style.PageStyle")),
               uno::UNO_QUERY_THROW);
    styles->insertByName(name_, uno::Any(style_));
    for (const char* margin : {"LeftMargin", "RightMargin", "TopMargin", "BottomMargin"}) {
      Set(style_, margin, uno::Any(sal_Int32{0}));
    }
    for (const char* off : {"HeaderIsOn", "FooterIsOn", "CenterHorizontally", "CenterVertically"}) {
      Set(style_, off, uno::Any(false));
    }
    Set(style_, "IsLandscape", uno::Any(size_.Width > size_.Height));
    Set(style_, "Width", uno::Any(size_.Width));
    Set(style_, "Height", uno::Any(size_.Height));
    Set(style_, "PrintHeaders", uno::Any(wanted_.headings));
    Set(style_, "PrintGrid", uno::Any(has_grid_));
    // What does not fit after all is scaled until it does; and page breaks of the file do not
    // count.
    Set(style_, "ScaleToPagesX", uno::Any(sal_Int16{1}));
    Set(style_, "ScaleToPagesY", uno::Any(sal_Int16{1}));
  }

  const uno::Reference<XComponent> document_;
  const WirePicture& wanted_;
  uno::Reference<table::XCellRange> range_;
  uno::Reference<XPropertySet> style_;
  rtl::OUString name_;  // of the style
  bool has_grid_ = wanted_.grid_lines;
  awt::Size size_;
};

// What is darker in `with` than in `without` is grid; it becomes lighter.
void LightenGrid(const Bitmap& without, Bitmap* with) {
  for (size_t i = 0; i < with->pixels.size(); ++i) {
    const int plain = without.pixels[i];
    const int grid = with->pixels[i];
    with->pixels[i] = static_cast<uint8_t>(plain + (grid - plain) * kGridPercent / 100);
  }
}

PictureFailure OnePageFailure() {
  return {FailureKind::kInternal, "the print of the range is not one page"};
}

}  // namespace

Drawn DrawRange(const uno::Reference<XComponent>& document, const WirePicture& wanted,
                const PdfRaster& raster) {
  Page page(document, wanted);
  if (!page.Prepare()) {
    return PictureFailure{FailureKind::kLoadFailed,
                          "sheet '" + wanted.range.sheet + "' is missing after loading"};
  }
  if (page.empty()) {
    return PictureFailure{FailureKind::kNothingToDraw,
                          "all rows or columns of the range are hidden"};
  }

  Picture picture{HeaderOf(wanted, page.size()), ""};
  if (wanted.format == PictureFormat::kPdf) {
    picture.bytes = page.Print(wanted.grid_lines);
    return picture;
  }
  const WirePictureHeader& header = picture.header;
  std::optional<Bitmap> bitmap =
      raster.Draw(page.Print(wanted.grid_lines), header.width, header.height);
  if (!bitmap.has_value()) return OnePageFailure();
  if (wanted.grid_lines) {
    const std::optional<Bitmap> plain = raster.Draw(page.Print(false), header.width, header.height);
    if (!plain.has_value()) return OnePageFailure();
    LightenGrid(*plain, &*bitmap);
  }
  picture.bytes = EncodePng(*bitmap);
  return picture;
}

}  // namespace sheetgate::recalc::worker
