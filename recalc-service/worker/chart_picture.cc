// The chart, and the sheet it is alone on.
#include "recalc-service/worker/chart_picture.h"

#include <algorithm>
#include <string>
#include <vector>

#include <com/sun/star/awt/Point.hpp>
#include <com/sun/star/awt/Rectangle.hpp>
#include <com/sun/star/awt/Size.hpp>
#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/container/XIndexAccess.hpp>
#include <com/sun/star/container/XNamed.hpp>
#include <com/sun/star/drawing/XDrawPageSupplier.hpp>
#include <com/sun/star/drawing/XShape.hpp>
#include <com/sun/star/graphic/XGraphic.hpp>
#include <com/sun/star/lang/XMultiServiceFactory.hpp>
#include <com/sun/star/sheet/XSpreadsheetDocument.hpp>
#include <com/sun/star/table/XColumnRowRange.hpp>

#include "recalc-service/worker/range_picture.h"
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

namespace awt = com::sun::star::awt;
namespace container = com::sun::star::container;
namespace drawing = com::sun::star::drawing;
namespace sheet = com::sun::star::sheet;
namespace uno = com::sun::star::uno;
using com::sun::star::beans::XPropertySet;
using com::sun::star::graphic::XGraphic;
using com::sun::star::lang::XComponent;

// Of embedded objects, those that are charts.
constexpr char kChartClass[] = "12DCAE26-281F-416F-A234-C3086127382E";
// Charts of chart sheets may be stored without a size: Excel fits them to the page. This is what
// its margins leave of A4, in hundredths of a millimeter.
constexpr int32_t kPageWidth = 26140;
constexpr int32_t kPageHeight = 17190;
// LibreOffice's limit for a column's width and a row's height, a meter; larger charts shrink.
constexpr int32_t kLargestCell = 99999;

bool IsChart(const uno::Reference<XPropertySet>& shape) {
  rtl::OUString id;
  return (shape->getPropertyValue(rtl::OUString("CLSID")) >>= id) &&
         id.equalsIgnoreAsciiCaseAscii(kChartClass);
}

// Appends the charts of this name in their order; those of a group are where the group is.
void Collect(const uno::Reference<container::XIndexAccess>& shapes, const rtl::OUString& name,
             std::vector<uno::Reference<drawing::XShape>>* charts) {
  for (sal_Int32 i = 0; i < shapes->getCount(); ++i) {
    const uno::Reference<drawing::XShape> shape(shapes->getByIndex(i), uno::UNO_QUERY_THROW);
    const rtl::OUString type = shape->getShapeType();
    if (type == "com.sun.star.drawing.GroupShape") {
      Collect(uno::Reference<container::XIndexAccess>(shape, uno::UNO_QUERY_THROW), name, charts);
    } else if (type == "com.sun.star.drawing.OLE2Shape" &&
               uno::Reference<container::XNamed>(shape, uno::UNO_QUERY_THROW)->getName() == name &&
               IsChart(uno::Reference<XPropertySet>(shape, uno::UNO_QUERY_THROW))) {
      charts->push_back(shape);
    }
  }
}

uno::Reference<XGraphic> GraphicOf(const uno::Reference<drawing::XShape>& chart, awt::Size* size) {
  const uno::Reference<XPropertySet> properties(chart, uno::UNO_QUERY_THROW);
  *size = chart->getSize();
  if (size->Width <= 1 || size->Height <= 1) {
    *size = awt::Size(kPageWidth, kPageHeight);
    properties->setPropertyValue(rtl::OUString("VisibleArea"),
                                 uno::Any(awt::Rectangle(0, 0, size->Width, size->Height)));
  }
  uno::Reference<XGraphic> graphic;
  properties->getPropertyValue(rtl::OUString("Graphic")) >>= graphic;
  return graphic;
}

void SetLength(const uno::Reference<container::XIndexAccess>& lines, const char* property,
               sal_Int32 length) {
  const uno::Reference<XPropertySet> first(lines->getByIndex(0), uno::UNO_QUERY_THROW);
  first->setPropertyValue(rtl::OUString::createFromAscii(property), uno::Any(length));
}

// Adds a sheet with the graphic in A1; returns its name.
rtl::OUString AddSheet(const uno::Reference<XComponent>& document,
                       const uno::Reference<sheet::XSpreadsheets>& sheets,
                       const uno::Reference<XGraphic>& graphic, const awt::Size& size) {
  rtl::OUString name("Chart");
  while (sheets->hasByName(name)) name += "_";
  const uno::Reference<container::XIndexAccess> all(sheets, uno::UNO_QUERY_THROW);
  sheets->insertNewByName(name, static_cast<sal_Int16>(all->getCount()));
  const uno::Any added = sheets->getByName(name);
  const uno::Reference<com::sun::star::table::XColumnRowRange> cells(added, uno::UNO_QUERY_THROW);
  SetLength(uno::Reference<container::XIndexAccess>(cells->getColumns(), uno::UNO_QUERY_THROW),
            "Width", size.Width);
  SetLength(uno::Reference<container::XIndexAccess>(cells->getRows(), uno::UNO_QUERY_THROW),
            "Height", size.Height);

  const uno::Reference<com::sun::star::lang::XMultiServiceFactory> factory(document,
                                                                           uno::UNO_QUERY_THROW);
  const uno::Reference<drawing::XShape> shape(
      factory->createInstance(rtl::OUString("com.sun.star.drawing.GraphicObjectShape")),
      uno::UNO_QUERY_THROW);
  const uno::Reference<drawing::XDrawPageSupplier> page(added, uno::UNO_QUERY_THROW);
  page->getDrawPage()->add(shape);
  const uno::Reference<XPropertySet> properties(shape, uno::UNO_QUERY_THROW);
  properties->setPropertyValue(rtl::OUString("Graphic"), uno::Any(graphic));
  shape->setPosition(awt::Point(0, 0));
  shape->setSize(size);
  return name;
}

}  // namespace

Drawn DrawChart(const uno::Reference<XComponent>& document, const WirePicture& wanted,
                const PdfRaster& raster) {
  const uno::Reference<sheet::XSpreadsheetDocument> spreadsheet(document, uno::UNO_QUERY_THROW);
  const uno::Reference<sheet::XSpreadsheets> sheets = spreadsheet->getSheets();
  const rtl::OUString name = FromUtf8(wanted.range.sheet);
  std::vector<uno::Reference<drawing::XShape>> charts;
  if (sheets->hasByName(name)) {
    const uno::Reference<drawing::XDrawPageSupplier> page(sheets->getByName(name),
                                                          uno::UNO_QUERY_THROW);
    Collect(uno::Reference<container::XIndexAccess>(page->getDrawPage(), uno::UNO_QUERY_THROW),
            FromUtf8(wanted.chart), &charts);
  }
  const auto index = static_cast<size_t>(wanted.occurrence - 1);
  awt::Size size;
  const uno::Reference<XGraphic> graphic =
      index < charts.size() ? GraphicOf(charts[index], &size) : uno::Reference<XGraphic>();
  if (!graphic.is()) {
    return PictureFailure{FailureKind::kLoadFailed, "chart '" + wanted.chart + "' of sheet '" +
                                                        wanted.range.sheet +
                                                        "' is missing after loading"};
  }
  const double shrink =
      std::min(1.0, static_cast<double>(kLargestCell) / std::max(size.Width, size.Height));
  size.Width = static_cast<sal_Int32>(size.Width * shrink);
  size.Height = static_cast<sal_Int32>(size.Height * shrink);

  WirePicture alone = wanted;
  alone.range = {ToUtf8(AddSheet(document, sheets, graphic, size)), 0, 0, 0, 0};
  alone.grid_lines = false;
  alone.headings = false;
  return DrawRange(document, alone, raster);
}

}  // namespace sheetgate::recalc::worker
