// PNG (ISO/IEC 15948) of a bitmap: 8 bits a channel, no alpha.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PNG_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PNG_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sheetgate::recalc::worker {

// Rows from the top, four bytes a pixel: blue, green, red, and one that means nothing.
struct Bitmap {
  int32_t width = 0;
  int32_t height = 0;
  std::vector<uint8_t> pixels;
};

// Empty for a bitmap without pixels. Throws std::bad_alloc.
std::string EncodePng(const Bitmap& bitmap);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PNG_H_
