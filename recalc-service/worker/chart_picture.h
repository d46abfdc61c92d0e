// One chart of a sheet as a picture.
//
// What LibreOffice shows in a chart's place (a metafile, so lines and texts stay such in a PDF)
// goes on a sheet of its own, into a cell of the chart's size; and that cell is drawn.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_CHART_PICTURE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_CHART_PICTURE_H_

#include "recalc-service/worker/picture.h"

namespace sheetgate::recalc::worker {

// Adds a sheet to the document. May throw com::sun::star::uno::Exception and std::bad_alloc.
Drawn DrawChart(const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document,
                const WirePicture& wanted, const PdfRaster& raster);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_CHART_PICTURE_H_
