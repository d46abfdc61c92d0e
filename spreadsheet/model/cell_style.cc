// Memory of the styles: a short std::string keeps its text inside itself.
#include "spreadsheet/model/cell_style.h"

namespace sheetgate::spreadsheet {
namespace {

size_t Heap(const std::string& text) {
  static const size_t kInside = std::string().capacity();
  return text.capacity() > kInside ? text.capacity() + 1 : 0;
}

size_t Heap(const CellStyle& style) {
  size_t bytes = Heap(style.font.name) + Heap(style.font.underline) + Heap(style.fill.pattern) +
                 Heap(style.number_format) + Heap(style.named_style) +
                 Heap(style.alignment.horizontal) + Heap(style.alignment.vertical);
  for (const BorderEdge* edge : {&style.borders.left, &style.borders.right, &style.borders.top,
                                 &style.borders.bottom, &style.borders.diagonal}) {
    bytes += Heap(edge->style);
  }
  return bytes;
}

}  // namespace

size_t CellStyles::memory_bytes() const {
  size_t bytes = sizeof(*this) + styles.capacity() * sizeof(CellStyle) + Heap(theme.name) +
                 Heap(theme.major_font) + Heap(theme.minor_font);
  for (const CellStyle& style : styles) bytes += Heap(style);
  return bytes;
}

}  // namespace sheetgate::spreadsheet
