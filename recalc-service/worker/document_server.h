// What a forked child does with its life: it opens one workbook and answers questions about it.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_DOCUMENT_SERVER_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_DOCUMENT_SERVER_H_

#include <cstdint>

namespace sheetgate::recalc::worker {

class Office;
class PdfRaster;

// Opens the package of `package_fd` and serves `socket` (protocol.h) until it is closed.
// `cpu_seconds` is what opening, and what each question, may take. Never returns: the process ends
// without LibreOffice's exit handlers, which belong to the parent.
[[noreturn]] void ServeDocument(Office* office, const PdfRaster& raster, int package_fd, int socket,
                                int64_t cpu_seconds);

// Reports that the child cannot even begin, and ends it.
[[noreturn]] void RefuseDocument(int socket, const char* why);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_DOCUMENT_SERVER_H_
