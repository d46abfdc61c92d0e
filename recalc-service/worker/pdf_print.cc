// LibreOffice's export into memory.
#include "recalc-service/worker/pdf_print.h"

#include <com/sun/star/frame/XStorable.hpp>

#include "recalc-service/worker/memory_stream.h"
#include "recalc-service/worker/property.h"

namespace sheetgate::recalc::worker {

namespace uno = com::sun::star::uno;

std::string PrintPdf(const uno::Reference<com::sun::star::lang::XComponent>& document,
                     std::vector<com::sun::star::beans::PropertyValue> what) {
  what.push_back(Property("ExportNotes", uno::Any(false)));
  what.push_back(Property("ExportBookmarks", uno::Any(false)));
  what.push_back(Property("IsSkipEmptyPages", uno::Any(false)));
  what.push_back(Property("UseLosslessCompression", uno::Any(true)));
  std::string pdf;
  const uno::Reference<com::sun::star::io::XOutputStream> sink(new MemorySink(&pdf));
  const uno::Reference<com::sun::star::frame::XStorable> storable(document, uno::UNO_QUERY_THROW);
  storable->storeToURL(rtl::OUString("private:stream"),
                       Properties({
                           Property("FilterName", uno::Any(rtl::OUString("calc_pdf_Export"))),
                           Property("OutputStream", uno::Any(sink)),
                           Property("FilterData", uno::Any(Properties(what))),
                       }));
  return pdf;
}

}  // namespace sheetgate::recalc::worker
