// PDFium's functions by name, and one page through them.
#include "recalc-service/worker/pdf_raster.h"

#include <dlfcn.h>

#include <memory>

#include "recalc-service/worker/symbol.h"

namespace sheetgate::recalc::worker {
namespace {

constexpr int kFormatBgrx = 3;  // FPDFBitmap_BGRx
constexpr unsigned long kWhite = 0xFFFFFFFF;

using Handle = std::unique_ptr<void, void (*)(void*)>;

}  // namespace

void PdfRaster::Load(const std::string& program_dir) {
  void* library = dlopen((program_dir + "/libpdfiumlo.so").c_str(), RTLD_LAZY);
  if (library == nullptr) return;
  if (!FindSymbol(library, "FPDF_InitLibrary", &call_.init_library) ||
      !FindSymbol(library, "FPDF_LoadMemDocument", &call_.load_document) ||
      !FindSymbol(library, "FPDF_GetPageCount", &call_.page_count) ||
      !FindSymbol(library, "FPDF_LoadPage", &call_.load_page) ||
      !FindSymbol(library, "FPDFBitmap_CreateEx", &call_.create_bitmap) ||
      !FindSymbol(library, "FPDFBitmap_FillRect", &call_.fill) ||
      !FindSymbol(library, "FPDF_RenderPageBitmap", &call_.render) ||
      !FindSymbol(library, "FPDFBitmap_Destroy", &call_.destroy_bitmap) ||
      !FindSymbol(library, "FPDF_ClosePage", &call_.close_page) ||
      !FindSymbol(library, "FPDF_CloseDocument", &call_.close_document)) {
    return;
  }
  call_.init_library();
  library_ = library;
}

std::optional<Bitmap> PdfRaster::Draw(std::string_view pdf, int32_t width, int32_t height) const {
  const Handle document(call_.load_document(pdf.data(), static_cast<int>(pdf.size()), nullptr),
                        call_.close_document);
  if (document == nullptr || call_.page_count(document.get()) != 1) return std::nullopt;
  const Handle page(call_.load_page(document.get(), 0), call_.close_page);
  if (page == nullptr) return std::nullopt;
  Bitmap bitmap{width, height, {}};
  bitmap.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height) * 4);
  const Handle target(
      call_.create_bitmap(width, height, kFormatBgrx, bitmap.pixels.data(), width * 4),
      call_.destroy_bitmap);
  if (target == nullptr) return std::nullopt;
  call_.fill(target.get(), 0, 0, width, height, kWhite);
  call_.render(target.get(), page.get(), 0, 0, width, height, /*rotate=*/0, /*flags=*/0);
  return bitmap;
}

}  // namespace sheetgate::recalc::worker
