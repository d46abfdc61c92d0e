// PdfRaster: a page of PDF as pixels, by the PDFium that LibreOffice brings (libpdfiumlo.so).
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PDF_RASTER_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PDF_RASTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "recalc-service/worker/png.h"

namespace sheetgate::recalc::worker {

// Single-threaded.
class PdfRaster {
 public:
  // Finds PDFium in LibreOffice's program directory. Without it, or with one that lacks a function,
  // nothing can be drawn.
  void Load(const std::string& program_dir);
  bool available() const { return library_ != nullptr; }

  // The only page of `pdf`, stretched to this many pixels, on white; nullopt when it is no document
  // of one page. Throws std::bad_alloc.
  std::optional<Bitmap> Draw(std::string_view pdf, int32_t width, int32_t height) const;

 private:
  // fpdfview.h of PDFium; its handles are pointers to incomplete types.
  struct Functions {
    void (*init_library)() = nullptr;
    void* (*load_document)(const void* data, int size, const char* password) = nullptr;
    int (*page_count)(void* document) = nullptr;
    void* (*load_page)(void* document, int index) = nullptr;
    void* (*create_bitmap)(int width, int height, int format, void* pixels, int stride) = nullptr;
    void (*fill)(void* bitmap, int left, int top, int width, int height,
                 unsigned long color) = nullptr;
    void (*render)(void* bitmap, void* page, int left, int top, int width, int height, int rotate,
                   int flags) = nullptr;
    void (*destroy_bitmap)(void* bitmap) = nullptr;
    void (*close_page)(void* page) = nullptr;
    void (*close_document)(void* document) = nullptr;
  };

  void* library_ = nullptr;
  Functions call_;
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PDF_RASTER_H_
