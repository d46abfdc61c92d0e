// PrintPdf: a print of a document as PDF.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PDF_PRINT_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PDF_PRINT_H_

#include <string>
#include <vector>

#include <com/sun/star/beans/PropertyValue.hpp>
#include <com/sun/star/lang/XComponent.hpp>

namespace sheetgate::recalc::worker {

// `what` is what to print, in the terms of calc_pdf_Export's FilterData: "Selection", "PageRange";
// everything when empty. May throw com::sun::star::uno::Exception and std::bad_alloc.
std::string PrintPdf(
    const com::sun::star::uno::Reference<com::sun::star::lang::XComponent>& document,
    std::vector<com::sun::star::beans::PropertyValue> what);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PDF_PRINT_H_
