// Pages of a sheet as they are printed: with its page settings, print area, titles, breaks, headers
// and footers.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PAGE_PICTURE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PAGE_PICTURE_H_

#include "recalc-service/worker/picture.h"

namespace sheetgate::recalc::worker {

// Leaves the document's other sheets out of its print. May throw com::sun::star::uno::Exception and
// std::bad_alloc.
Drawn DrawPages(const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document,
                const WirePicture& wanted, const PdfRaster& raster);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PAGE_PICTURE_H_
