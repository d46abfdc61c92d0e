// Cells of a sheet as a picture.
//
// The range is printed onto one page of exactly its size. So a picture shows what a print shows: no
// marks of notes and no filter buttons, and hidden rows and columns are left out.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_RANGE_PICTURE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_RANGE_PICTURE_H_

#include "recalc-service/worker/picture.h"

namespace sheetgate::recalc::worker {

// Changes the document's print settings. May throw com::sun::star::uno::Exception and
// std::bad_alloc.
Drawn DrawRange(const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document,
                const WirePicture& wanted, const PdfRaster& raster);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_RANGE_PICTURE_H_
