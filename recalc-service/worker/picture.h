// Pictures of a loaded workbook: of cells, of a chart, of printed pages.
//
// Each is printed as PDF into memory, and PDFium makes pixels of the PDF's page.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PICTURE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PICTURE_H_

#include <string>
#include <variant>

#include <com/sun/star/awt/Size.hpp>
#include <com/sun/star/lang/XComponent.hpp>

#include "recalc-service/worker/pdf_raster.h"
#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc::worker {

struct Picture {
  WirePictureHeader header;
  std::string bytes;
};

struct PictureFailure {
  FailureKind kind = FailureKind::kInternal;
  std::string why;
};

using Drawn = std::variant<Picture, PictureFailure>;

// Changes the document: its print settings, and of a chart's its sheets. May throw
// com::sun::star::uno::Exception and std::bad_alloc.
Drawn DrawPicture(const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document,
                  const WirePicture& wanted, const PdfRaster& raster);

// Pixels and scale of a picture of what has this size in hundredths of a millimeter.
WirePictureHeader HeaderOf(const WirePicture& wanted, const com::sun::star::awt::Size& size);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PICTURE_H_
