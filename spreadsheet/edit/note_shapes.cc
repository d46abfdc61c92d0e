// Where a box stands is said twice: by its anchor, which Excel goes by, in columns and rows of the
// usual size, and by the style, which other readers go by.
#include "spreadsheet/edit/note_shapes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kShapeBegin = "<v:shape ";
constexpr std::string_view kShapeEnd = "</v:shape>";
constexpr std::string_view kShapeType = "_x0000_t202";
constexpr std::string_view kShapeId = "_x0000_s";
constexpr double kPixelsPerPoint = 96.0 / 72.0;
constexpr int kColumnPixels = 64;
constexpr int kRowPixels = 20;
constexpr int kGap = 15;  // pixels between the cell and its box

struct Span {
  size_t begin = std::string_view::npos;
  size_t end = 0;
  bool found() const { return begin != std::string_view::npos; }
};

// The text of the first element `tag` ("<x:Row>").
Span TextOf(std::string_view shape, std::string_view tag) {
  const size_t at = shape.find(tag);
  if (at == std::string_view::npos) return {};
  const size_t begin = at + tag.size();
  const size_t end = shape.find('<', begin);
  if (end == std::string_view::npos) return {};
  return {begin, end};
}

bool IsNumber(std::string_view shape, const Span& span, int32_t number) {
  return span.found() &&
         ParseUnsigned(TrimXmlSpace(shape.substr(span.begin, span.end - span.begin))) ==
             static_cast<uint32_t>(number);
}

// The shape of the note on a cell.
Span FindShape(std::string_view vml, CellRef cell) {
  size_t at = vml.find(kShapeBegin);
  while (at != std::string_view::npos) {
    const size_t close = vml.find(kShapeEnd, at);
    if (close == std::string_view::npos) break;
    const Span span = {at, close + kShapeEnd.size()};
    const std::string_view shape = vml.substr(span.begin, span.end - span.begin);
    const bool note = shape.find("ObjectType=\"Note\"") != std::string_view::npos;
    if (note && IsNumber(shape, TextOf(shape, "<x:Row>"), cell.row - 1) &&
        IsNumber(shape, TextOf(shape, "<x:Column>"), cell.column - 1)) {
      return span;
    }
    at = vml.find(kShapeBegin, span.end);
  }
  return {};
}

std::string Points(double points) {
  std::array<char, 32> buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::round(points * 100) / 100);
  return std::string(buffer.data(), written.ptr) + "pt";
}

int64_t Pixels(double points) { return std::llround(points * kPixelsPerPoint); }

// "left column, offset, top row, offset, right column, offset, bottom row, offset": to the right of
// the cell, or to its left at the edge of the sheet.
std::string Anchor(CellRef cell, double width, double height) {
  const int64_t right = kGap + Pixels(width);
  const int64_t columns = right / kColumnPixels;
  int64_t left = cell.column;
  left = std::max<int64_t>(0, std::min<int64_t>(left, kMaxColumn - 1 - columns));
  const int64_t top_offset = 2;
  const int64_t bottom = top_offset + Pixels(height);
  const int64_t rows = bottom / kRowPixels;
  int64_t top = std::max<int64_t>(0, cell.row - 2);
  top = std::max<int64_t>(0, std::min<int64_t>(top, kMaxRow - 1 - rows));
  return Concat(left, ", ", kGap, ", ", top, ", ", top_offset, ", ", left + columns, ", ",
                right % kColumnPixels, ", ", top + rows, ", ", bottom % kRowPixels);
}

// The number behind the last id of a shape: ids of one drawing are in a block of 1024.
int64_t NextShape(std::string_view vml) {
  int64_t highest = 1024;
  for (size_t at = vml.find(kShapeId); at != std::string_view::npos;
       at = vml.find(kShapeId, at + 1)) {
    std::string_view digits = vml.substr(at + kShapeId.size());
    digits = digits.substr(0, std::min(digits.find_first_not_of("0123456789"), digits.size()));
    highest = std::max<int64_t>(highest, ParseUnsigned(digits).value_or(0));
  }
  if (highest > 1024) return highest + 1;
  constexpr std::string_view kMap = "<o:idmap v:ext=\"edit\" data=\"";
  const size_t map = vml.find(kMap);
  if (map == std::string_view::npos) return highest + 1;
  std::string_view digits = vml.substr(map + kMap.size());
  digits = digits.substr(0, std::min(digits.find_first_not_of("0123456789"), digits.size()));
  return int64_t{ParseUnsigned(digits).value_or(1)} * 1024 + 1;
}

std::string ShapeType() {
  return Concat("<v:shapetype id=\"", kShapeType,
                "\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">"
                "<v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" "
                "o:connecttype=\"rect\"/></v:shapetype>");
}

// Sets a property of a style, "width:108pt", where it has it; adds it otherwise.
void SetProperty(std::string_view name, const std::string& value, std::string* style) {
  size_t at = 0;
  while (at <= style->size()) {
    const size_t end = std::min(style->find(';', at), style->size());
    const std::string_view property = TrimXmlSpace(std::string_view(*style).substr(at, end - at));
    if (property.starts_with(name) && property.substr(name.size()).starts_with(':')) {
      style->replace(at, end - at, Concat(name, ":", value));
      return;
    }
    at = end + 1;
  }
  *style += Concat(style->empty() || style->ends_with(';') ? "" : ";", name, ":", value);
}

// The value of the style attribute in the start tag of a shape.
Span StyleOf(std::string_view shape) {
  const size_t tag_end = shape.find('>');
  for (const std::string_view opening : {"style='", "style=\""}) {
    const size_t at = shape.find(opening);
    if (at == std::string_view::npos || at > tag_end) continue;
    const size_t begin = at + opening.size();
    const size_t end = shape.find(opening.back(), begin);
    if (end != std::string_view::npos) return {begin, end};
  }
  return {};
}

// A length of a style in points; nullopt for other units.
std::optional<double> PointsOf(std::string_view style, std::string_view name) {
  const std::string key = Concat(name, ":");
  size_t at = style.find(key);
  while (at != std::string_view::npos && at > 0 && style[at - 1] != ';' && style[at - 1] != ' ' &&
         style[at - 1] != '\n') {
    at = style.find(key, at + 1);
  }
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = style.substr(at + key.size());
  double points = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), points);
  if (read.ec != std::errc()) return std::nullopt;
  if (!std::string_view(read.ptr, static_cast<size_t>(rest.data() + rest.size() - read.ptr))
           .starts_with("pt")) {
    return std::nullopt;
  }
  return points;
}

}  // namespace

std::string EmptyNoteDrawing(int number) {
  return Concat(
      "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "
      "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
      "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap "
      "v:ext=\"edit\" data=\"",
      number, "\"/></o:shapelayout>", ShapeType(), "</xml>");
}

std::string AddNoteShape(std::string_view vml, CellRef cell, const NoteBox& box) {
  const std::string shape = Concat(
      "<v:shape id=\"", kShapeId, NextShape(vml), "\" type=\"#", kShapeType,
      "\" style=\"position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:", Points(box.width),
      ";height:", Points(box.height), ";z-index:1;visibility:", box.visible ? "visible" : "hidden",
      "\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow "
      "on=\"t\" "
      "color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox "
      "style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>"
      "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>",
      Anchor(cell, box.width, box.height), "</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>",
      cell.row - 1, "</x:Row><x:Column>", cell.column - 1, "</x:Column>",
      box.visible ? "<x:Visible/>" : "", "</x:ClientData></v:shape>");
  std::string out(vml);
  const size_t end = out.rfind("</xml>");
  if (end == std::string::npos) return out;
  const bool has_type = out.find(Concat("id=\"", kShapeType, "\"")) != std::string::npos;
  out.insert(end, has_type ? shape : ShapeType() + shape);
  return out;
}

std::string RemoveNoteShape(std::string_view vml, CellRef cell) {
  std::string out(vml);
  const Span span = FindShape(vml, cell);
  if (span.found()) out.erase(span.begin, span.end - span.begin);
  return out;
}

std::string ChangeNoteShape(std::string_view vml, CellRef cell, std::optional<double> width,
                            std::optional<double> height, std::optional<bool> visible) {
  const Span span = FindShape(vml, cell);
  if (!span.found()) return std::string(vml);
  std::string shape(vml.substr(span.begin, span.end - span.begin));
  if (visible.has_value()) {
    constexpr std::string_view kVisible = "<x:Visible/>";
    if (const size_t at = shape.find(kVisible); at != std::string::npos) {
      shape.erase(at, kVisible.size());
    }
    const size_t end = shape.find("</x:ClientData>");
    if (*visible && end != std::string::npos) shape.insert(end, kVisible);
  }
  NoteBox box;
  const Span old = StyleOf(shape);
  const std::string_view old_style =
      old.found() ? std::string_view(shape).substr(old.begin, old.end - old.begin) : "";
  box.width = width.value_or(PointsOf(old_style, "width").value_or(box.width));
  box.height = height.value_or(PointsOf(old_style, "height").value_or(box.height));
  if (width.has_value() || height.has_value()) {
    if (const Span anchor = TextOf(shape, "<x:Anchor>"); anchor.found()) {
      shape.replace(anchor.begin, anchor.end - anchor.begin, Anchor(cell, box.width, box.height));
    }
  }
  if (const Span place = StyleOf(shape); place.found()) {
    std::string style = shape.substr(place.begin, place.end - place.begin);
    if (width.has_value()) SetProperty("width", Points(*width), &style);
    if (height.has_value()) SetProperty("height", Points(*height), &style);
    if (visible.has_value()) SetProperty("visibility", *visible ? "visible" : "hidden", &style);
    shape.replace(place.begin, place.end - place.begin, style);
  }
  std::string out(vml);
  out.replace(span.begin, span.end - span.begin, shape);
  return out;
}

bool HasShapes(std::string_view vml) { return vml.find(kShapeBegin) != std::string_view::npos; }

}  // namespace sheetgate::spreadsheet
