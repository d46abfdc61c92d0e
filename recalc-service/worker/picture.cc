// What the kinds of pictures have in common: scale and limits.
#include "recalc-service/worker/picture.h"

#include <algorithm>
#include <cmath>

#include "recalc-service/worker/chart_picture.h"
#include "recalc-service/worker/page_picture.h"
#include "recalc-service/worker/range_picture.h"

namespace sheetgate::recalc::worker {
namespace {

using com::sun::star::lang::XComponent;
using com::sun::star::uno::Reference;

// LibreOffice measures in hundredths of a millimeter.
constexpr double kUnitsPerInch = 2540;
constexpr double kPixelsPerInch = 96;

Drawn DrawKind(const Reference<XComponent>& document, const WirePicture& wanted,
               const PdfRaster& raster) {
  switch (wanted.of) {
    case PictureOf::kRange:
      return DrawRange(document, wanted, raster);
    case PictureOf::kChart:
      return DrawChart(document, wanted, raster);
    case PictureOf::kPages:
      return DrawPages(document, wanted, raster);
  }
  return PictureFailure{FailureKind::kInternal, "the kind of picture is unknown"};
}

}  // namespace

WirePictureHeader HeaderOf(const WirePicture& wanted, const com::sun::star::awt::Size& size) {
  const double width = size.Width * kPixelsPerInch / kUnitsPerInch;
  const double height = size.Height * kPixelsPerInch / kUnitsPerInch;
  WirePictureHeader header;
  header.scale = wanted.format == PictureFormat::kPng
                     ? std::min(wanted.scale, wanted.max_side / std::max(width, height))
                     : 1;
  const auto pixels = [&header](double side) {
    return std::max(1, static_cast<int32_t>(std::lround(side * header.scale)));
  };
  header.width = pixels(width);
  header.height = pixels(height);
  return header;
}

Drawn DrawPicture(const Reference<XComponent>& document, const WirePicture& wanted,
                  const PdfRaster& raster) {
  if (wanted.format == PictureFormat::kPng && !raster.available()) {
    return PictureFailure{FailureKind::kNotInstalled,
                          "pictures as png need libpdfiumlo.so, which LibreOffice's package "
                          "libreoffice-core-nogui has; install it, or ask for the format pdf"};
  }
  Drawn drawn = DrawKind(document, wanted, raster);
  auto* picture = std::get_if<Picture>(&drawn);
  if (picture == nullptr) return drawn;
  picture->header.size_bytes = static_cast<int64_t>(picture->bytes.size());
  if (picture->header.size_bytes > wanted.max_bytes) {
    return PictureFailure{FailureKind::kTooLarge,
                          "the picture has " + std::to_string(picture->bytes.size()) +
                              " bytes; draw less of it, or the same at a smaller scale"};
  }
  return drawn;
}

}  // namespace sheetgate::recalc::worker
