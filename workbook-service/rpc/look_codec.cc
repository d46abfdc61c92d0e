#include "workbook-service/rpc/look_codec.h"

#include <string_view>

namespace sheetgate::workbook {
namespace {

using spreadsheet::Alignment;
using spreadsheet::BorderEdge;
using spreadsheet::Borders;
using spreadsheet::Color;
using spreadsheet::Font;

// "RRGGBB" of "AARRGGBB".
std::string Rgb(const Color& color) { return color.empty() ? color : color.substr(2); }

void EncodeFont(const Font& font, v1::CellLook* look) {
  look->set_font(font.name);
  if (font.size != 0) look->set_font_size(font.size);
  if (font.bold) look->set_bold(true);
  if (font.italic) look->set_italic(true);
  if (font.strikethrough) look->set_strikethrough(true);
  look->set_underline(font.underline);
  look->set_vertical_align(font.vertical_align);
  look->set_font_color(Rgb(font.color));
}

void EncodeEdge(std::string_view name, const BorderEdge& edge, v1::CellLook* look) {
  if (edge.style.empty()) return;
  v1::CellBorder& border = *look->add_borders();
  border.set_edge(std::string(name));
  border.set_style(edge.style);
  border.set_color(Rgb(edge.color));
}

void EncodeBorders(const Borders& borders, v1::CellLook* look) {
  EncodeEdge("left", borders.left, look);
  EncodeEdge("right", borders.right, look);
  EncodeEdge("top", borders.top, look);
  EncodeEdge("bottom", borders.bottom, look);
  if (borders.diagonal_up) EncodeEdge("diagonal_up", borders.diagonal, look);
  if (borders.diagonal_down) EncodeEdge("diagonal_down", borders.diagonal, look);
}

void EncodeAlignment(const Alignment& alignment, v1::CellLook* look) {
  look->set_horizontal(alignment.horizontal);
  look->set_vertical(alignment.vertical);
  if (alignment.wrap_text) look->set_wrap_text(true);
  if (alignment.shrink_to_fit) look->set_shrink_to_fit(true);
  if (alignment.indent != 0) look->set_indent(alignment.indent);
  if (alignment.rotation != 0) look->set_rotation(alignment.rotation);
}

}  // namespace

v1::CellLook EncodeLook(const spreadsheet::CellStyle& style) {
  v1::CellLook look;
  EncodeFont(style.font, &look);
  look.set_fill(style.fill.pattern);
  look.set_fill_color(Rgb(style.fill.foreground));
  look.set_fill_background(Rgb(style.fill.background));
  EncodeBorders(style.borders, &look);
  EncodeAlignment(style.alignment, &look);
  if (style.number_format != "General") look.set_number_format(style.number_format);
  if (!style.locked) look.set_unlocked(true);
  if (style.formula_hidden) look.set_formula_hidden(true);
  look.set_named_style(style.named_style);
  return look;
}

int64_t LookBytes(const v1::CellLook& look) {
  // Names of fields and quotes about double what the wire form takes; a border's names more so.
  return 2 * static_cast<int64_t>(look.ByteSizeLong()) + 120 + 40 * look.borders_size();
}

}  // namespace sheetgate::workbook
