// A range of a loaded workbook as a picture.
//
// The range is printed: onto one page of exactly its size, as PDF, into memory; PDFium makes pixels
// of that page. So a picture shows what a print shows: no marks of notes and no filter buttons, and
// hidden rows and columns are left out.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PICTURE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PICTURE_H_

#include <string>
#include <variant>

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

// Changes the document's print settings. May throw com::sun::star::uno::Exception and
// std::bad_alloc.
std::variant<Picture, PictureFailure> DrawPicture(
    const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document,
    const WirePicture& wanted, const PdfRaster& raster);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PICTURE_H_
